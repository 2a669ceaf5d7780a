"""Plain text that names no speaker, such as recognised speech."""

from collections.abc import Iterator

from seeds.layouts.calls import HEAD, iter_page_call
from seeds.layouts.labels import Label
from seeds.layouts.page_heads import FIELD
from seeds.layouts.rosters import Roster
from seeds.layouts.speeches import Mark
from seeds.pages import Page
from seeds.records import CallRecord, CompanyRecord

NAME = "plain-text"


def is_unlabelled(page: Page) -> bool:
    """Whether a page is text at all; what is HTML and of no known layout is not taken."""
    return not page.is_html


def iter_unlabelled_records(page: Page, source_name: str) -> Iterator[CompanyRecord | CallRecord]:
    """Yield company and call: one turn, by nobody, after the fields of a head. Raises BadRecord."""
    fields = [*FIELD.finditer(page.text[:HEAD])]
    start = fields[-1].end() if fields else 0
    mark = Mark(start, start, Label(None))
    yield from iter_page_call(page, source_name, page.text, [mark], Roster(), NAME)

"""Which layout a file has, told by its first record or its page, and its records made neutral."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from seeds.errors import Problem
from seeds.layouts.bilingual import NAME as BILINGUAL, is_bilingual, iter_bilingual_records
from seeds.layouts.companies_table import is_company_row, iter_company_records
from seeds.layouts.earnings_call_answers import is_earnings_call_answer, iter_answer_records
from seeds.layouts.fmp_calls import is_fmp_answer, iter_fmp_records
from seeds.layouts.labelled import NAME as LABELLED, is_labelled, iter_labelled_records
from seeds.layouts.motley_fool import (
    CURRENT,
    OLD,
    is_current_page,
    is_old_page,
    iter_current_records,
    iter_old_records,
)
from seeds.layouts.ninja_calls import is_ninja_call, iter_ninja_records
from seeds.layouts.normalised_calls import is_normalised_call, iter_call_records
from seeds.layouts.normalised_postings import is_normalised_posting, iter_posting_records
from seeds.layouts.numbered_statements import is_stated_call, iter_stated_records
from seeds.layouts.prepared_and_questions import is_divided_call, iter_divided_records
from seeds.layouts.seeking_alpha import (
    NAME as SEEKING_ALPHA,
    is_seeking_alpha,
    iter_seeking_alpha_records,
)
from seeds.layouts.token_table import is_token_table, iter_token_records
from seeds.layouts.unlabelled import NAME as UNLABELLED, is_unlabelled, iter_unlabelled_records
from seeds.pages import Page
from seeds.reading import BadLine
from seeds.records import AnyRecord
from seeds.validation import parse_record

D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Layout(Generic[D]):
    """A way of writing records: `fits` looks at one document, `read` makes it neutral.

    A document is an object of JSON, a row of a table, or a page of text or HTML. `read` takes it
    and the name of its file, and raises BadRecord. What it yields for a company is only what
    the file happens to know, so `is_hearsay` companies never overwrite what is stored. Where
    `may_repeat`, the same call or company may stand there twice: lists have a line for each class
    of shares, collections have a call as two publishers wrote it.
    """

    name: str
    fits: Callable[[D], bool]
    read: Callable[[D, str], Iterable[AnyRecord]]
    is_hearsay: bool = False
    may_repeat: bool = False


def has_kind(document: Mapping[str, Any]) -> bool:
    """Whether a document names its kind, as every neutral record does."""
    return "record" in document


def iter_neutral(document: Mapping[str, Any], source_name: str) -> Iterator[AnyRecord]:
    """Yield the one record of a neutral document. Raises BadRecord."""
    yield parse_record(document)


NEUTRAL: Layout[Mapping[str, Any]] = Layout("neutral", has_kind, iter_neutral)

LAYOUTS: tuple[Layout[Mapping[str, Any]], ...] = (
    NEUTRAL,
    Layout(
        "normalised calls", is_normalised_call, iter_call_records, is_hearsay=True, may_repeat=True
    ),
    Layout("normalised postings", is_normalised_posting, iter_posting_records, is_hearsay=True),
    Layout("companies table", is_company_row, iter_company_records, may_repeat=True),
    Layout("prepared and questions", is_divided_call, iter_divided_records, is_hearsay=True),
    Layout("numbered statements", is_stated_call, iter_stated_records, is_hearsay=True),
    Layout("fmp", is_fmp_answer, iter_fmp_records, is_hearsay=True),
    Layout("api ninjas", is_ninja_call, iter_ninja_records, is_hearsay=True),
    Layout("earningscall", is_earnings_call_answer, iter_answer_records, is_hearsay=True),
    Layout("earnings-21", is_token_table, iter_token_records, is_hearsay=True),
)
# From the most particular to the one that takes any text.
PAGE_LAYOUTS: tuple[Layout[Page], ...] = (
    Layout(BILINGUAL, is_bilingual, iter_bilingual_records, is_hearsay=True),
    Layout(CURRENT, is_current_page, iter_current_records, is_hearsay=True),
    Layout(OLD, is_old_page, iter_old_records, is_hearsay=True),
    Layout(SEEKING_ALPHA, is_seeking_alpha, iter_seeking_alpha_records, is_hearsay=True),
    Layout(LABELLED, is_labelled, iter_labelled_records, is_hearsay=True),
    Layout(UNLABELLED, is_unlabelled, iter_unlabelled_records, is_hearsay=True),
)


def find_layout(document: Mapping[str, Any] | Page, name: str | None = None) -> Layout[Any]:
    """Return the layout of a document, or the one of that name.

    When no layout fits an object, the neutral one explains best. Raises BadLine for a page of no
    layout, and for a name that is none of a page's or of an object's layouts.
    """
    layouts: Sequence[Layout[Any]] = PAGE_LAYOUTS if isinstance(document, Page) else LAYOUTS
    for layout in layouts:
        if layout.name == name if name is not None else layout.fits(document):
            return layout
    known = ", ".join(layout.name for layout in layouts)
    if name is not None:
        raise BadLine(Problem(1, None, f'is not read as "{name}", but as one of {known}'))
    if isinstance(document, Page):
        raise BadLine(Problem(1, None, f"is a page of no known layout; known are {known}"))
    return NEUTRAL

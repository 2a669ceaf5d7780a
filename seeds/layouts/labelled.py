"""Plain text in which a name and a colon stand before every speech."""

from collections import Counter
from collections.abc import Iterator
from re import MULTILINE, compile as compile_pattern

from seeds.layouts.calls import iter_page_call
from seeds.layouts.labels import FIGURE, Label, is_name_word, parse_label
from seeds.layouts.rosters import Roster, read_roster
from seeds.layouts.speeches import Mark, iter_lines, iter_section_marks, read_section
from seeds.pages import Page
from seeds.records import CallRecord, CompanyRecord

NAME = "labelled-text"
LABEL = compile_pattern(r"[ \t*]*([^\n:]{2,160}?)\**[ \t]*:(?!//)\**")
TIME = compile_pattern(r"\d:\d\d")
LONE = compile_pattern(r"^([^\W\d_]{2,20}):", MULTILINE)
FEWEST = 3


def is_labelled(page: Page) -> bool:
    """Whether lines of a page begin with speakers: three speeches of two speakers at the least."""
    roster = read_roster(page.text[:20_000])
    speakers: set[str] = set()
    for n, mark in enumerate(iter_label_marks(page.text, 0, len(page.text), roster), 1):
        if mark.label is not None and mark.label.name:
            speakers.add(mark.label.name)
        if n >= FEWEST and len(speakers) > 1:
            return True
    return False


def iter_labelled_records(page: Page, source_name: str) -> Iterator[CompanyRecord | CallRecord]:
    """Yield company and call of a page. Raises BadRecord."""
    text = page.text
    roster = read_roster(text[:20_000])
    marks = [*iter_section_marks(text), *iter_label_marks(text, 0, len(text), roster)]
    yield from iter_page_call(page, source_name, text, marks, roster, NAME)


def iter_label_marks(text: str, start: int, stop: int, roster: Roster) -> Iterator[Mark]:
    """Yield the speakers whose names, with a colon, begin a line between two places."""
    lone = find_lone_names(text[start:stop])
    for line_start, line_end in iter_lines(text, start):
        if line_start >= stop:
            return
        section = read_section(text, line_start, line_end) if line_end - line_start < 50 else None
        if section is not None:
            yield section
            continue
        found = LABEL.match(text, line_start, line_end)
        if (
            found is None
            or TIME.match(text, found.end(1) - 1)
            or FIGURE.match(text, found.end(), line_end)
        ):
            continue
        label = read_line_label(found[1].strip(), lone, roster)
        if label is not None:
            yield Mark(line_start, found.end(), label)


def find_lone_names(text: str) -> set[str]:
    """Return the names of one word that stand before several lines: operators have no other."""
    counts = Counter(LONE.findall(text))
    return {name for name, count in counts.items() if count > 1 and is_name_word(name)}


def read_line_label(printed: str, lone: set[str], roster: Roster) -> Label | None:
    """Return who stands before a colon; a name of one word must be listed or stand there again."""
    label = parse_label(printed)
    if label is not None:
        return label
    return Label(printed) if printed in lone or roster.find(printed) else None

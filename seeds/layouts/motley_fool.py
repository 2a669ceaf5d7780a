"""The Motley Fool's pages, as text or HTML: the layout to 2025 and the one since."""

from collections.abc import Iterator
from re import IGNORECASE, MULTILINE, compile as compile_pattern

from seeds.layouts.calls import iter_page_call
from seeds.layouts.labelled import iter_label_marks
from seeds.layouts.labels import SEPARATOR, Label, parse_label
from seeds.layouts.rosters import Roster, read_spaced_roster
from seeds.layouts.speeches import Mark, iter_lines, read_section
from seeds.pages import Page
from seeds.records import CallRecord, CompanyRecord

OLD, CURRENT = "motley-fool-old", "motley-fool"
PREPARED = compile_pattern(r"^Prepared Remarks:\s*$", IGNORECASE | MULTILINE)
TRANSCRIPT = compile_pattern(r"^Full Conference Call Transcript:?\s*$", IGNORECASE | MULTILINE)
PARTICIPANTS = compile_pattern(r"^Call participants:?\s*$", IGNORECASE | MULTILINE)
HEADING = compile_pattern(r"^\S.{0,80}(?: *-- *| — | – )\S|^Operator$", MULTILINE)
# What follows the last speech: the editor's, to the end of the page.
CLOSING = compile_pattern(
    r"^(?:Duration: \d+ minutes?|Call participants:|More [A-Z.]{1,8} analysis"
    r"|All earnings call transcripts|This article is a transcript of this conference call"
    r"|Stocks Mentioned|Premium Investing Services|Where to invest \$)",
    IGNORECASE | MULTILINE,
)


def is_old_page(page: Page) -> bool:
    """Whether a page has `Prepared Remarks:` and speakers on lines of their own."""
    found = PREPARED.search(page.text[:20_000])
    return found is not None and HEADING.search(page.text, found.end()) is not None


def is_current_page(page: Page) -> bool:
    """Whether a page has the heading before which everything is the editor's."""
    return TRANSCRIPT.search(page.text) is not None


def iter_old_records(page: Page, source_name: str) -> Iterator[CompanyRecord | CallRecord]:
    """Yield company and call of a page of the old layout. Raises BadRecord."""
    begin = PREPARED.search(page.text)
    start = begin.start() if begin else 0
    stop = find_closing(page.text, start)
    marks = [*iter_old_marks(page.text, start, stop), Mark(stop, len(page.text))]
    yield from iter_page_call(page, source_name, page.text, marks, Roster(), OLD)


def iter_old_marks(text: str, start: int, stop: int) -> Iterator[Mark]:
    """Yield section headings, and speakers that stand alone on a line between blank ones.

    The print forgets the title of a speaker now and then; a name alone counts when the page prints
    it elsewhere with one.
    """
    lines = [(a, b) for a, b in iter_lines(text, start) if a < stop and a < b]
    titled = {name for a, b in lines if (name := read_titled_name(text[a:b]))}
    for a, b in lines:
        mark = read_section(text, a, b)
        if mark is not None:
            yield mark
        elif b - a <= 160 and stands_alone(text, a, b):
            label = read_heading_line(text[a:b], titled)
            if label is not None:
                yield Mark(a, b, label)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a line is a paragraph."""
    return text[max(0, start - 2) : start] in ("", "\n", "\n\n") and text[end : end + 2] in (
        "\n\n",
        "\n",
        "",
    )


def read_titled_name(line: str) -> str | None:
    """Return the name of a line `Name -- Title`, None for another line."""
    if len(line) > 160 or not SEPARATOR.search(line):
        return None
    label = parse_label(line)
    return label.name if label and label.title else None


def read_heading_line(line: str, titled: set[str]) -> Label | None:
    """Return who a line names, None when it is a sentence or a name that nobody has."""
    if line.rstrip().endswith((".", "?", "!")) and not line.rstrip().endswith((" Jr.", " Inc.")):
        return None
    label = parse_label(line)
    if label is None or label.title:
        return label
    is_known = label.name in titled or label.role == "operator"
    return (
        label
        if is_known or "known " in line.casefold() or "unidentified" in line.casefold()
        else None
    )


def iter_current_records(page: Page, source_name: str) -> Iterator[CompanyRecord | CallRecord]:
    """Yield company and call of a page of the current layout. Raises BadRecord."""
    text = page.text
    begin = TRANSCRIPT.search(text)
    start = begin.end() if begin else 0
    stop = find_closing(text, start)
    listed = PARTICIPANTS.search(text, 0, start)
    roster = read_spaced_roster(text[listed.end() : start].split("\n") if listed else ())
    # The print may lose the label of the first speech; then nobody is known to speak.
    opening = Mark(start, start, Label(None))
    marks = [opening, *iter_label_marks(text, start, stop, roster), Mark(stop, len(text))]
    yield from iter_page_call(page, source_name, text, marks, roster, CURRENT)


def find_closing(text: str, start: int) -> int:
    """Return where the editor's closing words begin."""
    found = CLOSING.search(text, start)
    return found.start() if found else len(text)

"""Calls as HTML tables of two columns, the original on the left and a translation on the right.

The original was cut into rows of a few sentences. Speakers stand as in Seeking Alpha's pages or,
among the questions, before a colon at the start of a row, where the title follows the name or
stands instead of it: `Co-CEO & Director: Thank you`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from re import MULTILINE, compile as compile_pattern

from schema.classify.roles import classify_speaker
from schema.taxonomy.labels import EXECUTIVE_ROLES, Section
from seeds.layouts.calls import iter_page_call
from seeds.layouts.labelled import LABEL
from seeds.layouts.labels import FIGURE, Label, is_name, is_part, parse_label
from seeds.layouts.rosters import Roster, read_roster
from seeds.layouts.seeking_alpha import iter_name_marks, iter_titled_marks
from seeds.layouts.speeches import Mark
from seeds.markup import SPACE, iter_markup
from seeds.pages import Page
from seeds.records import CallRecord, CompanyRecord

NAME = "bilingual-table"
COLUMNS = compile_pattern(r"<th\b[^>]{0,200}>\s*Original\s*</th>\s*<th\b[^>]{0,200}>\s*Translation")
SMALL = frozenset({"and", "at", "de", "for", "in", "of", "the", "to"})
DIVISION = compile_pattern(r"[^.?!:\n]{2,90}?,? Research Division\b")
# `sentence. Lance Tucker, Chief Executive Officer, Jack in the Box Inc.: speech`
ABBREVIATED = r"\b(?:Inc|Corp|Co|Ltd|Jr|Sr|St)\."
NAME_WORD = r"(?:(?:[A-Z]\.){1,3}|[^\s:.,?!]+)"
WITHIN = compile_pattern(
    r"(?:(?<=[.?!…”\"\])] )|(?<=\n)|\A)"
    rf"((?:{NAME_WORD} ){{0,4}}{NAME_WORD}"
    rf"(?:, (?:[^:.?!\n]|{ABBREVIATED}){{2,110}})?(?:{ABBREVIATED})?)?\s?: "
)
TRANSCRIPT = compile_pattern(r"^Full transcript - [^\n]{3,120}:$", MULTILINE)
EDITORS = compile_pattern(
    r"(?:3rd party Ad\. Not an offer or recommendation by Investing\.com\. )?"
    r"See disclosure here or remove ads\.?|This article was generated with the support of AI.*"
)


@dataclass
class Columns:
    """The left column in the making: its text, where rows begin, where the parts begin."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    rows: list[int] = field(default_factory=list)
    sections: list[Mark] = field(default_factory=list)

    def add(self, text: str, separator: str) -> int:
        """Append a text and return where it begins."""
        if self.length:
            self.parts.append(separator)
            self.length += len(separator)
        self.parts.append(text)
        self.length += len(text)
        return self.length - len(text)

    def add_row(self, text: str) -> None:
        """Append a row: to the paragraph at hand, or as its own where a label begins it."""
        is_new = self.rows and self.sections and self.sections[-1].end == self.length
        is_new = is_new or LABEL.match(text[:200]) is not None
        self.rows.append(self.add(text, "\n\n" if is_new or not self.rows else " "))

    def add_heading(self, text: str) -> None:
        """Append a heading; it begins a part when it names one, whatever its other signs."""
        start = self.add(text, "\n\n")
        section = Section.QA if "Q&A" in text else Section.PREPARED
        if "Q&A" in text or "Presentation" in text:
            self.sections.append(Mark(start, self.length, None, section))

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.parts)


def is_bilingual(page: Page) -> bool:
    """Whether a page holds a table with the columns Original and Translation."""
    return page.is_html and COLUMNS.search(page.content[:20_000]) is not None


def iter_bilingual_records(page: Page, source_name: str) -> Iterator[CompanyRecord | CallRecord]:
    """Yield company and call of a page. Raises BadRecord."""
    columns = read_columns(page.content)
    text = columns.text
    roster = read_roster(text[:20_000])
    marks = [
        *columns.sections,
        *(Mark(found.start(), found.end()) for found in EDITORS.finditer(text)),
        *iter_row_marks(text, columns.rows, roster),
        *iter_name_marks(text, roster),
        *iter_titled_marks(text, roster),
    ]
    if not roster.participants:
        marks.extend(iter_marks_within(text, set(columns.rows)))
    begin = TRANSCRIPT.search(text)
    if begin is not None:
        marks = [mark for mark in marks if mark.start >= begin.end()]
    yield from iter_page_call(page, source_name, text, marks, roster, NAME)


def read_columns(source: str) -> Columns:
    """Return the headings and the left cells of a page; summaries and translations stay out."""
    columns, cell, words, wants = Columns(), 0, [], ""
    for token in iter_markup(source):
        if isinstance(token, str):
            if wants:
                words.append(SPACE.sub(" ", token))
            continue
        if token.name == "br" and wants:
            words.append("\n")
        elif token.name == "tr":
            cell = 0
        elif token.name in ("td", "h2") and not token.closes:
            cell += token.name == "td"
            wants = token.name if token.name == "h2" or cell == 1 else ""
            words.clear()
        elif token.name == wants and token.closes:
            keep(columns, wants, "".join(words).strip())
            wants = ""
    return columns


def keep(columns: Columns, name: str, text: str) -> None:
    """Add a heading or a cell to the column, unless it is empty."""
    if text:
        (columns.add_heading if name == "h2" else columns.add_row)(text)


def iter_row_marks(text: str, rows: list[int], roster: Roster) -> Iterator[Mark]:
    """Yield the speakers before a colon at the start of rows, with the title after it."""
    for row in rows:
        found = LABEL.match(text, row, row + 200)
        if found is None or row < roster.end:
            continue
        label = read_row_label(found[1].strip(), roster)
        if label is not None:
            title, end = read_title_after(text, found.end(), label, roster)
            yield Mark(row, end, Label(label.name, title or label.title, label.role))


def read_row_label(printed: str, roster: Roster) -> Label | None:
    """Return who a row's label names; a title alone only when one person has it."""
    holders = roster.with_title(printed)
    if len(holders) == 1:
        return Label(holders[0].name, holders[0].title, holders[0].role)
    if holders:
        return Label(None, printed, holders[0].role)
    label = parse_label(printed)
    if label is None and (roster.find(printed) or is_part(printed)):
        return Label(printed)
    if label is None or not is_person(label, roster):
        is_office = is_title(printed) and classify_speaker(printed) in EXECUTIVE_ROLES
        return Label(None, printed, "executive") if is_office else label
    return label


def is_title(text: str) -> bool:
    """Whether a text can be somebody's title: capitals but for small words, and no sentence."""
    words = [word for word in text.split() if word.isalpha()]
    return all(word[0].isupper() or word in SMALL for word in words) and ". " not in text


def is_person(label: Label, roster: Roster) -> bool:
    """Whether a label is a person's name rather than a title that looks like one."""
    if label.name is None or roster.find(label.name) or is_part(label.name):
        return True
    return is_name(label.name) and classify_speaker(label.name) not in EXECUTIVE_ROLES


def read_title_after(text: str, start: int, label: Label, roster: Roster) -> tuple[str | None, int]:
    """Return the title or firm that follows a label, and where the speech begins after it."""
    while text[start : start + 1] == " ":
        start += 1
    known = roster.find(label.name) if label.name else None
    titles = [known.title] if known and known.title else roster.titles
    for title in titles:
        end = start + len(title)
        if text.startswith(title, start) and not text[end : end + 1].strip():
            return title, end
    division = DIVISION.match(text, start, start + 120)
    return (division.group(), division.end()) if division else (None, start)


def iter_marks_within(text: str, rows: set[int]) -> Iterator[Mark]:
    """Yield the speakers who stand with a colon in the middle of a row, as where no list is.

    A colon after nothing is a speaker whose name was lost.
    """
    for found in WITHIN.finditer(text):
        printed = found[1]
        if found.start() in rows or FIGURE.match(text, found.end()):
            continue
        if not printed:
            yield Mark(found.start(), found.end(), Label(None))
            continue
        label = parse_label(printed)
        if label is not None and (label.title or is_person(label, Roster())):
            yield Mark(found.start(1), found.end(), label)

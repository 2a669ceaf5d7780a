"""Seeking Alpha's pages as text: lists of participants, then names on lines of their own.

Copies often lose the line break before a name, so that it stands at the end of the speech before:
`I'll turn it over to Ann. Ann Lee` and, after a blank line, what she says.
"""

from collections.abc import Iterator
from itertools import islice
from re import compile as compile_pattern

from schema.classify.roles import classify_speaker
from schema.taxonomy.labels import EXECUTIVE_ROLES, Section
from seeds.layouts.calls import iter_page_call
from seeds.layouts.labels import Label, is_name, is_part, parse_label
from seeds.layouts.rosters import Roster, read_roster
from seeds.layouts.speeches import Mark, iter_section_marks
from seeds.pages import Page
from seeds.records import CallRecord, CompanyRecord

NAME = "seeking-alpha"
BLANK = compile_pattern(r"\n[ \t]*\n\s*")
SENTENCE_END = compile_pattern(r"[.?!…:;)\]\"”’'*-]\s+|\s-\s")
ASKED = compile_pattern(r"(?:^|(?<=\s))[QA]\s*[-–—]\s*$")
QUESTIONS = compile_pattern(r"\b(?:Question-and-Answer|Q&A) Session\s*$")
LONGEST_TAIL = 200
FEWEST = 2


def is_seeking_alpha(page: Page) -> bool:
    """Whether a page lists participants and names speakers on lines of their own."""
    roster = read_roster(page.start)
    if not roster.participants:
        return False
    named = (mark for mark in iter_name_marks(page.text, roster) if mark.label)
    return len(list(islice(named, FEWEST))) == FEWEST


def iter_seeking_alpha_records(
    page: Page, source_name: str
) -> Iterator[CompanyRecord | CallRecord]:
    """Yield company and call of a page. Raises BadRecord."""
    roster = read_roster(page.text[:20_000])
    marks = [
        *iter_section_marks(page.text),
        *iter_name_marks(page.text, roster),
        *iter_titled_marks(page.text, roster),
    ]
    yield from iter_page_call(page, source_name, page.text, marks, roster, NAME)


def iter_name_marks(text: str, roster: Roster) -> Iterator[Mark]:
    """Yield the speakers that stand before a blank line, alone or at the end of another speech."""
    start = roster.end
    for blank in BLANK.finditer(text, start):
        heading = QUESTIONS.search(text, max(start, blank.start() - 60), blank.start())
        if heading is not None:
            yield Mark(heading.start(), blank.end(), None, Section.QA)
            start = blank.end()
            continue
        found = read_tail(text, start, blank.start(), roster)
        if found is not None:
            place, label = found
            yield Mark(place, blank.end(), label)
        start = blank.end()


def iter_titled_marks(text: str, roster: Roster) -> Iterator[Mark]:
    """Yield the listed speakers with a title on the next line, where no blank line follows it."""
    for each in roster.participants:
        start = text.find(f"{each.name}\n", roster.end)
        while start != -1:
            line = start + len(each.name) + 1
            end = text.find("\n", line)
            title = text[line:end]
            if 1 < len(title) < 100 and classify_speaker(title) in EXECUTIVE_ROLES:
                yield Mark(start, end, Label(each.name, title, each.role))
            start = text.find(f"{each.name}\n", line)


def read_tail(text: str, start: int, end: int, roster: Roster) -> tuple[int, Label] | None:
    """Return the speaker named at the end of a paragraph and where the name begins.

    The last line may be the title, the name being at the end of the line before.
    """
    last = text.rfind("\n", start, end) + 1
    if last > start:
        title = text[last:end].strip()
        if is_title(title) and (named := find_name(text, start, last - 1, roster)):
            place, label = named
            return place, Label(label.name, label.title or title, label.role)
    return find_name(text, max(start, last), end, roster)


def is_title(line: str) -> bool:
    """Whether a line can be the title below a name: short, and no sentence."""
    return 1 < len(line) <= 150 and not line.endswith(("?", "!", ":")) and not line.startswith("[")


def find_name(text: str, start: int, end: int, roster: Roster) -> tuple[int, Label] | None:
    """Return the name that ends here, listed ones before others, and where it begins."""
    begin = max(start, text.rfind("\n", start, end) + 1)
    places = [begin] if end - begin <= LONGEST_TAIL else []
    window = max(begin, end - LONGEST_TAIL)
    places += [found.end() for found in SENTENCE_END.finditer(text, window, end)]
    tails = ((place, text[place:end].strip()) for place in reversed(places))
    candidates = [each for each in tails if each[1][:1].isupper() and each[1].count(" ") < 8]
    for place, words in candidates:
        asked = ASKED.search(text, begin, place)
        if asked is not None and (label := parse_label(text[asked.start() : end])):
            return asked.start(), label
        if len(words) < 100 and (roster.find(words) or is_part(words)):
            return place, parse_label(words) or Label(words)
    for place, words in candidates:
        label = parse_label(words) if len(words) < 100 else None
        if label is not None and label.name and is_free_name(label, place == begin, words):
            return place, label
    return None


def is_free_name(label: Label, is_alone: bool, words: str) -> bool:
    """Whether a name that no list has is one: of two words and, with a title, on its own line."""
    if words.endswith((".", "?", "!", ",")) or label.name is None or not is_name(label.name):
        return False
    return label.title is None or is_alone

"""Marks in a text made into turns: who speaks from where to where, in which part of the call."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from re import IGNORECASE, compile as compile_pattern, escape, search

from schema.taxonomy.labels import DoubtKind, Section
from seeds.layouts.dialogue import Talk, calls_for_question, find_questions, is_speech
from seeds.layouts.labels import Label, Role, is_part, read_title
from seeds.layouts.rosters import Roster
from seeds.layouts.source import strip_span
from seeds.names import fold
from seeds.records import DoubtRecord

SECTION_HEADING = compile_pattern(
    r"^[^\w\n]*(?:(?P<prepared>prepared remarks|presentation)"
    r"|(?P<qa>questions? ?(?:and|&|-and-) ?answers?(?: session)?|question-and-answer(?: session)?"
    r"|q ?& ?a(?: session)?))\s*:?\s*$",
    IGNORECASE,
)
INTRODUCED = r"(?:\b[Tt]his is |\b[Ii]t's )(?:{0})\b|(?:^|[.,] )(?:{0}) here[.,]"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text where something ends what was said before it.

    A mark with a label begins a speech at `end`. After one without, whoever spoke goes on: in the
    next part where it names a section, else after some words of the editor's.
    """

    start: int
    end: int
    label: Label | None = None
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """One turn in the making."""

    start: int
    end: int
    label: Label
    section: Section


def build_speeches(text: str, marks: Iterable[Mark]) -> list[Speech]:
    """Return the speeches between marks, without space around them; empty ones are none.

    Of marks that overlap the first counts. What only the editor says in brackets is no speech.
    """
    speeches: list[Speech] = []
    ordered = list(iter_apart(sorted(marks, key=lambda mark: (mark.start, -mark.end))))
    section, label = Section.UNKNOWN, None
    for number, mark in enumerate(ordered):
        section = mark.section or section
        label = mark.label or label
        if label is None:
            continue
        stop = ordered[number + 1].start if number + 1 < len(ordered) else len(text)
        start, end = strip_span(text, mark.end, stop)
        if start < end and has_words(text, start, end):
            speeches.append(Speech(start, end, label, section))
    return speeches


def has_words(text: str, start: int, end: int) -> bool:
    """Whether a stretch is more than signs, the editor's brackets or the heading of a part."""
    is_heading = end - start <= 50 and SECTION_HEADING.match(text[start:end]) is not None
    return not is_heading and is_speech(text[start:end])


def iter_apart(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Yield the marks that begin after the one before them has ended."""
    end = 0
    for mark in marks:
        if mark.start >= end:
            yield mark
            end = mark.end


def iter_section_marks(text: str) -> Iterator[Mark]:
    """Yield the headings of the parts of a call that stand on a line of their own."""
    for start, end in iter_lines(text):
        if end - start < 50 and (mark := read_section(text, start, end)):
            yield mark


def read_section(text: str, start: int, end: int) -> Mark | None:
    """Return the mark of a heading, None for any other line."""
    found = SECTION_HEADING.match(text[start:end])
    if found is None:
        return None
    section = Section.PREPARED if found["prepared"] else Section.QA
    return Mark(start, end, None, section)


def iter_lines(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends, from a place on."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end == -1 else end
        yield start, end
        start = end + 1


def settle(text: str, speeches: Sequence[Speech], roster: Roster) -> list[Speech]:
    """Return speeches with title, side and section as far as the page says or shows them."""
    named = [replace(each, label=name_speaker(text, each, roster)) for each in speeches]
    hosts = find_hosts(text, named)
    known = [
        replace(each, label=replace(each.label, role="operator"))
        if each.label.name in hosts
        else each
        for each in named
    ]
    parted = part_sections(text, known)
    sides = find_sides(parted, roster)
    return [replace(each, label=take_side(each, sides, roster)) for each in parted]


def find_hosts(text: str, speeches: Sequence[Speech]) -> set[str]:
    """Return the names without side or title that mostly call for questions: operators by name."""
    calls: Counter[str] = Counter()
    spoke: Counter[str] = Counter()
    for each in speeches:
        label = each.label
        if label.name and label.title is None and label.role == "unknown":
            spoke[label.name] += 1
            calls[label.name] += calls_for_question(text[each.start : each.end])
    return {name for name, count in calls.items() if count > 1 and count * 2 > spoke[name]}


def name_speaker(text: str, speech: Speech, roster: Roster) -> Label:
    """Return the label completed from the list; of several people with the title printed alone,
    who gives the own name at the beginning: `This is Ann`, `Bo here.` - not `Bo here told me`.
    """
    label = speech.label
    if label.name is not None or label.title is None:
        return roster.complete(label)
    start = text[speech.start : min(speech.end, speech.start + 120)]
    found = [
        each
        for each in roster.with_title(label.title)
        if search(INTRODUCED.format(escape(each.name.split()[0])), start)
    ]
    return Label(found[0].name, label.title, found[0].role) if len(found) == 1 else label


def part_sections(text: str, speeches: Sequence[Speech]) -> list[Speech]:
    """Return speeches with the questions told from the prepared remarks, where no heading does."""
    if any(each.section is Section.QA for each in speeches):
        return [
            replace(each, section=Section.PREPARED) if each.section is Section.UNKNOWN else each
            for each in speeches
        ]
    said = [Talk(text[each.start : each.end], role=each.label.role) for each in speeches]
    first = find_questions(said)
    if first is None:
        return list(speeches)
    return [
        replace(each, section=Section.QA if n >= first else Section.PREPARED)
        for n, each in enumerate(speeches)
    ]


def find_sides(speeches: Sequence[Speech], roster: Roster) -> dict[str, Role]:
    """Return the side of every name, by its folded form: from its title, else from its part.

    Who speaks before the questions speaks for the company; who is not on a list of the company's
    and first speaks after is an analyst.
    """
    sides: dict[str, Role] = {}
    has_parts = any(each.section is Section.QA for each in speeches)
    for before, each in zip([None, *speeches], speeches, strict=False):
        if each.label.name is None or is_part(each.label.name):
            continue
        key = fold(each.label.name)
        side = read_side(each.label)
        if side == "unknown" and has_parts:
            is_before = each.section is not Section.QA
            side = "executive" if is_before else "analyst"
            if not is_before and not roster.lists_company and key not in sides:
                # Who first speaks after an analyst answers; after the operator, asks.
                is_answer = before is not None and before.label.role == "analyst"
                side = "executive" if is_answer else "analyst"
        if side != "unknown":
            sides.setdefault(key, side)
    return sides


def read_side(label: Label) -> Role:
    """Return the side that a label shows: its role, else what its title stands for."""
    return label.role if label.role != "unknown" else read_title(label.title)


def take_side(speech: Speech, sides: dict[str, Role], roster: Roster) -> Label:
    """Return a speech's label with its side."""
    label = speech.label
    if label.role != "unknown":
        return label
    side = sides.get(fold(label.name)) if label.name else None
    return replace(label, role=side or read_side(label))


def iter_doubtful_titles(speeches: Sequence[Speech], roster: Roster) -> Iterator[DoubtRecord]:
    """Yield a doubt for each turn that names only a title, and that title several people's."""
    for n, each in enumerate(speeches):
        title = each.label.title
        if each.label.name is not None or not title:
            continue
        holders = " and ".join(known.name for known in roster.with_title(title))
        kind = DoubtKind.SHARED_TITLE if " and " in holders else DoubtKind.NO_SPEAKER
        note = f"only {title} is printed, which is {holders or 'on no list'}"
        yield DoubtRecord(kind=kind, turn=n, note=note[:500])

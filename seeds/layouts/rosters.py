"""Who took part in a call, as its page lists them: names, titles, sides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from re import IGNORECASE, MULTILINE, compile as compile_pattern

from seeds.layouts.labels import SEPARATOR, Label, Role, is_name, is_part
from seeds.names import fold

# At the start of a line or, where that was lost, after a full stop: "Acme Inc. Presentation".
HEADING = compile_pattern(
    r"(?:^|(?<=\. ))(?:(company|corporate|management)|(conference call|external|analyst))?"
    r"\s*participants\s*:?$",
    IGNORECASE | MULTILINE,
)
LIST = compile_pattern(r"\s*([^\n]+(?:\n[^\n]+)*)")
DRAWN_IN = compile_pattern(
    r"(?<=\.) (?:(?:Conference Call |Company )?Participants|Presentation)$", MULTILINE
)
SECTION_LINE = compile_pattern(r"(?:presentation|operator|q)\b", IGNORECASE)
# After a full stop, two to four words with a separator after them.
GLUED = compile_pattern(r"(?<=\.) (?=[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3} (?:[-–—]|--) )")
MOST = 400
# "Praveer Malwani" is "Praveer Melwani"; "Amy Hood" and "Amy Wood" would not pass.
NEAR = 0.88


@dataclass(frozen=True, slots=True)
class Participant:
    """A name and the title or firm beside it; `is_company` is None where the list does not say."""

    name: str
    title: str | None
    is_company: bool | None

    @property
    def role(self) -> Role:
        """The side, as a hint."""
        if self.is_company is None:
            is_analyst = (self.title or "").casefold().endswith("analyst")
            return "analyst" if is_analyst else "unknown"
        return "executive" if self.is_company else "analyst"


@dataclass
class Roster:
    """The participants of a call, found again by name or by title; `end` is where the lists end."""

    participants: tuple[Participant, ...] = ()
    end: int = 0
    _by_name: dict[str, Participant] = field(default_factory=dict)
    _by_ends: dict[tuple[str, str], list[Participant]] = field(default_factory=dict)
    _by_title: dict[str, list[Participant]] = field(default_factory=dict)
    _met: dict[str, Participant | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.participants:
            folded = fold(each.name)
            self._by_name.setdefault(folded, each)
            if words := folded.split():
                self._by_ends.setdefault((words[0], words[-1]), []).append(each)
            if each.title:
                self._by_title.setdefault(fold(each.title), []).append(each)

    @property
    def lists_company(self) -> bool:
        """Whether the list says who speaks for the company."""
        return any(each.is_company for each in self.participants)

    def find(self, name: str) -> Participant | None:
        """Return who is meant by a name: spelled so, with other middle names, or nearly so."""
        folded = fold(name)
        if folded not in self._met:
            self._met[folded] = self._find(folded)
        return self._met[folded]

    def _find(self, folded: str) -> Participant | None:
        words = folded.split()
        if folded in self._by_name or len(words) < 2:
            return self._by_name.get(folded)
        same_ends = self._by_ends.get((words[0], words[-1]), [])
        if len(same_ends) == 1:
            return same_ends[0]
        near = [each for key, each in self._by_name.items() if is_near(key, folded)]
        return near[0] if len(near) == 1 else None

    def with_title(self, title: str) -> Sequence[Participant]:
        """Return all who have a title or work for a firm."""
        return self._by_title.get(fold(title), ())

    @property
    def titles(self) -> list[str]:
        """All titles and firms, long ones first."""
        return sorted({each.title for each in self.participants if each.title}, key=len)[::-1]

    def complete(self, label: Label) -> Label:
        """Return a label with the title and side that the list gives its name."""
        known = self.find(label.name) if label.name else None
        if known is None:
            return label
        role = label.role if label.role != "unknown" else known.role
        return Label(label.name, label.title or known.title, role)


def is_near(known: str, given: str) -> bool:
    """Whether two folded names are one but for a letter or two, the first name being the same."""
    if known.split()[:1] != given.split()[:1]:
        return False
    return SequenceMatcher(None, known, given).ratio() >= NEAR


def read_roster(text: str) -> Roster:
    """Return the participants that the lists of a text name."""
    found: list[Participant] = []
    end = 0
    for heading in HEADING.finditer(text):
        is_company = True if heading[1] else False if heading[2] else None
        end = find_list_end(text, heading.end())
        for line in iter_list(text[heading.end() : end]):
            participant = read_participant(line, is_company)
            if participant is not None:
                found.append(participant)
    return Roster(tuple(found[:MOST]), end)


def find_list_end(text: str, start: int) -> int:
    """Return where the list below a heading ends: at the blank line after its last line.

    Where the list is empty, its end is the heading's.
    """
    found = LIST.match(text, start)
    if found is None or SECTION_LINE.match(found[1].strip()) or HEADING.match(found[1].strip()):
        return start
    return found.end()


def iter_list(text: str) -> Iterator[str]:
    """Yield the lines of a list; an initial on a line of its own belongs to the next."""
    held = ""
    lines = DRAWN_IN.sub("", text).split("\n")
    whole = (part for line in lines for part in split_entries(line))
    for line in filter(None, map(str.strip, whole)):
        if line.endswith(".") and len(line) < 8:
            held = f"{line} "
            continue
        yield held + line
        held = ""


def split_entries(line: str) -> list[str]:
    """Return the entries of a line that holds two: `Ann Lee - CEO, U.S. Bo Ek - CFO`."""
    return GLUED.split(line) if len(SEPARATOR.findall(line)) > 1 else [line]


def read_participant(line: str, is_company: bool | None) -> Participant | None:
    """Return who a line of a list names, title after or, in newer pages, before the name."""
    if is_part(line):
        return None
    parts = [part.strip() for part in SEPARATOR.split(line, maxsplit=1)]
    if len(parts) == 1:
        return Participant(line, None, is_company) if is_name(line) else None
    first, second = parts
    if is_company is not None or is_name(first):
        return Participant(first, second or None, is_company)
    return Participant(second, first or None, is_company) if is_name(second) else None


def read_spaced_roster(lines: Iterable[str]) -> Roster:
    """Return the roster of a list whose lines are paragraphs and put the title first.

    Everybody on it speaks for the company. The list ends at the first line of another form.
    """
    found: list[Participant] = []
    for line in filter(None, map(str.strip, lines)):
        title, _, name = (part.strip() for part in line.rpartition("—"))
        if is_part(line):
            continue
        if not title or not is_name(name) or len(line) > 200:
            break
        found.append(Participant(name, title, True))
    return Roster(tuple(found[:MOST]))

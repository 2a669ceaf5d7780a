"""What all spoken layouts share: speakers' labels, where the questions start, roles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from re import IGNORECASE, MULTILINE, compile as compile_pattern
from typing import Any

from schema.taxonomy.labels import Section
from seeds.layouts.labels import (
    FIGURE,
    Label,
    Role,
    build_turn,
    is_part,
    parse_label,
    read_part,
    read_title,
    split_label,
)
from seeds.layouts.source import clean_line, strip_span
from seeds.records import MOST_TURNS

LABEL = compile_pattern(r"^[ \t]*(?P<label>[^\s:][^\n:]{0,199}):(?=\s|$)[ \t]*", MULTILINE)
# "Q - Jane Doe" and "A - John Roe" stand in some transcripts for asked and answered.
ASKED_OR_ANSWERED = compile_pattern(r"[QA]\s+(?:--?|[–—])\s+(?=\S)")
WORD = compile_pattern(r"[\w'’-]+")
MARK = compile_pattern(r"\[[^\[\]\n]{1,80}\]")

FIRST_QUESTION = compile_pattern(r"\bfirst\s+(?:\w+\s+)?question(?:er)?\b", IGNORECASE)
QUESTIONS_OPENED = compile_pattern(
    r"\b(?:now|we will|we'll|let's)\b[^.!?]{0,40}\b(?:begin|open|start|take|conduct|commence)\b"
    r"[^.!?]{0,60}\bquestions?\b",
    IGNORECASE,
)
QUESTION_FROM = compile_pattern(
    r"\b(?:first|next|last|final|following)\s+(?:\w+\s+){0,2}question(?:er)?\s+(?:\w+\s+){0,4}?"
    r"(?:from|is)\b|\bfrom the line of\b|\bquestion (?:comes|is coming|will come) from\b"
    r"|\b(?:go|move|turn) (?:next )?to (?:the line of )?(?-i:[A-Z]\w+ [A-Z]\w+)"
    r" (?:with|from|of|at)\b",
    IGNORECASE,
)

# Characters. Leaders hand over in their last sentence or two; a moderator's whole turn is short.
LAST_WORDS = 300
SHORT_SPEECH = 600
# The longest prepared part of 1,131 calls has 150,661 characters; what is longer is no call.
LONGEST_PREPARED = 200_000


@dataclass(frozen=True, slots=True)
class Talk:
    """One speaker's uninterrupted talk; `voice` tells speakers apart where no name is printed."""

    text: str
    speaker: str | None = None
    title: str | None = None
    role: Role = "unknown"
    section: Section = Section.UNKNOWN
    voice: str | None = None

    @property
    def who(self) -> str | None:
        """What tells this speaker from others of the same call; a part that many play does not."""
        name = None if is_part(self.speaker or "") else self.speaker
        return (self.voice or name or "").casefold() or None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A stretch `text[start:end]` of a text, and who the label before it names."""

    label: Label
    start: int
    end: int


def split_dialogue(text: str) -> list[Labelled]:
    """Return the turns of a text of `Speaker: words` lines, without white space at their ends.

    A line without a label belongs to the turn before it; what stands before the first label is a
    turn of nobody. Every character is in a turn, in a label or white space.
    """
    turns: list[Labelled] = []
    found = list(LABEL.finditer(text))
    # Who speaks elsewhere may well begin with a figure: "100%. Maybe turning to ...".
    speakers = {
        each["label"]: label
        for each in found
        if (label := read_speaker(each["label"], text[each.end() : each.end() + 40]))
    }
    label, start = Label(None), 0
    for each in found:
        if each["label"] in speakers:
            turns.extend(trim(text, label, start, each.start()))
            label, start = speakers[each["label"]], each.end()
    turns.extend(trim(text, label, start, len(text)))
    return turns


def iter_talks(text: str) -> Iterator[Talk]:
    """Yield the turns of a text of `Speaker: words` lines, one more than allowed at the most."""
    for turn in split_dialogue(text)[: MOST_TURNS + 1]:
        label = turn.label
        yield Talk(text[turn.start : turn.end], label.name, label.title, label.role)


def trim(text: str, label: Label, start: int, end: int) -> Iterator[Labelled]:
    """Yield a turn without white space at its ends, and nothing for one without a word."""
    start, end = strip_span(text, start, end)
    if start < end:
        yield Labelled(label, start, end)


def read_label(label: str) -> tuple[str | None, str | None]:
    """Return (speaker, title) of a label in a field of its own, whatever it says."""
    name, title = split_label(ASKED_OR_ANSWERED.sub("", label.strip()))
    return clean_line(name), clean_line(title, 500)


def read_speaker(label: str, following: str = "") -> Label | None:
    """Return who a label names, None for a heading and for what a figure follows."""
    return None if FIGURE.match(following) else parse_label(label)


def is_speech(text: str) -> bool:
    """Whether somebody says something: an editor's mark such as [Operator Instructions] is none."""
    return any(letter.isalnum() for letter in MARK.sub("", text))


def complete(talks: Sequence[Talk]) -> list[Talk]:
    """Return the talks that are speech, with each one's section and role where they can be told.

    What the layout gives stays: a role is added only where it is unknown, sections only where none
    is known.
    """
    spoken = [
        tell_role(replace(talk, text=talk.text.strip())) for talk in talks if is_speech(talk.text)
    ]
    operators = {
        talk.who for talk in spoken if talk.speaker is None and calls_for_question(talk.text)
    } - {None}
    spoken = [
        replace(talk, role="operator") if talk.role == "unknown" and talk.who in operators else talk
        for talk in spoken
    ]
    if all(talk.section is Section.UNKNOWN for talk in spoken):
        spoken = divide(spoken)
    return add_roles(spoken)


def tell_role(talk: Talk) -> Talk:
    """Return a talk with the role that its own label or title says."""
    if talk.role != "unknown":
        return talk
    if is_part(talk.speaker or ""):
        return replace(talk, role=read_part(talk.speaker or ""))
    return replace(talk, role=read_title(talk.title))


def divide(talks: Sequence[Talk]) -> list[Talk]:
    """Return talks with sections; all stay UNKNOWN where no start of questions can be told."""
    start = find_questions(talks)
    if start is None:
        return list(talks)
    return [
        replace(talk, section=Section.PREPARED if n < start else Section.QA)
        for n, talk in enumerate(talks)
    ]


def find_questions(talks: Sequence[Talk]) -> int | None:
    """Return the number of the talk with which the questions start, None where it cannot be told.

    That is where the first question is announced, once somebody has spoken, or where the first
    analyst speaks, whichever is sooner. Who announces it at the end of a speech is still preparing;
    an analyst who speaks before all others is the host of a conference.
    """
    has_spoken = False
    for n, talk in enumerate(talks):
        if talk.role == "analyst" and n:
            return n - 1 if talks[n - 1].role == "operator" else n
        if has_spoken and is_opening(talk):
            while hands_over(talks[n], talks[n + 1 :]):
                n += 1
            return n
        has_spoken = has_spoken or talk.role != "operator"
    return None


def hands_over(talk: Talk, following: Sequence[Talk]) -> bool:
    """Whether a speaker opens the questions by giving the word to who lets ask."""
    if talk.role == "operator" or not following or not is_opening(talk):
        return False
    return len(talk.text) > SHORT_SPEECH or following[0].role == "operator"


def calls_for_question(text: str) -> bool:
    """Whether somebody's words say from whom a question comes."""
    return QUESTION_FROM.search(text) is not None


def is_opening(talk: Talk) -> bool:
    """Whether a speaker opens the questions here; who is no operator says so at the end."""
    text = talk.text if talk.role == "operator" else talk.text[-LAST_WORDS:]
    patterns = (FIRST_QUESTION, QUESTION_FROM, QUESTIONS_OPENED)
    return any(pattern.search(text) for pattern in patterns)


def add_roles(talks: Sequence[Talk]) -> list[Talk]:
    """Return talks with roles by what the call itself shows; the rest stays unknown.

    Of leadership is who spoke in the prepared part or was named in it; an analyst is whom the
    operator lets ask. Nobody else is guessed.
    """
    roles: dict[str, Role] = {}
    for talk in talks:
        if talk.who and talk.role != "unknown":
            roles.setdefault(talk.who, talk.role)
    prepared = [talk for talk in talks if talk.section is Section.PREPARED]
    for talk in prepared:
        if talk.who:
            roles.setdefault(talk.who, "executive")
    named = "\n".join(talk.text for talk in prepared)[:LONGEST_PREPARED].casefold()
    for before, talk in pairwise(talks):
        if talk.who is None or talk.section is not Section.QA or talk.who in roles:
            continue
        if before.role == "operator" and lets_ask(before.text, talk.speaker):
            roles[talk.who] = "analyst"
        elif talk.speaker and talk.speaker.casefold() in named:
            roles[talk.who] = "executive"
    return [
        replace(talk, role=roles.get(talk.who, "unknown"))
        if talk.who and talk.role == "unknown"
        else talk
        for talk in talks
    ]


def lets_ask(text: str, speaker: str | None) -> bool:
    """Whether an operator's words let the next speaker ask, by surname or as the next question."""
    if calls_for_question(text):
        return True
    return speaker is not None and speaker.casefold().split()[-1] in WORD.findall(text.casefold())


def build_turns(talks: Sequence[Talk]) -> list[dict[str, Any]]:
    """Return talks, completed, as the turns of a neutral call record."""
    return [
        build_turn(Label(talk.speaker, talk.title, talk.role), talk.section, talk.text)
        for talk in complete(talks)
    ]

"""What all spoken layouts share: speakers' labels, where the questions start, roles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from re import IGNORECASE, MULTILINE, Match, compile as compile_pattern
from typing import Any, Literal

from schema.classify.roles import classify_speaker
from schema.taxonomy.labels import EXECUTIVE_ROLES, Section, SpeakerRole
from seeds.layouts.source import CONTROLS, clean_line
from seeds.records import MOST_TURNS

Role = Literal["executive", "analyst", "operator", "unknown"]

LABEL = compile_pattern(r"^[ \t]*(?P<label>[^\s:][^\n:]{0,199}):(?=\s|$)[ \t]*", MULTILINE)
SEPARATOR = compile_pattern(r"\s+(?:--?|[–—])\s+|\s*(?:--|—)\s*")
# "Q - Jane Doe" and "A - John Roe" stand in some transcripts for asked and answered.
ASKED_OR_ANSWERED = compile_pattern(r"[QA]\s+(?:--?|[–—])\s+(?=\S)")
NAMELESS = compile_pattern(
    r"(?:(?:un(?:identified|known|named)|conference|call|company|corporate)\s+){0,2}"
    r"(?P<part>operator|moderator|coordinator|host|representative|participant|speaker"
    r"|executive|analyst|management|attendee|shareholder)(?:\s+#?\d{1,3})?",
    IGNORECASE,
)
ROLE_OF_PART: Mapping[str, Role] = {
    "operator": "operator",
    "moderator": "operator",
    "coordinator": "operator",
    "representative": "executive",
    "executive": "executive",
    "management": "executive",
    "analyst": "analyst",
}
_PARTICLES = "al bin da das de del della den der di dos du e el la le van ten ter und von y zu"
PARTICLES = frozenset(_PARTICLES.split())
_HEADINGS = """
agenda analysts appendix arr assets backlog bookings bps capex contents customers date debt
disclaimer disclosure dividend dividends duration earnings ebit ebita ebitda eps equity executives
expense expenses figure fiscal gaap growth guidance headcount highlights income instructions
inventory leverage liquidity margin margins non-gaap note notes nrr opex outlook overview
participants profit qoq quarter question questions remarks results retention revenue revenues risks
section segment segments shares slide source sources statement statements subscribers summary table
takeaways time users volume volumes yoy
"""
NEVER_IN_NAMES = frozenset(_HEADINGS.split())
"""No part of anybody's name: a label with one of these words is a figure or a heading."""
_COMMON_WORDS = """
a adjusted ahead america and annual answer asia basic cash center cloud cost costs data diluted
europe first flow fourth free full gross harbor key last looking net next north now of on operating
our page per price products rate safe sales second services south tax thank thanks the third to
total update we year you
"""
RARELY_NAMES = frozenset(_COMMON_WORDS.split())
"""Surnames too, so a label is refused only when it has no other word: "Free Cash Flow"."""
PERIOD = compile_pattern(r"(?:FY|CY)?\s*(?:[QH][1-4]|[1-4][QH])\b|(?:FY|CY)?\s*'?\d", IGNORECASE)
FIGURE = compile_pattern(
    r"[-+~(]?\s?(?:[$€£¥]|US\$|\d[\d.,]*\s*(?:%|percent|million|billion|trillion|basis|bps))",
    IGNORECASE,
)
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
        name = None if is_nameless(self.speaker) else self.speaker
        return (self.voice or name or "").casefold() or None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A stretch `text[start:end]` of a text, and the speaker and title in the label before it."""

    speaker: str | None
    title: str | None
    start: int
    end: int


def split_dialogue(text: str) -> list[Labelled]:
    """Return the turns of a text of `Speaker: words` lines, without white space at their ends.

    A line without a label belongs to the turn before it; what stands before the first label is a
    turn of nobody. Every character is in a turn, in a label or white space.
    """
    turns: list[Labelled] = []
    speaker = title = None
    start = 0
    labels = list(LABEL.finditer(text))
    sure = {each["label"] for each in labels if is_speaker(each["label"], following(text, each))}
    for match in labels:
        # Who speaks elsewhere may well begin with a figure: "100%. Maybe turning to ...".
        if match["label"] not in sure:
            continue
        turns.extend(trim(Labelled(speaker, title, start, match.start()), text))
        speaker, title = read_label(match["label"])
        start = match.end()
    turns.extend(trim(Labelled(speaker, title, start, len(text)), text))
    return turns


def following(text: str, label: Match[str]) -> str:
    """Return the beginning of what follows a label."""
    return text[label.end() : label.end() + 40]


def iter_talks(text: str) -> Iterator[Talk]:
    """Yield the turns of a text of `Speaker: words` lines, one more than allowed at the most."""
    for turn in split_dialogue(text)[: MOST_TURNS + 1]:
        yield Talk(text[turn.start : turn.end], turn.speaker, turn.title)


def trim(turn: Labelled, text: str) -> Iterator[Labelled]:
    """Yield a turn without white space at its ends, and nothing for one without a word."""
    said = text[turn.start : turn.end]
    start = turn.start + len(said) - len(said.lstrip())
    end = turn.start + len(said.rstrip())
    if start < end:
        yield replace(turn, start=start, end=end)


def read_label(label: str) -> tuple[str | None, str | None]:
    """Return (speaker, title) of `Name`, `Name - Title` or `Name -- Firm -- Analyst`."""
    line = clean_line(ASKED_OR_ANSWERED.sub("", label.strip()), 1000) or ""
    name, *titles = SEPARATOR.split(line, maxsplit=1)
    return clean_line(name), clean_line(titles[0], 500) if titles else None


def is_speaker(label: str, following: str = "") -> bool:
    """Whether a label names who speaks, and is no heading, figure, period or time of day."""
    if FIGURE.match(following.lstrip()) or CONTROLS.search(label):
        return False
    speaker, _ = read_label(label)
    if speaker is None or PERIOD.match(speaker):
        return False
    return NAMELESS.fullmatch(speaker) is not None or is_name(speaker)


def is_name(text: str) -> bool:
    """Whether a text can be a person's name: two to six words, capitals except for particles."""
    words = text.replace("(", " ").replace(")", " ").replace('"', " ").split()
    folded = {word.casefold().strip(".,") for word in words}
    if not 2 <= len(words) <= 6 or folded & NEVER_IN_NAMES or folded <= RARELY_NAMES:
        return False
    return all(is_name_word(word) for word in words) and not words[-1].islower()


def is_name_word(word: str) -> bool:
    """Whether a word can stand in a name: Jane, O'Neil, J.P., Jean-Luc, van, Jr."""
    letters = word.strip(".,").replace(".", "").replace("-", "").translate({39: None, 0x2019: None})
    if not letters.isalpha():
        return False
    return word.casefold() in PARTICLES or not word[0].islower() or word[:2] in ("d'", "d’")


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
        talk.who for talk in spoken if talk.speaker is None and QUESTION_FROM.search(talk.text)
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
    nameless = NAMELESS.fullmatch(talk.speaker or "")
    if nameless:
        return replace(talk, role=ROLE_OF_PART.get(nameless["part"].casefold(), "unknown"))
    role = classify_speaker(talk.title)
    if role in EXECUTIVE_ROLES:
        return replace(talk, role="executive")
    told: Mapping[SpeakerRole, Role] = {
        SpeakerRole.ANALYST: "analyst",
        SpeakerRole.OPERATOR: "operator",
    }
    return replace(talk, role=told.get(role, "unknown"))


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
    analyst speaks, whichever is sooner. Who announces it at the end of a speech is still preparing.
    """
    has_spoken = False
    for n, talk in enumerate(talks):
        if talk.role == "analyst":
            return n - 1 if n and talks[n - 1].role == "operator" else n
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
    if QUESTION_FROM.search(text):
        return True
    return speaker is not None and speaker.casefold().split()[-1] in WORD.findall(text.casefold())


def is_nameless(speaker: str | None) -> bool:
    """Whether a printed speaker is a part and no person, such as "Unidentified Analyst"."""
    return NAMELESS.fullmatch(speaker or "") is not None


def build_turns(talks: Sequence[Talk]) -> list[dict[str, Any]]:
    """Return talks, completed, as the turns of a neutral call record."""
    return [
        {
            "speaker": clean_line(talk.speaker),
            "title": clean_line(talk.title, 500),
            "role": talk.role,
            "section": talk.section,
            "text": talk.text,
        }
        for talk in complete(talks)
    ]

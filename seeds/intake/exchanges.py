"""The questions of a call, numbered: a question and its answers have the same number."""

from collections.abc import Sequence
from typing import Protocol

from schema.taxonomy.labels import EXECUTIVE_ROLES, Section, SpeakerRole
from seeds.names import fold, names_nobody


class Spoken(Protocol):
    """A turn as far as its place in an exchange depends on it."""

    @property
    def role(self) -> SpeakerRole:
        """The speaker's role."""

    @property
    def section(self) -> Section:
        """The part of the call."""

    @property
    def speaker(self) -> str | None:
        """The speaker as printed."""

    @property
    def words(self) -> str:
        """What was said."""


def number_exchanges(turns: Sequence[Spoken]) -> list[int | None]:
    """Return the exchange of each turn, from 1, None for what belongs to no question.

    A follow-up by the same analyst goes on with the exchange. Who cannot be told from others by
    name begins one after every operator. Where no analyst speaks, somebody of investor relations
    reads the questions: then each of those turns with a question mark begins one.
    """
    has_analysts = any(each.role is SpeakerRole.ANALYST for each in turns)
    asks = is_asked if has_analysts else is_read_out
    numbers: list[int | None] = []
    number, asking, is_open = 0, "", False
    for turn in turns:
        if turn.section is Section.PREPARED or turn.role is SpeakerRole.OPERATOR:
            is_open = False
        elif asks(turn):
            asker = name_asker(turn.speaker or "")
            is_same = asker == asking and (bool(asker) or is_open) and has_analysts
            number += not is_same or number == 0
            asking, is_open = asker, True
        elif is_open and turn.role is SpeakerRole.INVESTOR_RELATIONS and not has_analysts:
            is_open = False
        numbers.append(number if is_open else None)
    return numbers


def name_asker(speaker: str) -> str:
    """Return what tells one who asks from others; of "Analyst 2" and "Analyst 3" the number."""
    is_anybody = names_nobody(speaker) and not speaker.strip()[-1:].isdigit()
    return "" if is_anybody else fold(speaker)


def is_asked(turn: Spoken) -> bool:
    """Whether an analyst speaks."""
    return turn.role is SpeakerRole.ANALYST


def is_read_out(turn: Spoken) -> bool:
    """Whether investor relations reads a question that came in writing."""
    is_reader = turn.role in EXECUTIVE_ROLES and turn.role is SpeakerRole.INVESTOR_RELATIONS
    return is_reader and turn.section is Section.QA and "?" in turn.words

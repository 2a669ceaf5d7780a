"""Calls as EarningsCall answers them, levels 1 to 4; level 1 tells nothing but the text.

Level 2 has speakers' ids and, newer, a map of their names; level 3 single words with their times;
level 4 the two parts of a call without speakers. The company stands in the file's name only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from re import compile as compile_pattern
from typing import Annotated, Any

from pydantic import Field

from schema.taxonomy.labels import Section
from seeds.layouts.dialogue import Talk, calls_for_question
from seeds.layouts.headings import Heading, iter_call, read_day, read_quarter, read_year
from seeds.layouts.source import Label, SourceModel, Speech, clean_line
from seeds.records import MOST_TURNS, CallRecord, CompanyRecord
from seeds.validation import parse_model

PARTS = ("text", "speakers", "prepared_remarks", "questions_and_answers")
TO_THE_OPERATOR = compile_pattern(r"(?:^|[.!?] )Operator, ")


class Event(SourceModel):
    """Which call it was."""

    year: Any = None
    quarter: Any = None
    conference_date: Label | None = None


class Voice(SourceModel):
    """What one speaker said, as a text (level 2) or in words (level 3)."""

    speaker: Label | None = None
    text: Speech | None = None
    words: Annotated[tuple[Label, ...], Field(max_length=200_000)] = ()


class Named(SourceModel):
    """Whom an id stands for."""

    name: Label | None = None
    title: Label | None = None


class Answer(SourceModel):
    """An answer of any level."""

    event: Event = Event()
    text: Speech | None = None
    speakers: Annotated[tuple[Voice, ...], Field(max_length=MOST_TURNS)] | None = None
    speaker_name_map_v2: dict[str, Named] | None = None
    prepared_remarks: Speech | None = None
    questions_and_answers: Speech | None = None


def is_earnings_call_answer(document: Mapping[str, Any]) -> bool:
    """Whether a document is an answer of this API; of level 1 it has no other field than `text`."""
    if isinstance(document.get("event"), dict):
        return any(name in document for name in PARTS)
    return document.keys() == {"text"}


def iter_answer_records(
    document: Mapping[str, Any], source_name: str
) -> Iterator[CompanyRecord | CallRecord]:
    """Yield the company and the call. Raises BadRecord."""
    answer = parse_model(Answer, document)
    heading = Heading(
        "earningscall",
        year=read_year(answer.event.year, "event.year"),
        quarter=read_quarter(answer.event.quarter, "event.quarter"),
        held_on=read_day(answer.event.conference_date, "event.conference_date"),
    )
    yield from iter_call(heading, build_talks(answer), source_name)


def build_talks(answer: Answer) -> list[Talk]:
    """Return the turns of the most telling part of an answer."""
    if answer.speakers:
        names = answer.speaker_name_map_v2 or {}
        return doubt_names([build_talk(voice, names) for voice in answer.speakers])
    if answer.prepared_remarks and answer.questions_and_answers:
        return [
            Talk(answer.prepared_remarks, section=Section.PREPARED),
            Talk(answer.questions_and_answers, section=Section.QA),
        ]
    # Without its second half the first one of a recorded answer holds the questions too.
    return [Talk(answer.prepared_remarks or answer.questions_and_answers or answer.text or "")]


def build_talk(voice: Voice, names: Mapping[str, Named]) -> Talk:
    """Return one turn, with the name that the map gives; an id is never printed as a name."""
    named = names.get(voice.speaker or "", Named())
    text = voice.text if voice.text is not None else " ".join(voice.words)
    speaker, title = clean_line(named.name), clean_line(named.title, 500)
    return Talk(text, speaker, title, voice=voice.speaker)


def doubt_names(talks: Sequence[Talk]) -> list[Talk]:
    """Return talks without the names that what is said contradicts.

    In the one recorded answer with names the operator's and the host's are exchanged: the
    "Operator" asks the operator for the next question, and "Teja Skala" announces it.
    """
    doubtful = {
        talk.who
        for talk in talks
        if talk.speaker == "Operator" and talk.who and TO_THE_OPERATOR.search(talk.text)
    }
    if doubtful:
        announcing = [talk.who for talk in talks if calls_for_question(talk.text)]
        doubtful |= {who for who in announcing if who and announcing.count(who) > 2}
    return [
        replace(talk, speaker=None, title=None) if talk.who in doubtful else talk for talk in talks
    ]

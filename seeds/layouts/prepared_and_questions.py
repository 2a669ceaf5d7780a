"""Calls as one JSON object each: prepared_remarks, q_and_a, participants; undated, unnamed."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from schema.taxonomy.labels import Section
from seeds.layouts.dialogue import Talk, read_label
from seeds.layouts.headings import Heading, iter_call
from seeds.layouts.source import Label, SourceModel, Speech
from seeds.records import MOST_TURNS, CallRecord, CompanyRecord
from seeds.validation import parse_model


class Part(SourceModel):
    """One turn; what is no turn, such as "Duration: 58 minutes", has no speech."""

    speaker: Label
    speech: Speech


Parts = Annotated[tuple[Part, ...], Field(max_length=MOST_TURNS)]


class DividedCall(SourceModel):
    """One call; its participants are `Name--Title` or `Name--Firm -- Analyst`."""

    prepared_remarks: Parts
    q_and_a: Parts
    participants: Annotated[tuple[Label, ...], Field(max_length=1000)] = ()


def is_divided_call(document: Mapping[str, Any]) -> bool:
    """Whether a document is a call of this layout."""
    return document.keys() >= {"prepared_remarks", "q_and_a"}


def iter_divided_records(
    document: Mapping[str, Any], source_name: str
) -> Iterator[CompanyRecord | CallRecord]:
    """Yield the company and the call. Raises BadRecord."""
    call = parse_model(DividedCall, document)
    titles = dict(read_label(participant) for participant in call.participants)
    parts = [(part, Section.PREPARED) for part in call.prepared_remarks]
    parts += [(part, Section.QA) for part in call.q_and_a]
    talks = [
        Talk(
            part.speech,
            speaker := part.speaker.strip() or None,
            titles.get(speaker),
            section=section,
        )
        for part, section in parts
    ]
    yield from iter_call(Heading("prepared and questions"), talks, source_name)

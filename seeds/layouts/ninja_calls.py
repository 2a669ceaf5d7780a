"""Calls as API Ninjas answers them: ticker, year, quarter, transcript and transcript_split.

With `qa_only` the prepared remarks are left out, so that there are none says nothing of the call.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from seeds.layouts.dialogue import Talk, iter_talks, read_label
from seeds.layouts.headings import Heading, iter_call, read_day, read_quarter, read_year
from seeds.layouts.labels import Role
from seeds.layouts.source import Label, SourceModel, Speech, clean_line
from seeds.records import MOST_TURNS, CallRecord, CompanyRecord
from seeds.validation import parse_model

ROLES: Mapping[str, Role] = {"analyst": "analyst", "operator": "operator", "executive": "executive"}


class SplitTurn(SourceModel):
    """One turn; `company` is where an analyst works."""

    speaker: Label | None = None
    text: Speech
    role: Label | None = None
    company: Label | None = None


class NinjaCall(SourceModel):
    """One call as the API answers it."""

    ticker: Label | None = None
    year: Any = None
    quarter: Any = None
    date: Label | None = None
    transcript: Speech | None = None
    transcript_split: Annotated[tuple[SplitTurn, ...], Field(max_length=MOST_TURNS)] | None = None


def is_ninja_call(document: Mapping[str, Any]) -> bool:
    """Whether a document is a call of this layout."""
    has_text = "transcript" in document or "transcript_split" in document
    return has_text and document.keys() >= {"ticker", "year", "quarter"}


def iter_ninja_records(
    document: Mapping[str, Any], source_name: str
) -> Iterator[CompanyRecord | CallRecord]:
    """Yield the company and the call. Raises BadRecord."""
    call = parse_model(NinjaCall, document)
    heading = Heading(
        "api ninjas",
        ticker=call.ticker,
        year=read_year(call.year, "year"),
        quarter=read_quarter(call.quarter, "quarter"),
        held_on=read_day(call.date, "date"),
    )
    yield from iter_call(heading, build_talks(call.transcript_split, call.transcript), source_name)


def build_talks(split: Sequence[SplitTurn] | None, transcript: str | None) -> list[Talk]:
    """Return the turns as they were split by the source, else by their labels."""
    if not split:
        return list(iter_talks(transcript or ""))
    return [build_talk(turn) for turn in split]


def build_talk(turn: SplitTurn) -> Talk:
    """Return one turn; its title is the role as printed, after the firm where there is one."""
    speaker, title = read_label(turn.speaker or "")
    parts = [part for part in (clean_line(turn.company), clean_line(turn.role)) if part]
    role = ROLES.get((turn.role or "").strip().casefold(), "unknown")
    return Talk(turn.text, speaker, clean_line(" -- ".join(parts), 500) or title, role)

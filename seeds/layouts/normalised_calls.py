"""Calls as one JSON object each: call_id, company, ticker, fiscal period, call_date, turns."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from schema.taxonomy.labels import CallKind, Section
from seeds.layouts.source import SourceModel, clean_line, name_company
from seeds.records import CallRecord, CompanyRecord
from seeds.validation import parse_model

SECTIONS = {"presentation": Section.PREPARED, "prepared": Section.PREPARED, "qa": Section.QA}
KINDS = {"earnings_call": CallKind.EARNINGS, "investor_conference": CallKind.CONFERENCE}
ROLES = frozenset({"executive", "analyst", "operator"})


class CallTurn(SourceModel):
    """One turn as the layout writes it."""

    speaker: str | None = None
    title: str | None = None
    role: str | None = None
    section: str | None = None
    text: str


class CallSource(SourceModel):
    """Where a call was taken from."""

    repo: str = ""
    path: str = ""
    layout: str = "normalised"


class NormalisedCall(SourceModel):
    """One call as the layout writes it; `call_id` alone is unique, two calls may share a period."""

    call_id: str
    company: str | None = None
    ticker: str | None = None
    fiscal_year: int | None = None
    fiscal_quarter: int | None = None
    event_type: str | None = None
    call_date: str | None = None
    title: str | None = None
    source: CallSource | Literal[""] = ""
    turns: tuple[CallTurn, ...] = ()


def is_normalised_call(document: Mapping[str, Any]) -> bool:
    """Whether a document is a call of this layout."""
    return "call_id" in document and "turns" in document


def iter_call_records(
    document: Mapping[str, Any], source_name: str
) -> Iterator[CompanyRecord | CallRecord]:
    """Yield the company as the call's header names it, and the call. Raises BadRecord."""
    call = parse_model(NormalisedCall, document)
    company = parse_model(CompanyRecord, name_company(call.ticker, call.company))
    yield company
    source = call.source or CallSource()
    fields = {
        "key": call.call_id,
        "company": company.ticker or company.slug,
        "kind": KINDS.get(call.event_type or "", CallKind.OTHER),
        "fiscalYear": call.fiscal_year,
        "fiscalQuarter": call.fiscal_quarter if call.fiscal_year else None,
        "heldOn": call.call_date or None,
        "title": clean_line(call.title, 500),
        "source": clean_line(f"{source.repo} {source.path}", 1000),
        "layout": source.layout[:40],
        "turns": [build_turn(turn) for turn in call.turns if turn.text.strip()],
    }
    yield parse_model(CallRecord, fields)


def build_turn(turn: CallTurn) -> dict[str, Any]:
    """Return a turn as the neutral format writes it."""
    return {
        "speaker": clean_line(turn.speaker),
        "title": clean_line(turn.title, 500),
        "role": turn.role if turn.role in ROLES else "unknown",
        "section": SECTIONS.get(turn.section or "", Section.UNKNOWN),
        "text": turn.text,
    }

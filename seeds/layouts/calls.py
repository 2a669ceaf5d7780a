"""A page's heading and speeches made into records: the company as named, and the call."""

from collections.abc import Iterator, Sequence
from re import sub
from typing import Any

from schema.taxonomy.labels import CallKind
from seeds.layouts.doubts import iter_conflicts
from seeds.layouts.file_names import format_period
from seeds.layouts.labels import build_turn
from seeds.layouts.page_heads import PageHead, read_page_head, read_page_name
from seeds.layouts.rosters import Roster
from seeds.layouts.source import clean_line
from seeds.layouts.speeches import (
    Mark,
    Speech,
    build_speeches,
    iter_doubtful_titles,
    settle,
)
from seeds.pages import Page
from seeds.records import CallRecord, CompanyRecord
from seeds.validation import BadRecord, parse_model

BESIDE_ONLY = frozenset({"ticker", "name"})
HEAD = 4000


def iter_page_call(
    page: Page, source_name: str, text: str, marks: Sequence[Mark], roster: Roster, layout: str
) -> Iterator[CompanyRecord | CallRecord]:
    """Yield the company that a page names, and its call with turns that are spans of `text`.

    The sidecar wins over the heading, the heading over the file's name. Raises BadRecord when no
    company is named anywhere.
    """
    speeches = settle(text, build_speeches(text, marks), roster)
    first = min((mark.start for mark in marks if mark.label), default=len(text))
    heading = read_page_head(text[: min(first, HEAD)])
    named = read_page_name(source_name)
    ticker = page.beside.get("ticker") or heading.ticker or named.ticker
    fields = build_fields(page, source_name, heading, named, ticker)
    if ticker is not None:
        name = page.beside.get("name") or heading.name or ticker
        yield parse_model(CompanyRecord, {"ticker": ticker, "name": name})
    fields |= {
        "layout": layout,
        "text": text,
        "turns": [place_turn(text, speech) for speech in speeches],
    }
    fields = {key: value for key, value in fields.items() if value is not None}
    beside = {key: value for key, value in page.beside.items() if key not in BESIDE_ONLY}
    call = parse_model(CallRecord, fields | beside)
    doubts = (*iter_conflicts(call, source_name), *iter_doubtful_titles(speeches, roster))
    yield call.model_copy(update={"doubts": doubts})


def build_fields(
    page: Page, source_name: str, heading: PageHead, named: PageHead, ticker: str | None
) -> dict[str, Any]:
    """Return what is known of a call besides its words. Raises BadRecord without a company."""
    company = page.beside.get("company") or ticker
    if company is None:
        reason = (
            "is named neither in the text nor in the file's name (TICKER_2026_Q1...); "
            f"write it into {source_name}.toml beside the file"
        )
        raise BadRecord([("company", reason)])
    said = page.beside
    from_heading = heading.period is not None or heading.kind is CallKind.CONFERENCE
    dated = heading if from_heading else named
    year = said.get("fiscalYear", dated.year)
    quarter = said.get("fiscalQuarter", dated.quarter)
    held_on = said.get("heldOn") or heading.held_on or named.held_on
    period = format_period(year, quarter)
    is_sure = "fiscalYear" in said or named.period in (None, period)
    kind = said.get("kind") or heading.kind or (CallKind.EARNINGS if year else CallKind.OTHER)
    return {
        "key": build_key(source_name, str(company), period, is_sure, held_on),
        "company": company,
        "kind": kind,
        "fiscalYear": year,
        "fiscalQuarter": quarter if year else None,
        "heldOn": str(held_on) if held_on else None,
        "title": heading.title,
        "source": clean_line(heading.url or source_name, 1000),
    }


def build_key(
    source_name: str, company: str, period: str | None, is_sure: bool, held_on: object
) -> str:
    """Return the key of a call: the same for the same call, wherever it was published.

    Where heading and file name name two periods, either may be wrong: the day tells the call from
    that of the other period. A meeting without a period is known by its day and its file's name,
    since a company may speak at two conferences on one day.
    """
    if period is not None:
        parts = [company, period, "" if is_sure else str(held_on or "")]
    else:
        stem = sub(r"[^A-Za-z0-9]+", "-", source_name.split(".")[0]).strip("-")
        parts = [company, str(held_on or ""), stem[:80]]
    return "-".join(filter(None, parts))


def place_turn(text: str, speech: Speech) -> dict[str, Any]:
    """Return a speech as a turn of a neutral call record, with its place in the text."""
    turn = build_turn(speech.label, speech.section, text[speech.start : speech.end])
    return turn | {"start": speech.start, "end": speech.end}

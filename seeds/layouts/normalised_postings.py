"""Postings as one JSON object each: posting_id, ticker, first and last sight, status, salary."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from re import compile as compile_pattern, sub
from typing import Any

from schema.taxonomy.labels import PayPeriod
from seeds.layouts.look import read_work_mode
from seeds.layouts.source import SourceModel, clean_line, name_company
from seeds.records import CompanyRecord, PostingRecord
from seeds.validation import parse_model

DAY = compile_pattern(r"\d{4}-\d\d-\d\d")
MONTH = compile_pattern(r"\d{4}-\d\d")
STATUSES = {"active": "OPEN", "closed": "CLOSED"}
INTERVALS = {
    "hour": PayPeriod.HOUR,
    "day": PayPeriod.DAY,
    "week": PayPeriod.WEEK,
    "month": PayPeriod.MONTH,
    "year": PayPeriod.YEAR,
    "per-hour-wage": PayPeriod.HOUR,
    "per-year-salary": PayPeriod.YEAR,
}


class Salary(SourceModel):
    """Pay as the layout writes it; its own conversions to dollars are left alone."""

    min: float | None = None
    max: float | None = None
    currency: str | None = None
    interval: str | None = None


class NormalisedPosting(SourceModel):
    """One posting as the layout writes it."""

    posting_id: str
    ats: str | None = None
    board: str | None = None
    company: str
    ticker: str | None = None
    title: str
    department: str | None = None
    team: str | None = None
    locations: tuple[str, ...] = ()
    workplace_type: str | None = None
    url: str | None = None
    description: str | None = None
    posted_at: str | None = None
    first_seen: str
    last_seen: str | None = None
    status: str = "unknown"
    seniority: str | None = None
    salary: Salary | None = None


def is_normalised_posting(document: Mapping[str, Any]) -> bool:
    """Whether a document is a posting of this layout."""
    return "posting_id" in document and "first_seen" in document


def iter_posting_records(
    document: Mapping[str, Any], source_name: str
) -> Iterator[CompanyRecord | PostingRecord]:
    """Yield the company as the posting names it, and the posting. Raises BadRecord."""
    posting = parse_model(NormalisedPosting, document)
    company = parse_model(CompanyRecord, name_company(posting.ticker, posting.company))
    yield company
    fields = {
        "board": build_board_key(posting),
        "id": clean_line(posting.posting_id, 300),
        "company": company.ticker or company.slug,
        "title": clean_line(posting.title, 1000),
        "department": clean_line(posting.department, 500),
        "team": clean_line(posting.team, 500),
        "locations": [line for text in posting.locations if (line := clean_line(text, 500))],
        "workMode": read_work_mode(posting.workplace_type),
        "url": clean_line(posting.url, 2000),
        "description": posting.description or None,
        "nativeLevel": clean_line(posting.seniority, 500),
        "pay": build_pay(posting.salary),
    }
    yield parse_model(PostingRecord, fields | build_days(posting))


def build_board_key(posting: NormalisedPosting) -> str:
    """Return `system:token`; boards that the layout does not name are named after the company."""
    system = sub(r"[^a-z0-9]+", "-", (posting.ats or "unknown").lower()).strip("-")
    token = sub(r"[^a-z0-9]+", "-", (posting.board or posting.company).lower()).strip("-")
    return f"{system or 'unknown'}:{token or 'unknown'}"


def build_days(posting: NormalisedPosting) -> dict[str, Any]:
    """Return when a posting was seen, opened and closed.

    Of some only the month is known in which a monthly list held it, and no later list did: those
    count as seen on the first of that month and closed on the first of the next.
    """
    if MONTH.fullmatch(posting.first_seen) and posting.last_seen is None:
        first = f"{posting.first_seen}-01"
        return {"firstSeenOn": first, "closedOn": first_of_next_month(first)}
    status = STATUSES.get(posting.status, "UNKNOWN")
    posted = DAY.match(posting.posted_at or "")
    return {
        "firstSeenOn": posting.first_seen,
        "lastSeenOn": posting.last_seen,
        "openedOn": posted.group() if posted else None,
        "status": status,
    }


def first_of_next_month(first: str) -> str:
    """Return the first of the month after; a text that is no date goes back, to be refused."""
    try:
        day = date.fromisoformat(first)
    except ValueError:
        return first
    return (day + timedelta(days=31)).replace(day=1).isoformat()


def build_pay(salary: Salary | None) -> dict[str, Any] | None:
    """Return pay in neutral terms; without a currency, an interval or a figure it is none."""
    if salary is None or salary.currency is None or (salary.min, salary.max) == (None, None):
        return None
    # "1 YEAR" is how Ashby says a year.
    period = INTERVALS.get((salary.interval or "").lower().removeprefix("1 "))
    if period is None:
        return None
    return {
        "minimum": salary.min,
        "maximum": salary.max,
        "currency": salary.currency,
        "period": period,
    }

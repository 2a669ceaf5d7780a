"""A board as a plain table, CSV or JSON lines: a posting a row, columns under their usual names."""

from collections.abc import Iterator, Mapping
from re import sub
from typing import Any

from seeds.layouts.days import read_day
from seeds.layouts.descriptions import read_escaped_markup
from seeds.layouts.look import Look, build_posting, build_texts, read_work_mode, split_locations
from seeds.layouts.pay import build_pay, build_range, read_period
from seeds.records import PostingRecord
from seeds.validation import BadRecord

# What a column is called in the neutral format, and what else tables call it.
COLUMNS = {
    "id": ("id", "job id", "source id", "posting id", "external id", "requisition id"),
    "title": ("title", "job title", "position"),
    "url": ("url", "job url", "absolute url", "link", "apply url", "hosted url"),
    "location": ("location", "locations", "location name", "city"),
    "department": ("department", "departments", "department name", "category"),
    "team": ("team", "team name"),
    "opened": (
        *("opened on", "posted at", "posted on", "date posted", "published at"),
        *("first published", "posted date", "created at"),
    ),
    "description": ("description", "description plain", "description html", "content"),
    "mode": ("work mode", "workplace type", "remote type"),
    "level": ("native level", "experience level", "seniority", "level"),
    "function": ("native function", "job function", "function"),
    "minimum": ("pay minimum", "salary min", "min salary", "pay min"),
    "maximum": ("pay maximum", "salary max", "max salary", "pay max"),
    "currency": ("pay currency", "salary currency", "currency"),
    "period": ("pay period", "salary interval", "salary period", "interval"),
    "company": ("company", "company name", "employer"),
    "status": ("status", "state"),
}
TOLD_BY = (("id", "url"), ("location", "department"))
GONE = frozenset({"closed", "inactive", "expired", "removed", "filled"})


def find_columns(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the name in a row of each column that is there; of several the best known one."""
    known = {normalise(name): name for name in row}
    found = {}
    for column, names in COLUMNS.items():
        name = next((known[each] for each in names if each in known), None)
        if name is not None:
            found[column] = name
    return found


def normalise(name: str) -> str:
    """Return a column's name as small words: `jobTitle`, `Job Title` and `job_title` are one."""
    words = sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return " ".join(sub(r"[^a-z0-9]+", " ", words.lower()).split())


def is_snapshot_row(row: Mapping[str, Any]) -> bool:
    """Whether a row is a posting: it has a title, an id or an address, a place or a department."""
    columns = find_columns(row).keys()
    return "title" in columns and all({*each} & columns for each in TOLD_BY)


def read_snapshot_row(row: Mapping[str, Any], line: int, look: Look) -> PostingRecord:
    """Return the posting of a row; without an id its address is its id. Raises BadRecord."""
    columns = find_columns(row)
    given = {column: read_cell(row[name]) for column, name in columns.items()}
    url = given.get("url")
    key = given.get("id") or url
    if key is None:
        raise BadRecord([(columns.get("id", "id"), "is empty, and so is the address; write one")])
    places = split_locations(given.get("location"))
    fields = {
        **build_texts(given.get("title"), given.get("department"), given.get("team"), places, url),
        "id": key[:300],
        "workMode": read_work_mode(given.get("mode")),
        "description": read_escaped_markup(given.get("description")),
        "openedOn": read_day(given.get("opened")),
        "nativeFunction": given.get("function"),
        "nativeLevel": given.get("level"),
        "pay": read_pay(given),
    }
    return build_posting(look, f"line {line}", fields)


def read_cell(value: Any) -> str | None:
    """Return a cell as text, a list as its entries with `;` between; an empty one is None."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(read_cell, value))) or None
    if isinstance(value, dict):
        return read_cell(value.get("name"))
    if value is None or isinstance(value, bool):
        return None
    return str(value).strip() or None


def read_pay(given: Mapping[str, str | None]) -> dict[str, Any] | None:
    """Return the pay of a row; without a currency and a period it is none."""
    minimum, maximum = read_amount(given.get("minimum")), read_amount(given.get("maximum"))
    period = read_period(given.get("period"))
    return build_pay([build_range(minimum, maximum, given.get("currency"), period)])


def read_amount(text: str | None) -> float | None:
    """Return an amount, `120,000` too; None where there is none."""
    try:
        return float((text or "").replace(",", ""))
    except ValueError:
        return None


def iter_snapshot_postings(
    rows: Iterator[tuple[int, Mapping[str, Any]]], look: Look
) -> Iterator[PostingRecord]:
    """Yield the postings of a table's rows that are not said to be closed.

    Raises BadRecord, also for a table of several companies: it is no look at one board.
    """
    first: str | None = None
    for line, row in rows:
        columns = find_columns(row)
        company = read_cell(row.get(columns.get("company", "")))
        first = first or company
        if company != first:
            reason = f'is "{company}" on line {line} and was "{first}"; make a file a company'
            raise BadRecord([(columns["company"], reason)])
        if (read_cell(row.get(columns.get("status", ""))) or "").lower() not in GONE:
            yield read_snapshot_row(row, line, look)

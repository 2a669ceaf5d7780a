"""What stands above a call in vendors' layouts, and the records that it and the turns make."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from re import IGNORECASE, compile as compile_pattern
from typing import Any

from seeds.layouts.dialogue import Talk, build_turns
from seeds.layouts.doubts import find_doubts
from seeds.layouts.file_names import FileName, format_period, read_file_name
from seeds.layouts.source import build_slug, clean_line, clean_ticker
from seeds.records import CallRecord, CompanyRecord
from seeds.validation import BadRecord, parse_model, show
from seeds.values import parse_day

DAY = compile_pattern(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?")
QUARTER = compile_pattern(r"Q?([1-4])(?:\.0+)?", IGNORECASE)
YEAR = compile_pattern(r"(?:FY)?(\d{4})(?:\.0+)?", IGNORECASE)
NO_COMPANY = "is not known; name the file after company and period, such as ACME_2026Q1.json"


@dataclass(frozen=True, slots=True)
class Heading:
    """What a layout says of a call as a whole; what it leaves out the file's name may say."""

    layout: str
    ticker: str | None = None
    company: str | None = None
    year: int | None = None
    quarter: int | None = None
    held_on: str | None = None
    title: str | None = None
    source: str | None = None


def iter_call(
    heading: Heading, talks: Sequence[Talk], source_name: str
) -> Iterator[CompanyRecord | CallRecord]:
    """Yield the company as far as it is known, and the call. Raises BadRecord.

    Where heading and file name disagree the heading is right.
    """
    named = read_file_name(source_name)
    company = build_company(heading, named)
    yield company
    year, quarter = find_period(heading, named)
    fields = {
        "key": build_key(company, year, quarter, heading.held_on or Path(source_name).stem),
        "company": company.ticker or company.slug,
        "fiscalYear": year,
        "fiscalQuarter": quarter,
        "heldOn": heading.held_on,
        "title": heading.title,
        "source": heading.source or clean_line(source_name, 1000),
        "layout": heading.layout,
        "turns": build_turns(talks),
    }
    call = parse_model(CallRecord, {name: value for name, value in fields.items() if value})
    yield call.model_copy(update={"doubts": tuple(find_doubts(call, source_name))})


def build_company(heading: Heading, named: FileName) -> CompanyRecord:
    """Return the company of a call. Raises BadRecord where neither heading nor file names one."""
    ticker = clean_ticker(heading.ticker or ("" if heading.company else named.ticker) or "")
    name = heading.company or ticker or named.company
    if not name:
        raise BadRecord([("company", NO_COMPANY)])
    slug = None if ticker else build_slug(name)
    return parse_model(CompanyRecord, {"ticker": ticker or None, "slug": slug, "name": name})


def find_period(heading: Heading, named: FileName) -> tuple[int | None, int | None]:
    """Return (year, quarter) as the heading says; as the file's name, where it says neither."""
    if heading.year is None and heading.quarter is None:
        return named.year, named.quarter
    return heading.year, heading.quarter if heading.year else None


def build_key(company: CompanyRecord, year: int | None, quarter: int | None, other: str) -> str:
    """Return the key of a call: company and period, or company and whatever else tells it."""
    period = format_period(year, quarter)
    return f"{company.ticker or company.slug}-{period or other}"[:160]


def read_day(value: str | None, field: str) -> str | None:
    """Return the day of a date or moment as printed, in its own time zone. Raises BadRecord."""
    if not value or not value.strip():
        return None
    match = DAY.fullmatch(value.strip())
    try:
        return parse_day(match[1] if match else value.strip()).isoformat()
    except ValueError as error:
        raise BadRecord([(field, str(error))]) from error


def read_quarter(value: Any, field: str) -> int | None:
    """Return the quarter that 3, 3.0, "3" and "Q3" stand for. Raises BadRecord."""
    if value is None or value == "":
        return None
    match = QUARTER.fullmatch(value.strip()) if isinstance(value, str) else None
    number = int(match[1]) if match else value
    if isinstance(number, int | float) and number is not True and number in (1, 2, 3, 4):
        return int(number)
    raise BadRecord([(field, f'{show(value)} is no quarter; write one such as 3 or "Q3"')])


def read_year(value: Any, field: str) -> int | None:
    """Return the year that 2026, 2026.0 and "2026" stand for. Raises BadRecord."""
    if value is None or value == "":
        return None
    match = YEAR.fullmatch(value.strip()) if isinstance(value, str) else None
    number = int(match[1]) if match else value
    if isinstance(number, int | float) and 1980 <= number <= 2100 and number == int(number):
        return int(number)
    raise BadRecord([(field, f"{show(value)} is no year of 1980 to 2100")])

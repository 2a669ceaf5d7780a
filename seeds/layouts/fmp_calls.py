"""Calls as Financial Modeling Prep answers them: a content of `Speaker: text` lines, or none.

Read are the old answers (v3, v4, a batch of a year) and the stable ones, which say `period: "Q3"`
and sometimes `fiscalYear`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from seeds.layouts.dialogue import iter_talks
from seeds.layouts.headings import Heading, iter_call, read_day, read_quarter, read_year
from seeds.layouts.source import Label, SourceModel, Speech
from seeds.reading import ITEMS
from seeds.records import CallRecord, CompanyRecord
from seeds.validation import BadRecord, parse_model

FIELDS = {"symbol", "quarter", "period", "year", "fiscalYear", "date"}


class FmpCall(SourceModel):
    """One call; `content` is missing in lists of what there is."""

    symbol: Label | None = None
    quarter: Any = None
    period: Any = None
    year: Any = None
    fiscal_year: Any = Field(None, alias="fiscalYear")
    date: Label | None = None
    content: Speech = ""


def is_fmp_answer(document: Mapping[str, Any]) -> bool:
    """Whether a document is an answer of this API."""
    items = document.get(ITEMS)
    if items is None:
        return is_fmp_call(document) and "content" in document
    return isinstance(items, list) and bool(items) and (is_fmp_call(items[0]) or is_row(items[0]))


def is_fmp_call(item: Any) -> bool:
    """Whether a value is an object that names a quarter and a day, and nothing but a call."""
    if not isinstance(item, dict) or "date" not in item:
        return False
    has_period = ("quarter" in item or "period" in item) and (
        "year" in item or "fiscalYear" in item
    )
    # Accounts are listed with date, period and year too, beside their figures.
    return has_period and ("content" in item or item.keys() <= FIELDS)


def is_row(item: Any) -> bool:
    """Whether a value is `[quarter, year, date]`."""
    return isinstance(item, list) and len(item) == 3 and isinstance(item[2], str)


def iter_fmp_records(
    document: Mapping[str, Any], source_name: str
) -> Iterator[CompanyRecord | CallRecord]:
    """Yield the company and the call of every item. Raises BadRecord, with the item's number."""
    if ITEMS not in document:
        yield from iter_item(document, source_name)
        return
    for n, item in enumerate(document[ITEMS]):
        try:
            yield from iter_item(item, source_name)
        except BadRecord as bad:
            places: list[tuple[str | None, str]] = [
                (f"{ITEMS}[{n}].{field}" if field else f"{ITEMS}[{n}]", reason)
                for field, reason in bad.faults
            ]
            raise BadRecord(places) from bad


def iter_item(item: Any, source_name: str) -> Iterator[CompanyRecord | CallRecord]:
    """Yield the company and the call of one item. Raises BadRecord."""
    if is_row(item):
        item = dict(zip(("quarter", "year", "date"), item, strict=True))
    if not isinstance(item, dict):
        raise BadRecord([(None, "must be an object, or a list of quarter, year and date")])
    call = parse_model(FmpCall, item)
    heading = Heading(
        "fmp",
        ticker=call.symbol,
        year=read_year(*find_given(call, "fiscal_year", "year")),
        quarter=read_quarter(*find_given(call, "quarter", "period")),
        held_on=read_day(call.date, "date"),
    )
    yield from iter_call(heading, list(iter_talks(call.content)), source_name)


def find_given(call: FmpCall, *names: str) -> tuple[Any, str]:
    """Return the value of the first of two fields that is given, and the field as the API says."""
    name = next((name for name in names if getattr(call, name) is not None), names[0])
    return getattr(call, name), FmpCall.model_fields[name].alias or name

"""Prepared numbers: stock and pay after every day of change, and what opened and closed by day.

All of it follows from the daily counts and the postings; intake makes it agree with them in the
same transaction, so that a number about a company reads a few rows: what is open on a day and what
it pays one, a year of weeks two.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, groupby
from operator import attrgetter
from typing import Any

from orjson import dumps
from sqlalchemy import Select, Table, delete, insert, select

from schema.database import Reader, Writer
from schema.store.keys import among
from schema.store.paybook import PAID, Owner, days_of_pay
from schema.store.stock import FUNCTION_PLACES, STAGE_PLACES, pack
from schema.tables import RoleCount, RoleDay, RoleYear, table_of

COUNT, DAY, YEAR = table_of(RoleCount), table_of(RoleDay), table_of(RoleYear)
NO_PAY = "[]"

COUNTS = (
    select(COUNT.c.company_id, COUNT.c.unit, COUNT.c.day, COUNT.c.stage, COUNT.c.function)
    .add_columns(COUNT.c.opened, COUNT.c.closed)
    .where(among(COUNT.c.company_id))
    .order_by(COUNT.c.company_id, COUNT.c.unit, COUNT.c.day)
)

Values = dict[str, Any]


def refresh_daybook(writer: Writer, keys: Mapping[str, Sequence[int]]) -> None:
    """Make the prepared numbers of the companies among `keys` follow from their rows again."""
    counts = writer.session.execute(COUNTS, keys).all()
    paid = writer.session.execute(PAID, keys)
    replace_rows(writer, DAY, keys, iter_days(counts, days_of_pay(paid)))
    replace_rows(writer, YEAR, keys, iter_years(counts))


def count_wrong(reader: Reader, keys: Mapping[str, Sequence[int]]) -> int:
    """Return how many prepared numbers of some companies are not those of their rows."""
    counts = reader.rows(COUNTS, dict(keys))
    paid = reader.rows(PAID, dict(keys))
    wrong = 0
    wanted = ((DAY, iter_days(counts, days_of_pay(paid))), (YEAR, iter_years(counts)))
    for table, values in wanted:
        missing, surplus = compare(reader.rows(select_rows(table), dict(keys)), table, values)
        wrong += max(len(missing), len(surplus))
    return wrong


def replace_rows(
    writer: Writer, table: Table, keys: Mapping[str, Sequence[int]], wanted: Iterable[Values]
) -> None:
    """Make the rows of some companies those that are wanted; writes only what differs."""
    stored = writer.session.execute(select_rows(table), keys)
    missing, surplus = compare(stored, table, wanted)
    if surplus:
        writer.session.execute(delete(table).where(among(table.c.id)), {"keys": surplus})
    if missing:
        writer.session.execute(insert(table), missing)
    if surplus or missing:
        writer.mark_changed()


def select_rows(table: Table) -> Select[Any]:
    """Return the statement for the prepared rows of some companies."""
    return select(table).where(among(table.c.company_id))


def compare(
    stored: Iterable[Any], table: Table, wanted: Iterable[Values]
) -> tuple[list[Values], list[int]]:
    """Return the rows that are wanted and not stored, and the ids of those that are not wanted."""
    names = [column.name for column in table.c if column.name != "id"]
    missing = {tuple(values[name] for name in names): values for values in wanted}
    surplus = [
        row.id
        for row in stored
        if missing.pop(tuple(row._mapping[name] for name in names), None) is None
    ]
    return list(missing.values()), surplus


def iter_days(
    counts: Iterable[Any], pay_of: Mapping[Owner, Mapping[date, str]]
) -> Iterator[Values]:
    """Yield the stock and the pay after each day of change; counts are in their order."""
    for owner, of_owner in groupby(counts, attrgetter("company_id", "unit")):
        counted = {day: list(of_day) for day, of_day in groupby(of_owner, attrgetter("day"))}
        paid = pay_of.get(owner, {})
        cells: dict[tuple[Any, Any], int] = defaultdict(int)
        pay = NO_PAY
        for day in sorted({*counted, *paid}):
            for count in counted.get(day, ()):
                cells[count.stage, count.function] += count.opened - count.closed
            pay = paid.get(day, pay)
            yield {
                "company_id": owner[0],
                "unit": owner[1],
                "day": day,
                "active": sum(cells.values()),
                "cells": dumps(list_cells(cells)).decode(),
                "pay": pay,
            }


def list_cells(cells: Mapping[tuple[Any, Any], int]) -> list[tuple[Any, Any, int]]:
    """Return the cells that are not empty, most first, then in the order of the vocabularies."""
    listed = [
        (-number, STAGE_PLACES.get(stage, -1), FUNCTION_PLACES[function], stage, function)
        for (stage, function), number in cells.items()
        if number
    ]
    return [(stage, function, -less) for less, _, _, stage, function in sorted(listed)]


def iter_years(counts: Iterable[Any]) -> Iterator[Values]:
    """Yield what opened and closed so far by day, for each year from the first change on."""
    for (company_id, unit), of_owner in groupby(counts, attrgetter("company_id", "unit")):
        changes = {year: list(of_year) for year, of_year in groupby(of_owner, year_of)}
        opened = closed = 0
        for year in range(min(changes), max(changes) + 1):
            first, after = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1
            opens, closes = [0] * (after - first), [0] * (after - first)
            for count in changes.get(year, ()):
                opens[count.day.toordinal() - first] += count.opened
                closes[count.day.toordinal() - first] += count.closed
            opens[0] += opened
            closes[0] += closed
            opened, closed = sum(opens), sum(closes)
            yield {
                "company_id": company_id,
                "unit": unit,
                "year": year,
                "opened": pack(accumulate(opens)),
                "closed": pack(accumulate(closes)),
            }


def year_of(count: Any) -> int:
    """Return the year that a daily count is of."""
    year: int = count.day.year
    return year

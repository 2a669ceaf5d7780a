"""Prepared numbers: the stock of AI roles and postings after every day of change, and role pay.

All of it follows from the daily counts and the postings; intake makes it agree with them in the
same transaction, so that a number about a company reads a few rows: the stock on a day one, a year
of weeks the days on which something changed, pay one a role.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from orjson import dumps
from sqlalchemy import Select, Table, delete, insert, select

from schema.database import Reader, Writer
from schema.store.keys import among
from schema.store.pay import HAS_TERMS, TOLD_BY, Terms, iter_terms
from schema.tables import Posting, Role, RoleCount, RoleDay, RolePay, table_of

COUNT, DAY, PAY = table_of(RoleCount), table_of(RoleDay), table_of(RolePay)
POSTING, ROLE = table_of(Posting), table_of(Role)

COUNTS = (
    select(COUNT.c.company_id, COUNT.c.unit, COUNT.c.day, COUNT.c.stage, COUNT.c.function)
    .add_columns(COUNT.c.opened, COUNT.c.closed)
    .where(among(COUNT.c.company_id))
    .order_by(COUNT.c.company_id, COUNT.c.unit, COUNT.c.day)
)
PAID = (
    select(
        ROLE.c.company_id,
        ROLE.c.id.label("role_id"),
        *TOLD_BY,
    )
    .join_from(ROLE, POSTING, POSTING.c.role_id == ROLE.c.id)
    .where(among(ROLE.c.company_id), ROLE.c.is_ai, HAS_TERMS)
    .order_by(ROLE.c.id)
)

Values = dict[str, Any]


def refresh_daybook(writer: Writer, keys: Mapping[str, Sequence[int]]) -> None:
    """Make the prepared numbers of the companies among `keys` follow from their rows again."""
    counts = writer.session.execute(COUNTS, keys)
    replace_rows(writer, DAY, keys, iter_days(counts))
    paid = writer.session.execute(PAID, keys)
    replace_rows(writer, PAY, keys, iter_pay(paid))


def count_wrong(reader: Reader, keys: Mapping[str, Sequence[int]]) -> int:
    """Return how many prepared numbers of some companies are not those of their rows."""
    wrong = 0
    wanted = (
        (DAY, iter_days(reader.rows(COUNTS, dict(keys)))),
        (PAY, iter_pay(reader.rows(PAID, dict(keys)))),
    )
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


def iter_days(counts: Iterable[Any]) -> Iterator[Values]:
    """Yield the stock after each day of change, from counts by company, unit and day."""
    for (company_id, unit), of_company in groupby(counts, attrgetter("company_id", "unit")):
        opened = closed = 0
        cells: dict[tuple[Any, Any], int] = defaultdict(int)
        for day, of_day in groupby(of_company, attrgetter("day")):
            for count in of_day:
                opened += count.opened
                closed += count.closed
                cells[count.stage, count.function] += count.opened - count.closed
            stock = [
                [*cell, number] for cell, number in sorted(cells.items(), key=place_of) if number
            ]
            yield {
                "company_id": company_id,
                "unit": unit,
                "day": day,
                "opened": opened,
                "closed": closed,
                "cells": dumps(stock).decode(),
            }


def place_of(counted: tuple[tuple[str | None, str], int]) -> tuple[str, str]:
    """Return what sorts the cells of a day, so that equal days have equal texts."""
    (stage, function), _ = counted
    return stage or "", function


def iter_pay(paid: Iterable[Any]) -> Iterator[Values]:
    """Yield what each role pays in each currency, from when to when, over its open postings."""
    for (company_id, role_id), postings in groupby(paid, attrgetter("company_id", "role_id")):
        by_currency: dict[str, list[Terms]] = defaultdict(list)
        for posting in postings:
            for terms in iter_terms(*posting[2:]):
                by_currency[terms.currency].append(terms)
        for currency, told in by_currency.items():
            days = {terms.starts for terms in told} | {terms.ends for terms in told}
            for start, end in pairwise(sorted(days)):
                lasting = [each for each in told if each.starts <= start and end <= each.ends]
                if lasting:
                    yield {
                        "company_id": company_id,
                        "role_id": role_id,
                        "currency": currency,
                        "starts_on": start,
                        "ends_on": end,
                        "minimum": min(each.minimum for each in lasting),
                        "maximum": max(each.maximum for each in lasting),
                        "ends": sum(each.minimum + each.maximum for each in lasting),
                        "postings": len(lasting),
                    }

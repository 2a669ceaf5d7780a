"""AI roles or postings opened and closed between days, in all and by stage and function."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import bindparam, func, select

from schema.database import Reader
from schema.store.keys import among
from schema.store.scopes import ByOwner, Together, owners_of
from schema.store.stock import UNIT, Cells, Sums, read_sums
from schema.tables import RoleCount, table_of
from schema.taxonomy.labels import JobFunction, Stage, Unit

COUNT = table_of(RoleCount).c
UNTIL = bindparam("until", type_=COUNT.day.type)
CELLS = ByOwner(
    COUNT.company_id,
    lambda owner: (
        select(
            *owner,
            COUNT.day,
            COUNT.stage,
            COUNT.function,
            func.sum(COUNT.opened),
            func.sum(COUNT.closed),
        )
        .where(among(COUNT.company_id), COUNT.unit == UNIT, COUNT.day <= UNTIL)
        .group_by(*owner, COUNT.day, COUNT.stage, COUNT.function)
        .order_by(COUNT.day)
    ),
)

Cell = tuple[Stage | None, JobFunction]
CellSums = tuple[Cells, Cells]
"""How many of each stage and function opened, and closed, up to and with a day."""


@dataclass(frozen=True, slots=True)
class RoleFlow:
    """What opened and closed in a period, and is active on its last day in the range."""

    opened: int
    closed: int
    active: int


def read_role_flows(
    reader: Reader, companies: Sequence[int], ends: Sequence[date], unit: Unit = Unit.ROLE
) -> dict[int, list[RoleFlow]]:
    """Return per owner the flow from each day to the next one; the days are in order."""
    if isinstance(companies, Together):
        found = read_cell_sums(reader, companies, ends, unit)
        sums = {owner: [add_cells(of[day]) for day in ends] for owner, of in found.items()}
    else:
        sums = read_sums(reader, companies, ends, unit)
    return {owner: [flow_between(*pair) for pair in pairwise(days)] for owner, days in sums.items()}


def add_cells(cells: CellSums) -> Sums:
    """Return the sums whatever the stage and function."""
    opened, closed = cells
    return sum(opened.values()), sum(closed.values())


def flow_between(before: Sums, now: Sums) -> RoleFlow:
    """Return what opened and closed between two days, and is active on the later one."""
    opened, closed = now
    return RoleFlow(opened - before[0], closed - before[1], opened - closed)


def read_cell_sums(
    reader: Reader, companies: Sequence[int], days: Sequence[date], unit: Unit = Unit.ROLE
) -> dict[int, dict[date, CellSums]]:
    """Return per owner and day what opened and closed so far by stage and function."""
    rows: dict[int, list[Any]] = {owner: [] for owner in owners_of(companies)}
    for row in CELLS.fetch(reader, companies, {"until": max(days), "unit": unit}):
        rows[row[0]].append(row)
    ordered = sorted(set(days))
    return {owner: sum_up(of_owner, ordered) for owner, of_owner in rows.items()}


def sum_up(rows: Sequence[Any], days: Sequence[date]) -> dict[date, CellSums]:
    """Return the sums on each day; rows and days are in order."""
    opened, closed = Counter[Cell](), Counter[Cell]()
    sums: dict[date, CellSums] = {}
    at = 0
    for day in days:
        while at < len(rows) and rows[at][1] <= day:
            _, _, stage, function, opens, closes = rows[at]
            # PostgreSQL sums integers to a type of its own.
            opened[stage, function] += int(opens)
            closed[stage, function] += int(closes)
            at += 1
        sums[day] = (dict(opened), dict(closed))
    return sums


def stock_of(cells: CellSums) -> Cells:
    """Return how many are open by stage and function."""
    opened, closed = cells
    return {cell: roles - closed.get(cell, 0) for cell, roles in opened.items()}


def by_label(cells: Cells, place: int) -> Counter[Any]:
    """Return the counts by stage (place 0) or by function (place 1)."""
    counts = Counter[Any]()
    for cell, roles in cells.items():
        counts[cell[place]] += roles
    return counts

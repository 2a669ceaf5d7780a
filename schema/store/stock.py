"""How many AI roles or postings were open on which day, and how many opened and closed."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.keys import among
from schema.store.roles import is_open
from schema.tables import Role, RoleCount, RoleGap, table_of
from schema.taxonomy.labels import JobFunction, Stage, Unit

ROLE, GAP, COUNT = table_of(Role), table_of(RoleGap), table_of(RoleCount)
UNTIL = bindparam("until", type_=COUNT.c.day.type)
FOLD = bindparam("fold", type_=COUNT.c.day.type)
UNIT = bindparam("unit", type_=COUNT.c.unit.type)

Cell = tuple[Stage | None, JobFunction]
Cells = Mapping[Cell, int]

# The stock of roles is read from the roles, all from one index: 0.15 ms for 600 roles. Adding up
# their 1,068 daily counts took 0.75 ms; that of postings, which few ask for, is added up.
STOCK = Prepared(
    select(ROLE.c.company_id, ROLE.c.stage, ROLE.c.function, func.count())
    .where(among(ROLE.c.company_id), ROLE.c.is_ai, is_open(ROLE, UNTIL))
    .group_by(ROLE.c.company_id, ROLE.c.stage, ROLE.c.function)
)
MISSING = Prepared(
    select(ROLE.c.company_id, ROLE.c.stage, ROLE.c.function, func.count())
    .join_from(GAP, ROLE, ROLE.c.id == GAP.c.role_id)
    .where(
        among(GAP.c.company_id),
        GAP.c.closed_on <= UNTIL,
        GAP.c.reopened_on > UNTIL,
        ROLE.c.is_ai,
    )
    .group_by(ROLE.c.company_id, ROLE.c.stage, ROLE.c.function)
)
COUNTED = Prepared(
    select(
        COUNT.c.company_id,
        COUNT.c.stage,
        COUNT.c.function,
        func.sum(COUNT.c.opened - COUNT.c.closed),
    )
    .where(among(COUNT.c.company_id), COUNT.c.unit == UNIT, COUNT.c.day <= UNTIL)
    .group_by(COUNT.c.company_id, COUNT.c.stage, COUNT.c.function)
)
FLOWS = (func.sum(COUNT.c.opened), func.sum(COUNT.c.closed))
FLOW_BEFORE = Prepared(
    select(COUNT.c.company_id, *FLOWS)
    .where(among(COUNT.c.company_id), COUNT.c.unit == UNIT, COUNT.c.day <= FOLD)
    .group_by(COUNT.c.company_id)
)
FLOW_DAYS = Prepared(
    select(COUNT.c.company_id, COUNT.c.day, *FLOWS)
    .where(
        among(COUNT.c.company_id),
        COUNT.c.unit == UNIT,
        COUNT.c.day > FOLD,
        COUNT.c.day <= UNTIL,
    )
    .group_by(COUNT.c.company_id, COUNT.c.day)
    .order_by(COUNT.c.company_id, COUNT.c.day)
)


@dataclass(frozen=True, slots=True)
class Flow:
    """Roles or postings opened and closed up to each day on which any did, days as ISO text.

    The sums start with what happened before the first of them.
    """

    days: Sequence[str] = ()
    opened: Sequence[int] = (0,)
    closed: Sequence[int] = (0,)

    def active(self, day: date) -> int:
        """Return how many were open on a day."""
        at = bisect_right(self.days, day.isoformat())
        return self.opened[at] - self.closed[at]

    def between(self, after: date, until: date) -> tuple[int, int]:
        """Return how many opened and closed later than `after` and not later than `until`."""
        low = bisect_right(self.days, after.isoformat())
        high = bisect_right(self.days, until.isoformat())
        return self.opened[high] - self.opened[low], self.closed[high] - self.closed[low]


def read_stock(
    reader: Reader, company_ids: Collection[int], as_of: date, unit: Unit = Unit.ROLE
) -> dict[int, Cells]:
    """Return per company the AI roles or postings open on a day by stage and function; no zeros."""
    stock = {company_id: Counter[Cell]() for company_id in company_ids}
    parameters = {"keys": company_ids, "until": as_of, "unit": unit}
    statement = STOCK if unit is Unit.ROLE else COUNTED
    for company_id, stage, function, found in reader.fetch_once(statement, parameters):
        stock[company_id][stage, function] += int(found)
    if unit is Unit.ROLE:
        for company_id, stage, function, missing in reader.fetch_once(MISSING, parameters):
            stock[company_id][stage, function] -= int(missing)
    return {company_id: +cells for company_id, cells in stock.items()}


def read_flows(
    reader: Reader,
    company_ids: Collection[int],
    after: date,
    until: date,
    unit: Unit = Unit.ROLE,
) -> dict[int, Flow]:
    """Return per company the flow of AI roles or postings, for the days from `after` to `until`."""
    parameters = {"keys": company_ids, "fold": after, "until": until, "unit": unit}
    sums = {row[0]: row[1:] for row in reader.fetch_once(FLOW_BEFORE, parameters)}
    rows = defaultdict(list)
    for row in reader.fetch(FLOW_DAYS, parameters, is_plain=True):
        rows[row[0]].append(row)
    return {key: cumulate(sums.get(key, (0, 0)), rows[key]) for key in company_ids}


def cumulate(before: Sequence[int], rows: Sequence[Any]) -> Flow:
    """Return the flow of (company, day, opened, closed) rows, on top of what was before them."""
    days, opened, closed = [], [int(before[0])], [int(before[1])]
    for _, day, opens, closes in rows:
        days.append(str(day))
        opened.append(opened[-1] + int(opens))
        closed.append(closed[-1] + int(closes))
    return Flow(days, opened, closed)

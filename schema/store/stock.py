"""How many AI roles were open on which day: one day from the roles, a series from daily counts."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, bindparam, cast, func, or_, select

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.keys import among
from schema.store.roles import is_open
from schema.tables import Role, RoleCount, table_of
from schema.taxonomy.labels import JobFunction, Stage

ROLE, COUNT = table_of(Role), table_of(RoleCount)
UNTIL = bindparam("until", type_=COUNT.c.day.type)
FOLD = bindparam("fold", type_=COUNT.c.day.type)

Cells = Mapping[tuple[Stage | None, JobFunction], int]

# The stock on one day is read from the roles, all from one index: 0.15 ms for 600 roles. Adding up
# their 1,068 daily counts took 0.75 ms.
STOCK = Prepared(
    select(ROLE.c.company_id, ROLE.c.stage, ROLE.c.function, func.count())
    .where(among(ROLE.c.company_id), ROLE.c.is_ai, is_open(ROLE, UNTIL))
    .group_by(ROLE.c.company_id, ROLE.c.stage, ROLE.c.function)
)


def flow_statements(*, is_narrowed: bool) -> tuple[Prepared, Prepared]:
    """Return what reads the sums up to the day `fold`, and what reads each day after it."""
    flows = (func.sum(COUNT.c.opened), func.sum(COUNT.c.closed))
    own = [among(COUNT.c.company_id)]
    if is_narrowed:
        for label in (COUNT.c.stage, COUNT.c.function):
            wanted = bindparam(label.name, type_=label.type)
            # PostgreSQL cannot tell the type of a bare parameter in `IS NULL`.
            own.append(or_(cast(wanted, String).is_(None), label == wanted))
    before = select(COUNT.c.company_id, *flows).where(*own, COUNT.c.day <= FOLD)
    after = select(COUNT.c.company_id, COUNT.c.day, *flows).where(
        *own, COUNT.c.day > FOLD, COUNT.c.day <= UNTIL
    )
    days = (COUNT.c.company_id, COUNT.c.day)
    return (
        Prepared(before.group_by(COUNT.c.company_id)),
        Prepared(after.group_by(*days).order_by(*days)),
    )


ALL_FLOWS, NARROWED_FLOWS = flow_statements(is_narrowed=False), flow_statements(is_narrowed=True)


@dataclass(frozen=True, slots=True)
class Flow:
    """Roles opened and closed up to each day on which any did, days as ISO text.

    The sums start with what happened before the first of them.
    """

    days: Sequence[str] = ()
    opened: Sequence[int] = (0,)
    closed: Sequence[int] = (0,)

    def active(self, day: date) -> int:
        """Return how many roles were open on a day."""
        at = bisect_right(self.days, day.isoformat())
        return self.opened[at] - self.closed[at]

    def between(self, after: date, until: date) -> tuple[int, int]:
        """Return how many roles opened and closed later than `after` and not later than `until`."""
        low = bisect_right(self.days, after.isoformat())
        high = bisect_right(self.days, until.isoformat())
        return self.opened[high] - self.opened[low], self.closed[high] - self.closed[low]


def read_stock(reader: Reader, company_ids: Collection[int], as_of: date) -> dict[int, Cells]:
    """Return per company the AI roles open on a day by stage and function; no zeros."""
    stock: dict[int, dict[tuple[Stage | None, JobFunction], int]]
    stock = {company_id: {} for company_id in company_ids}
    rows = reader.fetch_once(STOCK, {"keys": company_ids, "until": as_of})
    for company_id, stage, function, roles in rows:
        stock[company_id][stage, function] = int(roles)
    return dict(stock)


def read_flows(
    reader: Reader,
    company_ids: Collection[int],
    after: date,
    until: date,
    *,
    stage: Stage | None = None,
    function: JobFunction | None = None,
) -> dict[int, Flow]:
    """Return per company the flow of AI roles; it answers for the days from `after` to `until`."""
    parameters = {"keys": company_ids, "fold": after, "until": until}
    is_narrowed = stage is not None or function is not None
    if is_narrowed:
        parameters |= {"stage": stage, "function": function}
    before, days = NARROWED_FLOWS if is_narrowed else ALL_FLOWS
    sums = {row[0]: row[1:] for row in reader.fetch_once(before, parameters)}
    rows = defaultdict(list)
    for row in reader.fetch(days, parameters, is_plain=True):
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

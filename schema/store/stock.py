"""How many AI roles were open on which day, read from the daily counts."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, bindparam, case, cast, func, or_, select

from schema.database import Reader
from schema.store.keys import among
from schema.tables import RoleCount, table_of
from schema.taxonomy.labels import JobFunction, Stage

COUNT = table_of(RoleCount)
UNTIL = bindparam("until", type_=COUNT.c.day.type)
FOLD = bindparam("fold", type_=COUNT.c.day.type)
STAGE = bindparam("stage", type_=COUNT.c.stage.type)
FUNCTION = bindparam("function", type_=COUNT.c.function.type)

Cells = dict[tuple[Stage | None, JobFunction], int]

ROLES = func.sum(COUNT.c.opened - COUNT.c.closed)
STOCK = (
    select(COUNT.c.company_id, COUNT.c.stage, COUNT.c.function, ROLES)
    .where(among(COUNT.c.company_id), COUNT.c.day <= UNTIL)
    .group_by(COUNT.c.company_id, COUNT.c.stage, COUNT.c.function)
    .having(ROLES != 0)
)
# All that happened up to `fold` comes as one row, so that a long history costs a short series
# nothing but the sum.
DAY = case((COUNT.c.day < FOLD, FOLD), else_=COUNT.c.day).label("counted_on")
FLOWS = (
    select(COUNT.c.company_id, DAY, func.sum(COUNT.c.opened), func.sum(COUNT.c.closed))
    .where(
        among(COUNT.c.company_id),
        COUNT.c.day <= UNTIL,
        # PostgreSQL cannot tell the type of a bare parameter in `IS NULL`.
        or_(cast(STAGE, String).is_(None), COUNT.c.stage == STAGE),
        or_(cast(FUNCTION, String).is_(None), COUNT.c.function == FUNCTION),
    )
    .group_by(COUNT.c.company_id, DAY)
    .order_by(COUNT.c.company_id, DAY)
)


@dataclass(frozen=True, slots=True)
class Flow:
    """Roles opened and closed up to each day on which any did; the sums start with nothing."""

    days: Sequence[date] = ()
    opened: Sequence[int] = (0,)
    closed: Sequence[int] = (0,)

    def active(self, day: date) -> int:
        """Return how many roles were open on a day."""
        at = bisect_right(self.days, day)
        return self.opened[at] - self.closed[at]

    def between(self, after: date, until: date) -> tuple[int, int]:
        """Return how many roles opened and closed later than `after` and not later than `until`."""
        low, high = bisect_right(self.days, after), bisect_right(self.days, until)
        return self.opened[high] - self.opened[low], self.closed[high] - self.closed[low]


def read_stock(reader: Reader, company_ids: Collection[int], as_of: date) -> dict[int, Cells]:
    """Return per company the AI roles open on a day by stage and function; no zeros."""
    stock: dict[int, Cells] = {company_id: {} for company_id in company_ids}
    rows = reader.rows(STOCK, {"keys": company_ids, "until": as_of})
    for company_id, stage, function, roles in rows:
        stock[company_id][stage, function] = int(roles)
    return stock


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
    parameters = {
        "keys": company_ids,
        "fold": after,
        "until": until,
        "stage": stage,
        "function": function,
    }
    rows = defaultdict(list)
    for company_id, day, opened, closed in reader.rows(FLOWS, parameters):
        rows[company_id].append((day, int(opened), int(closed)))
    return {company_id: cumulate(rows[company_id]) for company_id in company_ids}


def cumulate(rows: Sequence[tuple[date, int, int]]) -> Flow:
    """Return the flow of daily (day, opened, closed) rows in the order of their days."""
    days, opened, closed = [], [0], [0]
    for day, opens, closes in rows:
        days.append(day)
        opened.append(opened[-1] + opens)
        closed.append(closed[-1] + closes)
    return Flow(days, opened, closed)

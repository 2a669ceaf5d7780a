"""How many AI roles or postings were open on which day, from the stock of each day of change."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from orjson import loads
from sqlalchemy import BigInteger, bindparam, cast, literal_column, select, true

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.keys import day_table, key_table
from schema.tables import RoleDay, table_of
from schema.taxonomy.labels import JobFunction, Stage, Unit

DAY = table_of(RoleDay)
UNTIL = bindparam("until", type_=DAY.c.day.type)
UNIT = bindparam("unit", type_=DAY.c.unit.type)
COMPANIES, DAYS = key_table(), day_table()

Cells = Mapping[tuple[Stage | None, JobFunction], int]

LATEST = (
    select(DAY.c.id)
    .where(DAY.c.company_id == COMPANIES.c.value, DAY.c.unit == UNIT, DAY.c.day <= UNTIL)
    .order_by(DAY.c.day.desc())
    .limit(1)
    .correlate(COMPANIES)
    .scalar_subquery()
)
STOCK = Prepared(
    select(DAY.c.company_id, DAY.c.cells).select_from(COMPANIES).join(DAY, DAY.c.id == LATEST)
)
BASE = 2**32
# A probe into the index a day, and both sums out of it in one number: 0.055 ms for 53 days; reading
# the 290 days of change of that year took 0.14.
SUMS = Prepared(
    select(
        COMPANIES.c.value,
        DAYS.c.key,
        select(cast(DAY.c.opened, BigInteger) * literal_column(str(BASE)) + DAY.c.closed)
        .where(DAY.c.company_id == COMPANIES.c.value, DAY.c.unit == UNIT, DAY.c.day <= DAYS.c.value)
        .order_by(DAY.c.day.desc())
        .limit(1)
        .correlate(COMPANIES, DAYS)
        .scalar_subquery(),
    ).select_from(COMPANIES.join(DAYS, true()))
)
STAGES = {stage.value: stage for stage in Stage}
FUNCTIONS = {function.value: function for function in JobFunction}


class Sums(NamedTuple):
    """How many AI roles or postings opened and closed in all up to and with a day."""

    opened: int
    closed: int

    @property
    def active(self) -> int:
        """How many are open."""
        return self.opened - self.closed


def read_stock(
    reader: Reader, company_ids: Collection[int], as_of: date, unit: Unit = Unit.ROLE
) -> dict[int, Cells]:
    """Return per company the AI roles or postings open on a day by stage and function; no zeros.

    Several numbers are made of it, so it is read once a snapshot.
    """
    key = ("stock", tuple(company_ids), as_of, unit)
    return reader.remember(key, lambda: fetch_stock(reader, company_ids, as_of, unit))


def fetch_stock(
    reader: Reader, company_ids: Collection[int], as_of: date, unit: Unit
) -> dict[int, Cells]:
    """Return what `read_stock` does, by a statement."""
    stock: dict[int, Cells] = {company_id: {} for company_id in company_ids}
    parameters = {"keys": company_ids, "until": as_of, "unit": unit}
    for company_id, cells in reader.fetch(STOCK, parameters):
        stock[company_id] = {
            (STAGES.get(stage), FUNCTIONS[function]): roles
            for stage, function, roles in loads(cells)
        }
    return stock


def read_sums(
    reader: Reader, company_ids: Collection[int], days: Sequence[date], unit: Unit = Unit.ROLE
) -> dict[int, list[Sums]]:
    """Return per company the sums on each of some days, in their order."""
    sums = {company_id: [Sums(0, 0)] * len(days) for company_id in company_ids}
    # PostgreSQL counts the places from 1.
    first = 0 if reader.dialect == "sqlite" else 1
    parameters = {"keys": company_ids, "days": days, "unit": unit}
    for company_id, place, packed in reader.fetch(SUMS, parameters):
        if packed is not None:
            sums[company_id][place - first] = Sums(*divmod(packed, BASE))
    return sums

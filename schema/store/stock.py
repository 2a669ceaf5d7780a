"""How many AI roles or postings are open on a day and what they pay, by the prepared numbers."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from sys import byteorder
from typing import NamedTuple

from orjson import loads
from sqlalchemy import bindparam, func, select

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.keys import key_table
from schema.tables import RoleDay, RoleYear, table_of
from schema.taxonomy.labels import JobFunction, Stage, Unit

DAY, YEAR = table_of(RoleDay), table_of(RoleYear)
UNTIL = bindparam("until", type_=DAY.c.day.type)
UNIT = bindparam("unit", type_=DAY.c.unit.type)
FIRST, LAST = bindparam("first", type_=YEAR.c.year.type), bindparam("last", type_=YEAR.c.year.type)
COMPANIES = key_table()

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
    select(DAY.c.company_id, DAY.c.active, DAY.c.cells, DAY.c.pay)
    .select_from(COMPANIES)
    .join(DAY, DAY.c.id == LATEST)
)
EARLIER = YEAR.alias()
# Nothing changes after the last year that has a row: it stands for the years after it.
BEGIN = (
    select(func.max(EARLIER.c.year))
    .where(
        EARLIER.c.company_id == COMPANIES.c.value, EARLIER.c.unit == UNIT, EARLIER.c.year <= FIRST
    )
    .correlate(COMPANIES)
    .scalar_subquery()
)
YEARS = Prepared(
    select(YEAR.c.company_id, YEAR.c.year, YEAR.c.opened, YEAR.c.closed)
    .select_from(COMPANIES)
    .join(YEAR, YEAR.c.company_id == COMPANIES.c.value)
    .where(YEAR.c.unit == UNIT, YEAR.c.year >= func.coalesce(BEGIN, FIRST), YEAR.c.year <= LAST)
    .order_by(YEAR.c.year)
)
STAGES = {stage.value: stage for stage in Stage}
FUNCTIONS = {function.value: function for function in JobFunction}
STAGE_PLACES = {stage: n for n, stage in enumerate(Stage)}
FUNCTION_PLACES = {function: n for n, function in enumerate(JobFunction)}


class Stock(NamedTuple):
    """What of a company is open on a day, as a row has it: `RoleDay` says what the texts hold."""

    active: int
    cells: str
    pay: str


class Pay(NamedTuple):
    """Yearly pay of those that tell it in one currency: how many they are, and in whole units."""

    currency: str
    known: int
    minimum: int
    maximum: int
    average: int
    median: int


class History(NamedTuple):
    """How many opened and closed in all up to and with each day since `first`, an ordinal."""

    first: int
    opened: "array[int]"
    closed: "array[int]"


Sums = tuple[int, int]
"""How many AI roles or postings opened, and how many closed, in all up to and with a day."""

NOTHING = Stock(0, "[]", "[]")


def read_stocks(
    reader: Reader, company_ids: Collection[int], as_of: date, unit: Unit = Unit.ROLE
) -> dict[int, Stock]:
    """Return per company what is open on a day.

    Several numbers are made of it, so it is read once a snapshot.
    """
    key = ("stocks", tuple(company_ids), as_of, unit)
    return reader.remember(key, lambda: fetch_stocks(reader, company_ids, as_of, unit))


def fetch_stocks(
    reader: Reader, company_ids: Collection[int], as_of: date, unit: Unit
) -> dict[int, Stock]:
    """Return what `read_stocks` does, by a statement."""
    stocks = dict.fromkeys(company_ids, NOTHING)
    parameters = {"keys": company_ids, "until": as_of, "unit": unit}
    for company_id, *stock in reader.fetch(STOCK, parameters):
        stocks[company_id] = Stock(*stock)
    return stocks


def read_stock(
    reader: Reader, company_ids: Collection[int], as_of: date, unit: Unit = Unit.ROLE
) -> dict[int, Cells]:
    """Return per company those open on a day by stage and function, most first; no zeros."""
    stocks = read_stocks(reader, company_ids, as_of, unit)
    return {
        company_id: {
            (STAGES.get(stage), FUNCTIONS[function]): number
            for stage, function, number in loads(stock.cells)
        }
        for company_id, stock in stocks.items()
    }


def read_sums(
    reader: Reader, company_ids: Collection[int], days: Sequence[date], unit: Unit = Unit.ROLE
) -> dict[int, list[Sums]]:
    """Return per company the sums on each of some days, which are in order."""
    if not days:
        return {company_id: [] for company_id in company_ids}
    # Who asks for a day mostly asks for a year of weeks too: at least two years are read at once.
    first, last = min(days[0].year, days[-1].year - 1), days[-1].year
    key = ("years", tuple(company_ids), first, last, unit)
    histories = reader.remember(
        key, lambda: fetch_histories(reader, company_ids, first, last, unit)
    )
    ordinals, nothing = [day.toordinal() for day in days], [(0, 0)] * len(days)
    return {
        company_id: sums_on(histories[company_id], ordinals) if company_id in histories else nothing
        for company_id in company_ids
    }


def fetch_histories(
    reader: Reader, company_ids: Collection[int], first: int, last: int, unit: Unit
) -> dict[int, History]:
    """Return the history in some years of each company that has any, by a statement."""
    histories: dict[int, History] = {}
    parameters = {"keys": company_ids, "first": first, "last": last, "unit": unit}
    for company_id, year, opened, closed in reader.fetch(YEARS, parameters):
        if company_id not in histories:
            begin = date(year, 1, 1).toordinal()
            histories[company_id] = History(begin, unpack(opened), unpack(closed))
        else:
            histories[company_id].opened.extend(unpack(opened))
            histories[company_id].closed.extend(unpack(closed))
    return histories


def sums_on(history: History, ordinals: Sequence[int]) -> list[Sums]:
    """Return the sums on some days in order: none before the history, its last ones after it."""
    first, opened, closed = history
    begin, end = (bisect_left(ordinals, first + n) for n in (0, len(opened)))
    known = [(opened[day - first], closed[day - first]) for day in ordinals[begin:end]]
    after = len(ordinals) - end
    return [(0, 0)] * begin + known + [(opened[-1], closed[-1])] * after


def pack(numbers: Iterable[int]) -> bytes:
    """Return numbers as four bytes each, the lowest first; 730 are read in 1 µs, as JSON in 10."""
    return in_order(array("I", numbers)).tobytes()


def unpack(packed: bytes) -> "array[int]":
    """Return the numbers that were packed."""
    return in_order(array("I", packed))


def in_order(numbers: "array[int]") -> "array[int]":
    """Return numbers of this machine with the lowest byte first, and such numbers as its own."""
    if byteorder == "big":
        numbers.byteswap()
    return numbers

"""What a company hires for on a day: how many AI roles, whither, in what, and for what pay."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

from orjson import loads
from sqlalchemy import bindparam, select

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.calendar import WEEK, check_day, weeks_until, year_before
from schema.store.keys import key_table
from schema.store.metrics import COUNTED, DEFINITIONS, Coverage, Metric, define
from schema.store.stock import (
    FUNCTION_PLACES,
    FUNCTIONS,
    STAGES,
    Cells,
    Pay,
    Stock,
    Sums,
    read_stock,
    read_stocks,
    read_sums,
)
from schema.tables import Posting, table_of
from schema.taxonomy.labels import JobFunction, Label, Stage, Unit

POSTING = table_of(Posting)
UNTIL = bindparam("until", type_=POSTING.c.opened_on.type)
COMPANIES = key_table()
# A probe into the index for each company; the minimum over all its postings took 0.64 ms.
FIRST_SEEN = Prepared(
    select(
        COMPANIES.c.value,
        select(POSTING.c.first_seen_on)
        .where(POSTING.c.company_id == COMPANIES.c.value, POSTING.c.opened_on <= UNTIL)
        .order_by(POSTING.c.first_seen_on)
        .limit(1)
        .scalar_subquery(),
    )
)


class Comparison(Label):
    """What the active roles of a day are compared with."""

    PRIOR_4_WEEKS = "PRIOR_4_WEEKS"
    PRIOR_PERIOD = "PRIOR_PERIOD"
    SAME_PERIOD_LAST_YEAR = "SAME_PERIOD_LAST_YEAR"


CHANGE_DEFINITIONS = {
    Comparison.PRIOR_4_WEEKS: DEFINITIONS["changeAgainstPrior4Weeks"],
    Comparison.PRIOR_PERIOD: DEFINITIONS["changeAgainstPriorPeriod"],
    Comparison.SAME_PERIOD_LAST_YEAR: DEFINITIONS["changeAgainstSamePeriodLastYear"],
}


class WeekCount(NamedTuple):
    """AI roles active on a day, and those opened and closed in the seven days up to it."""

    day: date
    active: int
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class Change:
    """Active roles now against before, in percent; `weekly_counts` are what `before` is made of."""

    percent: float | None
    now: int
    before: float | None
    weekly_counts: tuple[WeekCount, ...]
    against: Comparison
    definition: str
    as_of: date
    reason: str | None
    company_id: int
    counted: str = COUNTED[Unit.ROLE]


@dataclass(frozen=True, slots=True)
class Share:
    """Roles of a stage, a function or both, and their share (0..1) of all active AI roles."""

    stage: Stage | None
    function: JobFunction | None
    roles: int
    share: float


@dataclass(frozen=True, slots=True)
class PrimaryFocus:
    """The commonest pair of stage and function; all None without a role of known stage."""

    stage: Stage | None
    function: JobFunction | None
    roles: int
    share: float | None
    is_tie: bool
    runner_up: Share | None
    definition: str
    as_of: date
    company_id: int
    counted: str = COUNTED[Unit.ROLE]


@dataclass(frozen=True, slots=True)
class Salary:
    """Yearly pay of the active AI roles in one currency, in whole units; None without known pay."""

    minimum: int | None
    maximum: int | None
    average: int | None
    median: int | None
    currency: str | None
    coverage: Coverage
    definition: str
    as_of: date
    reason: str | None
    company_id: int


def active_roles(
    reader: Reader, company_ids: Sequence[int], as_of: date, unit: Unit = Unit.ROLE
) -> list[Metric]:
    """Return the number of AI roles, or AI postings, open on a day."""
    stocks = read_stocks(reader, company_ids, as_of, unit)
    definition = define("activeRoles", unit)
    metrics = []
    for company_id in company_ids:
        roles = stocks[company_id].active
        metrics.append(
            Metric(
                name=definition.name,
                value=roles,
                unit=definition.unit,
                definition=definition.text,
                n=roles,
                coverage=None,
                as_of=as_of,
                reason=None,
                company_id=company_id,
                counted=COUNTED[unit],
            )
        )
    return metrics


def change(
    reader: Reader,
    company_ids: Sequence[int],
    as_of: date,
    against: Comparison,
    unit: Unit = Unit.ROLE,
) -> list[Change]:
    """Return how the active AI roles changed, in percent, or None with the reason.

    Raises BadInput for an impossible day.
    """
    check_day(as_of)
    days = compared_days(as_of, against)
    needed = sorted({as_of, *days, *(day - WEEK for day in days)})
    sums = read_sums(reader, company_ids, needed, unit)
    first_seen = dict(zip(company_ids, observed_since(reader, company_ids, as_of), strict=True))
    return [
        compare(
            company_id,
            dict(zip(needed, sums[company_id], strict=True)),
            days,
            as_of,
            against,
            first_seen[company_id],
            unit,
        )
        for company_id in company_ids
    ]


def observed_since(reader: Reader, company_ids: Sequence[int], as_of: date) -> list[date | None]:
    """Return the first day on which a posting of each company was seen, None without any yet.

    Counts of earlier days are lower bounds: they know only what was still there on that day.
    """
    rows = reader.fetch_once(FIRST_SEEN, {"keys": company_ids, "until": as_of})
    found = dict(map(tuple, rows))
    return [found.get(company_id) for company_id in company_ids]


def compared_days(as_of: date, against: Comparison) -> list[date]:
    """Return the days that a comparison looks back to, oldest first."""
    match against:
        case Comparison.PRIOR_4_WEEKS:
            return weeks_until(as_of, 5)[:-1]
        case Comparison.PRIOR_PERIOD:
            return [as_of - 4 * WEEK]
        case Comparison.SAME_PERIOD_LAST_YEAR:
            return [year_before(as_of)]


def compare(
    company_id: int,
    sums: Mapping[date, Sums],
    days: Sequence[date],
    as_of: date,
    against: Comparison,
    first_seen: date | None,
    unit: Unit,
) -> Change:
    """Return the change of one company against the mean of its counts on some days before."""
    opened, closed = sums[as_of]
    now = opened - closed
    percent = before = reason = None
    counts: tuple[WeekCount, ...] = ()
    if first_seen is None:
        reason = f"no posting of this company was known on {as_of}"
    elif first_seen > days[0]:
        reason = f"needs counts from {days[0]} on; postings are observed since {first_seen} only"
    else:
        counts = tuple(count_week(day, sums[day - WEEK], sums[day]) for day in days)
        before = sum(count.active for count in counts) / len(counts)
        if before:
            percent = (now / before - 1) * 100
        else:
            reason = "there was no active AI role before; a change from zero has no percentage"
    return Change(
        percent=percent,
        now=now,
        before=before,
        weekly_counts=counts,
        against=against,
        definition=define(CHANGE_DEFINITIONS[against].name, unit).text,
        as_of=as_of,
        reason=reason,
        company_id=company_id,
        counted=COUNTED[unit],
    )


def weekly(
    reader: Reader,
    company_ids: Sequence[int],
    as_of: date,
    weeks: int,
    unit: Unit = Unit.ROLE,
) -> list[list[WeekCount]]:
    """Return the counts in steps of seven days that end on a day, oldest first.

    Raises BadInput for an impossible day or no weeks, TooMuch for too many weeks.
    """
    days = weeks_until(as_of, weeks)
    sums = read_sums(reader, company_ids, [days[0] - WEEK, *days], unit)
    return [
        list(map(count_week, days, sums[company_id], sums[company_id][1:]))
        for company_id in company_ids
    ]


def count_week(day: date, before: Sums, now: Sums) -> WeekCount:
    """Return the count of a day, from the sums seven days before it and then."""
    opened, closed = now
    return WeekCount(day, opened - closed, opened - before[0], closed - before[1])


def primary_focus(
    reader: Reader, company_ids: Sequence[int], as_of: date, unit: Unit = Unit.ROLE
) -> list[PrimaryFocus]:
    """Return the commonest pair of stage and function of the AI roles open on a day."""
    stocks = read_stocks(reader, company_ids, as_of, unit)
    return [find_focus(company_id, stocks[company_id], as_of, unit) for company_id in company_ids]


def find_focus(company_id: int, stock: Stock, as_of: date, unit: Unit) -> PrimaryFocus:
    """Return the focus of one company's active roles; their cells stand most first."""
    known = (cell for cell in loads(stock.cells) if cell[0] is not None)
    ranked = [
        Share(STAGES[stage], FUNCTIONS[function], roles, roles / stock.active)
        for stage, function, roles in islice(known, 2)
    ]
    first, second = [*ranked, None, None][:2]
    return PrimaryFocus(
        stage=first.stage if first else None,
        function=first.function if first else None,
        roles=first.roles if first else 0,
        share=first.share if first else None,
        is_tie=first is not None and second is not None and first.roles == second.roles,
        runner_up=second,
        definition=define("primaryFocus", unit).text,
        as_of=as_of,
        company_id=company_id,
        counted=COUNTED[unit],
    )


def by_stage(
    reader: Reader, company_ids: Sequence[int], as_of: date, unit: Unit = Unit.ROLE
) -> list[list[Share]]:
    """Return the AI roles open on a day per stage: all five, then those of unknown stage if any."""
    stock = read_stock(reader, company_ids, as_of, unit)
    return [share_stages(stock[company_id]) for company_id in company_ids]


def share_stages(cells: Cells) -> list[Share]:
    """Return the shares of the stages in one company's active roles; zeros included."""
    roles = Counter[Stage | None]()
    for (stage, _), count in cells.items():
        roles[stage] += count
    total = max(roles.total(), 1)
    stages = [*Stage, None] if roles[None] else [*Stage]
    return [Share(stage, None, roles[stage], roles[stage] / total) for stage in stages]


def by_function(
    reader: Reader, company_ids: Sequence[int], as_of: date, unit: Unit = Unit.ROLE
) -> list[list[Share]]:
    """Return the AI roles open on a day per function that has any, most first."""
    stock = read_stock(reader, company_ids, as_of, unit)
    return [share_functions(stock[company_id]) for company_id in company_ids]


def share_functions(cells: Cells) -> list[Share]:
    """Return the shares of the functions in one company's active roles."""
    roles = Counter[JobFunction]()
    for (_, function), count in cells.items():
        roles[function] += count
    total = roles.total()
    ranked = sorted(roles.items(), key=lambda item: (-item[1], FUNCTION_PLACES[item[0]]))
    return [Share(None, function, count, count / total) for function, count in ranked]


def salary(
    reader: Reader,
    company_ids: Sequence[int],
    as_of: date,
    currency: str | None = None,
    unit: Unit = Unit.ROLE,
) -> list[list[Salary]]:
    """Return the yearly pay of the AI roles open on a day per currency, most roles first.

    There is always one: when no pay is known (in the currency asked for) its numbers are None, and
    its coverage says of how many roles.
    """
    stocks = read_stocks(reader, company_ids, as_of, unit)
    salaries = []
    for company_id in company_ids:
        stock = stocks[company_id]
        pays: list[Pay | None] = [Pay(*pay) for pay in loads(stock.pay)]
        if currency:
            pays = [pay for pay in pays if pay and pay.currency == currency]
        salaries.append(
            [
                tell_pay(company_id, as_of, currency, pay, stock.active, unit)
                for pay in pays or [None]
            ]
        )
    return salaries


def tell_pay(
    company_id: int,
    as_of: date,
    currency: str | None,
    pay: Pay | None,
    roles: int,
    unit: Unit,
) -> Salary:
    """Return the salary over the roles with known pay, of `roles` active ones."""
    reason = None
    if pay is None:
        counted = f"active AI {COUNTED[unit]}"
        told = f"none of {roles} {counted} tells pay in {currency or 'money'}"
        reason = told if roles else f"there are no {counted}"
    return Salary(
        minimum=pay and pay.minimum,
        maximum=pay and pay.maximum,
        average=pay and pay.average,
        median=pay and pay.median,
        currency=pay.currency if pay else currency or None,
        coverage=Coverage(known=pay.known if pay else 0, total=roles),
        definition=define("salary", unit).text,
        as_of=as_of,
        reason=reason,
        company_id=company_id,
    )

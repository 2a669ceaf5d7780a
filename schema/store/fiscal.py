"""A company's own fiscal quarters, told by its earnings calls."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, select

from schema.database import Reader
from schema.errors import BadInput, TooMuch
from schema.prepared import Prepared
from schema.store.calendar import DAY, MOST_PERIODS, Grain, Period, check_range, periods_between
from schema.store.keys import among
from schema.store.scopes import Together, owners_of
from schema.tables import Call, table_of
from schema.taxonomy.labels import CallKind

CALL = table_of(Call).c
UNTIL = bindparam("until", type_=CALL.held_on.type)
REPORTS = Prepared(
    select(CALL.company_id, CALL.held_on, CALL.period)
    .where(
        among(CALL.company_id),
        CALL.kind == CallKind.EARNINGS,
        CALL.held_on <= UNTIL,
        CALL.period.is_not(None),
    )
    .order_by(CALL.company_id, CALL.held_on, CALL.period)
)


def read_periods(
    reader: Reader, companies: Sequence[int], from_: date, to: date, grain: Grain
) -> dict[int, list[Period]]:
    """Return per owner the periods that a range touches, oldest first, none left out.

    Raises BadInput for an impossible range or fiscal quarters of several companies as one, TooMuch
    for too many periods.
    """
    if grain is not Grain.FISCAL_QUARTER:
        periods = periods_between(from_, to, grain)
        return dict.fromkeys(owners_of(companies), periods)
    check_range(from_, to)
    if isinstance(companies, Together):
        refuse_fiscal(grain)
    calls: dict[int, dict[str, date]] = {company_id: {} for company_id in companies}
    for company_id, held_on, label in reader.fetch_once(REPORTS, {"keys": companies, "until": to}):
        calls[company_id].setdefault(label, held_on)
    return {company_id: fiscal_periods(held, from_, to) for company_id, held in calls.items()}


def refuse_fiscal(grain: Grain) -> None:
    """Raise BadInput for fiscal quarters of several companies, which differ."""
    if grain is Grain.FISCAL_QUARTER:
        raise BadInput(
            "fiscal quarters differ from company to company; write QUARTER to look at several"
        )


def fiscal_periods(calls: dict[str, date], from_: date, to: date) -> list[Period]:
    """Return the fiscal quarters of one company, each from its earnings call to the next one.

    `calls` are the quarters with the day of their first earnings call, earliest first. Days before
    the first known call are a period without a label. Raises TooMuch for too many periods.
    """
    labels, starts = list(calls), list(calls.values())
    first = bisect_right(starts, from_) - 1
    if first < 0:
        labels, starts, first = [None, *labels], [from_, *starts], 0  # type: ignore[list-item]
    # Two quarters reported on one day are one period, named after the later one.
    kept = dict(zip(starts[first:], labels[first:], strict=True))
    if len(kept) > MOST_PERIODS:
        raise TooMuch(f"{from_} to {to} is more than {MOST_PERIODS} quarters; ask for less")
    days = [*kept]
    ends = [*(day - DAY for day in days[1:]), to]
    return [
        Period(start, end, label)
        for start, end, label in zip(days, ends, kept.values(), strict=True)
    ]

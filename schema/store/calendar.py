"""Days, weeks, months and quarters: which periods a range touches, and what lies a while before."""

from dataclasses import dataclass
from datetime import date, timedelta

from schema.errors import BadInput, TooMuch
from schema.taxonomy.labels import Label

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
# Ten years of weeks; every company of a page pays for every period.
MOST_PERIODS = 530
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class Grain(Label):
    """Length of a period; weeks start on Monday, fiscal quarters are the company's own."""

    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    FISCAL_QUARTER = "FISCAL_QUARTER"


MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3}


@dataclass(frozen=True, slots=True)
class Period:
    """A week, month or quarter; `end` is its last day, `label` the name of a fiscal quarter."""

    start: date
    end: date
    label: str | None = None


def check_day(day: date, name: str = "asOf") -> None:
    """Raise BadInput for a day that no call and no posting can have."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadInput(f"{name} is {day}; write a day from {FIRST_DAY} to {LAST_DAY}")


def check_range(from_: date, to: date) -> None:
    """Raise BadInput for a range that is empty or has an impossible end."""
    check_day(from_, "from")
    check_day(to, "to")
    if from_ > to:
        raise BadInput(f"from ({from_}) is later than to ({to}); exchange them")


def period_of(day: date, grain: Grain) -> Period:
    """Return the period of the calendar that a day lies in."""
    if grain is Grain.WEEK:
        start = day - day.weekday() * DAY
        return Period(start, start + 6 * DAY)
    months = MONTHS[grain]
    first = (day.month - 1) // months * months + 1
    years, month = divmod(first + months - 1, 12)
    return Period(date(day.year, first, 1), date(day.year + years, month + 1, 1) - DAY)


def periods_between(from_: date, to: date, grain: Grain) -> list[Period]:
    """Return the periods of the calendar that a range touches, both ends included, oldest first.

    Raises BadInput for an impossible range and TooMuch for more than MOST_PERIODS periods.
    """
    check_range(from_, to)
    periods = [period_of(from_, grain)]
    while periods[-1].end < to:
        if len(periods) == MOST_PERIODS:
            raise TooMuch(
                f"{from_} to {to} is more than {MOST_PERIODS} periods of a {grain.lower()}; "
                "ask for a shorter range or a coarser grain"
            )
        periods.append(period_of(periods[-1].end + DAY, grain))
    return periods


def weeks_until(day: date, weeks: int) -> list[date]:
    """Return `weeks` days, seven apart, that end with `day`, oldest first.

    Raises BadInput for an impossible day or less than one week, TooMuch for more than MOST_PERIODS.
    """
    check_day(day)
    if weeks < 1:
        raise BadInput(f"{weeks} weeks cannot be counted; ask for at least 1")
    if weeks > MOST_PERIODS:
        raise TooMuch(f"{weeks} weeks are more than {MOST_PERIODS}; ask for fewer")
    last = day.toordinal()
    return list(map(date.fromordinal, range(last - 7 * (weeks - 1), last + 1, 7)))


def year_before(day: date) -> date:
    """Return the same calendar day a year earlier; 28 February for 29 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)

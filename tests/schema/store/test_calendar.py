from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from schema.errors import BadInput, TooMuch
from schema.store.calendar import (
    FIRST_DAY,
    LAST_DAY,
    Grain,
    Period,
    period_of,
    periods_between,
    weeks_until,
    year_before,
)

DAYS = st.dates(FIRST_DAY, LAST_DAY)
CALENDAR = (Grain.WEEK, Grain.MONTH, Grain.QUARTER)


def test_a_week_starts_on_monday() -> None:
    assert period_of(date(2026, 5, 1), Grain.WEEK) == Period(date(2026, 4, 27), date(2026, 5, 3))


def test_a_month_ends_on_its_last_day() -> None:
    assert period_of(date(2024, 2, 10), Grain.MONTH) == Period(date(2024, 2, 1), date(2024, 2, 29))


def test_the_last_quarter_ends_with_the_year() -> None:
    expected = Period(date(2025, 10, 1), date(2025, 12, 31))

    assert period_of(date(2025, 11, 30), Grain.QUARTER) == expected


@given(day=DAYS, grain=st.sampled_from(CALENDAR))
def test_a_day_lies_in_its_period_and_the_next_day_after_the_end_in_another(
    day: date, grain: Grain
) -> None:
    period = period_of(day, grain)

    assert period.start <= day <= period.end
    assert period_of(period.start, grain) == period == period_of(period.end, grain)
    assert period_of(period.end + timedelta(days=1), grain).start > period.end


@given(day=DAYS, length=st.integers(0, 3000), grain=st.sampled_from(CALENDAR))
def test_periods_cover_a_range_without_gap(day: date, length: int, grain: Grain) -> None:
    to = min(day + timedelta(days=length), LAST_DAY)

    periods = periods_between(day, to, grain)

    assert periods[0].start <= day
    assert periods[-1].start <= to <= periods[-1].end
    assert all(
        later.start - earlier.end == timedelta(days=1) for earlier, later in pairwise(periods)
    )


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadInput, match="exchange them"):
        periods_between(date(2026, 2, 1), date(2026, 1, 1), Grain.MONTH)


@pytest.mark.parametrize("day", [date.min, date(1969, 12, 31), date.max])
def test_a_day_outside_the_calendar_is_refused(day: date) -> None:
    with pytest.raises(BadInput, match="write a day from 1970-01-01"):
        weeks_until(day, 4)


def test_a_range_of_too_many_periods_is_refused() -> None:
    with pytest.raises(TooMuch, match="530 periods of a week"):
        periods_between(FIRST_DAY, LAST_DAY, Grain.WEEK)


def test_weeks_end_with_the_day_and_are_seven_days_apart() -> None:
    days = weeks_until(date(2026, 5, 1), 3)

    assert days == [date(2026, 4, 17), date(2026, 4, 24), date(2026, 5, 1)]


def test_no_weeks_and_too_many_weeks_are_refused() -> None:
    with pytest.raises(BadInput, match="at least 1"):
        weeks_until(date(2026, 5, 1), 0)
    with pytest.raises(TooMuch, match="more than 530"):
        weeks_until(date(2026, 5, 1), 531)


def test_a_year_before_a_leap_day_is_28_february() -> None:
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_before(date(2025, 2, 28)) == date(2024, 2, 28)

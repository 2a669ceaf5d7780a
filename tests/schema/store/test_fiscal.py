"""Fiscal quarters are told by earnings calls; what no call tells is not made up."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from schema.errors import BadInput
from schema.store.calendar import DAY, Grain, Period
from schema.store.fiscal import fiscal_periods, read_periods
from schema.store.saydo import timeline
from schema.store.scopes import Together
from tests.schema.conftest import World

FROM, TO = date(2026, 1, 1), date(2026, 8, 31)
CALLS = {"2025Q4": date(2025, 11, 20), "2026Q1": date(2026, 2, 25), "2026Q2": date(2026, 5, 28)}


def test_a_quarter_lasts_from_its_call_to_the_day_before_the_next() -> None:
    assert fiscal_periods(CALLS, FROM, TO) == [
        Period(date(2025, 11, 20), date(2026, 2, 24), "2025Q4"),
        Period(date(2026, 2, 25), date(2026, 5, 27), "2026Q1"),
        Period(date(2026, 5, 28), TO, "2026Q2"),
    ]


def test_days_before_the_first_known_call_have_no_name() -> None:
    first, second = fiscal_periods({"2026Q1": date(2026, 2, 25)}, FROM, TO)

    assert first == Period(FROM, date(2026, 2, 24), None)
    assert second.label == "2026Q1"


def test_a_company_without_calls_has_one_period_without_a_name() -> None:
    assert fiscal_periods({}, FROM, TO) == [Period(FROM, TO, None)]


def test_two_quarters_reported_on_one_day_are_one_period() -> None:
    calls = {"2025Q4": date(2026, 2, 25), "2026Q1": date(2026, 2, 25)}

    assert [period.label for period in fiscal_periods(calls, FROM, TO)] == [None, "2026Q1"]


@given(days=st.sets(st.dates(date(2025, 6, 1), TO), max_size=8), from_=st.dates(FROM, TO))
def test_the_periods_cover_the_range_without_gap(days: set[date], from_: date) -> None:
    periods = fiscal_periods({str(day): day for day in sorted(days)}, from_, TO)

    assert periods[0].start <= from_ <= periods[0].end or len(periods) == 1
    assert periods[-1].end == TO
    assert all(a.end + DAY == b.start for a, b in pairwise(periods))


def test_calls_after_the_range_tell_nothing(world: World) -> None:
    company = world.company()
    world.call(company, "2026-02-25", period="2026Q1")
    world.call(company, "2026-09-25", period="2026Q3")

    with world.database.read() as reader:
        found = read_periods(reader, [company], FROM, TO, Grain.FISCAL_QUARTER)

    assert [period.label for period in found[company]] == [None, "2026Q1"]


def test_each_company_has_its_own_quarters(world: World) -> None:
    one, other = world.company(), world.company()
    world.call(one, "2026-02-25", period="2026Q1")
    world.call(other, "2026-01-28", period="2025Q4")
    world.say(one, "2026-02-25")
    world.post(other, "2026-01-28", "2026-03-01")

    with world.database.read() as reader:
        first, second = timeline(reader, [one, other], FROM, TO, Grain.FISCAL_QUARTER)

    assert [(bucket.fiscal_period, bucket.event_total) for bucket in first] == [
        (None, 0),
        ("2026Q1", 1),
    ]
    assert [(bucket.fiscal_period, bucket.roles.closed) for bucket in second] == [
        (None, 0),
        ("2025Q4", 1),
    ]


def test_several_companies_as_one_have_none(world: World) -> None:
    with world.database.read() as reader, pytest.raises(BadInput, match="write QUARTER"):
        timeline(reader, Together([1, 2]), FROM, TO, Grain.FISCAL_QUARTER)

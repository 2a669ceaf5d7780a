from datetime import date
from typing import Any

import pytest

from schema.errors import BadInput
from schema.store.hiring import (
    Change,
    Comparison,
    PrimaryFocus,
    Share,
    WeekCount,
    active_roles,
    by_function,
    by_stage,
    change,
    observed_since,
    primary_focus,
    weekly,
)
from schema.store.metrics import DEFINITIONS
from schema.taxonomy.labels import AiInvolvement, JobFunction, Stage
from tests.schema.conftest import World

AS_OF = date(2026, 5, 1)
DATA, PRODUCT = JobFunction.DATA_ML, JobFunction.PRODUCT
ENGINEERING = JobFunction.ENGINEERING


@pytest.fixture
def company(world: World) -> int:
    return world.company()


def active(world: World, company: int, day: str) -> Any:
    with world.database.read() as reader:
        return active_roles(reader, [company], date.fromisoformat(day))[0].value


def changed(
    world: World,
    company: int,
    as_of: date = AS_OF,
    against: Comparison = Comparison.PRIOR_4_WEEKS,
) -> Change:
    with world.database.read() as reader:
        return change(reader, [company], as_of, against)[0]


def focus(world: World, company: int) -> PrimaryFocus:
    with world.database.read() as reader:
        return primary_focus(reader, [company], AS_OF)[0]


def post_the_seed_page(world: World, company: int) -> None:
    """Weekly counts of 27, 28, 31 and 35 (mean 30.25), then 42."""
    world.post(company, "2026-04-03", times=27)
    world.post(company, "2026-04-08", times=1)
    world.post(company, "2026-04-15", times=3)
    world.post(company, "2026-04-22", times=4)
    world.post(company, "2026-04-29", times=7)


def test_a_role_is_open_from_its_first_day_until_the_day_it_closes(
    world: World, company: int
) -> None:
    world.post(company, "2026-03-01", "2026-03-05")
    days = ("2026-02-28", "2026-03-01", "2026-03-04", "2026-03-05")

    assert [active(world, company, day) for day in days] == [0, 1, 1, 0]


def test_only_roles_that_work_on_ai_count(world: World, company: int) -> None:
    for involvement in AiInvolvement:
        world.post(company, "2026-03-01", ai_involvement=involvement)

    assert active(world, company, "2026-03-01") == 3


def test_a_number_carries_its_proof(world: World, company: int) -> None:
    world.post(company, "2026-03-01", times=2)

    with world.database.read() as reader:
        [metric] = active_roles(reader, [company], AS_OF)

    assert (metric.value, metric.n, metric.unit, metric.as_of) == (2, 2, "roles", AS_OF)
    assert metric.definition == DEFINITIONS["activeRoles"].text
    assert (metric.company_id, metric.reason) == (company, None)


def test_answers_stand_in_the_order_of_the_companies(world: World, company: int) -> None:
    other = world.company()
    world.post(company, "2026-03-01", times=2)
    asked = [999_999, other, company, company]

    with world.database.read() as reader:
        metrics = active_roles(reader, asked, AS_OF)

    assert [metric.value for metric in metrics] == [0, 0, 2, 2]
    assert [metric.company_id for metric in metrics] == asked


def test_a_batch_costs_the_statements_of_one_company(world: World) -> None:
    companies = [world.company() for _ in range(5)]

    with world.database.read() as reader:
        active_roles(reader, companies, AS_OF)
        change(reader, companies, AS_OF, Comparison.PRIOR_4_WEEKS)
        primary_focus(reader, companies, AS_OF)
        weekly(reader, companies, AS_OF, 52)

    assert reader.statements == 3


def test_42_after_a_mean_of_30_and_a_quarter_is_39_percent_more(world: World, company: int) -> None:
    post_the_seed_page(world, company)

    answer = changed(world, company)

    assert answer.percent == pytest.approx(38.8, abs=0.05)
    assert (answer.now, answer.before, answer.reason) == (42, 30.25, None)
    assert [week.active for week in answer.weekly_counts] == [27, 28, 31, 35]


def test_fewer_than_four_weekly_observations_give_no_change(world: World, company: int) -> None:
    world.post(company, "2026-04-03", times=2, first_seen_on=date(2026, 4, 4))

    answer = changed(world, company)

    assert (answer.percent, answer.before, answer.now) == (None, None, 2)
    assert answer.weekly_counts == ()
    assert answer.reason is not None
    assert "observed since 2026-04-04 only" in answer.reason


def test_four_weekly_observations_are_enough(world: World, company: int) -> None:
    world.post(company, "2026-04-03", times=2)

    assert changed(world, company).percent == 0


def test_a_company_without_postings_gives_no_change(world: World, company: int) -> None:
    answer = changed(world, company)

    assert answer.percent is None
    assert answer.reason == "no posting of this company was known on 2026-05-01"


def test_a_change_from_zero_has_no_percentage(world: World, company: int) -> None:
    world.post(company, "2026-01-01", ai_involvement=AiInvolvement.NONE)
    world.post(company, "2026-05-01")

    answer = changed(world, company)

    assert (answer.percent, answer.before, answer.now) == (None, 0, 1)
    assert answer.reason is not None


def test_the_prior_period_is_the_count_28_days_before(world: World, company: int) -> None:
    post_the_seed_page(world, company)

    answer = changed(world, company, against=Comparison.PRIOR_PERIOD)

    assert answer.percent == pytest.approx((42 / 27 - 1) * 100)
    assert [week.day for week in answer.weekly_counts] == [date(2026, 4, 3)]


def test_last_year_is_the_same_calendar_day(world: World, company: int) -> None:
    world.post(company, "2025-05-01", times=4)
    world.post(company, "2025-05-02", times=2)

    answer = changed(world, company, against=Comparison.SAME_PERIOD_LAST_YEAR)

    assert (answer.percent, answer.before, answer.now) == (50, 4, 6)


@pytest.mark.parametrize("against", Comparison)
def test_every_comparison_says_how_it_is_made(
    world: World, company: int, against: Comparison
) -> None:
    answer = changed(world, company, against=against)

    assert answer.definition in {definition.text for definition in DEFINITIONS.values()}
    assert answer.against is against


def test_a_day_before_all_calendars_is_refused(world: World, company: int) -> None:
    with pytest.raises(BadInput, match="asOf is 0001-01-01"):
        changed(world, company, date.min)


def test_the_primary_focus_is_the_commonest_pair(world: World, company: int) -> None:
    world.post(company, "2026-03-01", times=4)
    world.post(company, "2026-03-01", times=2, stage=Stage.BUILD, function=DATA)
    for function in (PRODUCT, JobFunction.RESEARCH):
        world.post(company, "2026-03-01", stage=Stage.SHIP, function=function)

    answer = focus(world, company)

    assert (answer.stage, answer.function, answer.roles, answer.share) == (
        Stage.SHIP,
        ENGINEERING,
        4,
        0.5,
    )
    assert answer.runner_up == Share(Stage.BUILD, DATA, 2, 0.25)
    assert not answer.is_tie


def test_a_tie_says_so_and_the_earlier_stage_comes_first(world: World, company: int) -> None:
    world.post(company, "2026-03-01", times=2)
    world.post(company, "2026-03-01", times=2, stage=Stage.BUILD)

    answer = focus(world, company)

    assert answer.is_tie
    assert (answer.stage, answer.runner_up) == (
        Stage.BUILD,
        Share(Stage.SHIP, ENGINEERING, 2, 0.5),
    )


def test_roles_of_unknown_stage_weigh_in_the_share_but_are_no_focus(
    world: World, company: int
) -> None:
    world.post(company, "2026-03-01", times=3, stage=None)
    world.post(company, "2026-03-01")

    answer = focus(world, company)

    assert (answer.stage, answer.share, answer.runner_up) == (Stage.SHIP, 0.25, None)


def test_without_roles_there_is_no_focus(world: World, company: int) -> None:
    answer = focus(world, company)

    assert (answer.stage, answer.function, answer.roles, answer.share) == (None, None, 0, None)
    assert (answer.is_tie, answer.runner_up) == (False, None)


def test_all_five_stages_are_told_and_unknown_ones_when_there_are_any(
    world: World, company: int
) -> None:
    world.post(company, "2026-03-01", times=3)
    world.post(company, "2026-03-01", stage=None)

    with world.database.read() as reader:
        [shares, of_nobody] = by_stage(reader, [company, 0], AS_OF)

    assert [(share.stage, share.roles) for share in shares] == [
        (Stage.EXPLORE, 0),
        (Stage.BUILD, 0),
        (Stage.SHIP, 3),
        (Stage.SCALE, 0),
        (Stage.GOVERN, 0),
        (None, 1),
    ]
    assert [share.share for share in of_nobody] == [0, 0, 0, 0, 0]


def test_functions_are_told_most_first(world: World, company: int) -> None:
    world.post(company, "2026-03-01", times=2, function=PRODUCT)
    world.post(company, "2026-03-01", times=2, function=DATA, stage=Stage.BUILD)
    world.post(company, "2026-03-01", times=4)

    with world.database.read() as reader:
        [shares] = by_function(reader, [company], AS_OF)

    assert [(share.function, share.share) for share in shares] == [
        (ENGINEERING, 0.5),
        (DATA, 0.25),
        (PRODUCT, 0.25),
    ]


def test_weeks_end_on_the_day_and_tell_what_opened_and_closed(world: World, company: int) -> None:
    world.post(company, "2026-04-10", times=5)
    world.post(company, "2026-04-17", "2026-04-25")
    world.post(company, "2026-04-18", times=2)

    with world.database.read() as reader:
        [weeks] = weekly(reader, [company], AS_OF, 3)

    assert weeks == [
        WeekCount(date(2026, 4, 17), active=6, opened=1, closed=0),
        WeekCount(date(2026, 4, 24), active=8, opened=2, closed=0),
        WeekCount(date(2026, 5, 1), active=7, opened=0, closed=1),
    ]


def test_numbers_say_since_when_postings_are_seen(world: World, company: int) -> None:
    world.post(company, "2026-02-10")
    world.post(company, "2026-03-10")

    with world.database.read() as reader:
        since = observed_since(reader, [company], date(2026, 4, 1))
        before = observed_since(reader, [company], date(2026, 2, 9))

    assert (since, before) == ([date(2026, 2, 10)], [None])

from datetime import date

import pytest

from schema.errors import BadInput, TooMuch
from schema.store.calendar import Grain
from schema.store.flows import RoleFlow
from schema.store.gaps import Gap, area_gaps, gap
from schema.store.heatmap import StageCell, heatmap, stage_quarters
from schema.store.leading import leads
from schema.store.saydo import (
    Bucket,
    LabelFlow,
    Scaled,
    ScaledBucket,
    TypeCount,
    flow_labels,
    split_events,
    split_roles,
    timeline,
)
from schema.taxonomy.labels import EventType, JobFunction, Stage
from tests.schema.conftest import World

FROM, TO = date(2026, 1, 15), date(2026, 4, 10)


@pytest.fixture
def company(world: World) -> int:
    return world.company()


def months(world: World, company: int) -> list[Bucket]:
    with world.database.read() as reader:
        return timeline(reader, [company], FROM, TO, Grain.MONTH)[0]


def test_every_month_of_the_range_has_a_bucket_even_of_nothing(world: World, company: int) -> None:
    buckets = months(world, company)

    assert [(bucket.start, bucket.end) for bucket in buckets] == [
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 30)),
    ]
    assert {(bucket.event_total, bucket.roles, bucket.scaled) for bucket in buckets} == {
        (0, RoleFlow(0, 0, 0), ScaledBucket(0, 0, 0, 0, 0))
    }


def test_events_are_counted_by_type(world: World, company: int) -> None:
    world.say(company, "2026-02-10", EventType.PILOT)
    world.say(company, "2026-02-20", EventType.LAUNCH, quotes=2)
    world.say(company, "2026-02-28", EventType.LAUNCH)

    february = months(world, company)[1]

    assert february.events == (TypeCount(EventType.LAUNCH, 2), TypeCount(EventType.PILOT, 1))
    assert (february.event_total, february.quotes) == (3, 2)


def test_what_was_said_outside_the_range_stays_out(world: World, company: int) -> None:
    for day in ("2026-01-14", "2026-01-15", "2026-04-10", "2026-04-11"):
        world.say(company, day, quotes=1)
        world.call(company, day)

    buckets = months(world, company)

    assert [bucket.event_total for bucket in buckets] == [1, 0, 0, 1]
    assert [bucket.quotes for bucket in buckets] == [1, 0, 0, 1]
    assert [bucket.calls_held for bucket in buckets] == [1, 0, 0, 1]


def test_a_call_without_ai_is_a_zero_and_no_gap(world: World, company: int) -> None:
    world.call(company, "2026-02-10", mentions_ai=False)
    world.call(company, "2026-02-11", mentions_ai=True)

    february = months(world, company)[1]

    assert (february.calls_held, february.calls_mentioning_ai) == (2, 1)


def test_roles_are_counted_at_the_end_of_the_period_or_of_the_range(
    world: World, company: int
) -> None:
    world.post(company, "2026-01-10", times=4)
    world.post(company, "2026-01-20", "2026-03-31", times=2)
    world.post(company, "2026-02-01")
    world.post(company, "2026-04-10")
    world.post(company, "2026-04-11", times=5)

    flows = [bucket.roles for bucket in months(world, company)]

    assert flows == [
        RoleFlow(opened=2, closed=0, active=6),
        RoleFlow(opened=1, closed=0, active=7),
        RoleFlow(opened=0, closed=2, active=5),
        RoleFlow(opened=1, closed=0, active=6),
    ]


def test_each_side_is_scaled_to_its_own_peak(world: World, company: int) -> None:
    world.say(company, "2026-02-10")
    world.say(company, "2026-02-11")
    world.say(company, "2026-03-11")
    world.post(company, "2026-02-01", "2026-03-05", times=3)
    world.post(company, "2026-02-01", times=1)

    scaled = [bucket.scaled for bucket in months(world, company)]

    assert [each.said for each in scaled] == [0, 1, 0.5, 0]
    assert [each.did for each in scaled] == [0, 1, 0.25, 0.25]


def test_so_is_each_other_count_of_a_bucket(world: World, company: int) -> None:
    world.say(company, "2026-02-01", quotes=4)
    world.say(company, "2026-03-01", quotes=1)
    world.post(company, "2026-02-01", "2026-03-02", times=2)
    world.post(company, "2026-03-01", "2026-03-20", times=8)

    scaled = [bucket.scaled for bucket in months(world, company)]

    assert [each.quotes for each in scaled] == [0, 1, 0.25, 0]
    assert [each.opened for each in scaled] == [0, 0.25, 1, 0]
    assert [each.closed for each in scaled] == [0, 0, 1, 0]


@pytest.mark.parametrize(("grain", "buckets"), [(Grain.WEEK, 13), (Grain.QUARTER, 2)])
def test_the_grain_can_be_weeks_and_quarters(
    world: World, company: int, grain: Grain, buckets: int
) -> None:
    world.say(company, "2026-04-06")

    with world.database.read() as reader:
        [found] = timeline(reader, [company], FROM, TO, grain)

    assert len(found) == buckets
    assert found[-1].event_total == 1


def test_companies_are_told_apart_in_the_order_asked(world: World, company: int) -> None:
    other = world.company()
    world.say(other, "2026-02-10")
    world.post(other, "2026-02-10")

    with world.database.read() as reader:
        answers = timeline(reader, [company, other], FROM, TO, Grain.QUARTER)
        heatmap(reader, [company, other], FROM, TO)
        gaps = gap(reader, [company, other], FROM, TO)

    assert [each[2].talk_share for each in gaps] == [None, 1]
    assert [(each[0].event_total, each[0].roles.opened) for each in answers] == [(0, 0), (1, 1)]
    assert reader.statements == 6


def test_an_impossible_range_is_refused(world: World, company: int) -> None:
    with world.database.read() as reader:
        with pytest.raises(BadInput, match="later than"):
            heatmap(reader, [company], TO, FROM)
        with pytest.raises(TooMuch, match="coarser grain"):
            timeline(reader, [company], date(1990, 1, 1), TO, Grain.WEEK)


def test_the_heatmap_has_all_five_stages(world: World, company: int) -> None:
    world.say(company, "2026-02-10", stage=Stage.BUILD)
    world.say(company, "2026-02-10", stage=Stage.SCALE)
    world.say(company, "2026-02-11", stage=Stage.SCALE)
    world.say(company, "2026-04-11", stage=Stage.SCALE)
    world.post(company, "2026-02-01", times=4, stage=Stage.SHIP)
    world.post(company, "2026-02-01", "2026-04-11", stage=Stage.BUILD)
    world.post(company, "2026-02-01", times=9, stage=None)

    with world.database.read() as reader:
        [cells] = heatmap(reader, [company], FROM, TO)

    assert cells == [
        StageCell(Stage.EXPLORE, 0, 0, Scaled(0, 0)),
        StageCell(Stage.BUILD, 1, 1, Scaled(0.5, 0.25)),
        StageCell(Stage.SHIP, 0, 4, Scaled(0, 1)),
        StageCell(Stage.SCALE, 2, 0, Scaled(1, 0)),
        StageCell(Stage.GOVERN, 0, 0, Scaled(0, 0)),
    ]


def test_the_gap_is_the_share_of_talk_less_the_share_of_hiring(world: World, company: int) -> None:
    world.say(company, "2026-02-10", stage=Stage.SCALE)
    world.say(company, "2026-02-10", stage=Stage.SHIP)
    world.post(company, "2026-02-01", times=3, stage=Stage.SHIP)
    world.post(company, "2026-02-01", times=1, stage=Stage.BUILD)

    with world.database.read() as reader:
        [gaps] = gap(reader, [company], FROM, TO)

    assert [each.gap for each in gaps] == [0, -0.25, -0.25, 0.5, 0]


def test_the_gap_is_null_where_a_whole_side_is_silent(world: World, company: int) -> None:
    world.say(company, "2026-02-10", stage=Stage.SHIP)

    with world.database.read() as reader:
        [gaps] = gap(reader, [company], FROM, TO)

    assert gaps[2] == Gap(Stage.SHIP, 1, 0, talk_share=1, hiring_share=None, gap=None)


def test_events_are_counted_by_stage_too_zeros_included(world: World, company: int) -> None:
    world.say(company, "2026-02-10", stage=Stage.BUILD)

    with world.database.read() as reader:
        [found] = timeline(reader, [company], FROM, TO, Grain.MONTH)
        split = split_events(reader, found)

    assert [[each.count for each in of_month] for of_month in split[:2]] == [
        [0, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
    ]


def test_roles_of_a_period_are_told_by_stage_and_by_function(world: World, company: int) -> None:
    world.post(company, "2026-01-20", "2026-02-20", stage=Stage.SHIP, times=2)
    world.post(company, "2026-02-03", stage=None, function=JobFunction.SALES)

    with world.database.read() as reader:
        [found] = timeline(reader, [company], FROM, TO, Grain.MONTH)
        sums = split_roles(reader, found)[1]

    assert flow_labels(sums, 0) == [
        LabelFlow(Stage.EXPLORE, None, 0, 0, 0),
        LabelFlow(Stage.BUILD, None, 0, 0, 0),
        LabelFlow(Stage.SHIP, None, 0, 2, 0),
        LabelFlow(Stage.SCALE, None, 0, 0, 0),
        LabelFlow(Stage.GOVERN, None, 0, 0, 0),
        LabelFlow(None, None, 1, 0, 1),
    ]
    assert flow_labels(sums, 1) == [
        LabelFlow(None, JobFunction.ENGINEERING, 0, 2, 0),
        LabelFlow(None, JobFunction.SALES, 1, 0, 1),
    ]


def test_with_a_lag_roles_are_those_of_so_many_weeks_later(world: World, company: int) -> None:
    world.post(company, "2026-03-05")

    with world.database.read() as reader:
        [plain] = timeline(reader, [company], FROM, TO, Grain.MONTH)
        [later] = timeline(reader, [company], FROM, TO, Grain.MONTH, 2)

    assert [bucket.roles.opened for bucket in plain] == [0, 0, 1, 0]
    assert [bucket.roles.opened for bucket in later] == [0, 1, 0, 0]


def test_a_lag_of_more_than_a_year_is_refused(world: World, company: int) -> None:
    with world.database.read() as reader, pytest.raises(BadInput, match="write -52 to 52"):
        timeline(reader, [company], FROM, TO, Grain.MONTH, 53)


def test_each_quarter_has_a_heatmap_scaled_to_the_peak_of_all(world: World, company: int) -> None:
    world.say(company, "2026-02-10", stage=Stage.SHIP)
    world.say(company, "2026-04-02", stage=Stage.SHIP)
    world.say(company, "2026-04-03", stage=Stage.SHIP)
    world.post(company, "2026-02-10", "2026-04-01", stage=Stage.SCALE, times=2)

    with world.database.read() as reader:
        [quarters] = stage_quarters(reader, [company], FROM, TO)

    ship, scale = (
        [next(cell for cell in quarter.stages if cell.stage is stage) for quarter in quarters]
        for stage in (Stage.SHIP, Stage.SCALE)
    )
    assert [quarter.start for quarter in quarters] == [date(2026, 1, 1), date(2026, 4, 1)]
    assert [(cell.events, cell.scaled.said) for cell in ship] == [(1, 0.5), (2, 1)]
    assert [(cell.active_roles, cell.scaled.did) for cell in scale] == [(2, 1), (0, 0)]


@pytest.mark.parametrize("grain", Grain)
def test_twenty_companies_take_as_many_statements_as_one(world: World, grain: Grain) -> None:
    twenty = [world.company() for _ in range(20)]
    for company in twenty:
        world.say(company, "2026-02-10")

    def count(companies: list[int]) -> int:
        with world.database.read() as reader:
            timelines = timeline(reader, companies, FROM, TO, grain)
            buckets = [bucket for each in timelines for bucket in each]
            split_events(reader, buckets)
            split_roles(reader, buckets)
            for read in (heatmap, stage_quarters, gap, area_gaps, leads):
                read(reader, companies, FROM, TO)
            return reader.statements

    assert count(twenty) == count(twenty[:1])

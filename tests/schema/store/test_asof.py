"""An answer as of a day is what a database answers that was fed only what was known by then.

What is known by a day: a call and all that was said on it from the day it was held; a posting from
the day it opened, still open; its closing from the day it closed. Examples are companies of their
own in one database; postings and the walk over days come from the laws of hiring.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from hypothesis import given, strategies as st

from schema.database import Reader
from schema.store.calendar import WEEK, Grain
from schema.store.flows import RoleFlow
from schema.store.gaps import area_gaps, gap, only_hiring, only_talk
from schema.store.heatmap import heatmap, stage_quarters
from schema.store.leading import leads
from schema.store.ranking import RankingMetric, rank
from schema.store.saydo import (
    flow_labels,
    split_events,
    split_roles,
    timeline,
)
from schema.store.scopes import Together
from schema.taxonomy.labels import EventType, Stage, ThemeSlug, Unit
from tests.schema.conftest import World
from tests.schema.store.test_laws import ADS, DAYS, LAW, UNITS, WALKS, Ad, company_of, day_of

LAGS = st.sampled_from([-1, 0, 2])
THEMES = st.sampled_from([ThemeSlug.AGENTS, ThemeSlug.SEARCH, ThemeSlug.SECURITY])


@dataclass(frozen=True)
class Said:
    """An event as a day of the short calendar; `quarter` makes a call of it."""

    day: int
    type: EventType
    stage: Stage
    themes: tuple[ThemeSlug, ...]
    quarter: int | None


SAID = st.lists(
    st.builds(
        Said,
        day=DAYS,
        type=st.sampled_from([EventType.LAUNCH, EventType.PILOT]),
        stage=st.sampled_from([Stage.BUILD, Stage.SHIP]),
        themes=st.lists(THEMES, max_size=2, unique=True).map(tuple),
        quarter=st.none() | st.integers(1, 4),
    ),
    max_size=4,
)


def tell(world: World, ads: Sequence[Ad], said: Sequence[Said]) -> int:
    """Return a new company with some postings and events."""
    company = company_of(world, ads)
    for each in said:
        day = day_of(each.day).isoformat()
        world.say(company, day, each.type, stage=each.stage, quotes=1, themes=each.themes)
        if each.quarter is not None:
            world.call(company, day, period=f"2026Q{each.quarter}")
    return company


def known_ads(ads: Sequence[Ad], day: int) -> list[Ad]:
    """Return what was known of postings by a day."""
    return [
        replace(ad, length=None) if ad.closed is not None and ad.closed > day else ad
        for ad in ads
        if ad.opened <= day
    ]


def answers(reader: Reader, companies: Sequence[int], to: date, lag: int, unit: Unit) -> list[Any]:
    """Return what all questions on talk beside hiring answer, without ids."""
    span = (companies, to - 5 * WEEK, to)
    grains = [Grain.WEEK, Grain.MONTH, Grain.QUARTER]
    if not isinstance(companies, Together):
        grains.append(Grain.FISCAL_QUARTER)
    timelines = [timeline(reader, *span, grain, lag, unit)[0] for grain in grains]
    split = [split_roles(reader, buckets) for buckets in timelines]
    [stages], [areas] = gap(reader, *span, lag, unit), area_gaps(reader, *span, lag, unit)
    found = [
        timelines,
        [split_events(reader, buckets) for buckets in timelines],
        [[flow_labels(each, place) for each in of for place in (0, 1)] for of in split],
        heatmap(reader, *span, lag, unit),
        stage_quarters(reader, *span, lag, unit),
        [stages, areas, only_talk(stages, areas), only_hiring(stages, areas)],
        leads(reader, companies, to - 40 * WEEK, to, unit),
    ]
    ranked = [rank(reader, [*companies], by, to - 5 * WEEK, to, unit) for by in RankingMetric]
    return [
        *found,
        [[(each.rank, replace(each.metric, company_id=0)) for each in of] for of in ranked],
    ]


@LAW
@given(ads=ADS, said=SAID, day=DAYS, lag=LAGS, unit=UNITS)
def test_nothing_later_leaks_into_talk_beside_hiring(
    world: World, ads: list[Ad], said: list[Said], day: int, lag: int, unit: Unit
) -> None:
    # Hiring is read `lag` weeks later, so that much later is known of it; never less than of talk.
    ads_until = day + 7 * max(lag, 0)
    full = tell(world, ads, said)
    cut = tell(world, known_ads(ads, ads_until), [each for each in said if each.day <= day])

    with world.database.read() as reader:
        whole = answers(reader, [full], day_of(day), lag, unit)
        part = answers(reader, [cut], day_of(day), lag, unit)

    if lag > 0:  # rankings have no lag
        whole, part = whole[:-1], part[:-1]
    assert whole == part


@LAW
@given(histories=st.lists(st.tuples(ADS, SAID), min_size=2, max_size=2), day=DAYS, unit=UNITS)
def test_so_it_is_for_several_companies_as_one(
    world: World, histories: list[tuple[list[Ad], list[Said]]], day: int, unit: Unit
) -> None:
    full = [tell(world, *history) for history in histories]
    cut = [
        tell(world, known_ads(ads, day), [each for each in said if each.day <= day])
        for ads, said in histories
    ]

    with world.database.read() as reader:
        whole, part = (
            answers(reader, Together(ids), day_of(day), 0, unit)[:-1] for ids in (full, cut)
        )

    assert whole == part


@LAW
@given(histories=st.lists(st.tuples(ADS, SAID), min_size=2, max_size=3), day=DAYS, unit=UNITS)
def test_several_companies_as_one_are_the_sum_of_each(
    world: World, histories: list[tuple[list[Ad], list[Said]]], day: int, unit: Unit
) -> None:
    ids = [tell(world, *history) for history in histories]
    span = (day_of(day) - 5 * WEEK, day_of(day), Grain.WEEK)

    with world.database.read() as reader:
        [whole] = timeline(reader, Together(ids), *span, unit=unit)
        singles = timeline(reader, ids, *span, unit=unit)

    for bucket, *parts in zip(whole, *singles, strict=True):
        flows = [(part.roles.opened, part.roles.closed, part.roles.active) for part in parts]
        assert bucket.roles == RoleFlow(*map(sum, zip(*flows, strict=True)))
        types = [Counter({each.type: each.count for each in part.events}) for part in parts]
        assert {each.type: each.count for each in bucket.events} == reduce(add, types)
        assert bucket.quotes == sum(part.quotes for part in parts)
        assert bucket.calls_held == sum(part.calls_held for part in parts)


@LAW
@given(ads=ADS, said=SAID, day=DAYS, grain=st.sampled_from(Grain), lag=LAGS, unit=UNITS)
def test_what_is_active_is_what_was_and_what_opened_less_what_closed(
    world: World, ads: list[Ad], said: list[Said], day: int, grain: Grain, lag: int, unit: Unit
) -> None:
    company = tell(world, ads, said)

    with world.database.read() as reader:
        [buckets] = timeline(reader, [company], day_of(0), day_of(day), grain, lag, unit)
        split = split_roles(reader, buckets)

    walk = WALKS[unit]
    walked = [len(walk(ads, (each.until - day_of(0)).days)) for each in buckets]
    before = len(walk(ads, -1 + 7 * lag))
    for bucket, sums, active in zip(buckets, split, walked, strict=True):
        flows = flow_labels(sums, 0)
        assert before + bucket.roles.opened - bucket.roles.closed == bucket.roles.active == active
        assert sum(flow.active for flow in flows) == active
        assert sum(flow.opened - flow.closed for flow in flows) == active - before
        before = active

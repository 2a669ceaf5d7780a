"""Shares of talk and hiring per stage and area of work, and what only one side has."""

from collections.abc import Sequence
from datetime import date

import pytest

from schema.store.areas import WorkArea
from schema.store.gaps import Gap, area_gaps, gap, only_hiring, only_talk
from schema.store.scopes import Together
from schema.taxonomy.labels import JobFunction, Stage, ThemeSlug
from tests.schema.conftest import World

FROM, TO = date(2026, 1, 15), date(2026, 4, 10)


@pytest.fixture
def company(world: World) -> int:
    return world.company()


def areas(world: World, companies: Sequence[int], lag: int = 0) -> dict[WorkArea | Stage, Gap]:
    with world.database.read() as reader:
        return {each.subject: each for each in area_gaps(reader, companies, FROM, TO, lag)[0]}


def test_all_areas_are_there_even_of_nothing(world: World, company: int) -> None:
    found = areas(world, [company])

    assert list(found) == list(WorkArea)
    assert {(each.events, each.active_roles, each.gap) for each in found.values()} == {(0, 0, None)}


def test_an_event_counts_once_in_each_area_of_its_themes(world: World, company: int) -> None:
    world.say(company, "2026-02-01", themes=[ThemeSlug.SEARCH, ThemeSlug.PERSONALIZATION])
    world.say(company, "2026-02-02", themes=[ThemeSlug.SEARCH, ThemeSlug.AGENTS])
    world.say(company, "2026-02-03", quotes=1)

    found = areas(world, [company])

    assert {area: each.events for area, each in found.items() if each.events} == {
        WorkArea.PRODUCT: 2,
        WorkArea.SOFTWARE: 1,
    }


def test_the_gap_of_an_area_is_its_share_of_talk_less_that_of_hiring(
    world: World, company: int
) -> None:
    world.say(company, "2026-02-01", themes=[ThemeSlug.SEARCH])
    world.say(company, "2026-02-02", themes=[ThemeSlug.AGENTS])
    world.post(company, "2026-02-01", times=3, function=JobFunction.ENGINEERING)
    world.post(company, "2026-02-01", times=1, function=JobFunction.SALES)
    world.post(company, "2026-02-01", times=5, function=JobFunction.OTHER)

    found = areas(world, [company])

    assert found[WorkArea.SOFTWARE].gap == 0.5 - 0.75
    assert found[WorkArea.PRODUCT].gap == 0.5
    assert found[WorkArea.SALES_AND_MARKETING].gap == -0.25


def test_what_only_one_side_has_comes_with_most_first(world: World, company: int) -> None:
    for day, stage in (("01", Stage.EXPLORE), ("02", Stage.SCALE), ("03", Stage.SCALE)):
        world.say(company, f"2026-02-{day}", stage=stage, themes=[ThemeSlug.SEARCH])
    world.post(company, "2026-02-01", stage=Stage.SHIP, function=JobFunction.SALES)
    world.post(company, "2026-02-01", stage=Stage.SCALE, times=2, function=JobFunction.FINANCE)

    with world.database.read() as reader:
        [stages], [by_area] = (
            gap(reader, [company], FROM, TO),
            area_gaps(reader, [company], FROM, TO),
        )
    talk, hiring = only_talk(stages, by_area), only_hiring(stages, by_area)

    assert [each.subject for each in talk.stages] == [Stage.EXPLORE]
    assert [each.subject for each in talk.areas] == [WorkArea.PRODUCT]
    assert [each.subject for each in hiring.stages] == [Stage.SHIP]
    assert [each.subject for each in hiring.areas] == [
        WorkArea.FINANCE_AND_RISK,
        WorkArea.SALES_AND_MARKETING,
    ]


def test_with_a_lag_hiring_is_read_so_many_weeks_later(world: World, company: int) -> None:
    world.post(company, "2026-04-20", function=JobFunction.SALES)

    assert areas(world, [company])[WorkArea.SALES_AND_MARKETING].active_roles == 0
    assert areas(world, [company], lag=2)[WorkArea.SALES_AND_MARKETING].active_roles == 1


def test_several_companies_as_one_are_added_up(world: World, company: int) -> None:
    other = world.company()
    for each in (company, other):
        world.say(each, "2026-02-01", themes=[ThemeSlug.SECURITY])
        world.post(each, "2026-02-01", function=JobFunction.SECURITY_IT)

    found = areas(world, Together([company, other]))[WorkArea.SECURITY]

    assert (found.events, found.active_roles) == (2, 2)

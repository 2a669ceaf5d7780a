"""Companies in order, with the number they are ranked by."""

from datetime import date

import pytest

from schema.database import Reader
from schema.errors import BadInput
from schema.store.ranking import Ranked, RankingMetric, rank
from schema.taxonomy.labels import Stage
from tests.schema.conftest import World

FROM, AS_OF = date(2026, 1, 1), date(2026, 4, 1)


@pytest.fixture
def three(world: World) -> list[int]:
    return [world.company() for _ in range(3)]


def ranked(
    world: World, ids: list[int], by: RankingMetric, *, is_ascending: bool = False
) -> list[Ranked]:
    with world.database.read() as reader:
        return rank(reader, ids, by, FROM, AS_OF, is_ascending=is_ascending)


def shown(found: list[Ranked], ids: list[int]) -> list[tuple[int | None, int, float | None]]:
    """Rank, place among the companies, and number."""
    return [(each.rank, ids.index(each.company_id), each.metric.value) for each in found]


def test_the_largest_number_comes_first_and_equal_ones_share_a_rank(
    world: World, three: list[int]
) -> None:
    for company, times in zip(three, (1, 2, 2), strict=True):
        world.post(company, "2026-02-01", times=times)

    found = ranked(world, three, RankingMetric.ACTIVE_ROLES)

    assert shown(found, three) == [(1, 1, 2), (1, 2, 2), (3, 0, 1)]


def test_the_order_can_be_turned_round(world: World, three: list[int]) -> None:
    world.say(three[0], "2026-02-01")

    found = ranked(world, three, RankingMetric.EVENTS, is_ascending=True)

    assert shown(found, three) == [(1, 1, 0), (1, 2, 0), (3, 0, 1)]


@pytest.mark.parametrize("is_ascending", [True, False])
def test_companies_without_a_number_come_last_with_the_reason(
    world: World, three: list[int], is_ascending: bool
) -> None:
    world.post(three[1], "2026-01-01")
    world.post(three[1], "2026-03-30")
    world.post(three[2], "2026-03-31")

    found = ranked(world, three, RankingMetric.CHANGE, is_ascending=is_ascending)

    assert shown(found, three) == [(1, 1, 100), (None, 0, None), (None, 2, None)]
    assert "no posting" in (found[1].metric.reason or "")
    assert "observed since" in (found[2].metric.reason or "")


def test_gaps_are_ranked_by_their_size(world: World, three: list[int]) -> None:
    for company in three:
        for _ in range(5):
            world.say(company, "2026-02-01", stage=Stage.SHIP)
    world.post(three[0], "2026-02-01", stage=Stage.SHIP, times=4)
    world.post(three[0], "2026-02-01", stage=Stage.BUILD, times=1)
    world.post(three[1], "2026-02-01", stage=Stage.SCALE, times=5)

    found = ranked(world, three, RankingMetric.GAP)

    assert shown(found, three) == [
        (1, 1, 1),
        (2, 0, pytest.approx(-0.2)),
        (None, 2, None),
    ]
    assert [each.metric.stage for each in found] == [Stage.SHIP, Stage.BUILD, None]
    assert found[2].metric.reason == "5 events and 0 roles of known stage; 5 of each are needed"


@pytest.mark.parametrize("by", RankingMetric)
def test_many_companies_take_as_many_statements_as_one(world: World, by: RankingMetric) -> None:
    ids = [world.company() for _ in range(30)]

    def count(reader: Reader, some: list[int]) -> int:
        before = reader.statements
        rank(reader, some, by, FROM, AS_OF)
        return reader.statements - before

    with world.database.read() as reader:
        assert count(reader, ids[:1]) == count(reader, ids) <= 2


def test_an_impossible_range_is_refused(world: World) -> None:
    with world.database.read() as reader, pytest.raises(BadInput, match="later than"):
        rank(reader, [], RankingMetric.EVENTS, AS_OF, FROM)

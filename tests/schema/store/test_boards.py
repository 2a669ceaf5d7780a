from datetime import date

import pytest

from schema.store.boards import BoardDoubt, read_boards, read_doubts
from schema.tables import BoardCrawl
from schema.taxonomy.labels import CrawlOutcome
from tests.schema.conftest import World

SUCCEEDED, FAILED = CrawlOutcome.SUCCEEDED, CrawlOutcome.FAILED
QUARANTINED = CrawlOutcome.QUARANTINED
ACCEPTED, REJECTED = CrawlOutcome.ACCEPTED, CrawlOutcome.REJECTED
Look = tuple[CrawlOutcome, int | None]


@pytest.fixture
def company(world: World) -> int:
    return world.company()


def day(n: int) -> date:
    return date(2026, 3, n)


def crawl(world: World, company: int, *looks: Look, board: str = "main") -> None:
    """Write looks at a board on the days from 1 March on."""
    board_id = world.board(company, board)
    for n, (outcome, postings) in enumerate(looks, 1):
        world.add(
            BoardCrawl(board_id=board_id, crawled_on=day(n), outcome=outcome, postings=postings)
        )


def doubts(world: World, company: int, as_of: date) -> list[BoardDoubt]:
    with world.database.read() as reader:
        return read_doubts(reader, [company], as_of)[0]


def test_a_quarantined_board_is_in_doubt_from_that_day_on(world: World, company: int) -> None:
    crawl(world, company, (SUCCEEDED, 38), (QUARANTINED, 0), (FAILED, None), (QUARANTINED, 1))

    assert doubts(world, company, day(1)) == []
    assert doubts(world, company, day(9)) == [
        BoardDoubt(f"test:{company}-main", day(2), 1, 38, day(1), company)
    ]


@pytest.mark.parametrize("last", [(SUCCEEDED, 36), (ACCEPTED, 0), (REJECTED, 0)])
def test_a_board_that_recovered_or_was_decided_on_is_not(
    world: World, company: int, last: Look
) -> None:
    crawl(world, company, (SUCCEEDED, 38), (QUARANTINED, 0), last)

    assert doubts(world, company, day(9)) == []


def test_a_fall_after_a_rejected_one_is_in_doubt_since_then(world: World, company: int) -> None:
    crawl(world, company, (SUCCEEDED, 38), (REJECTED, 0), (QUARANTINED, 2))

    assert [doubt.since for doubt in doubts(world, company, day(9))] == [day(3)]


def test_each_board_of_each_company_is_told_apart(world: World, company: int) -> None:
    other = world.company()
    crawl(world, company, (SUCCEEDED, 9), (QUARANTINED, 0), board="b")
    crawl(world, company, (SUCCEEDED, 9), (QUARANTINED, 0), board="a")
    crawl(world, other, (SUCCEEDED, 9), (SUCCEEDED, 9))

    with world.database.read() as reader:
        found = read_doubts(reader, [other, company], day(2))

    assert [[doubt.board for doubt in each] for each in found] == [
        [],
        [f"test:{company}-a", f"test:{company}-b"],
    ]


def test_all_boards_are_listed_also_those_nobody_looked_at(world: World, company: int) -> None:
    world.board(company, "b")
    crawl(world, company, (SUCCEEDED, 9), (FAILED, None), board="a")

    with world.database.read() as reader:
        first, second = read_boards(reader)

    assert (first.crawls, first.last, first.outcome, first.postings) == (2, day(2), FAILED, None)
    assert (second.crawls, second.last) == (0, None)

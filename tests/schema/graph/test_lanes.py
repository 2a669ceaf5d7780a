"""What was quick the last time does not wait behind what is slow."""

from asyncio import gather, run
from collections.abc import Callable
from functools import partial
from threading import Event, current_thread
from time import sleep

import pytest

from schema.graph.lanes import QUICK, Lanes
from schema.graph.service import GraphRequest, kind_of


def thread_name() -> str:
    """Return the name of the thread it runs in."""
    return current_thread().name


def slow() -> str:
    """Take longer than what counts as quick."""
    sleep(QUICK * 2)
    return thread_name()


def release(held: Event) -> str:
    """Let what waits go on; return the name of the thread it runs in."""
    held.set()
    return thread_name()


def names(lanes: Lanes, *calls: tuple[str, Callable[[], str]]) -> list[str]:
    """Return the threads that calls of a kind ran in, one after another."""

    async def run_all() -> list[str]:
        return [await lanes.run(kind, call) for kind, call in calls]

    try:
        return run(run_all())
    finally:
        lanes.close()


def test_a_kind_that_was_quick_takes_the_quick_lane() -> None:
    first, second = names(Lanes(2), ("a", thread_name), ("a", thread_name))

    assert first.startswith("callboard-graph")
    assert second.startswith("callboard-quick")


def test_a_kind_that_was_slow_leaves_the_quick_lane() -> None:
    calls = (("a", thread_name), ("a", slow), ("a", thread_name))

    assert [name.rpartition("_")[0] for name in names(Lanes(2), *calls)] == [
        "callboard-graph",
        "callboard-quick",
        "callboard-graph",
    ]


def test_a_kind_that_was_brief_in_a_thread_may_be_done_at_once() -> None:
    lanes = Lanes(1)

    assert not lanes.is_brief("a")
    names(lanes, ("a", thread_name))
    assert lanes.is_brief("a")
    assert lanes.at_once("a", thread_name) == thread_name()


def test_a_kind_that_took_long_at_once_goes_back_to_a_thread() -> None:
    lanes = Lanes(1)
    names(lanes, ("a", thread_name))

    lanes.at_once("a", slow)

    assert not lanes.is_brief("a")


def test_a_kind_that_is_slow_now_and_then_is_seldom_done_at_once() -> None:
    lanes = Lanes(1)
    names(lanes, ("a", thread_name))
    lanes.at_once("a", slow)

    brief = []
    for _ in range(9):
        lanes._timed("a", thread_name)
        brief.append(lanes.is_brief("a"))

    assert brief[:2] == [False, False]
    assert brief[-1]


def test_quick_calls_pass_while_all_other_threads_are_held_up() -> None:
    lanes, opened = Lanes(1), Event()

    async def ask() -> str:
        await lanes.run("quick", thread_name)
        held = lanes.run("slow", partial(opened.wait, 5))
        passed = lanes.run("quick", partial(release, opened))
        return (await gather(held, passed))[1]

    assert run(ask()).startswith("callboard-quick")
    lanes.close()


def test_a_call_that_fails_raises_in_its_caller() -> None:
    lanes = Lanes(1)

    with pytest.raises(ZeroDivisionError):
        run(lanes.run("a", partial(divmod, 1, 0)))

    lanes.close()


def test_companies_are_of_one_kind_and_searches_are_not() -> None:
    def kinds(query: str, *values: object) -> int:
        return len({kind_of(GraphRequest(query, {"given": value})) for value in values})

    assert kinds("query ($given: String!) { company(slug: $given) { name } }", "acme", "spot") == 1
    assert (
        kinds("query ($given: String!) { searchQuotes(query: $given) { totalCount } }", "zz", "a*")
        == 2
    )
    assert (
        kinds(
            "query ($given: PostingWhere) { postings(where: $given) { totalCount } }",
            {"title": {"contains": "zz"}},
            {"title": {"contains": "a"}},
        )
        == 2
    )

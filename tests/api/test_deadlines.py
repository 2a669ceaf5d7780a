"""One timer for the deadlines of all requests at work."""

from asyncio import CancelledError, create_task, gather, run, sleep

import pytest

from api.deadlines import Deadlines

TICK = 0.01


async def work(deadlines: Deadlines, seconds: float, own: float) -> str:
    """Return how work of so many seconds ended under a deadline."""
    deadline = deadlines.begin(own)
    try:
        with deadline:
            await sleep(seconds)
    except TimeoutError:
        return "late"
    return "in time"


@pytest.mark.anyio
async def test_what_is_late_is_ended_and_what_is_in_time_is_not() -> None:
    deadlines = Deadlines(TICK)

    ends = await gather(work(deadlines, 5, 0.03), work(deadlines, 0.06, 5), work(deadlines, 5, 0.1))

    assert list(ends) == ["late", "in time", "late"]


@pytest.mark.anyio
async def test_time_that_is_moved_runs_from_then() -> None:
    deadline = Deadlines(TICK).begin(0.02)

    with deadline:
        deadline.move(5)
        await sleep(0.06)

    assert not deadline.is_past


@pytest.mark.anyio
async def test_who_is_cancelled_by_others_is_not_late() -> None:
    task = create_task(work(Deadlines(TICK), 5, 5))
    await sleep(0)
    task.cancel()

    with pytest.raises(CancelledError):
        await task


@pytest.mark.anyio
async def test_an_error_of_the_work_stays_its_own() -> None:
    with pytest.raises(ZeroDivisionError), Deadlines(TICK).begin(5):
        _ = 1 // 0


@pytest.mark.anyio
async def test_it_looks_again_after_a_pause_without_work() -> None:
    deadlines = Deadlines(TICK)

    first = await work(deadlines, 0, 1)
    await sleep(TICK * 3)
    second = await work(deadlines, 5, 0.02)

    assert (first, second) == ("in time", "late")


def test_it_serves_one_loop_after_another() -> None:
    deadlines = Deadlines(TICK)

    assert [run(work(deadlines, 5, 0.02)) for _ in range(3)] == ["late"] * 3

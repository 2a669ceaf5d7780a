from asyncio import CancelledError

import pytest
from tantivy import Query

from search import IndexBusy, SearchFailed
from search.engine import MAX_PAGE, Snapshot, clamp, guarded, open_index


def test_a_panic_of_the_engine_is_an_error_like_any_other() -> None:
    searcher = open_index(None).searcher()

    with pytest.raises(SearchFailed), guarded("searching"):
        searcher.search(Query.all_query(), limit=0)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, CancelledError, GeneratorExit])
def test_what_ends_a_program_or_a_task_passes_through(error: type[BaseException]) -> None:
    with pytest.raises(error), guarded("searching"):
        raise error


def test_a_second_writer_of_the_engine_is_reported_as_busy() -> None:
    index = open_index(None)
    first = index.writer(15_000_000, 1)

    with pytest.raises(IndexBusy), guarded("writing"):
        index.writer(15_000_000, 1)
    first.rollback()


@pytest.mark.parametrize(("number", "clamped"), [(-5, 1), (0, 1), (7, 7), (2**31, MAX_PAGE)])
def test_a_limit_is_brought_within_bounds(number: int, clamped: int) -> None:
    assert clamp(number, MAX_PAGE) == clamped


def test_a_snapshot_of_nothing_answers() -> None:
    snapshot = Snapshot(open_index(None))

    assert snapshot.best(Query.all_query(), 10, count=True) == ([], True, 0)
    assert snapshot.counts(Query.all_query(), ["stage"]) == {"stage": {}}

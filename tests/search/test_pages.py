from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from search import InvalidRequest, Order, QuoteDocument, QuoteIndex, SearchRequest

Build = Callable[..., QuoteDocument]
ORDERS = list(Order)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, document: Build) -> QuoteIndex:
    """83 quotes in several segments, many of the same day and score, every tenth undated."""
    index = QuoteIndex.open(tmp_path_factory.mktemp("shelf"))
    quotes = [
        document(
            n,
            "agents at work" if n % 3 else "agents",
            held_on=None if n % 10 == 0 else date(2026, 1, 1) + timedelta(days=n % 4),
        )
        for n in range(1, 84)
    ]
    for start in range(0, len(quotes), 20):
        index.apply(quotes[start : start + 20], (), start + 1)
    return index


def walk(index: QuoteIndex, order: Order, *, backward: bool, text: str = "agents") -> list[int]:
    """All keys, page by page, in the order of the list."""
    keys: list[int] = []
    after = None
    for _ in range(40):
        request = SearchRequest(text, order=order, first=7, after=after, backward=backward)
        page = index.search(request)
        found = [hit.pk for hit in page.hits]
        keys = found + keys if backward else keys + found
        if not page.has_more:
            return keys
        after = page.hits[0 if backward else -1].key
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("order", ORDERS)
def test_pages_hold_every_hit_once(shelf: QuoteIndex, order: Order) -> None:
    keys = walk(shelf, order, backward=False)

    assert sorted(keys) == list(range(1, 84))


@pytest.mark.parametrize("order", ORDERS)
def test_pages_backwards_are_the_same_list(shelf: QuoteIndex, order: Order) -> None:
    assert walk(shelf, order, backward=True) == walk(shelf, order, backward=False)


@pytest.mark.parametrize("order", ORDERS)
def test_pages_of_a_filter_alone_hold_every_hit_once(shelf: QuoteIndex, order: Order) -> None:
    keys = walk(shelf, order, backward=False, text="")

    assert sorted(keys) == list(range(1, 84))


@pytest.mark.parametrize(("order", "step"), [(Order.NEWEST, -1), (Order.OLDEST, 1)])
def test_undated_quotes_come_last_in_both_directions(
    shelf: QuoteIndex, order: Order, step: int
) -> None:
    keys = walk(shelf, order, backward=False)

    assert keys[-8:] == list(range(10, 81, 10))[::step]


def test_a_cursor_is_found_again_after_its_quote_is_gone(tmp_path: Path, document: Build) -> None:
    index = QuoteIndex.open(tmp_path)
    index.apply([document(n, "agents") for n in range(1, 6)], (), 1)
    edge = index.search(SearchRequest(order=Order.NEWEST, first=2)).hits[-1].key
    index.apply((), [edge[1]], 2)

    page = index.search(SearchRequest(order=Order.NEWEST, after=edge))

    assert [hit.pk for hit in page.hits] == [3, 2, 1]


def test_best_first_without_words_means_newest_first(shelf: QuoteIndex) -> None:
    result = shelf.search(SearchRequest("stage:ship", order=Order.RELEVANCE))

    assert result.order is Order.NEWEST


def test_a_relevance_order_ends_at_its_depth_but_counts_all(
    tmp_path: Path, document: Build
) -> None:
    index = QuoteIndex.open(tmp_path)
    index.apply((document(n, "agents") for n in range(1200)), (), 1)
    after = None
    keys: list[int] = []
    for _ in range(20):
        page = index.search(SearchRequest("agents", first=100, after=after))
        keys += [hit.pk for hit in page.hits]
        after = page.hits[-1].key if page.hits else after

    assert (len(set(keys)), page.total, page.has_more) == (1000, 1200, False)


@pytest.mark.parametrize("after", [(1.5, 1), (-1, 1), (2**40, 1), (1, 2**40), ("a", 1), (1,)])
def test_a_key_of_another_order_is_refused(shelf: QuoteIndex, after: object) -> None:
    request = SearchRequest(order=Order.NEWEST, after=after)  # type: ignore[arg-type]

    with pytest.raises(InvalidRequest):
        shelf.search(request)

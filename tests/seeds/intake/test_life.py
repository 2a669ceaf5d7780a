"""How a posting lives, as pure functions; days are numbers of March 2026."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, strategies as st

from schema.taxonomy.labels import CrawlOutcome
from seeds.intake.life import (
    Crawl,
    Sight,
    believed_days,
    derive_spans,
    judge_crawls,
    trace_looks,
)
from seeds.intake.runs import Run, find_place, hide, show

SUCCEEDED, FAILED = CrawlOutcome.SUCCEEDED, CrawlOutcome.FAILED
QUARANTINED = CrawlOutcome.QUARANTINED
ACCEPTED, REJECTED = CrawlOutcome.ACCEPTED, CrawlOutcome.REJECTED
DAYS = st.integers(1, 12)


def day(n: int) -> date:
    return date(2026, 3, 1) + timedelta(days=n - 1)


def number(day: date | None) -> int | None:
    return None if day is None else (day - date(2026, 3, 1)).days + 1


def seen(
    first: int,
    last: int | None = None,
    *,
    opened: int | None = None,
    closed: int | None = None,
    look: str = "x",
) -> Sight:
    return Sight(
        day(first),
        day(last or first),
        None if opened is None else day(opened),
        None if closed is None else day(closed),
        look,
    )


def spans(
    sights: Sequence[Sight], believed: Sequence[int] = (), board_first: int = 1
) -> list[tuple[int | None, int | None]]:
    found = derive_spans(sights, [day(n) for n in believed], day(board_first))
    return [(number(span.opened_on), number(span.closed_on)) for span in found]


def judge(*counts: int | CrawlOutcome | tuple[int, CrawlOutcome]) -> list[CrawlOutcome]:
    """Judge looks on days 1, 2, ...: how many postings, a failure, or a decided number."""
    crawls = []
    for n, count in enumerate(counts, 1):
        if isinstance(count, CrawlOutcome):
            crawls.append(Crawl(day(n), count, 0))
        elif isinstance(count, tuple):
            crawls.append(Crawl(day(n), count[1], count[0]))
        else:
            crawls.append(Crawl(day(n), SUCCEEDED, count))
    return list(judge_crawls(reversed(crawls)).values())


def test_it_opens_on_the_first_look_that_shows_it() -> None:
    assert spans([seen(3, 5)], believed=[1, 2, 3, 4, 5]) == [(3, None)]


def test_one_look_that_misses_it_closes_nothing() -> None:
    assert spans([seen(1, 3)], believed=[1, 2, 3, 4]) == [(1, None)]


def test_the_next_look_confirms_the_closing_on_the_day_of_the_first() -> None:
    assert spans([seen(1, 3)], believed=[1, 2, 3, 5, 9]) == [(1, 5)]


def test_a_look_that_shows_it_again_was_no_closing() -> None:
    assert spans([seen(1, 3), seen(5, 6)], believed=[1, 2, 3, 4, 5, 6]) == [(1, None)]


def test_seen_after_a_confirmed_closing_it_has_a_second_span() -> None:
    assert spans([seen(1, 3), seen(6)], believed=[1, 3, 4, 5, 6]) == [(1, 4), (6, None)]


def test_a_told_closing_needs_no_confirmation() -> None:
    assert spans([seen(1, 3, closed=5)]) == [(1, 5)]


def test_the_earlier_of_two_closings_counts() -> None:
    assert spans([seen(1, 3, closed=6)], believed=[3, 4, 5]) == [(1, 4)]


def test_the_board_s_own_opening_day_counts_when_it_is_earlier() -> None:
    assert spans([seen(5, opened=2)]) == [(2, None)]
    assert spans([seen(5, opened=7)]) == [(5, None)]


def test_an_opening_day_from_before_the_gap_does_not_count_again() -> None:
    sights = [seen(3, opened=2, closed=4), seen(9, opened=2)]

    assert spans(sights) == [(2, 4), (9, None)]


def test_a_new_opening_day_after_the_gap_counts() -> None:
    sights = [seen(3, opened=2, closed=4), seen(9, opened=7)]

    assert spans(sights) == [(2, 4), (7, None)]


@pytest.mark.parametrize(
    ("sight", "is_censored"),
    [(seen(1), True), (seen(1, opened=1), False), (seen(2), False), (seen(1, opened=9), True)],
)
def test_only_what_the_first_look_shows_without_a_day_is_censored(
    sight: Sight, is_censored: bool
) -> None:
    [span] = derive_spans([sight], [day(1), day(2)], day(1))

    assert span.opened_on_is_censored is is_censored


def test_the_first_look_says_what_it_is_and_the_last_what_it_looks_like() -> None:
    [span] = derive_spans([seen(5, look="c"), seen(1, look="a"), seen(3, look="b")], [], day(1))

    assert (span.first_look, span.last_look) == ("a", "c")


@pytest.mark.parametrize(
    ("counts", "last"),
    [
        ((100, 40), SUCCEEDED),
        ((100, 39), QUARANTINED),
        ((100, 0), QUARANTINED),
        ((5, 1), QUARANTINED),
        ((5, 2), SUCCEEDED),
        ((4, 0), SUCCEEDED),
        ((0, 50), SUCCEEDED),
        ((100, FAILED, 10), QUARANTINED),
        ((100, 10, 10), QUARANTINED),
        ((100, 10, 95), SUCCEEDED),
        ((100, (10, ACCEPTED), 10), SUCCEEDED),
        ((100, (10, REJECTED), 10), QUARANTINED),
        ((100, 10, (9, ACCEPTED)), ACCEPTED),
        ((100, (60, REJECTED), 30), QUARANTINED),
    ],
)
def test_a_collapse_is_judged_against_the_last_believed_look(
    counts: tuple[int, ...], last: CrawlOutcome
) -> None:
    assert judge(*counts)[-1] is last


def test_a_failed_or_doubtful_look_is_not_believed() -> None:
    judged = judge_crawls([Crawl(day(1), SUCCEEDED, 9), Crawl(day(2), FAILED, 0)])
    judged |= {day(3): QUARANTINED, day(4): REJECTED, day(5): ACCEPTED}

    assert believed_days(judged) == [day(1), day(5)]


@given(
    shown=st.sets(DAYS),
    believed=st.sets(DAYS),
    told=st.lists(st.tuples(DAYS, st.integers(0, 3), st.none() | st.integers(1, 3)), max_size=3),
    data=st.data(),
)
def test_spans_are_apart_and_hold_all_sights_in_any_order(
    shown: set[int],
    believed: set[int],
    told: list[tuple[int, int, int | None]],
    data: st.DataObject,
) -> None:
    sights = [seen(n) for n in shown]
    for first, length, gone in told:
        last = first + length
        sights.append(seen(first, last, closed=None if gone is None else last + gone))
    days = sorted(map(day, believed))

    found = derive_spans(sights, days, day(1))

    assert found == derive_spans(data.draw(st.permutations(sights)), days, day(1))
    for earlier, later in pairwise(found):
        assert earlier.closed_on is not None
        assert earlier.closed_on < later.first_seen_on
        assert earlier.closed_on <= later.opened_on
    for span in found:
        assert span.closed_on is None or span.closed_on > span.last_seen_on
    for sight in sights:
        assert sum(span.first_seen_on <= sight.first <= span.last_seen_on for span in found) == 1


@given(shown=st.sets(DAYS), believed=st.sets(DAYS))
def test_it_is_open_on_the_days_that_one_counts_by_walking(
    shown: set[int], believed: set[int]
) -> None:
    looks = sorted(shown | believed)
    is_open: dict[int, bool] = {}
    for n in looks:
        next_ones = [later for later in looks if later > n]
        if n in shown:
            is_open[n] = True
        else:
            was_open = is_open.get(max((k for k in is_open if k < n), default=0), False)
            is_confirmed = bool(next_ones) and next_ones[0] not in shown
            is_open[n] = was_open and not is_confirmed

    found = spans([seen(n) for n in shown], sorted(shown | believed))

    for n in looks:
        walked = any(o is not None and o <= n and (c is None or n < c) for o, c in found)
        assert walked == is_open[n]


@given(
    looks=st.dictionaries(DAYS, st.none() | st.sampled_from("ab")),
    data=st.data(),
)
def test_runs_of_looks_in_any_order_are_the_same(
    looks: dict[int, str | None], data: st.DataObject
) -> None:
    def build(order: Sequence[int]) -> set[Run]:
        runs: list[Run] = []
        days: list[date] = []
        for n in order:
            place, look = find_place(days, day(n)), looks[n]
            sight = Run(day(n), day(n), look or "", None)
            runs = show(runs, place, sight) if look else hide(runs, place)
            days = sorted({*days, day(n)})
        return set(runs)

    runs = build(sorted(looks))

    assert runs == build(data.draw(st.permutations(sorted(looks))))
    told = {n: run.look for n in looks for run in runs if run.covers(day(n))}
    assert told == {n: look for n, look in looks.items() if look}


def looked(sights: Sequence[Sight], on: date) -> str:
    """Return what a posting looked like on a day; on days before the first sight like then."""
    looks = trace_looks(sorted(sights, key=lambda sight: (sight.first, sight.last, sight.look)))
    return [look for since, look in looks if since <= on or since == looks[0][0]][-1]


def test_a_look_lasts_until_another_one() -> None:
    looks = trace_looks([seen(1, 2, look="a"), seen(4, 5, look="a"), seen(7, look="b")])

    assert [(number(since), look) for since, look in looks] == [(1, "a"), (7, "b")]


@given(
    st.lists(
        st.builds(
            lambda first, length, look: seen(first, first + length, look=look),
            DAYS,
            st.integers(0, 6),
            st.sampled_from("abc"),
        ),
        min_size=1,
    ),
    st.integers(1, 20),
)
def test_what_is_seen_later_does_not_change_how_a_posting_looked(
    sights: list[Sight], n: int
) -> None:
    known = [replace(each, last=min(each.last, day(n))) for each in sights if each.first <= day(n)]

    assume(known)

    assert looked(known, day(n)) == looked(sights, day(n))

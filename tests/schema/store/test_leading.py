"""Which side goes ahead: found where it was put, refused where it cannot be told."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from statistics import StatisticsError, correlation

import pytest
from hypothesis import given, strategies as st

from schema.store.calendar import WEEK
from schema.store.leading import (
    FEWEST_WEEKS,
    FURTHEST,
    MOST_WEEKS,
    SHUFFLES,
    Lead,
    Series,
    best_shift,
    correlate,
    find_lead,
    leads,
)
from tests.schema.conftest import World

TO = date(2026, 5, 3)


def noise(seed: int, weeks: int) -> list[int]:
    random = Random(seed)
    return [random.randrange(6) for _ in range(weeks)]


def follow(said: Sequence[int], weeks: int) -> list[int]:
    """Return hiring that does what was said so many weeks before."""
    return [0] * weeks + list(said)[: len(said) - weeks]


@pytest.mark.parametrize("weeks", [0, 1, 7, FURTHEST])
def test_hiring_that_follows_talk_is_found_where_it_was_put(weeks: int) -> None:
    said = noise(1, 80)

    found = find_lead(said, follow(said, weeks), TO)

    assert (found.weeks, found.n) == (weeks, 80 - weeks)
    assert found.correlation == pytest.approx(1)
    assert found.p_value == 1 / (1 + SHUFFLES)


def test_talk_that_follows_hiring_has_a_lead_below_zero() -> None:
    did = noise(2, 80)

    assert find_lead(follow(did, 5), did, TO).weeks == -5


def test_what_has_nothing_to_do_with_each_other_has_a_high_p_value() -> None:
    p_values = [find_lead(noise(n, 60), noise(n + 100, 60), TO).p_value for n in range(10)]

    assert sum(p is not None and p < 0.05 for p in p_values) <= 2


def test_the_answer_is_the_same_every_time() -> None:
    said, did = noise(3, 60), noise(4, 60)

    assert find_lead(said, did, TO) == find_lead(said, did, TO)


@pytest.mark.parametrize(
    ("said", "did", "reason"),
    [
        ([1] * (FEWEST_WEEKS - 1), [1] * (FEWEST_WEEKS - 1), "has 25 whole weeks"),
        ([1] * (MOST_WEEKS + 1), [1] * (MOST_WEEKS + 1), "has 161 whole weeks"),
        ([5, 5, 5] + [0] * 40, [1] * 43, "3 weeks have events"),
        ([1] * 40, [0] * 40, "0 weeks have newly opened roles"),
    ],
)
def test_with_too_little_data_there_is_a_reason_and_no_number(
    said: list[int], did: list[int], reason: str
) -> None:
    found = find_lead(said, did, TO)

    assert (found.weeks, found.correlation, found.p_value) == (None, None, None)
    assert reason in (found.reason or "")


@given(
    pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=20, max_size=40),
    weeks=st.integers(-FURTHEST, FURTHEST),
)
def test_a_correlation_is_that_of_the_textbook(pairs: list[tuple[int, int]], weeks: int) -> None:
    said, did = [a for a, _ in pairs], [b for _, b in pairs]
    spoken = [(n, events) for n, events in enumerate(said) if events]

    found = correlate(Series(said), spoken, Series(did), weeks)

    overlap = [(said[n], did[n + weeks]) for n in range(len(said)) if 0 <= n + weeks < len(did)]
    try:
        expected = correlation([a for a, _ in overlap], [b for _, b in overlap])
    except StatisticsError:  # one side is constant
        expected = -1.0
    assert found == pytest.approx(expected)


def test_of_equally_good_shifts_the_smaller_one_is_taken() -> None:
    every_fourth = [n % 4 == 0 for n in range(60)]

    weeks, best = best_shift(every_fourth, Series(every_fourth))

    assert weeks == 0
    assert best == pytest.approx(1)


def ask(world: World, company: int, from_: date) -> Lead:
    with world.database.read() as reader:
        return leads(reader, [company], from_, TO)[0]


def test_whole_weeks_of_the_range_are_read(world: World) -> None:
    company, from_ = world.company(), TO - 30 * WEEK
    for n in (3, 9, 14, 20, 22):
        world.say(company, (from_ + n * WEEK).isoformat())
        world.post(company, (from_ + (n + 2) * WEEK).isoformat())

    found = ask(world, company, from_)

    assert (found.weeks, found.n, found.as_of) == (2, 28, TO)


def test_a_range_of_many_years_is_answered_with_a_reason(world: World) -> None:
    found = ask(world, world.company(), TO - timedelta(days=20_000))

    assert "26 to 160 are compared" in (found.reason or "")

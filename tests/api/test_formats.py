"""How numbers and days are written."""

from datetime import date
from itertools import combinations

import pytest

from api.formats import (
    SHOWN,
    count_of,
    format_day,
    format_label,
    format_money,
    format_percent,
    format_period,
)
from schema.taxonomy.rules import load_taxonomy


@pytest.mark.parametrize(
    ("percent", "words"),
    [(38.8, "+39%"), (-12.2, "−12%"), (0.2, "±0%"), (None, "–"), (1234.0, "+1,234%")],
)
def test_a_change_has_its_sign(percent: float | None, words: str) -> None:
    assert format_percent(percent) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2025, 5, 1), date(2025, 5, 31), "May 2025"),
        (date(2025, 4, 1), date(2025, 6, 30), "Apr–Jun 2025"),
        (date(2025, 11, 1), date(2026, 1, 31), "Nov–Jan 2026"),
        (date(2025, 5, 5), date(2025, 5, 11), "5 May 2025"),
    ],
)
def test_a_period_is_named_by_what_it_is(start: date, end: date, words: str) -> None:
    assert format_period(start, end) == words


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [(110_000, "USD", "$110k"), (95_400, "EUR", "€95k"), (1, "SEK", "SEK 0k"), (None, None, "–")],
)
def test_pay_is_written_in_thousands(amount: int | None, currency: str | None, words: str) -> None:
    assert format_money(amount, currency) == words


def test_labels_days_and_counts_are_words() -> None:
    assert format_label("HEALTH_CARE") == "Health care"
    assert format_day("2026-04-28") == "28 April 2026"
    assert (count_of(1, "event"), count_of(1200, "event")) == ("1 event", "1,200 events")


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("SECURITY_IT", "Security and IT"),
        ("LEAD_MANAGER", "Lead or manager"),
        ("RISK_GOVERNANCE", "Risk and governance"),
    ],
)
def test_a_label_stands_in_the_words_of_the_taxonomy(label: str, words: str) -> None:
    assert format_label(label) == words


def test_no_label_that_is_shown_has_words_of_two_vocabularies() -> None:
    vocabularies = [load_taxonomy().labels[name] for name in SHOWN]

    for one, other in combinations(vocabularies, 2):
        assert all(one[label].label == other[label].label for label in one.keys() & other.keys())

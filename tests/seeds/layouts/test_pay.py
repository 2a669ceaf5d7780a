import pytest

from schema.taxonomy.labels import PayPeriod
from seeds.layouts.pay import build_pay, build_range, infer_period, is_on_target, read_period
from seeds.records import PayRecord
from seeds.validation import parse_model

YEAR = PayPeriod.YEAR


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("per-year-salary", PayPeriod.YEAR),
        ("per-hour-wage", PayPeriod.HOUR),
        ("1 YEAR", PayPeriod.YEAR),
        ("1 MONTH", PayPeriod.MONTH),
        ("Hourly rate", PayPeriod.HOUR),
        ("annually", PayPeriod.YEAR),
        ("2 WEEKS", None),
        ("bi-week-salary", None),
        ("one-time", None),
        ("NONE", None),
        ("40 hours a week", None),
        (None, None),
    ],
)
def test_a_period_is_read_where_a_text_names_one(text: str | None, period: PayPeriod) -> None:
    assert read_period(text) == period


@pytest.mark.parametrize(
    ("amounts", "currency", "period"),
    [
        ((25.0, 40.0), "USD", PayPeriod.HOUR),
        ((120_000.0, 150_000.0), "EUR", PayPeriod.YEAR),
        ((4_000.0, 6_000.0), "EUR", None),
        ((25.0, 150_000.0), "USD", None),
        ((2_000_000.0, 3_000_000.0), "JPY", None),
    ],
)
def test_a_period_is_inferred_only_where_no_other_is_possible(
    amounts: tuple[float, float], currency: str, period: PayPeriod | None
) -> None:
    assert infer_period(*amounts, currency) == period


@pytest.mark.parametrize(
    ("title", "note", "is_ote"),
    [
        ("NYC OTE", None, True),
        ("NYC", "The range is on-target earnings.", True),
        ("NYC", "Base pay; OTE is higher.", False),
        ("Base", "OTE on top", False),
        ("NYC", "You know the Securities and Exchange Commission.", False),
        (None, None, False),
    ],
)
def test_on_target_pay_is_told_by_its_words(
    title: str | None, note: str | None, is_ote: bool
) -> None:
    assert is_on_target(title, note) is is_ote


def test_zones_become_one_range() -> None:
    zones = [build_range(100, 120, "USD", YEAR), build_range(90, 110, "USD", YEAR)]

    pay = build_pay(zones)

    assert pay is not None
    assert (pay["minimum"], pay["maximum"]) == (90, 120)


def test_a_zone_of_another_currency_is_left_out() -> None:
    zones = [build_range(100, 120, "USD", YEAR), build_range(1, 900, "CAD", YEAR)]

    pay = build_pay(zones)

    assert pay is not None
    assert (pay["minimum"], pay["maximum"], pay["currency"]) == (100, 120, "USD")


def test_on_target_earnings_stand_apart() -> None:
    pay = build_pay([build_range(100, 120, "USD", YEAR)], [build_range(150, 180, "USD", YEAR)])

    record = parse_model(PayRecord, pay or {})

    assert (record.minimum, record.maximum) == (100, 120)
    assert (record.ote_minimum, record.ote_maximum) == (150, 180)


@pytest.mark.parametrize(
    ("minimum", "maximum", "currency", "period"),
    [
        (0, 0, "USD", YEAR),
        (None, None, "USD", YEAR),
        (1, 2, "dollars", YEAR),
        (1, 2, None, YEAR),
        (1, 2, "USD", None),
        (float("nan"), 1e12, "USD", YEAR),
    ],
)
def test_half_of_a_range_s_meaning_is_no_range(
    minimum: float | None, maximum: float | None, currency: str | None, period: PayPeriod | None
) -> None:
    assert build_range(minimum, maximum, currency, period) is None


def test_a_range_that_runs_backwards_is_turned_round() -> None:
    found = build_range(120, 100, "usd", YEAR)

    assert found is not None
    assert (found.minimum, found.maximum, found.currency) == (100, 120, "USD")

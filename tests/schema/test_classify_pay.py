from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, strategies as st

from schema.classify.money import iter_money, parse_amount
from schema.classify.pay import TextPay, read_pay
from schema.taxonomy.labels import PayPeriod

PRINTED_CURRENCIES = {
    "${}": "USD",
    "US${}": "USD",
    "USD {}": "USD",
    "USD ${}": "USD",
    "CA${}": "CAD",
    "A${}": "AUD",
    "£{}": "GBP",
    "€{}": "EUR",
    "{} EUR": "EUR",
    "{} CHF": "CHF",
    "S${}": "SGD",
}
YEARLY_WORDS = [" per year", "/yr", " annually", " / year", " per annum", " a year", "/year"]
SEPARATORS = [" - ", "–", " — ", " to ", "-", " -- "]
FIGURES: list[Callable[[int], str]] = [
    lambda amount: f"{amount}",
    lambda amount: f"{amount:,}",
    lambda amount: f"{amount:,}.00",
    lambda amount: f"{amount // 1000}k" if amount % 1000 == 0 else f"{amount:,}",
    lambda amount: f"{amount:,}".replace(",", " "),
]
ranges = st.tuples(st.integers(30, 300), st.integers(0, 150)).map(
    lambda pair: (pair[0] * 1000, (pair[0] + min(pair[1], pair[0])) * 1000)
)


def read(text: str) -> TextPay:
    """Return the pay of a text that states one."""
    pay = read_pay(text)
    assert pay is not None
    return pay


def base_of(text: str) -> tuple[float | None, float | None, str, PayPeriod]:
    """Return the base pay of a text."""
    pay = read(text)
    return pay.minimum, pay.maximum, pay.currency, pay.period


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("The salary range is $120,000 - $150,000.", (120_000, 150_000, "USD", PayPeriod.YEAR)),
        ("$160K – $250K + Equity", (160_000, 250_000, "USD", PayPeriod.YEAR)),
        ("Salary: USD$3 - 4k / month + PTO", (3000, 4000, "USD", PayPeriod.MONTH)),
        ("The hourly rate is $45.00 - $52.00.", (45, 52, "USD", PayPeriod.HOUR)),
        ("between $45 and $65 per hour", (45, 65, "USD", PayPeriod.HOUR)),
        ("at a CAD $30/hour contract rate", (30, 30, "CAD", PayPeriod.HOUR)),
        ("Seattle - 143,700.00 - 194,400.00 USD annually", (143_700, 194_400, "USD", "YEAR")),
        ("Compensation:\n£40,000 to £50,000", (40_000, 50_000, "GBP", PayPeriod.YEAR)),
        ("Gehalt: 65.000 - 80.000 EUR", (65_000, 80_000, "EUR", PayPeriod.YEAR)),
        ("CTC: INR 12-18 LPA", (1_200_000, 1_800_000, "INR", PayPeriod.YEAR)),
        ("Salary ₹12,00,000 – ₹18,00,000 per annum", (1_200_000, 1_800_000, "INR", "YEAR")),
        ("Salary: ¥8M - ¥12M a year", (8_000_000, 12_000_000, "JPY", PayPeriod.YEAR)),
        ("Annual salary: KRW 70,000,000 - 90,000,000", (70_000_000, 90_000_000, "KRW", "YEAR")),
        ("Pay: up to $30 per hour", (None, 30, "USD", PayPeriod.HOUR)),
        ("Salary starting at $60,000", (60_000, None, "USD", PayPeriod.YEAR)),
        ("The monthly rate is $11,000 USD + housing stipend", (11_000, 11_000, "USD", "MONTH")),
        ("Base salary $120K; equity: $50K-$100K", (120_000, 120_000, "USD", PayPeriod.YEAR)),
        ("Compensation: $150,000 base + $50,000 bonus", (150_000, 150_000, "USD", "YEAR")),
        ("Signing bonus: $10,000. Salary: $80,000", (80_000, 80_000, "USD", PayPeriod.YEAR)),
        ("Salary: 60k€ - 70k€", (60_000, 70_000, "EUR", PayPeriod.YEAR)),
        ("Salary: €60.000,00 - €70.000,00", (60_000, 70_000, "EUR", PayPeriod.YEAR)),
        ("Salary: CHF 110'000 - 130'000", (110_000, 130_000, "CHF", PayPeriod.YEAR)),
        ("18 000 - 24 000 PLN + VAT/month", (18_000, 24_000, "PLN", PayPeriod.MONTH)),
        ("Salary: 120-150k USD", (120_000, 150_000, "USD", PayPeriod.YEAR)),
        ("Salary: ₹15L - ₹20L a year", (1_500_000, 2_000_000, "INR", PayPeriod.YEAR)),
        ("Pay rate: $25/hr - $30/hr", (25, 30, "USD", PayPeriod.HOUR)),
        ("Pay: $15.00–$18.50", (15, 18.5, "USD", PayPeriod.HOUR)),
        ("Annual salary: JPY 6,000,000 ~ 10,000,000", (6_000_000, 10_000_000, "JPY", "YEAR")),
        ("IDR 15,000,000 - 20,000,000 per month", (15_000_000, 20_000_000, "IDR", "MONTH")),
        ("Salary: $90k+", (90_000, None, "USD", PayPeriod.YEAR)),
        ("40 hours/week, salary $60,000 - $70,000, 9 am - 5 pm", (60_000, 70_000, "USD", "YEAR")),
        ("Salary: $60,000 - $70,000 for 40 hours per week", (60_000, 70_000, "USD", "YEAR")),
        ("Day rate: £400 - £500", (400, 500, "GBP", PayPeriod.DAY)),
        ("Salary: 4.000 - 5.000 € monthly", (4000, 5000, "EUR", PayPeriod.MONTH)),
        ("For Toronto the salary is $90,000 - $99,000.", (90_000, 99_000, "CAD", PayPeriod.YEAR)),
    ],
)
def test_pay_is_read_as_it_is_printed(
    text: str, pay: tuple[float | None, float | None, str, PayPeriod]
) -> None:
    assert base_of(text) == pay


@pytest.mark.parametrize(
    "text",
    [
        "We raised $500M in our Series C.",
        "We have raised $20 - $30 million to date.",
        "a $90,000 - $120,000 market",
        "You get a $1,500 learning budget per year.",
        "401(k) match up to a maximum of $10,000 per year",
        "A sign-on bonus of $10,000 - $20,000 per year",
        "Equity grants of $50,000 - $90,000 per year",
        "You close deals of $100,000 - $200,000 a year.",
        "You carry a quota of $1,000,000.",
        "Our customers spend $50,000 to $100,000 per year.",
        "A referral bonus of $2,000",
        "$100 monthly stipend for dates",
        "Fertility HRA (up to $5,000 per year)",
        "salary of $1 - $2 per year",
        "salary: $100,000 - $9,000,000",
        "salary: $200,000 - $100,000",
        "salary: $100,0000",
        "salary: 150,000 - 200,000",
        "Competitive salary and equity",
        "Call +1 408-536-3015 about the pay.",
        "",
    ],
)
def test_other_money_is_no_pay(text: str) -> None:
    assert read_pay(text) is None


def test_zones_become_one_range_from_the_smallest_to_the_largest() -> None:
    text = "Base salary:\nNew York: $180,000 - $220,000\nAustin: $165,000 - $205,000\n"

    pay = read(text)

    assert (pay.minimum, pay.maximum) == (165_000, 220_000)
    assert text[pay.start : pay.end] == "$180,000 - $220,000\nAustin: $165,000 - $205,000"


def test_a_zone_in_another_currency_is_left_out() -> None:
    text = "The salary is $130,000 - $170,000 in the US and 150,000 - 190,000 CAD in Canada."

    assert base_of(text) == (130_000, 170_000, "USD", PayPeriod.YEAR)


def test_on_target_earnings_stand_apart_from_base_pay() -> None:
    pay = read("Base salary: $90,000 - $100,000. OTE: $180,000 - $200,000.")

    assert (pay.minimum, pay.maximum) == (90_000, 100_000)
    assert (pay.ote_minimum, pay.ote_maximum) == (180_000, 200_000)


def test_on_target_earnings_alone_are_no_base_pay() -> None:
    pay = read("COMPENSATION\n$240,000 OTE with a 50/50 split")

    assert (pay.minimum, pay.maximum, pay.ote_minimum) == (None, None, 240_000)


def test_on_target_earnings_in_brackets_do_not_rename_the_base() -> None:
    pay = read("The salary range is $120,000 - $150,000 (OTE $142,500 - $172,500).")

    assert (pay.minimum, pay.ote_minimum) == (120_000, 142_500)


@given(
    ranges,
    st.sampled_from(sorted(PRINTED_CURRENCIES)),
    st.sampled_from(FIGURES),
    st.sampled_from(SEPARATORS),
    st.sampled_from(YEARLY_WORDS),
)
def test_a_range_reads_back_the_same_however_it_is_printed(
    ends: tuple[int, int],
    currency: str,
    figure: Callable[[int], str],
    separator: str,
    period: str,
) -> None:
    low, high = (currency.format(figure(end)) for end in ends)
    text = f"We offer a base salary of {low}{separator}{high}{period} for this work."

    pay = read(text)

    assert (pay.minimum, pay.maximum) == ends
    assert (pay.currency, pay.period) == (PRINTED_CURRENCIES[currency], PayPeriod.YEAR)
    assert text[pay.start : pay.end] == f"{low}{separator}{high}"


@given(st.integers(0, 999_999_999))
def test_a_grouped_number_is_the_number(number: int) -> None:
    assert parse_amount(f"{number:,}") == number


@given(st.text(alphabet="$£€ 0123456789.,-kM/USD salary per hour\n[]OTE", max_size=400))
def test_what_is_read_lies_in_the_text_and_in_order(text: str) -> None:
    pay = read_pay(text)

    if pay is not None:
        assert 0 <= pay.start < pay.end <= len(text)
        assert pay.minimum is None or pay.maximum is None or pay.minimum <= pay.maximum


@pytest.mark.parametrize(
    "piece",
    [
        "$",
        "$1",
        "$1,000",
        "1,000 - ",
        "salary $90,000 - ",
        "$1 [",
        "USD ",
        "$9 per ",
        "1 000",
        "$k",
    ],
)
def test_hostile_text_is_read_in_bounded_time(piece: str) -> None:
    started = process_time()

    read_pay(piece * (100_000 // len(piece)))

    assert process_time() - started < 1


def test_amounts_without_a_currency_are_not_money() -> None:
    assert list(iter_money("from 120,000 to 150,000 users")) == []

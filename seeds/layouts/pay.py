"""Pay in the fields of a board: the ranges of zones become one, on-target earnings stand apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from re import IGNORECASE, compile as compile_pattern
from typing import Any

from schema.taxonomy.labels import PayPeriod

MOST = 1_000_000_000
CURRENCY = compile_pattern(r"[A-Z]{3}")
PERIOD_WORDS = {
    PayPeriod.HOUR: compile_pattern(r"\bhour(?:s|ly)?\b|/\s*hr\b", IGNORECASE),
    PayPeriod.DAY: compile_pattern(r"\b(?:day|daily)\b", IGNORECASE),
    PayPeriod.WEEK: compile_pattern(r"\bweek(?:ly)?\b", IGNORECASE),
    PayPeriod.MONTH: compile_pattern(r"\bmonth(?:ly)?\b", IGNORECASE),
    PayPeriod.YEAR: compile_pattern(r"\b(?:years?|yearly|annual(?:ly)?|annum)\b", IGNORECASE),
}
# "bi-week-salary", "2 WEEKS", "one-time": no period that we have.
OTHER_PERIOD = compile_pattern(r"\b(?:bi|semi|half|one)\b|\b(?!1\b)\d+\s+[a-z]", IGNORECASE)
ON_TARGET = compile_pattern(r"\bOTE\b|\bon[ -]target\b", IGNORECASE)
BASE = compile_pattern(r"\bbase\b", IGNORECASE)
# Below the first nobody is paid by the year, above the second nobody by the hour; between them it
# could be a month or a day. Only for currencies whose unit is worth about as much.
HOURLY_UP_TO, YEARLY_FROM = 300, 15_000
ALIKE = frozenset({"USD", "EUR", "GBP", "CAD", "AUD", "NZD", "CHF", "SGD"})


@dataclass(frozen=True, slots=True)
class Range:
    """An advertised range; one end may be open. Amounts are whole units of the currency."""

    minimum: float | None
    maximum: float | None
    currency: str
    period: PayPeriod

    @property
    def kind(self) -> tuple[str, PayPeriod]:
        """What two ranges must share to become one."""
        return self.currency, self.period


def build_range(
    minimum: float | None, maximum: float | None, currency: str | None, period: PayPeriod | None
) -> Range | None:
    """Return a range, its ends in order; None without an amount, a currency or a period."""
    code = (currency or "").strip().upper()
    ends = [amount for amount in (minimum, maximum) if amount is not None and 0 < amount <= MOST]
    if not ends or period is None or not CURRENCY.fullmatch(code):
        return None
    if len(ends) == 2:
        return Range(min(ends), max(ends), code, period)
    is_minimum = minimum is not None and 0 < minimum <= MOST
    return Range(ends[0] if is_minimum else None, None if is_minimum else ends[0], code, period)


def build_pay(
    base: Iterable[Range | None], ote: Iterable[Range | None] = (), *, is_withheld: bool = False
) -> dict[str, Any] | None:
    """Return pay in neutral terms, None where there is none.

    Ranges of the first one's currency and period become one, from the smallest minimum to the
    largest maximum; others are left out, since nobody has said at which rate they compare.
    """
    ranges = [each for each in base if each is not None]
    targets = [each for each in ote if each is not None]
    if not ranges and not targets:
        return None
    kind = (ranges or targets)[0].kind
    minimum, maximum = span([each for each in ranges if each.kind == kind])
    ote_minimum, ote_maximum = span([each for each in targets if each.kind == kind])
    return {
        "minimum": minimum,
        "maximum": maximum,
        "oteMinimum": ote_minimum,
        "oteMaximum": ote_maximum,
        "currency": kind[0],
        "period": kind[1],
        "isWithheld": is_withheld,
    }


def span(ranges: list[Range]) -> tuple[float | None, float | None]:
    """Return the smallest minimum and the largest maximum of ranges."""
    minima = [each.minimum for each in ranges if each.minimum is not None]
    maxima = [each.maximum for each in ranges if each.maximum is not None]
    return min(minima, default=None), max(maxima, default=None)


def read_period(text: str | None) -> PayPeriod | None:
    """Return the one period that a text names, such as `per-year-salary`, `1 HOUR` or `monthly`."""
    if not text or OTHER_PERIOD.search(text):
        return None
    found = [period for period, words in PERIOD_WORDS.items() if words.search(text)]
    return found[0] if len(found) == 1 else None


def infer_period(minimum: float | None, maximum: float | None, currency: str) -> PayPeriod | None:
    """Return the period that amounts without one must have, None where two are possible."""
    amounts = [amount for amount in (minimum, maximum) if amount]
    if currency.upper() not in ALIKE or not amounts:
        return None
    if max(amounts) <= HOURLY_UP_TO:
        return PayPeriod.HOUR
    return PayPeriod.YEAR if min(amounts) >= YEARLY_FROM else None


def is_on_target(title: str | None, note: str | None) -> bool:
    """Whether pay is called on-target earnings: by its title, or by a note that names no base."""
    if ON_TARGET.search(title or ""):
        return True
    words = f"{title or ''} {note or ''}"
    return bool(ON_TARGET.search(words)) and not BASE.search(words)

"""Pay that an advertisement states in its text, with the words that state it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from re import IGNORECASE, Pattern, compile as compile_pattern

from schema.classify.money import UNITS_PER_DOLLAR, MoneyRange, iter_money
from schema.taxonomy.labels import PAY_PERIODS_PER_YEAR, PayPeriod

MAX_TEXT = 40_000
"""Characters that are read; the longest of 2,154 descriptions measured had 18,310."""

MAX_AMOUNTS = 300
LOOK_BACK = 200
LOOK_AHEAD = 60

YEARLY = (4_000, 1_500_000)
"""Dollars a year, roughly, between which pay is believed."""

WIDEST = 6
"""A range whose upper end is more than this many times its lower end is something else."""

_AFTER = (
    (PayPeriod.HOUR, r"(?:/|per|an?)\s{0,2}(?:hour|hr)s?\b|\bhourly\b|\A\s?(?:hr|p\.?h)\b"),
    (PayPeriod.DAY, r"(?<!hours )(?:/|per|a)\s{0,2}day\b|\bdaily\b|\bper diem\b"),
    (PayPeriod.WEEK, r"(?<!hours )(?:/|per|a)\s{0,2}(?:week|wk)\b|\bweekly\b"),
    (PayPeriod.MONTH, r"(?:/|per|a)\s{0,2}(?:month|mo)\b|\bmonthly\b|\A\s?p\.?m\b"),
    (
        PayPeriod.YEAR,
        r"(?:/|per|a)\s{0,2}(?:year|yr|annum)\b|\bannual(?:ly|i[sz]ed)?\b|\byearly\b|\A\s?p\.?a\b",
    ),
)
# "40 hours per week, salary $60,000": before a figure only the words for its kind count.
_BEFORE = (
    (PayPeriod.HOUR, r"\bhourly\b|\bper hour\b"),
    (PayPeriod.DAY, r"\b(?:daily|day) rate\b"),
    (PayPeriod.WEEK, r"\bweekly\b"),
    (PayPeriod.MONTH, r"\bmonthly\b"),
    (PayPeriod.YEAR, r"\bannual(?:ly|i[sz]ed)?\b|\byearly\b|\bper (?:year|annum)\b"),
)
AFTER, BEFORE = (
    tuple((period, compile_pattern(words, IGNORECASE)) for period, words in each)
    for each in (_AFTER, _BEFORE)
)

_CUE = compile_pattern(
    r"\b(?:salar(?:y|ies)|(?:base|cash|total|annual) (?:pay|compensation|comp)|pay(?= ?:)"
    r"|pay (?:range|rate|scale|band|begins)s?|(?:hourly|monthly|daily|contract) (?:pay|rates?)"
    r"|compensation(?: range| package)?|wages?|remuneration|pay transparency|CTC"
    r"|gehalt|salaire|vergütung)\b|\bOTE\b|\bon[- ]target",
    IGNORECASE,
)
# "Salary/OTE" is said of every job of a company, whether it earns commission or not.
_OTE = compile_pattern(
    r"(?<!salary/)(?<!salary / )(?<!salary or )\bOTE\b|\bon[- ]target (?:earnings|compensation)",
    IGNORECASE,
)
_BEFORE_NEXT = compile_pattern(r"[^\d(]*")
_AFTER_LAST = compile_pattern(r"[^\d]*\Z")
_BASE = compile_pattern(r"\bbase\b", IGNORECASE)
_OTHER_MONEY = compile_pattern(
    r"\b(?:rais(?:ed|ing)|fund(?:ed|ing|raise|raising)?|series [a-h]\b|valu(?:ation|ed)"
    r"|revenues?|ARR|market|budgets?|stipends?|reimburs\w+|allowances?|bonus(?:es)?|sign[- ]?on"
    r"|signing|relocation|referral|401|HRA|HSA|FSA|match(?:ing)?|contribut\w+|learning|education"
    r"|tuition|courses|wellness|gym|internet|phone|equity grants?|RSUs?|stock|shares|options worth"
    r"|saved|savings|quotas?|deals?|contracts? (?:worth|of|over|value)|ACV|TCV|ROI|spend(?:ing)?"
    r"|donat\w+|prizes?|insurance|premium|credits?|gift|volume|transactions?|assets|AUM|processed"
    r"|customers?|sales of|portfolio|grants?|invest(?:ed|ment|ors?)|per employee|bounty"
    r"|commissions?|coverage)\b",
    IGNORECASE,
)
# What directly follows a figure that is no pay; "$11,000 + housing stipend" is pay.
_ITS_NAME = compile_pattern(
    r"\s?(?:[a-z-]{1,15} ){0,2}(?:stipend|allowance|bonus|commissions?|budget|sign-on|in funding"
    r"|ARR|credit|valuation|reimbursement|match|quota|annual (?:learning|contracts)"
    r"|in (?:equity|stock|revenue))",
    IGNORECASE,
)
_GIVEN_BESIDE = compile_pattern(
    r"\b(?:equity|options|RSUs?|stock|bonus)(?: package| grant)?(?: (?:of|worth|valued at))?"
    r":?\s*\Z",
    IGNORECASE,
)
_ALONE = compile_pattern(
    r"\s*(?:USD|CAD|EUR|GBP)?"
    r"(?:\s?(?:\+|plus|•)\s?(?:offers\s)?(?:equity|bonus|benefits)\b.{0,40})?\s*$",
    IGNORECASE,
)
_UP_TO = compile_pattern(r"\b(?:up to|max(?:imum)?(?: of)?|to)\s*$", IGNORECASE)
_FROM = compile_pattern(r"\b(?:from|starting (?:at|from)|minimum(?: of)?|at least)\s*$", IGNORECASE)
_END_OF_CLAUSE = compile_pattern(r"[.!?;](?=\s)|\n")
_COUNTRIES = (
    ("CAD", compile_pattern(r"\b(?:canad\w+|toronto|vancouver|montreal|ontario)\b", IGNORECASE)),
    ("AUD", compile_pattern(r"\b(?:australia\w*|sydney|melbourne)\b", IGNORECASE)),
    ("SGD", compile_pattern(r"\bsingapore\b", IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class TextPay:
    """Pay read from a text: whole amounts of the currency for the period; `text[start:end]`.

    Base pay and on-target earnings stand apart; of each at least one end is known, or neither.
    """

    minimum: float | None
    maximum: float | None
    ote_minimum: float | None
    ote_maximum: float | None
    currency: str
    period: PayPeriod
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Offer:
    """One range that is pay."""

    low: float | None
    high: float | None
    currency: str
    period: PayPeriod
    is_ote: bool
    start: int
    end: int


def read_pay(text: str) -> TextPay | None:
    """Return the pay that a text states, None where it states none that can be believed.

    Several zones or levels in one currency and for one period become one range, from the smallest
    to the largest; those in another currency than the first are left out.
    """
    text = text[:MAX_TEXT]
    offers: list[_Offer] = []
    for money in islice(iter_money(text), MAX_AMOUNTS):
        if offer := _read_offer(text, money, offers[-1] if offers else None):
            offers.append(offer)
    if not offers:
        return None
    first = next((offer for offer in offers if not offer.is_ote), offers[0])
    same = [
        each for each in offers if (each.currency, each.period) == (first.currency, first.period)
    ]
    base = [offer for offer in same if not offer.is_ote]
    ote = [offer for offer in same if offer.is_ote]
    return TextPay(
        *_span_of(base),
        *_span_of(ote),
        first.currency,
        first.period,
        min(offer.start for offer in same),
        max(offer.end for offer in same),
    )


def _span_of(offers: Sequence[_Offer]) -> tuple[float | None, float | None]:
    lows = [offer.low for offer in offers if offer.low is not None]
    highs = [offer.high for offer in offers if offer.high is not None]
    return min(lows, default=None), max(highs, default=None)


def _read_offer(text: str, money: MoneyRange, last: _Offer | None) -> _Offer | None:
    before = text[max(0, money.start - LOOK_BACK) : money.start]
    after = text[money.end : money.end + LOOK_AHEAD]
    clause = before[_last_end(before) :]
    rest = _END_OF_CLAUSE.split(after, 1)[0]
    if _ITS_NAME.match(rest) or _GIVEN_BESIDE.search(clause):
        return None
    period = PayPeriod.YEAR if money.is_lpa else _find_period(rest, clause)
    is_next = last is not None and 0 <= money.start - last.end < LOOK_BACK
    if not _is_pay(text, money, before, clause, rest, period is not None, is_next):
        return None
    if period is None and is_next and last is not None:
        period = last.period
    currency = _settle_dollar(money.currency, clause, rest)
    low, high = _ends(money, clause, rest)
    period = period or _guess_period(low, high, currency)
    if period is None or not _is_plausible(low, high, currency, period, money.is_large):
        return None
    is_ote = _is_ote(clause, rest)
    return _Offer(low, high, currency, period, is_ote, money.start, money.end)


def _last_end(before: str) -> int:
    ends = [match.end() for match in _END_OF_CLAUSE.finditer(before)]
    return ends[-1] if ends else 0


def _is_pay(
    text: str,
    money: MoneyRange,
    before: str,
    clause: str,
    rest: str,
    has_period: bool,
    is_next: bool,
) -> bool:
    """Tell pay from other money by the words around it."""
    cue = _last_of(_CUE, clause)
    other = _last_of(_OTHER_MONEY, clause)
    if cue >= 0:
        return cue >= other
    if other >= 0:
        return False
    if money.high is None:
        near = _CUE.search(rest[:30]) or _OTE.search(rest)
        return bool(near and not _OTHER_MONEY.search(rest[:30]))
    if has_period or is_next or _last_of(_CUE, before) > _last_of(_OTHER_MONEY, before):
        return True
    line_start = text.rfind("\n", 0, money.start) + 1
    is_first_of_line = not text[line_start : money.start].strip(" \t-–•*")
    return (
        is_first_of_line and _ALONE.match(text[money.end : _line_end(text, money.end)]) is not None
    )


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start, start + 200)
    return end if end >= 0 else min(len(text), start + 200)


def _last_of(pattern: Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _find_period(rest: str, clause: str) -> PayPeriod | None:
    """Return the period that is named behind a figure, first of all, or before it."""
    found = [
        (match.start(), period) for period, pattern in AFTER if (match := pattern.search(rest[:40]))
    ]
    if found:
        return min(found)[1]
    named = [(_last_of(pattern, clause), period) for period, pattern in BEFORE]
    place, period = max(named, key=lambda each: each[0])
    return period if place >= 0 else None


def _guess_period(low: float | None, high: float | None, currency: str) -> PayPeriod | None:
    """Return a year for what is large, an hour for what is small, None for what may be either."""
    dollars = (low or high or 0) / UNITS_PER_DOLLAR.get(currency, 1)
    if dollars >= 12_000:
        return PayPeriod.YEAR
    return PayPeriod.HOUR if 7 <= dollars <= 200 else None


def _settle_dollar(currency: str, clause: str, rest: str) -> str:
    """Return the currency; a bare dollar is of the country named since the figures before it."""
    if currency != "$":
        return currency
    context = _AFTER_LAST.search(clause)[0] + _BEFORE_NEXT.match(rest)[0]  # type: ignore[index]
    return next((code for code, pattern in _COUNTRIES if pattern.search(context)), "USD")


def _ends(money: MoneyRange, clause: str, rest: str) -> tuple[float | None, float | None]:
    if money.high is not None:
        return money.low, money.high
    if _UP_TO.search(clause):
        return None, money.low
    return money.low, None if rest[:1] == "+" or _FROM.search(clause) else money.low


def _is_plausible(
    low: float | None, high: float | None, currency: str, period: PayPeriod, is_large: bool
) -> bool:
    units = UNITS_PER_DOLLAR.get(currency, 1)
    # Who pays in dollars never states millions; a Yen salary is "8M".
    if is_large and units < 18:
        return False
    if low is not None and high is not None and not low <= high <= low * WIDEST:
        return False
    factor = PAY_PERIODS_PER_YEAR[period] / units
    return all(YEARLY[0] <= end * factor <= YEARLY[1] for end in (low, high) if end is not None)


def _is_ote(clause: str, rest: str) -> bool:
    if _BASE.match(rest.lstrip()):
        return False
    named = _OTE.search(_BEFORE_NEXT.match(rest)[0])  # type: ignore[index]  # matches nothing too
    return named is not None or _last_of(_OTE, clause) > _last_of(_BASE, clause)

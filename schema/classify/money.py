"""Amounts of money and ranges of them in a text: figures, currencies and their many spellings."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import VERBOSE, Match, compile as compile_pattern

_CODES = """
AED AUD BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD PHP PLN
RON SAR SEK SGD THB TRY TWD USD VND ZAR
"""
CODES = frozenset(_CODES.split())

SYMBOLS = {
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "AU$": "AUD",
    "A$": "AUD",
    "NZ$": "NZD",
    "S$": "SGD",
    "HK$": "HKD",
    "NT$": "TWD",
    "R$": "BRL",
    "MX$": "MXN",
    "$": "$",
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "₱": "PHP",
    "zł": "PLN",
    "Rs": "INR",
    "RMB": "CNY",
}
"""What is printed for a currency; a bare dollar stays "$", for the reader of the text to decide."""

_UNITS = """
AED 4 BRL 5 CLP 950 CNY 7 COP 4000 CZK 23 DKK 7 HKD 8 HUF 360 IDR 16000 ILS 4 INR 85 JPY 150
KRW 1400 MXN 18 MYR 4 NOK 10 PHP 57 PLN 4 RON 5 SAR 4 SEK 10 THB 35 TRY 35 TWD 32 VND 25000 ZAR 18
"""
UNITS_PER_DOLLAR = {
    code: int(units) for code, units in zip(*[iter(_UNITS.split())] * 2, strict=True)
}
"""Rough sizes, to tell what is plausible and never to convert; 1 for all others."""

TIMES = {"k": 1e3, "m": 1e6, "mm": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}
LAKH = 1e5

_PRINTED = sorted([*SYMBOLS, *CODES], key=len, reverse=True)
_CURRENCY = "|".join(
    rf"(?<![A-Za-z]){name}(?![A-Za-z])" if name.isalpha() else name.replace("$", r"\$")
    for name in _PRINTED
)
_NUMBER = r"""(?:\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})++(?!\d)(?:[.,]\d\d?(?!\d))?
    |\d{1,2}(?:,\d\d){1,3},\d{3}(?!\d)|\d{1,9}+(?:[.]\d\d?(?!\d))?(?![.,]?\d))"""
_MULTIPLE = r"(?:(?i:k|mm?|million|bn?|billion|lakhs?|lacs?|LPA)|L)(?![A-Za-z])"
# Every repetition is possessive or bounded, so that no text makes it slow.
_RANGE = compile_pattern(
    rf"""
    (?<![\w.,$€£])
    (?:(?P<code>{"|".join(sorted(CODES))})[ ]?(?=[$£€¥₹]))?
    (?:(?P<before>{_CURRENCY})[.]?\$?\s?)?
    (?P<low>{_NUMBER}) (?:[ ]?(?P<low_times>{_MULTIPLE}))? (?:[ ]?(?P<low_after>{_CURRENCY}))?
    (?:
        (?i:\s?(?:/|per[ ]|an?[ ])[ ]?(?:hour|hr|year|yr|annum|month|mo|week|wk|day)(?![a-z]))?
        (?:[ ]?\[[^\]\n]{{0,120}}\])?
        \s{{0,2}}(?:[-–—−~〜～]{{1,2}}|(?i:to|and|bis|through))\s{{0,2}}
        (?:(?P<middle>{_CURRENCY})[.]?\$?\s?)?
        (?P<high>{_NUMBER})
        (?:[ ]?(?P<high_times>{_MULTIPLE}))? (?:[ ]?(?P<high_after>{_CURRENCY}))?
    )?
    """,
    VERBOSE,
)
_SIGNS = compile_pattern("[$£€¥₹₩₪₱]")
_WORDS = (*sorted(CODES), "Rs", "RMB", "zł", "LPA", "lpa")
BEFORE, AFTER = 80, 220
"""Characters around a printed currency in which its amounts stand."""

_INDIAN = compile_pattern(r"\d{1,2}(?:,\d\d)+,\d{3}")
_GROUPED = compile_pattern(r"\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+")


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """`text[start:end]` as figures; `high` is None for a single amount, `currency` may be "$"."""

    low: float
    high: float | None
    currency: str
    start: int
    end: int
    is_large: bool
    is_lpa: bool


def iter_money(text: str) -> Iterator[MoneyRange]:
    """Yield the amounts and ranges of a text whose currency is printed, in their order."""
    for start, end in _iter_places(text):
        for match in _RANGE.finditer(text, start, end):
            if money := _read(match):
                yield money


def _iter_places(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches around printed currencies; to look nowhere else is ten times faster."""
    places = [match.start() for match in _SIGNS.finditer(text)]
    for word in _WORDS:
        place = text.find(word)
        while place >= 0:
            places.append(place)
            place = text.find(word, place + 1)
    start, end = 0, -1
    for place in sorted(places):
        if place - BEFORE > end:
            if end >= 0:
                yield start, end
            start = max(0, place - BEFORE)
        end = place + AFTER
    if end >= 0:
        yield start, end


def _read(match: Match[str]) -> MoneyRange | None:
    times = [(match[name] or "").lower() for name in ("low_times", "high_times")]
    is_lpa = "lpa" in times
    currency = _choose_currency(match) or ("INR" if is_lpa else None)
    if currency is None:
        return None
    low, high = parse_amount(match["low"]), None
    if match["high"] is not None:
        high = parse_amount(match["high"]) * _times(times[1])
        shared = times[0] or (times[1] if low < high / _times(times[1]) * 1.0001 else "")
        low *= _times(shared if low < 1000 else times[0])
    else:
        low *= _times(times[0])
    is_large = any(name[:1] in ("m", "b") for name in times if name)
    return MoneyRange(low, high, currency, match.start(), match.end(), is_large, is_lpa)


def parse_amount(printed: str) -> float:
    """Return the number that is printed: 1,234.50, 1.234, 1 234,5 and 12,34,567 are all read."""
    if _INDIAN.fullmatch(printed):
        return float(printed.replace(",", ""))
    grouped = _GROUPED.match(printed)
    if grouped is None:
        return float(printed)
    whole = "".join(char for char in grouped[0] if char.isdigit())
    rest = printed[grouped.end() :].lstrip(".,")
    return float(f"{whole}.{rest or 0}")


def _times(name: str) -> float:
    return LAKH if name.startswith("l") else TIMES.get(name, 1)


def _choose_currency(match: Match[str]) -> str | None:
    """Return the code of the currency: one that is spelled out says more than a bare dollar."""
    names = (match[name] for name in ("code", "high_after", "low_after", "before", "middle"))
    found = [_BY_NAME[name.upper()] for name in names if name]
    return next((code for code in found if code != "$"), found[0] if found else None)


_BY_NAME = {name.upper(): code for name, code in SYMBOLS.items()} | {code: code for code in CODES}

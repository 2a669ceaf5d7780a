"""The scopes of the language: their names, and the dates that since and until take."""

from calendar import monthrange
from datetime import date
from difflib import get_close_matches
from re import compile as compile_pattern

from search.syntax import Dates

# Scopes whose value is one of a list of labels.
LABEL_SCOPES = ("role", "ticker", "sector", "theme", "type", "stage", "section", "period")
# Scopes whose value is looked for among the words of a name.
NAME_SCOPES = ("speaker", "company")
DATE_SCOPES = ("since", "until")
SCOPES = (*NAME_SCOPES, *LABEL_SCOPES, *DATE_SCOPES)

_DATE = compile_pattern(
    r"(?P<year>[12]\d{3})(?:-?[qQ](?P<quarter>[1-4])|-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?"
)


def closest_scope(name: str) -> str | None:
    """The scope that a mistyped name probably meant."""
    close = get_close_matches(name.lower(), SCOPES, n=1, cutoff=0.75)
    return close[0] if close else None


def parse_dates(name: str, value: str, at: int) -> Dates | None:
    """What since or until mean with 2025, 2025Q2, 2025-05 or 2025-05-01; None if no such day.

    A longer span counts whole: since its first day, until its last. Quarters are calendar quarters.
    """
    match = _DATE.fullmatch(value.strip())
    if match is None:
        return None
    span = _span({name: int(part) for name, part in match.groupdict().items() if part})
    if span is None:
        return None
    return Dates(span[0], None, at) if name == "since" else Dates(None, span[1], at)


def _span(parts: dict[str, int]) -> tuple[date, date] | None:
    year = parts["year"]
    if "quarter" in parts:
        first_month, last_month = parts["quarter"] * 3 - 2, parts["quarter"] * 3
    else:
        first_month, last_month = parts.get("month", 1), parts.get("month", 12)
    try:
        if "day" in parts:
            day = date(year, first_month, parts["day"])
            return day, day
        return date(year, first_month, 1), date(year, last_month, monthrange(year, last_month)[1])
    except ValueError:
        return None

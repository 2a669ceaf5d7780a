"""How days, numbers and labels are written for people."""

from calendar import monthrange
from datetime import date
from functools import lru_cache

from schema.taxonomy.rules import load_taxonomy

SHORT = frozenset({"AI", "HR", "IT", "ML", "QA"})
# The vocabularies whose labels stand on pages; no label is in two of them with different words.
SHOWN = ("Stage", "EventType", "JobFunction", "Seniority")


def read_day(text: str | None) -> date | None:
    """Return the day that GraphQL wrote, None for none."""
    return None if text is None else date.fromisoformat(text)


def format_day(day: date | str | None) -> str:
    """Return a day in words, `28 April 2026`; empty for none."""
    found = read_day(day) if isinstance(day, str) else day
    return "" if found is None else f"{found.day} {found:%B %Y}"


def format_period(start: date, end: date) -> str:
    """Return a period in words: `May 2025`, `Apr–Jun 2025`, or the week's first day."""
    is_whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if not is_whole:
        return f"{start.day} {start:%b %Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start:%b %Y}"
    return f"{start:%b}–{end:%b %Y}"


def format_label(label: str | None) -> str:
    """Return a label in the taxonomy's words: `DATA_ML` is `Data`; a dash for none."""
    if label is None:
        return "–"
    vocabularies = load_taxonomy().labels
    told = (vocabularies[name].get(label) for name in SHOWN)
    return next((words.label for words in told if words), None) or spell_out(label)


@lru_cache(maxsize=512)
def spell_out(label: str) -> str:
    """Return a label of no such vocabulary in words: `HEALTH_CARE` is `Health care`."""
    words = " ".join(part if part in SHORT else part.lower() for part in label.split("_"))
    return words[:1].upper() + words[1:]


def format_percent(percent: float | None) -> str:
    """Return a change with its sign, `+39%`; a dash where it is not known."""
    if percent is None:
        return "–"
    rounded = round(percent)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else '±'}{abs(rounded):,}%"


def format_share(share: float | None) -> str:
    """Return a share of one as percent; a dash where it is not known."""
    return "–" if share is None else f"{share:.0%}"


def format_count(number: float | None) -> str:
    """Return a whole number with its thousands set apart; a dash where it is not known."""
    return "–" if number is None else f"{number:,.0f}"


def format_money(amount: float | None, currency: str | None) -> str:
    """Return a yearly pay in thousands, `$110k` or `EUR 95k`; a dash where it is not known."""
    if amount is None:
        return "–"
    sign = {"USD": "$", "EUR": "€", "GBP": "£"}.get(currency or "", f"{currency or ''} ".lstrip())
    return f"{sign}{amount / 1000:,.0f}k"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 event`, `2 events`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"

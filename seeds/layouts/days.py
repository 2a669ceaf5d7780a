"""Days as boards write them: ISO moments, milliseconds, `Posted 3 Days Ago`."""

from datetime import UTC, date, datetime, timedelta
from re import IGNORECASE, compile as compile_pattern

EARLIEST, LATEST = date(1980, 1, 1), date(2099, 12, 31)
ISO_DAY = compile_pattern(r"\s*(\d{4}-\d\d-\d\d)(?!\d)")
AGO = compile_pattern(r"(\d{1,3})\s+(day|week|month)s?\s+ago", IGNORECASE)
DAYS_OF = {"day": 1, "week": 7, "month": 30}


def read_day(written: str | float | None) -> date | None:
    """Return the day of an ISO text, in the zone it was written in, or of a number.

    A number is milliseconds since 1970 in UTC. What is no day, or far from ours, is None: it tells
    nothing, and a board's other fields are still worth reading.
    """
    if isinstance(written, str):
        return read_iso_day(written)
    return None if written is None else read_moment(written)


def read_iso_day(text: str) -> date | None:
    """Return the day at the start of an ISO text, None for another."""
    found = ISO_DAY.match(text)
    try:
        return keep_near(date.fromisoformat(found[1])) if found else None
    except ValueError:
        return None


def read_moment(milliseconds: float) -> date | None:
    """Return the day of a moment in UTC, None where it is out of bounds."""
    try:
        return keep_near(datetime.fromtimestamp(milliseconds / 1000, UTC).date())
    except (OverflowError, ValueError, OSError):
        return None


def read_relative_day(text: str | None, today: date) -> date | None:
    """Return the day that `Posted Today`, `Yesterday` or `3 Days Ago` means on a day.

    `30+ Days Ago` is a bound and no day: None. An ISO day is taken as it stands.
    """
    if not text or "+" in text:
        return None
    words = text.lower()
    if "today" in words or "just posted" in words:
        return today
    if "yesterday" in words:
        return today - timedelta(days=1)
    ago = AGO.search(text)
    if ago is None:
        return read_iso_day(text)
    return keep_near(today - timedelta(days=int(ago[1]) * DAYS_OF[ago[2].lower()]))


def keep_near(day: date) -> date | None:
    """Return a day of the years that records may name, None for another."""
    return day if EARLIEST <= day <= LATEST else None

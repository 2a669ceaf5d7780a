"""One look at a board: whose it is, when it was, and a posting as it was seen then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from re import split, sub
from typing import Any

from schema.taxonomy.labels import WorkMode
from seeds.layouts.source import clean_line
from seeds.records import PostingRecord
from seeds.validation import BadRecord, parse_model

# "onsite" is what boards write; their documentation says "on-site".
WORK_MODES = {
    "onsite": WorkMode.ON_SITE,
    "hybrid": WorkMode.HYBRID,
    "remote": WorkMode.REMOTE,
    "fullyremote": WorkMode.REMOTE,
}
MOST_LOCATIONS = 200


@dataclass(frozen=True, slots=True)
class Look:
    """Whose board was looked at and when; `board` is `system:token`, `company` a slug or ticker."""

    board: str
    company: str
    crawled_on: date


def build_posting(look: Look, place: str, fields: dict[str, Any]) -> PostingRecord:
    """Return a posting as a look saw it. Raises BadRecord, which names its place in the answer."""
    seen: dict[str, Any] = {
        "board": look.board,
        "company": look.company,
        "firstSeenOn": look.crawled_on,
        "lastSeenOn": look.crawled_on,
    }
    try:
        return parse_model(PostingRecord, seen | fields)
    except BadRecord as bad:
        raise BadRecord([(f"{place}.{name}", reason) for name, reason in bad.faults]) from bad


def build_texts(
    title: str | None,
    department: str | None = None,
    team: str | None = None,
    locations: Iterable[str | None] = (),
    url: str | None = None,
) -> dict[str, Any]:
    """Return the short fields of a posting, each as one line within its bounds."""
    lines = (clean_line(location, 500) for location in locations)
    return {
        "title": clean_line(title, 1000),
        "department": clean_line(department, 500),
        "team": clean_line(team, 500),
        "locations": list(dict.fromkeys(line for line in lines if line))[:MOST_LOCATIONS],
        "url": clean_line(url, 2000),
    }


def split_locations(text: str | None) -> list[str]:
    """Return the places of a text such as `London, UK; New York | Remote`, as they are written."""
    return split(r"[;|\n]", text or "")


def read_work_mode(text: str | None) -> WorkMode:
    """Return the mode that a word names: `OnSite`, `on-site`, `hybrid`, `REMOTE`."""
    return WORK_MODES.get(sub(r"[^a-z]", "", (text or "").lower()), WorkMode.UNKNOWN)


def choose_work_mode(*, remote: Any = None, hybrid: Any = None, on_site: Any = None) -> WorkMode:
    """Return the mode of a board that has a flag for each; hybrid jobs are often flagged twice."""
    flags = (
        (hybrid, WorkMode.HYBRID),
        (remote, WorkMode.REMOTE),
        (on_site, WorkMode.ON_SITE),
    )
    return next((mode for flag, mode in flags if flag is True), WorkMode.UNKNOWN)


def join_place(*parts: str | None) -> str | None:
    """Return `Stockholm, Stockholm County, SE`, without the parts that are not known."""
    return ", ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip())) or None

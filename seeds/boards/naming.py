"""What the path of a saved answer says: `greenhouse/spotify/2026-05-01.json` and its like."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from re import compile as compile_pattern, sub
from urllib.parse import unquote

SYSTEMS = frozenset(
    {"ashby", "greenhouse", "lever", "lever-eu", "recruitee", "smartrecruiters", "workday", "web"}
)
SUFFIX = compile_pattern(r"\.(?:jsonl?|csv|html?)(?:\.gz)?$")
# In `all-jobs-2026-05-01` the words before the day may be anything, so they are no token.
DATED = compile_pattern(r"(?:(.+)[._]|.+-)?(\d{4}-\d\d-\d\d)")
MOST_FOLDERS = 2


@dataclass(frozen=True, slots=True)
class PathName:
    """What a path says of the answer in it; what it does not say is None."""

    system: str | None = None
    token: str | None = None
    day: date | None = None


def parse_path(path: str) -> PathName:
    """Return what a file and the two folders above it say.

    Read are `<system>/<token>/<day>.json`, `<system>/<day>/<token>.json`,
    `<system>/<token>.<day>.json` and `<system>.<token>.<day>.json`; the system may be missing where
    the answer's content tells it, and `.json.gz`, `.jsonl`, `.csv` and `.html` are named alike.
    """
    *folders, file = PurePath(path.replace("\\", "/")).parts or ("",)
    stem = SUFFIX.sub("", file)
    folders = folders[-MOST_FOLDERS:]
    system = next((part for part in reversed(folders) if part in SYSTEMS), None)
    below = folders[folders.index(system) + 1 :] if system else folders[-1:]
    token, day = split_day(stem)
    if day is None:
        day = next((found for part in below if (found := split_day(part)[1])), None)
    elif token is None:
        token = below[-1] if system and below else None
    if token and system is None and token.partition(".")[0] in SYSTEMS:
        system, _, token = token.partition(".")
    has_name = system is not None or day is not None
    return PathName(system, clean_token(token) if has_name else None, day)


def split_day(name: str) -> tuple[str | None, date | None]:
    """Return (`spotify`, 2026-05-01) for `spotify.2026-05-01`; a part that is missing is None."""
    found = DATED.fullmatch(name)
    try:
        return (found[1], date.fromisoformat(found[2])) if found else (name or None, None)
    except ValueError:
        return name, None


def clean_token(token: str | None) -> str | None:
    """Return a token with the signs that a board's key may have; spaces become hyphens."""
    return sub(r"[^A-Za-z0-9._~-]+", "-", unquote(token or "")).strip("-") or None

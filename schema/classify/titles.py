"""Job titles made comparable: two advertisements of the same job have the same key."""

from functools import cache, lru_cache
from re import Match, Pattern, compile as compile_pattern, escape
from unicodedata import category, normalize

from schema.taxonomy.rules import load_taxonomy

_BRACKETS = compile_pattern(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_SEPARATOR = compile_pattern(r"\s+[-–—|/:@•·]+\s+|\s*[,;|]\s*|[–—]")
_IDS = compile_pattern(
    r"\b(?:req(?:uisition)?|job|ref(?:erence)?|posting|id|jr|r)(?: ?(?:id|no|number))?"
    r"[-_ #:.]*\d{3,}[\w-]*"
    r"|#\s?\d+|\b\d{5,}\b"
)
_MARKERS = compile_pattern(
    r"\b(?:(?:fully |100% )?remote(?:[- ](?:first|ok|eligible|friendly))?|hybrid|on-?site"
    r"|in[- ]office|work from home|wfh|home[- ]based|worldwide|global(?:ly)?|anywhere"
    r"|[mfwdhx](?:/[mfwdhxnb*]+)+|all genders|full[- ]?time|part[- ]?time"
    r"|permanent|contract|temporary|multiple locations|various locations)\b"
)
_YEARS = compile_pattern(
    r"\b(?:(?:spring|summer|fall|autumn|winter|january|february|march|april|may|june|july|august|september"
    r"|october|november|december)[ /]?)*20[12]\d(?: start)?\b"
)
_TRAILING_MARKER = compile_pattern(
    r" (?:remote|hybrid|on-?site|wfh|[mfwdhx](?:/[mfwdhxnb*]+)+)\s*$"
)
_JOINERS = compile_pattern(r"(?:[\s,;/&|.+-]|\b(?:or|and|in|the|based|only|us|of)\b)+")
_SPELLINGS = ((compile_pattern(r"\bsr\b\.?"), "senior"), (compile_pattern(r"\bjr\b\.?"), "junior"))
_NOISE = compile_pattern(r"[^\w+#&/]+|(?<!\w)/|/(?!\w)")


# A job stands there once a city, and again every night.
@lru_cache(maxsize=8192)
def normalise_title(title: str) -> str:
    """Return the key of a title: words that name the job and its level, lower case, no accents.

    Requisition numbers, places, working modes, years and gender marks are dropped; what stands in
    brackets stays when it says something of the job. Applying it twice changes nothing.
    """
    key, previous = _fold(title), ""
    for _ in range(8):
        if key == previous:
            break
        key, previous = _clean(key), key
    return key


def _clean(text: str) -> str:
    text = _BRACKETS.sub(_keep_what_says_something, text)
    text = _YEARS.sub(" ", _IDS.sub(" ", text))
    parts = [part for part in _SEPARATOR.split(text) if part and part.strip()]
    kept = [part for number, part in enumerate(parts) if number == 0 or not _is_droppable(part)]
    joined = " ".join(kept)
    for pattern, spelling in _SPELLINGS:
        joined = pattern.sub(spelling, joined)
    without_marker = _TRAILING_MARKER.sub("", joined)
    return " ".join(_NOISE.sub(" ", without_marker).split())


def _keep_what_says_something(match: Match[str]) -> str:
    inside = _YEARS.sub(" ", _IDS.sub(" ", match.group(1)))
    return " " if _is_droppable(inside) else f" {inside} "


def _is_droppable(part: str) -> bool:
    """Tell whether a part of a title holds nothing but places, working modes and the like."""
    rest = _places().sub(" ", _MARKERS.sub(" ", part))
    return not _JOINERS.sub("", rest)


def _fold(text: str) -> str:
    # Twice: a letter such as U+1D468 is a capital only after its compatibility form was taken.
    folded = normalize("NFKC", text).casefold()
    bare = (char for char in normalize("NFKD", folded).casefold() if category(char) != "Mn")
    return normalize("NFC", "".join(bare))


@cache
def _places() -> Pattern[str]:
    names = sorted(load_taxonomy().places, key=len, reverse=True)
    either = "|".join(escape(_fold(name)) for name in names)
    return compile_pattern(rf"(?<!\w)(?:{either})(?!\w)")

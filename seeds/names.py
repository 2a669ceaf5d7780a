"""Names of people and companies: folded for comparison, as slugs, the best of several."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from re import IGNORECASE, compile as compile_pattern, sub
from unicodedata import combining, normalize

# Letters that do not decompose into a base letter and a mark.
PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Several without a word before them are the heading of a list: "Participants".
PART = compile_pattern(
    r"(?P<un>un(?:identified|known|named)\s+)?"
    r"(?:(?:conference|call|event|company|corporate)\s+){0,2}"
    r"(?P<part>operator|moderator|coordinator|host|representative|participant|speaker"
    r"|executive|analyst|management|attendee|shareholder)(?(un)s?)(?:\s+#?\d{1,3})?"
    r"|spk_?\d{1,3}",
    IGNORECASE,
)
"""A part that somebody plays, where a name would stand: operator, unknown analyst, speaker 3."""
GROUP = compile_pattern(
    r"un(?:identified|known)\b.*"
    r"|(?:company\s+)?(?:representatives|participants|speakers|executives|analysts)",
    IGNORECASE,
)
SLUG_MAX = 80
# The column's length; folding makes some letters two.
FOLDED_MAX = 200


# A call names its few speakers in hundreds of turns.
@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """Return a name in small letters, without accents and punctuation, for comparison."""
    letters = normalize("NFKD", name.casefold().translate(PLAIN))
    bare = "".join(letter for letter in letters if not combining(letter))
    return " ".join(sub(r"[\W_]+", " ", bare).split())[:FOLDED_MAX].rstrip()


def build_slug(name: str, most: int = SLUG_MAX) -> str:
    """Return a name as an ASCII slug; with a digest where letters would be lost."""
    slug = sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    if slug and len(slug) <= most and slug.isascii() and fold(name).isascii():
        return slug
    digest = sha256(fold(name).encode()).hexdigest()[:8]
    return f"{slug[: most - 9].rstrip('-')}-{digest}".strip("-")


def names_nobody(name: str | None) -> bool:
    """Whether a printed speaker is no person: a part, "Unidentified Analysts of Acme", nothing."""
    if name is None or not fold(name):
        return True
    return any(pattern.fullmatch(name.strip()) for pattern in (PART, GROUP))


def best_spelling(names: Iterable[str]) -> str:
    """Return the fullest spelling: of mixed case, most letters with marks, then by alphabet."""

    def rank(name: str) -> tuple[bool, int, str]:
        is_mixed = name not in (name.upper(), name.lower())
        return is_mixed, sum(not letter.isascii() for letter in name), name

    return max(names, key=rank)

"""Where in a text a query's words may stand, seen from single letters: words are cut there alone.

Cutting a quote into words takes ten times as long as looking for a few letters in it, and of a
hit's words one or two are wanted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from re import compile as compile_pattern

# A sign beyond ASCII may fold to anything; but these part words or are apostrophes, as in ASCII.
_FOREIGN = compile_pattern("[^\0-\x7f\xa0\xa3\u2010-\u2027\u20ac]")
_OPENING = compile_pattern(r"[^\W_]*")


@dataclass(frozen=True, slots=True)
class Sieve:
    """Letters without which nothing of a query can match; in small letters, words' beginnings."""

    openings: tuple[str, ...] = ()  # one of them stands in whatever matches as a single word
    runs: tuple[tuple[str, ...], ...] = ()  # all of one stand in whatever matches as several
    is_open: bool = False  # lets everything through

    def stretches(self, text: str) -> list[tuple[int, int]]:
        """Code points from start to end that hold all matches; no word crosses their edges."""
        letters = text.lower()
        if self.is_open or not (text.isascii() or _FOREIGN.search(text) is None):
            return [(0, len(text))]
        if self.runs:
            undotted = letters.replace(".", "")
            if any(all(opening in undotted for opening in run) for run in self.runs):
                return [(0, len(text))]
        found = {span for opening in self.openings for span in _around(letters, opening)}
        return list(found)


def build_sieve(
    words: Iterable[str], phrases: Iterable[Iterable[str]], *, is_open: bool = False
) -> Sieve:
    """The sieve for the beginnings of words, and for phrases of such."""
    openings = [opening_of(word) for word in words]
    # A.I. is the word `ai`: the dots of abbreviations fall away.
    openings += [".".join(opening) for opening in openings]
    runs = tuple(tuple(map(opening_of, phrase)) for phrase in phrases)
    return Sieve(tuple(dict.fromkeys(openings)), runs, is_open or "" in openings)


def opening_of(word: str) -> str:
    """The first letters and figures of a folded word, up to the first other sign."""
    match = _OPENING.match(word)
    return match.group() if match else ""


def root_of(stemmed: str) -> str:
    """What every word of that stem begins with."""
    # The stemmer replaces no more than the last letter (happy: happi, hoping: hope), but two of
    # `die` from dying, `lie` from lying and their like; stems of one or two letters are cut only.
    if len(stemmed) < 3:
        return stemmed
    return stemmed[: -2 if stemmed.endswith("ie") else -1]


def _around(letters: str, opening: str) -> Iterable[tuple[int, int]]:
    """What stands between blanks around each place where a word opens like that."""
    at = letters.find(opening)
    while at >= 0:
        # No word begins with a letter right behind a letter.
        if at and letters[at - 1].isalpha() and opening[0].isalpha():
            at = letters.find(opening, at + 1)
            continue
        end = letters.find(" ", at)
        end = len(letters) if end < 0 else end
        yield letters.rfind(" ", 0, at) + 1, end
        at = letters.find(opening, end)

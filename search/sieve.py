"""Where in a text the words of a query can stand, so that the rest need not be cut into words.

Of a quote's thirty words one or two are marked, and looking for some letters takes a tenth of the
time of cutting, folding and stemming all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import compile as compile_pattern

# Letters beyond ASCII may fold to any other; these signs are none: dashes, quotation marks, money.
_FOREIGN = compile_pattern("[^\0-\x7f\xa0\xa3\u2010-\u2027\u20ac]")
_OPENING = compile_pattern(r"[^\W_]*")
_SHORTEST_CHANGED = 3


@dataclass(frozen=True, slots=True)
class Sieve:
    """Letters without which nothing of a query can match: small ones, from beginnings of words."""

    openings: tuple[str, ...]  # one of them opens whatever matches as a single word
    runs: tuple[tuple[str, ...], ...]  # all of one run stand in whatever matches as several words
    is_open: bool  # lets everything through

    def stretches(self, text: str) -> list[tuple[int, int]]:
        """Code points from start to end that hold all matches; no word crosses their edges."""
        letters = text.lower()
        if self.is_open or not _is_plain(text) or self._holds_a_run(letters):
            return [(0, len(text))]
        found: set[tuple[int, int]] = set()
        for opening in self.openings:
            at = letters.find(opening)
            if at >= 0:
                found.update(_around(letters, opening, at))
        return list(found)

    def _holds_a_run(self, letters: str) -> bool:
        if not self.runs:
            return False
        undotted = letters.replace(".", "")
        return any(all(opening in undotted for opening in run) for run in self.runs)


def build_sieve(
    words: Iterable[str], phrases: Iterable[Iterable[str]], *, is_open: bool = False
) -> Sieve:
    """The sieve for words that begin like these, and for phrases of words that do."""
    openings = [opening_of(word) for word in words]
    # A.I. is the word `ai`: the dots of abbreviations fall away.
    openings += [".".join(opening) for opening in openings]
    runs = tuple(tuple(map(opening_of, phrase)) for phrase in phrases)
    return Sieve(tuple(dict.fromkeys(openings)), runs, is_open or "" in openings)


def root_of(stemmed: str) -> str:
    """What every word with that stem begins with."""
    # The stemmer puts other letters only in the place of the last (happy: happi, hoping: hope), or
    # of the last two (dying: die); a stem of one or two letters is always the word's own beginning.
    if len(stemmed) < _SHORTEST_CHANGED:
        return stemmed
    return stemmed[: -2 if stemmed.endswith("ie") else -1]


def opening_of(word: str) -> str:
    """The letters and figures that a folded word begins with, up to the first other sign."""
    match = _OPENING.match(word)
    return match.group() if match else ""


def _is_plain(text: str) -> bool:
    return text.isascii() or _FOREIGN.search(text) is None


def _around(letters: str, opening: str, at: int) -> Iterator[tuple[int, int]]:
    """What stands between blanks around each place, from `at` on, where a word opens like that."""
    while at >= 0:
        # No word begins with a letter right behind a letter.
        if at and letters[at - 1].isalpha() and opening[0].isalpha():
            at = letters.find(opening, at + 1)
            continue
        end = letters.find(" ", at)
        end = len(letters) if end < 0 else end
        yield letters.rfind(" ", 0, at) + 1, end
        at = letters.find(opening, end)

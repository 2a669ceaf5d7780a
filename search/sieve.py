"""Where in a text the words of a query can stand, so that the rest need not be cut into words.

Of a quote's thirty words one or two are marked, and looking for some letters takes a tenth of the
time of cutting, folding and stemming all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from re import compile as compile_pattern

# Letters beyond ASCII may fold to any other; these signs are none: dashes, quotation marks, money.
_FOREIGN = compile_pattern("[^\0-\x7f\xa0\xa3\u2010-\u2027\u20ac]")
_OPENING = compile_pattern(r"[^\W_]*")
_NEXT_WORD = compile_pattern("[a-z0-9]")
_SHORTEST_CHANGED = 3


@dataclass(frozen=True, slots=True)
class Sieve:
    """Letters without which nothing of a query can match: small ones, that words begin with."""

    # What a match begins with, and how many words follow.
    openings: tuple[tuple[str, int], ...]
    # Of one run all stand in a text that holds a long or loose match.
    runs: tuple[tuple[str, ...], ...]
    # Whether everything is let through.
    is_open: bool

    def stretches(self, text: str) -> list[tuple[int, int]]:
        """Code points from start to end that hold all matches, each whole; they may overlap."""
        letters = text.lower()
        if self.is_open or not _is_plain(text) or self._holds_a_run(letters):
            return [(0, len(text))]
        found: list[tuple[int, int]] = []
        for opening, following in self.openings:
            at = letters.find(opening)
            if at >= 0:
                found += _around(letters, opening, at, following)
        return found

    def _holds_a_run(self, letters: str) -> bool:
        if not self.runs:
            return False
        undotted = letters.replace(".", "")
        return any(all(opening in undotted for opening in run) for run in self.runs)


def build_sieve(
    phrases: Iterable[Sequence[str]],
    loose_phrases: Iterable[Sequence[str]] = (),
    *,
    is_open: bool = False,
) -> Sieve:
    """The sieve for words side by side that begin like these, and for many or some moved apart."""
    openings: dict[str, int] = {}
    for phrase in phrases:
        opening = opening_of(phrase[0])
        # A.I. is the word `ai`: the dots of abbreviations fall away.
        for form in (opening, ".".join(opening)):
            openings[form] = max(openings.get(form, 0), len(phrase) - 1)
    runs = tuple(tuple(map(opening_of, phrase)) for phrase in loose_phrases)
    return Sieve(tuple(openings.items()), runs, is_open or "" in openings)


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


def _around(letters: str, opening: str, at: int, following: int) -> Iterator[tuple[int, int]]:
    """From blank to blank around each place, from `at` on, where a word opens like that.

    With the following words, however many signs stand between.
    """
    while at >= 0:
        # No word begins with a letter right behind a letter.
        if at and letters[at - 1].isalpha() and opening[0].isalpha():
            at = letters.find(opening, at + 1)
            continue
        start, end = letters.rfind(" ", 0, at) + 1, _end_of_chunk(letters, at)
        yield start, _after_words(letters, end, following)
        at = letters.find(opening, end)


def _end_of_chunk(letters: str, at: int) -> int:
    end = letters.find(" ", at)
    return len(letters) if end < 0 else end


def _after_words(letters: str, end: int, number: int) -> int:
    for _ in range(number):
        word = _NEXT_WORD.search(letters, end)
        if word is None:
            return end
        end = _end_of_chunk(letters, word.start())
    return end

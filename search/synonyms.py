"""Wordings that mean the same, looked up by stem."""

from collections.abc import Sequence

from search.syntax import Node, Word
from search.tokens import stem
from search.wordlists import SYNONYMS

Wording = tuple[str, ...]


def _stems(wording: Wording) -> Wording:
    return tuple(map(stem, wording))


_GROUPS = {
    wording: tuple(other for other in group if other != wording)
    for group in (tuple(map(_stems, lines)) for lines in SYNONYMS)
    for wording in group
}
LONGEST_WORDING = max(map(len, _GROUPS))


def other_wordings(words: Wording) -> tuple[Wording, ...]:
    """The stems of every other way to say the same, or nothing."""
    return _GROUPS.get(_stems(words), ())


def synonym_runs(parts: Sequence[Node]) -> list[Wording]:
    """Runs of neighbouring words that have other wordings, as in `large language model`."""
    return [run for first in range(len(parts)) if (run := synonym_run(parts, first))]


def synonym_run(parts: Sequence[Node], first: int) -> Wording:
    """The longest such run of at least two words that begins at `first`, or nothing."""
    words: list[str] = []
    longest: Wording = ()
    for part in parts[first : first + LONGEST_WORDING]:
        if not isinstance(part, Word) or len(part.words) != 1:
            break
        words.append(part.words[0])
        if len(words) > 1 and other_wordings(tuple(words)):
            longest = tuple(words)
    return longest

"""The labels and names that an index holds: resolves typed values, and suggests what was meant."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from search.engine import MAX_TERMS, MAX_VALUES, Snapshot
from search.fields import COMPANY_WORDS, SPEAKER_WORDS, TITLE_WORDS
from search.results import Notice
from search.scopes import NAME_SCOPES
from search.syntax import Conjunction, Disjunction, Negation, Node, Scope
from search.tokens import key_of, words_of

_WORD_FIELDS = {"speaker": SPEAKER_WORDS, "company": COMPANY_WORDS, "role": TITLE_WORDS}
_CLOSE = 0.6


class Vocabulary:
    """What one snapshot knows; built once for each and kept."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._labels: dict[str, tuple[str, ...]] = {}

    def labels(self, field: str) -> tuple[str, ...]:
        """The values of a label field, the commonest first; at most MAX_VALUES of them."""
        if field not in self._labels:
            self._labels[field] = tuple(self._snapshot.terms(field, "", MAX_VALUES))
        return self._labels[field]

    def resolve(self, node: Node) -> tuple[Node, list[Notice]]:
        """The tree with every scope's known values filled in, and a notice for each unknown one."""
        notices: list[Notice] = []
        return self._resolve(node, notices), notices

    def _resolve(self, node: Node, notices: list[Notice]) -> Node:
        match node:
            case Conjunction(parts) | Disjunction(parts):
                return replace(node, parts=tuple(self._resolve(part, notices) for part in parts))
            case Negation(part):
                return Negation(self._resolve(part, notices))
            case Scope():
                return self._resolve_scope(node, notices)
        return node

    def _resolve_scope(self, scope: Scope, notices: list[Notice]) -> Scope:
        known: list[str] = []
        for value in scope.values:
            key = key_of(value)
            found = [label for label in self.labels(scope.name) if key_of(label) == key]
            known += found
            if not found and not self._has_name(scope.name, value):
                notices.append(self._unknown(scope, value))
        return replace(scope, known=tuple(dict.fromkeys(known)))

    def _has_name(self, scope: str, value: str) -> bool:
        """Whether every word of the value stands in some name."""
        field, words = _WORD_FIELDS.get(scope), words_of(value)
        if field is None or not words:
            return False
        return all(self._snapshot.has_term(field, word) for word in words)

    def _unknown(self, scope: Scope, value: str) -> Notice:
        if scope.name in NAME_SCOPES:
            meant = self._closest_name(scope.name, value)
        else:
            meant = closest(value, self.labels(scope.name))
        suggestion = f"{scope.name}:{_quoted(meant)}" if meant else None
        return Notice(f"No {scope.name} matches {value!r}.", scope.at, suggestion)

    def _closest_name(self, scope: str, value: str) -> str | None:
        """The value with each unknown word replaced by the closest one; None if one has none."""
        field, meant = _WORD_FIELDS[scope], []
        for word in words_of(value):
            known = self._snapshot.has_term(field, word)
            close = word if known else self.closest_word(field, word)
            if close is None:
                return None
            meant.append(close)
        return " ".join(meant) or None

    def closest_word(self, field: str, word: str) -> str | None:
        """The indexed word closest to an unknown one, among those with the same first letter."""
        if not word.isalpha():
            return None  # a figure close to 3.40 is not what was meant
        close = get_close_matches(word, self._snapshot.terms(field, word[:1], MAX_TERMS), n=1)
        return close[0] if close else None


def closest(value: str, labels: Iterable[str]) -> str | None:
    """The label that a mistyped value probably meant."""
    by_key = {key_of(label): label for label in labels}
    close = get_close_matches(key_of(value), by_key, n=1, cutoff=_CLOSE)
    return by_key[close[0]] if close else None


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value

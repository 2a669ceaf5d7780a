"""Texts as one state of the index understands them; those that came lately are kept."""

from dataclasses import dataclass
from functools import lru_cache, partial

from tantivy import Query

from search.language import parse
from search.lexemes import MAX_CHARACTERS
from search.marker import Marker, build_marker
from search.queries import compile_node
from search.results import Notice
from search.syntax import Node, format_query
from search.vocabulary import Vocabulary

_KEPT = 256  # texts, each of at most MAX_CHARACTERS: a few megabytes in all


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text asks for: its tree with values resolved, and everything made of that alone."""

    node: Node
    notices: tuple[Notice, ...]
    interpretation: str
    query: Query
    marker: Marker


class Understanding:
    """Understands texts by the labels of one state; goes with that state, so it cannot be stale."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._kept = lru_cache(maxsize=_KEPT)(partial(_understand, vocabulary))

    def of(self, text: str) -> Understood:
        """What a text asks for; total on any string."""
        if len(text) > MAX_CHARACTERS:  # what is kept stays small
            return _understand(self.vocabulary, text)
        return self._kept(text)


def _understand(vocabulary: Vocabulary, text: str) -> Understood:
    parsed = parse(text)
    node, unknown = vocabulary.resolve(parsed.node)
    return Understood(
        node=node,
        notices=(*parsed.notices, *unknown),
        interpretation=format_query(node),
        query=compile_node(node),
        marker=build_marker(node),
    )

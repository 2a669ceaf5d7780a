"""One request understood: its parts that must all hold, from which every query of it is built."""

from dataclasses import dataclass

from tantivy import Query

from search.filtering import compile_filter
from search.filters import All, Between, OneOf, top_level_parts
from search.queries import all_of, compile_node
from search.requests import Order, SearchRequest
from search.syntax import (
    Conjunction,
    Dates,
    Disjunction,
    Everything,
    Negation,
    Node,
    Scope,
    conjuncts,
    join_all,
)
from search.understanding import Understood
from search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Plan:
    """A request's text as it was understood, and its filter."""

    understood: Understood
    request: SearchRequest
    vocabulary: Vocabulary

    @property
    def order(self) -> Order:
        """The order in force: without words there is nothing to rank by."""
        asked, node = self.request.order, self.understood.node
        return Order.NEWEST if asked is Order.RELEVANCE and not is_ranked(node) else asked

    def own_scopes(self, field: str) -> list[Scope]:
        """The query's top-level scopes on a field."""
        parts = conjuncts(self.understood.node)
        return [part for part in parts if isinstance(part, Scope) and part.name == field]

    def own_choices(self, field: str) -> list[OneOf]:
        """The filter's top-level choices on a field."""
        parts = top_level_parts(self.request.where)
        return [part for part in parts if isinstance(part, OneOf) and part.field == field]

    def chooses(self, field: str) -> bool:
        """Whether the request itself narrows a field, at its top level."""
        return bool(self.own_scopes(field) or self.own_choices(field))

    def query(self, without: str | None = None) -> Query:
        """The engine's query; `without` leaves out the request's own choice on that field."""
        dropped = self.own_scopes(without) if without else []
        left_out = self.own_choices(without) if without else []
        filters = [part for part in top_level_parts(self.request.where) if part not in left_out]
        if self.request.as_of is not None:
            filters.append(Between("held_on", None, self.request.as_of))
        queries = [self._words_without(dropped) if dropped else self.understood.query]
        if filters:
            queries.append(compile_filter(All(tuple(filters)), self.vocabulary.labels))
        return all_of(queries)

    def _words_without(self, dropped: list[Scope]) -> Query:
        kept = [part for part in conjuncts(self.understood.node) if part not in dropped]
        return compile_node(join_all(kept) or Everything())


def is_ranked(node: Node) -> bool:
    """Whether any part of the tree gives a score."""
    if isinstance(node, Conjunction | Disjunction):
        return any(is_ranked(part) for part in node.parts)
    return not isinstance(node, Everything | Negation | Scope | Dates)

"""What comes back: hits by key, counts, and how the words were understood."""

from dataclasses import dataclass, field
from typing import NamedTuple

from search.marker import Marker
from search.requests import Key, Order


class Hit(NamedTuple):
    """One quote found: its database key, its score, and its place in the order."""

    pk: int
    score: float
    key: Key


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many hits carry a value; `selected` when the query or the filter names it."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in the text that was not taken as written; `position` counts code points."""

    message: str
    position: int
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the index can be trusted, and what is wrong with it if not."""

    ok: bool
    generation: int
    documents: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of hits with everything that a result page shows beside them."""

    hits: tuple[Hit, ...]
    total: int | None
    has_more: bool
    interpretation: str
    notices: tuple[Notice, ...]
    marker: Marker
    generation: int
    order: Order
    facets: dict[str, tuple[FacetCount, ...]] = field(default_factory=dict)

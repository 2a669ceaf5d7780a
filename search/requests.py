"""What a caller asks: words, filter, order, page and facets."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from search.filters import Filter

Key = tuple[float | int, int]


class Order(Enum):
    """How hits are ordered; without words to rank by, RELEVANCE means NEWEST."""

    RELEVANCE = "RELEVANCE"
    NEWEST = "NEWEST"
    OLDEST = "OLDEST"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question; every bound is enforced by search, so any value is safe to pass on."""

    text: str = ""
    where: Filter | None = None
    order: Order = Order.RELEVANCE
    first: int = 25  # hits in a page, clamped to 1..100
    after: Key | None = None  # `Hit.key` at the edge of the page already seen
    backward: bool = False  # the page before `after`; without `after`, the last page
    facets: tuple[str, ...] = ()
    facet_size: int = 10
    as_of: date | None = None  # only what was said on or before that day
    count: bool = True

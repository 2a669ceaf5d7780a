"""One page of hits by keyset: complete and without repeats, forwards and backwards."""

from dataclasses import dataclass
from datetime import date

from tantivy import Query

from search.engine import MAX_DEPTH, MAX_PAGE, Snapshot, clamp
from search.errors import InvalidRequest
from search.fields import LARGEST_PK, NEWEST_KEY, OLDEST_KEY, sort_key, split_key
from search.queries import all_of, sorted_after
from search.requests import Key, Order, SearchRequest
from search.results import Hit

_LAST_DAY = date.max.toordinal()
Scored = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Page:
    """Hits in order, whether more lie beyond them, and how many match in all."""

    hits: tuple[Hit, ...]
    has_more: bool
    total: int | None


def read_page(snapshot: Snapshot, query: Query, request: SearchRequest, order: Order) -> Page:
    """The page that a request asks for; `order` is the one in force.

    Raises:
        InvalidRequest: `after` is not a key of this order.
    """
    if order is Order.RELEVANCE:
        return _by_relevance(snapshot, query, request)
    return _by_date(snapshot, query, request, oldest_first=order is Order.OLDEST)


def _by_relevance(snapshot: Snapshot, query: Query, request: SearchRequest) -> Page:
    """A slice of the best MAX_DEPTH; scores belong to one state of one index."""
    size = clamp(request.first, MAX_PAGE)
    edge = None if request.after is None else _checked(request.after)
    total: int | None = None
    wanted = size + 1 if edge is None and not request.backward else MAX_DEPTH
    # Nearly all pages are the first, and ranking a thousand hits for it is most of a search.
    for depth in (2 * size + 16, MAX_DEPTH):
        counted = request.count and total is None
        ranking = snapshot.best(query, depth, count=counted, wanted=wanted)
        total = total if ranking.total is None else ranking.total
        hits = _beyond(ranking.hits, edge, backward=request.backward)
        if ranking.is_whole or _is_settled(ranking.hits, hits, size, edge, request.backward):
            break
    chosen = hits[-size:] if request.backward else hits[:size]
    found = tuple(Hit(pk, score, (score, pk)) for score, pk in chosen)
    return Page(found, len(hits) > size, total)


def _beyond(hits: list[Scored], edge: Key | None, *, backward: bool) -> list[Scored]:
    if edge is None:
        return hits
    return [hit for hit in hits if (hit > edge if backward else hit < edge)]


def _is_settled(
    ranked: list[Scored], beyond: list[Scored], size: int, edge: Key | None, backward: bool
) -> bool:
    """Whether hits further down could change nothing of the page."""
    if backward:
        return edge is not None and bool(ranked) and ranked[-1] <= edge
    return len(beyond) > size


def _by_date(
    snapshot: Snapshot, query: Query, request: SearchRequest, *, oldest_first: bool
) -> Page:
    field = OLDEST_KEY if oldest_first else NEWEST_KEY
    ascending = oldest_first != request.backward
    size = clamp(request.first, MAX_PAGE)
    wanted = query
    if request.after is not None:
        edge = sort_key(*_checked_day(request.after), oldest_first=oldest_first)
        wanted = all_of([query, sorted_after(field, edge, ascending=ascending)])
    keys = snapshot.sorted_keys(wanted, field, size + 1, ascending=ascending)
    found = keys[:size][::-1] if request.backward else keys[:size]
    hits = tuple(Hit(pk, 0.0, (day, pk)) for day, pk in map(split_key, found))
    return Page(hits, len(keys) > size, snapshot.count(query) if request.count else None)


def _checked(key: Key) -> Key:
    numbers = isinstance(key, tuple) and len(key) == 2
    if not numbers or not isinstance(key[0], int | float) or not isinstance(key[1], int):
        raise InvalidRequest(f"{key!r} is not the key of a hit.")
    return key


def _checked_day(key: Key) -> tuple[int, int]:
    day, pk = _checked(key)
    if not isinstance(day, int) or not 0 <= day <= _LAST_DAY or not 0 <= pk <= LARGEST_PK:
        raise InvalidRequest(f"{key!r} is not the key of a hit in date order.")
    return day, pk

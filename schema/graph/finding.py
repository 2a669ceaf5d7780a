"""Runs a search and puts the stored rows behind its hits; rows come from the database alone."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from schema import tables
from schema.errors import BadCursor, BadInput, CallboardError, NotReady
from schema.graph.ids import fingerprint, format_cursor, parse_cursor
from schema.graph.loading import Request, load_rows
from schema.graph.narrowing import read_filter
from schema.graph.pages import PAGE_MAXIMUM, PageInfo, page_info, read_size
from schema.graph.shape import Shape
from schema.graph.where import check_size
from schema.store.keys import among
from schema.tables import table_of
from search import (
    IndexBusy,
    IndexDamaged,
    InvalidRequest,
    Order,
    SearchError,
    SearchRequest,
    SearchResult,
    to_html,
)

QUOTE = table_of(tables.Quote)


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of a text, in code points."""

    start: int
    end: int


@dataclass(slots=True)
class FoundEdge:
    """A hit with its stored row."""

    row: Any
    score: float
    key: tuple[float | int, int]
    page: "FoundPage" = field(repr=False)

    @property
    def cursor(self) -> str:
        """The hit's place in the list."""
        return format_cursor(self.page.mark, list(self.key))

    @property
    def shape(self) -> Shape:
        """What the row's columns are."""
        return self.page.shape

    @property
    def text(self) -> str:
        """The stored words of the quote."""
        return str(self.row[self.page.text_position])

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """What the query matched in the stored words."""
        return self.page.result.marker.ranges(self.text)

    @property
    def highlights(self) -> list[Range]:
        """What the query matched in the stored words."""
        return [Range(start, end) for start, end in self.ranges]

    @property
    def html(self) -> str:
        """The stored words as safe HTML, matches in `<mark>`."""
        text = self.text
        return to_html(text, self.page.result.marker.ranges(text))


@dataclass
class FoundPage:
    """One page of hits."""

    edges: list[FoundEdge]
    shape: Shape
    result: SearchResult
    request: SearchRequest
    text_position: int
    given: Mapping[str, Any]
    """The arguments as they were given."""

    @cached_property
    def mark(self) -> str:
        """The mark of the list's cursors."""
        return mark_of(self.given)

    @property
    def rows(self) -> list[Any]:
        """The rows behind the hits."""
        return [edge.row for edge in self.edges]

    @property
    def total(self) -> int:
        """How many quotes the whole search finds."""
        return self.result.total or 0

    @property
    def facets(self) -> "FoundPage":
        """The page itself: its facets are counted when they are asked for."""
        return self

    @property
    def interpretation(self) -> "Interpretation":
        """How the query was understood."""
        notices = [Warned(n.message, n.position, n.suggestion) for n in self.result.notices]
        return Interpretation(self.result.interpretation, notices)

    @cached_property
    def info(self) -> PageInfo:
        """Where this page stands in its list."""
        ends = [edge.cursor for edge in (*self.edges[:1], *self.edges[-1:])]
        has_place = self.request.after is not None
        return page_info(ends, self.request.backward, self.result.has_more, has_place=has_place)


@dataclass(frozen=True, slots=True)
class Warned:
    """A part of a query that was not understood as it was probably meant."""

    message: str
    position: int
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How a query was understood."""

    text: str
    warnings: list[Warned]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet with its count."""

    facet: str
    value: str
    count: int
    selected: bool


def load_found_pages(
    request: Request, owners: Sequence[Any], arguments: Mapping[str, Any], shape: Shape
) -> list[FoundPage]:
    """Return the page of hits. Raises BadInput, BadCursor, TooMuch, NotReady."""
    page = find(request, arguments, shape)
    return [page] * len(owners)


def find(request: Request, arguments: Mapping[str, Any], shape: Shape) -> FoundPage:
    """Return one page of hits with their rows."""
    size, _ = read_size(arguments)
    asked = read_search(request, arguments, size)
    with said_plainly():
        result = index_of(request).search(asked)
    hits = result.hits[:size]
    rows = load_rows("Quote", request, [hit.pk for hit in hits], shape)
    page = FoundPage([], shape, result, asked, shape.position(QUOTE, "text"), arguments)
    found = [(row, hit) for row, hit in zip(rows, hits, strict=True) if row is not None]
    page.edges = [FoundEdge(row, hit.score, hit.key, page) for row, hit in found]
    return page


def mark_of(arguments: Mapping[str, Any]) -> str:
    """Return what tells a search's cursors from those of other lists."""
    where, as_of = arguments.get("where") or {}, arguments.get("asOf")
    order = Order(arguments["orderBy"])
    return fingerprint("search", arguments["query"], order.value, where, as_of)


def read_search(request: Request, arguments: Mapping[str, Any], size: int) -> SearchRequest:
    """Return the question for the index."""
    where = arguments.get("where") or {}
    check_size(where)  # the same for all lists, whoever answers it
    after, before = arguments.get("after"), arguments.get("before")
    if after is not None and before is not None:
        raise BadInput("give `after` or `before`, not both: a search is paged from one side")
    backward = before is not None or arguments.get("last") is not None
    if backward and after is not None:
        raise BadInput("`last` goes with `before`, `first` with `after`")
    if before is not None and arguments.get("first") is not None:
        raise BadInput("`first` goes with `after`, `last` with `before`")
    place = before if backward else after
    key = None if place is None else search_key(parse_cursor(place, mark_of(arguments), 2))
    return SearchRequest(
        text=arguments["query"],
        where=read_filter(request, where, arguments.get("asOf")),
        order=Order(arguments["orderBy"]),
        first=max(size, 1),
        after=key,
        backward=backward,
        as_of=arguments.get("asOf"),
    )


def search_key(values: list[Any]) -> tuple[float | int, int]:
    """Return a hit's key from a cursor's values. Raises BadCursor for other values."""
    score, key = values
    if not isinstance(score, int | float) or not isinstance(key, int):
        raise BadCursor("the cursor is damaged; take one from `cursor` or `pageInfo`")
    return score, key


def index_of(request: Request) -> Any:
    """Return one state of the search index for all of a request. Raises NotReady without one."""
    if request.index is None:
        raise NotReady("there is no search index here; run `callboard index`")
    return request.reader.remember("index", request.index.pinned)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Raise what search raises as an error of ours that the client understands."""
    try:
        yield
    except InvalidRequest as error:
        raise BadInput(str(error)) from error
    except (IndexDamaged, IndexBusy) as error:
        said = "the search index cannot answer; run `callboard index`"
        raise NotReady(said, str(error)) from error
    except SearchError as error:
        raise CallboardError(str(error)) from error


def facet_loader(name: str) -> Any:
    """Return the loader that counts the hits of a search by the values of one facet."""

    def load(
        request: Request, pages: Sequence[FoundPage], arguments: Mapping[str, Any]
    ) -> list[list[FacetValue]]:
        size = arguments["first"]
        if not 1 <= size <= PAGE_MAXIMUM:
            raise BadInput(f"`first` is {size}; write a number from 1 to {PAGE_MAXIMUM}")
        return [count_facet(request, page, name, size) for page in pages]

    return load


def count_facet(request: Request, page: FoundPage, name: str, size: int) -> list[FacetValue]:
    """Return the commonest values of a facet among everything that a search finds."""
    asked = replace(page.request, facets=(name,), facet_size=size)
    with said_plainly():
        counts = index_of(request).facets(asked)[name]
    return [FacetValue(name, f.value, f.count, f.selected) for f in counts]


NAMED: dict[str, tuple[type[SQLModel], str, str]] = {
    "company": (tables.Company, "slug", "name"),
    "speaker": (tables.Person, "slug", "name"),
    "theme": (tables.Theme, "slug", "label"),
}
"""Facets whose values are keys of rows: the row type, the column of the key, that of the name."""


def load_labels(
    request: Request, values: Sequence[FacetValue], arguments: Mapping[str, Any]
) -> list[str]:
    """Return how each facet value is called: the row's name, or the value itself."""
    names: dict[tuple[str, str], str] = {}
    for facet in {value.facet for value in values} & NAMED.keys():
        row, key, name = NAMED[facet]
        columns = table_of(row).c
        statement = select(columns[key], columns[name]).where(among(columns[key]))
        keys = [value.value for value in values if value.facet == facet]
        for found in request.reader.rows(statement, {"keys": keys}):
            names[facet, str(found[0])] = found[1]
    return [names.get((value.facet, value.value), value.value) for value in values]

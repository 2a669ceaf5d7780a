"""Runs a search and puts the stored rows behind its hits; rows come from the database alone."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from schema import tables
from schema.errors import BadCursor, BadInput, CallboardError, NotReady, TooMuch
from schema.graph.ids import fingerprint, format_cursor, parse_cursor
from schema.graph.loading import Request, load_rows
from schema.graph.pages import PageInfo, read_size
from schema.graph.shape import Shape
from schema.graph.where import Conditions, where_parameters, where_shape
from schema.store.keys import among
from schema.tables import table_of
from search import (
    All,
    Any as AnyOf,
    Between,
    Filter,
    IndexBusy,
    IndexDamaged,
    InvalidRequest,
    Not,
    OneOf,
    Order,
    SearchError,
    SearchRequest,
    SearchResult,
    to_html,
)

QUOTE = table_of(tables.Quote)
MAXIMUM_KEYS = 10_000

INDEXED = {
    ("company", "slug"): "company",
    ("company", "ticker"): "ticker",
    ("company", "sector"): "sector",
    ("speaker", "slug"): "speaker",
    ("event", "type"): "type",
    ("event", "stage"): "stage",
    ("themes", "slug"): "theme",
    ("call", "fiscalPeriod"): "period",
    ("occurredOn",): "held_on",
    ("role",): "role",
    ("section",): "section",
    ("verification",): "verification",
}
"""Paths of `where` that the index answers by itself, with its field."""

SPARSE = ("speaker", "call", "themes")
"""Links that some quotes lack, or have several of."""

FACETS = ("speaker", "theme", "company", "type", "stage", "period", "sector", "role")


class NotIndexed(Exception):
    """A part of `where` that the index does not hold; the database answers it."""


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
        return to_html(self.text, self.ranges)


@dataclass
class FoundPage:
    """One page of hits."""

    edges: list[FoundEdge]
    shape: Shape
    result: SearchResult
    request: SearchRequest
    mark: str
    text_position: int

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
        backward, more = self.request.backward, self.result.has_more
        follows = backward if backward else more
        precedes = more if backward else self.request.after is not None
        first = self.edges[0].cursor if self.edges else None
        last = self.edges[-1].cursor if self.edges else None
        return PageInfo(follows, precedes, first, last)


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
    mark, asked = read_search(request, arguments, size)
    with said_plainly():
        result = index_of(request).search(asked)
    hits = result.hits[:size]
    rows = load_rows("Quote", request, [hit.pk for hit in hits], shape)
    page = FoundPage([], shape, result, asked, mark, shape.position(QUOTE, "text"))
    found = [(row, hit) for row, hit in zip(rows, hits, strict=True) if row is not None]
    page.edges = [FoundEdge(row, hit.score, hit.key, page) for row, hit in found]
    return page


def read_search(
    request: Request, arguments: Mapping[str, Any], size: int
) -> tuple[str, SearchRequest]:
    """Return the mark of the list's cursors and the question for the index."""
    text, order = arguments["query"], Order(arguments["orderBy"])
    where, as_of = arguments.get("where") or {}, arguments.get("asOf")
    where_shape(where)  # refuses what is nested too deeply, whoever answers it
    mark = fingerprint("search", text, order.value, where, as_of)
    after, before = arguments.get("after"), arguments.get("before")
    if after is not None and before is not None:
        raise BadInput("give `after` or `before`, not both: a search is paged from one side")
    backward = before is not None or arguments.get("last") is not None
    if backward and after is not None:
        raise BadInput("`last` goes with `before`, `first` with `after`")
    if before is not None and arguments.get("first") is not None:
        raise BadInput("`first` goes with `after`, `last` with `before`")
    place = before if backward else after
    key = None if place is None else search_key(parse_cursor(place, mark, 2))
    asked = SearchRequest(
        text=text,
        where=read_filter(request, where),
        order=order,
        first=max(size, 1),
        after=key,
        backward=backward,
        as_of=as_of,
    )
    return mark, asked


def search_key(values: list[Any]) -> tuple[float | int, int]:
    """Return a hit's key from a cursor's values. Raises BadCursor for other values."""
    score, key = values
    if not isinstance(score, int | float) or not isinstance(key, int):
        raise BadCursor("the cursor is damaged; take one from `cursor` or `pageInfo`")
    return score, key


def index_of(request: Request) -> Any:
    """Return the search index. Raises NotReady where there is none."""
    if request.index is None:
        raise NotReady("there is no search index here; run `callboard index`")
    return request.index


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


def read_filter(request: Request, where: Mapping[str, Any]) -> Filter | None:
    """Return a `where` as the index takes it; what it does not hold becomes a list of keys."""
    parts, rest = [], {}
    for name, part in where.items():
        try:
            parts.append(translate({name: part}, ()))
        except NotIndexed:
            rest[name] = part
    if rest:
        parts.append(OneOf("pk", tuple(find_keys(request, rest))))
    return joined(parts) if parts else None


def find_keys(request: Request, where: Mapping[str, Any]) -> list[int]:
    """Return the keys of the quotes that meet a condition. Raises TooMuch for over 10,000."""
    condition = Conditions(request.sources).build("Quote", QUOTE, where)
    statement = select(QUOTE.c.id).where(condition).limit(MAXIMUM_KEYS + 1)
    found = [row[0] for row in request.reader.rows(statement, where_parameters(where))]
    if len(found) > MAXIMUM_KEYS:
        raise TooMuch(
            f"{', '.join(sorted(where))} in `where` keeps over {MAXIMUM_KEYS:,} quotes, too many "
            "to search in; narrow it, or filter by company, speaker, event, call, theme or day"
        )
    return found


def translate(where: Any, path: tuple[str, ...]) -> Filter:
    """Return a condition on the index's own fields. Raises NotIndexed for any other."""
    if path in INDEXED:
        return compare(INDEXED[path], where)
    parts: list[Filter] = []
    for name, part in where.items():
        if part is None:
            continue
        if name == "and":
            parts.extend(translate(each, path) for each in part)
        elif name == "or":
            choices = tuple(translate(each, path) for each in part)
            parts.append(AnyOf(choices) if choices else All(()))
        elif name == "not":
            parts.append(Not(translate(part, path)))
        elif name in SPARSE and not path and not is_choice(part):
            raise NotIndexed(name)
        elif any(known[: len(path) + 1] == (*path, name) for known in INDEXED):
            parts.append(translate(part, (*path, name)))
        else:
            raise NotIndexed(name)
    return joined(parts)


def joined(parts: Sequence[Filter]) -> Filter:
    """Return that all parts hold, one level deep: facets look for their own choice there."""
    flat: list[Filter] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, All) else [part])
    return All(tuple(flat))


def is_choice(where: Mapping[str, Any]) -> bool:
    """Return whether a condition on a linked row is one list of values to choose from.

    Only such a one means the same of a quote in the index, which holds the values and not the row:
    "another speaker" is no quote without a speaker, "theme A and B" is not one of each.
    """
    operators = [each for part in where.values() for each in (part or {"": None})]
    return len(where) == 1 and operators in (["eq"], ["in"])


def compare(name: str, operators: Mapping[str, Any]) -> Filter:
    """Return the comparisons of one field. Raises NotIndexed for those the index cannot make."""
    parts: list[Filter] = []
    for operator, value in operators.items():
        if value is None or operator not in ("eq", "in", "ne", "notIn", "lt", "lte", "gt", "gte"):
            raise NotIndexed(operator)
        if operator in ("eq", "in"):
            parts.append(OneOf(name, texts(value)))
        elif operator in ("ne", "notIn") and name != "theme":
            parts.append(Not(OneOf(name, texts(value))))
        elif isinstance(value, date):
            parts.append(between(name, operator, value))
        else:
            raise NotIndexed(operator)
    return joined(parts)


def between(name: str, operator: str, value: date) -> Filter:
    """Return a bound on a day; both ends of the index's ranges are included."""
    day = timedelta(days=1)
    if operator == "gte":
        return Between(name, lower=value)
    if operator == "lte":
        return Between(name, upper=value)
    if value in (date.min, date.max):
        # There is no day beyond; the database says what lies on this side.
        raise NotIndexed(operator)
    return Between(name, value + day) if operator == "gt" else Between(name, None, value - day)


def texts(value: Any) -> tuple[Any, ...]:
    """Return one value or several as the index holds them."""
    values = value if isinstance(value, list) else [value]
    return tuple(each if isinstance(each, date) else str(each) for each in values)


def facet_loader(name: str) -> Any:
    """Return the loader that counts the hits of a search by the values of one facet."""

    def load(
        request: Request, pages: Sequence[FoundPage], arguments: Mapping[str, Any]
    ) -> list[list[FacetValue]]:
        size = arguments["first"]
        if not 1 <= size <= 100:
            raise BadInput(f"`first` is {size}; write a number from 1 to 100")
        return [count_facet(request, page, name, size) for page in pages]

    return load


def count_facet(request: Request, page: FoundPage, name: str, size: int) -> list[FacetValue]:
    """Return the commonest values of a facet among everything that a search finds."""
    asked = page.request
    counted = SearchRequest(
        text=asked.text,
        where=asked.where,
        order=Order.NEWEST,
        first=1,
        facets=(name,),
        facet_size=size,
        as_of=asked.as_of,
        count=False,
    )
    with said_plainly():
        result = index_of(request).search(counted)
    return [FacetValue(name, f.value, f.count, f.selected) for f in result.facets.get(name, ())]


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

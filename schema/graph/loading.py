"""Reads the rows behind a source for a whole batch of owners, in one statement."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Select, func, select

from schema.database import Reader
from schema.errors import BadInput
from schema.graph.arguments import FieldArguments
from schema.graph.ids import parse_global_id
from schema.graph.mapping import (
    Connection,
    Find,
    Nodes,
    RowsBehind,
    Source,
    ToMany,
    ToOne,
    type_of_rows,
)
from schema.graph.pages import (
    PAGE_MAXIMUM,
    Page,
    PageRequest,
    place_parameters,
    read_page,
)
from schema.graph.shape import Shape
from schema.graph.statements import PageStatements
from schema.graph.where import Conditions, Where, where_parameters, where_shape
from schema.store.keys import among


@dataclass(slots=True)
class Request:
    """What the loading of one request needs: its snapshot, the mapping, and the search index."""

    reader: Reader
    sources: Mapping[str, Mapping[str, Source]]
    quotes: Any = None
    """The index of quotes, None where there is none; taken as `index`."""
    variables: Any = None
    uses_index: bool = False
    """Whether the answer depends on the index."""

    @property
    def index(self) -> Any:
        """The index of quotes; who takes it makes the answer depend on it."""
        self.uses_index = True
        return self.quotes


def load_rows(type_name: str, request: Request, keys: Iterable[int], shape: Shape) -> list[Any]:
    """Return the row of each primary key, None where there is none."""
    rows = type_of_rows[type_name]
    wanted = list(keys)
    if not wanted:
        return []
    found = shape.rows(
        request.reader,
        "rows",
        lambda: shape.select().where(among(rows.table.c.id)),
        {"keys": list(set(wanted))},
    )
    by_key = {row[0]: row for row in found}
    return [by_key.get(key) for key in wanted]


def load_found(
    source: Find, request: Request, arguments: Mapping[str, Any], shape: Shape
) -> Any | None:
    """Return the row that the arguments name, None when there is none."""
    where = source.where(arguments)
    if where is None:
        return None
    rows = type_of_rows[source.target]

    def build() -> Select[Any]:
        conditions = Conditions(request.sources, takes_all=True)
        named = rows.table if rows.same_as is None else rows.table.alias()
        condition = conditions.build(rows.name, named, where)
        if rows.same_as is not None:
            standing = func.coalesce(named.c[rows.same_as.name], named.c.id)
            condition = rows.table.c.id.in_(select(standing).where(condition))
        return shape.select().where(condition).order_by(rows.table.c.id).limit(1)

    key = ("found", where_shape(where))
    found = shape.rows(request.reader, key, build, where_parameters(where))
    return found[0] if found else None


def load_nodes(
    source: Nodes,
    request: Request,
    arguments: Mapping[str, Any],
    load_type: Callable[[Request, str, list[int]], list[Any]],
) -> Any:
    """Return what `load_type` makes of the rows that identifiers name, None where there is none.

    Raises BadInput for a text that is no identifier, or for too many of them.
    """
    texts = arguments["ids"] if source.is_list else [arguments["id"]]
    if len(texts) > PAGE_MAXIMUM:
        raise BadInput(f"`ids` has {len(texts)} entries; at most {PAGE_MAXIMUM} are taken")
    names = [parse_global_id(text) for text in texts]
    found: dict[tuple[str, int], Any] = {}
    for type_name in dict.fromkeys(name for name, _ in names if is_node_type(name)):
        keys = [key for name, key in names if name == type_name]
        made = load_type(request, type_name, standing_keys(request, type_name, keys))
        found |= {(type_name, key): each for key, each in zip(keys, made, strict=True)}
    values = [found.get(name) for name in names]
    return values if source.is_list else values[0]


def standing_keys(request: Request, type_name: str, keys: list[int]) -> list[int]:
    """Return the key of the row that stands for each, which mostly is the row itself."""
    rows = type_of_rows[type_name]
    if rows.same_as is None:
        return keys
    merged = select(rows.table.c.id, rows.same_as).where(
        among(rows.table.c.id), rows.same_as.is_not(None)
    )
    standing = {row[0]: row[1] for row in request.reader.rows(merged, {"keys": keys})}
    return [standing.get(key, key) for key in keys]


def is_node_type(name: str) -> bool:
    """Return whether rows of a type can be fetched by identifier."""
    return name in type_of_rows and type_of_rows[name].is_node


def load_one(
    source: ToOne, request: Request, keys: Sequence[int | None], shape: Shape
) -> list[Any]:
    """Return the row that each link points to, None for a link that is empty."""
    wanted = [key for key in keys if key is not None]
    found = dict(zip(wanted, load_rows(source.target, request, wanted, shape), strict=True))
    return [None if key is None else found[key] for key in keys]


def load_many(
    source: ToMany, request: Request, keys: Sequence[int], shape: Shape
) -> list[list[Any]]:
    """Return the rows that belong to each owner."""
    if source.far is not None:
        return share_out(keys, *load_shared(source, request, keys, shape))
    groups: dict[int, list[Any]] = {key: [] for key in keys}
    if groups:
        owner = shape.table.c[source.link.name]

        def build() -> Select[Any]:
            # By owner first: the index on the owner gives rows in this order already.
            return shape.select(owner).where(among(owner)).order_by(owner, *source.order)

        for row in shape.rows(request.reader, "many", build, {"keys": list(groups)}):
            groups[row[-1]].append(row)
    return [groups[key] for key in keys]


def load_shared(
    source: ToMany, request: Request, keys: Sequence[int], shape: Shape
) -> tuple[list[Any], list[list[int]]]:
    """Return the rows behind a link table, each of them once, and the owners of each.

    Rows that are shared are few: on 100 quotes the links and then their 20 themes took half the
    time of 190 joined rows in order.
    """
    link, far = source.link, source.far
    assert far is not None
    if not keys:
        return [], []

    def build_links() -> Select[Any]:
        return select(link, far).where(among(link))

    def build() -> Select[Any]:
        return shape.select().where(among(shape.table.c.id)).order_by(*source.order)

    wanted = {"keys": list(dict.fromkeys(keys))}
    owners: defaultdict[int, list[int]] = defaultdict(list)
    for owner, row in shape.rows(request.reader, "links", build_links, wanted):
        owners[row].append(owner)
    rows = shape.rows(request.reader, "shared", build, {"keys": list(owners)}) if owners else []
    return rows, [owners[row[0]] for row in rows]


def share_out(
    keys: Sequence[int], values: Sequence[Any], owners: Sequence[Sequence[int]]
) -> list[list[Any]]:
    """Return the values of each key; `owners` are the keys that each value belongs to."""
    lists: dict[int, list[Any]] = {key: [] for key in keys}
    for value, each in zip(values, owners, strict=True):
        for owner in each:
            lists[owner].append(value)
    return [lists[key] for key in keys]


@dataclass(slots=True)
class PagesLoader:
    """Loads the pages of one connection field of a compiled document."""

    source: Connection
    shape: Shape
    arguments: FieldArguments
    _fixed: "PageQuery | None" = None

    def load(self, request: Request, keys: Sequence[Any]) -> list[Page]:
        """Return one page an owner."""
        if self._fixed is not None:
            return self._fixed.load(request, keys)
        arguments = self.arguments.read(request.variables)
        if self.source.load is not None:
            return list(self.source.load(request, keys, arguments, self.shape))
        if self.source.is_scoped:
            return load_pages(self.source, request, keys, arguments, self.shape)
        query = read_query(self.source, arguments, self.shape)
        if self.arguments.is_fixed:
            self._fixed = query
        return query.load(request, keys)


def load_pages(
    source: Connection,
    request: Request,
    keys: Sequence[Any],
    arguments: Mapping[str, Any],
    shape: Shape,
) -> list[Page]:
    """Return one page an owner; owners with the same scope are read by one statement."""
    if source.load is not None:
        return list(source.load(request, keys, arguments, shape))
    if not source.is_scoped:
        return read_query(source, arguments, shape).load(request, keys)
    pages: dict[int, Page] = {}
    unowned = replace(source, link=None)
    for where, places in places_by_where(keys, arguments.get("where")):
        owners = [keys[place].owner for place in places]
        given = {**arguments, "asOf": keys[places[0]].as_of}
        query = read_query(unowned if None in owners else source, given, shape, where)
        pages |= zip(places, query.load(request, owners), strict=True)
    return [pages[place] for place in range(len(keys))]


def places_by_where(
    keys: Sequence[RowsBehind], asked: Where | None
) -> list[tuple[Where, list[int]]]:
    """Return the positions of the keys that share a condition, with that condition."""
    groups: dict[str, tuple[Where, list[int]]] = {}
    for place, key in enumerate(keys):
        scope = key.where
        where = {"and": [scope, asked]} if scope and asked else scope or asked or {}
        mark = repr((key.owner is None, key.as_of, scope))
        groups.setdefault(mark, (where, []))[1].append(place)
    return list(groups.values())


@dataclass(slots=True)
class PageQuery:
    """The arguments of a connection, checked: what its statement is kept under and its values."""

    source: Connection
    shape: Shape
    page: PageRequest
    where: Where
    key: tuple[Any, ...]
    parameters: Mapping[str, Any]
    positions: tuple[int, ...]
    """Where the columns of the order stand in the rows."""

    def load(self, request: Request, owners: Sequence[Any]) -> list[Page]:
        """Return the page of each owner, in their order."""
        distinct = list(dict.fromkeys(owners))
        if self.source.link is None or len(distinct) == 1:
            rows = self._read_one(request, distinct[0])
            return [self._page(rows, owner) for owner in owners]
        groups = self._read_many(request, distinct)
        return [self._page(groups[owner], owner) for owner in owners]

    def _read_one(self, request: Request, owner: Any) -> list[Any]:
        parameters = {**self.parameters, "owner": owner}
        build = partial(self._write_one, request)
        return self.shape.rows(request.reader, ("one", *self.key), build, parameters)

    def _read_many(self, request: Request, owners: list[Any]) -> dict[Any, list[Any]]:
        parameters = {**self.parameters, "keys": owners}
        build = partial(self._write_many, request)
        groups: dict[Any, list[Any]] = {owner: [] for owner in owners}
        for row in self.shape.rows(request.reader, ("many", *self.key), build, parameters):
            groups[row[-1]].append(row)
        return groups

    def count(self, request: Request, owners: Sequence[Any]) -> list[int]:
        """Return how many rows each owner's list has in all."""
        parameters = where_parameters(self.where) | self.page.day
        if self.source.link is not None:
            parameters["keys"] = list(set(owners))
        is_now = self.page.as_of is None
        key = ("count", self.source.link is None, is_now, where_shape(self.where))
        build = self._statements(request).count
        found = self.shape.rows(request.reader, key, build, parameters)
        if self.source.link is None:
            return [found[0][0]] * len(owners)
        counts: dict[Any, int] = dict(map(tuple, found))
        return [counts.get(owner, 0) for owner in owners]

    def _write_one(self, request: Request) -> Select[Any]:
        return self._statements(request).one()

    def _write_many(self, request: Request) -> Select[Any]:
        return self._statements(request).many(request.reader.dialect)

    def _statements(self, request: Request) -> PageStatements:
        rows = type_of_rows[self.source.target]
        return PageStatements(self.source, rows, self.shape, self.page, self.where, request.sources)

    def _page(self, rows: list[Any], owner: Any) -> Page:
        size = self.page.size
        has_more = len(rows) > size
        kept = rows[:size] if has_more else rows
        if self.page.is_backward:
            kept = kept[::-1]
        return Page(kept, self.shape, self.page, has_more, self.positions, owner, self)


def read_query(
    source: Connection, arguments: Mapping[str, Any], shape: Shape, where: Where | None = None
) -> PageQuery:
    """Return the checked arguments of a connection; `where` stands for the one among them.

    Raises BadInput with what to change, BadCursor, or TooMuch.
    """
    rows = type_of_rows[source.target]
    page = read_page(rows, arguments)
    narrowed = (page.where or {}) if where is None else where
    parameters = where_parameters(narrowed) | place_parameters(page) | page.day
    parameters["limit"] = page.size + (1 if shape.looks_ahead else 0)
    positions = tuple(shape.position(rows.table, column.name) for column, _ in page.order)
    # One field can show rows of an owner and rows of any: a gap of one company, or of several.
    key = (source.link is None, page.shape, where_shape(narrowed))
    return PageQuery(source, shape, page, narrowed, key, parameters, positions)


def count_pages(request: Request, pages: Sequence[Page], arguments: Mapping[str, Any]) -> list[int]:
    """Return how many rows the list behind each page has in all."""
    totals: dict[int, int] = {}
    queries = {id(page.query): page.query for page in pages}
    for key, query in queries.items():
        places = [n for n, page in enumerate(pages) if id(page.query) == key]
        counted = query.count(request, [pages[n].owner for n in places])
        totals |= zip(places, counted, strict=True)
    return [totals[n] for n in range(len(pages))]

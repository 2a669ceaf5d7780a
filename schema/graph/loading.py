"""Reads the rows behind a source for a whole batch of owners, in one statement."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Select, func, select

from schema.database import Reader
from schema.errors import BadInput
from schema.graph.ids import parse_global_id
from schema.graph.mapping import (
    Connection,
    Find,
    Nodes,
    RowsBehind,
    RowType,
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
    index: Any = None
    variables: Any = None


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
    groups: dict[int, list[Any]] = {key: [] for key in keys}
    if groups:
        found = shape.rows(
            request.reader, "many", lambda: many_statement(source, shape), {"keys": list(groups)}
        )
        for row in found:
            groups[row[-1]].append(row)
    return [groups[key] for key in keys]


def many_statement(source: ToMany, shape: Shape) -> Select[Any]:
    """Return the statement that reads the rows of many owners, the owner's key last."""
    if source.far is None:
        owner = shape.table.c[source.link.name]
        return shape.select(owner).where(among(owner)).order_by(*source.order)
    statement = shape.select(source.link).join(source.far.table, source.far == shape.table.c.id)
    return statement.where(among(source.link)).order_by(*source.order)


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
    asked = arguments.get("where")
    page = read_page(type_of_rows[source.target], arguments)
    pages: dict[int, Page] = {}
    for where, places in places_by_where(keys, asked):
        loader = PageLoader(source, request, page, where, shape)
        owners = [owner_of(keys[place]) for place in places]
        pages |= zip(places, loader.load(owners), strict=True)
    return [pages[place] for place in range(len(keys))]


def owner_of(key: Any) -> Any:
    """Return the primary key of the owner that a connection's key names."""
    return key.owner if isinstance(key, RowsBehind) else key


def places_by_where(keys: Sequence[Any], asked: Where | None) -> list[tuple[Where, list[int]]]:
    """Return the positions of the keys that share a condition, with that condition."""
    groups: dict[str, tuple[Where, list[int]]] = {}
    for place, key in enumerate(keys):
        scope = key.where if isinstance(key, RowsBehind) else {}
        where = {"and": [scope, asked]} if scope and asked else scope or asked or {}
        groups.setdefault(repr(scope), (where, []))[1].append(place)
    return list(groups.values())


@dataclass(slots=True)
class PageLoader:
    """Reads the pages of one connection for owners that share a condition."""

    source: Connection
    request: Request
    page: PageRequest
    where: Where
    shape: Shape

    @property
    def rows(self) -> RowType:
        """The row type of the list."""
        return type_of_rows[self.source.target]

    def load(self, owners: Sequence[Any]) -> list[Page]:
        """Return the page of each owner, in their order."""
        distinct = list(dict.fromkeys(owners))
        is_batch = self.source.link is not None and len(distinct) > 1
        key = (is_batch, self.page.shape, where_shape(self.where))
        parameters = where_parameters(self.where) | place_parameters(self.page)
        parameters["limit"] = self.page.size + 1
        if self.source.link is not None:
            parameters |= {"keys": distinct} if is_batch else {"owner": distinct[0]}
        reader, write = self.request.reader, self._statements()
        build = partial(write.many, reader.dialect) if is_batch else write.one
        groups: dict[Any, list[Any]] = {owner: [] for owner in distinct}
        for row in self.shape.rows(reader, key, build, parameters):
            groups[row[-1] if is_batch else distinct[0]].append(row)
        return [self._page(groups[owner], owner) for owner in owners]

    def count(self, owners: Sequence[Any]) -> list[int]:
        """Return how many rows each owner's list has in all."""
        parameters = where_parameters(self.where)
        if self.source.link is not None:
            parameters["keys"] = list(set(owners))
        key, build = ("count", where_shape(self.where)), self._statements().count
        found = self.shape.rows(self.request.reader, key, build, parameters)
        if self.source.link is None:
            return [found[0][0]] * len(owners)
        counts: dict[Any, int] = dict(map(tuple, found))
        return [counts.get(owner, 0) for owner in owners]

    def _statements(self) -> PageStatements:
        return PageStatements(
            self.source, self.rows, self.shape, self.page, self.where, self.request.sources
        )

    def _page(self, rows: list[Any], owner: Any) -> Page:
        has_more = len(rows) > self.page.size
        kept = rows[: self.page.size]
        if self.page.is_backward:
            kept.reverse()
        table = self.rows.table
        positions = tuple(self.shape.position(table, column.name) for column, _ in self.page.order)
        return Page(kept, self.shape, self.page, has_more, positions, owner, self)


def count_pages(request: Request, pages: Sequence[Page], arguments: Mapping[str, Any]) -> list[int]:
    """Return how many rows the list behind each page has in all."""
    totals: dict[int, int] = {}
    loaders = {id(page.loader): page.loader for page in pages}
    for key, loader in loaders.items():
        places = [n for n, page in enumerate(pages) if id(page.loader) == key]
        totals |= zip(places, loader.count([pages[n].owner for n in places]), strict=True)
    return [totals[n] for n in range(len(pages))]

"""Loads the groups of lists: pages of them, their measures, and the rows behind each."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from schema.errors import BadCursor, BadInput
from schema.graph.dimensions import (
    PROPERTIES,
    Dimension,
    joined,
    shown_where,
    where_of,
)
from schema.graph.groups import NOTHING, GroupStatement, Summary, summary_of
from schema.graph.ids import fingerprint, format_cursor, parse_cursor, plain
from schema.graph.loading import PageQuery, Request, read_query
from schema.graph.pages import Page, PageInfo, page_info, read_size
from schema.graph.shape import Shape
from schema.graph.where import Where, where_parameters

MOST_GROUPS = 1_000
"""How far paging goes; groups behind these are counted among the others."""
MOST_KEYS = 4

Place = tuple[Any, ...]
"""A group's place in the order: its count and its values, as JSON holds them."""


@dataclass(frozen=True)
class GroupRequest:
    """The arguments of a grouping, checked."""

    by: tuple[Dimension, ...]
    having: Where
    by_count: bool
    is_down: bool
    size: int
    mark: str
    after: Place | None

    @property
    def limit(self) -> int:
        """How many groups an owner are read; one more than a page says whether there are more."""
        return self.size + 1 if self.after is None else MOST_GROUPS

    @property
    def ways(self) -> list[bool]:
        """Whether each part of the order runs downwards."""
        keys = [self.is_down and not self.by_count] * len(self.by)
        return [self.is_down, *keys] if self.by_count else keys

    def ranks(self, place: Place) -> Place:
        """Return the parts of a place that the order goes by."""
        return place if self.by_count else place[1:]

    def is_behind(self, place: Place) -> bool:
        """Return whether a place comes after the cursor's. Raises BadCursor for a damaged one."""
        if self.after is None:
            return True
        try:
            return comes_after(self.ranks(place), self.ranks(self.after), self.ways)
        except TypeError as error:
            raise BadCursor("the cursor is damaged; take one from `cursor`") from error


def comes_after(own: Sequence[Any], edge: Sequence[Any], ways: Sequence[bool]) -> bool:
    """Return whether values come after others in an order; what is missing comes last."""
    for mine, other, is_down in zip(own, edge, ways, strict=True):
        if mine == other:
            continue
        if mine is None or other is None:
            return mine is None
        return bool(mine < other if is_down else mine > other)
    return False


def read_grouping(type_name: str, where: Where, arguments: Mapping[str, Any]) -> GroupRequest:
    """Return the checked arguments. Raises BadInput with what to change, BadCursor or TooMuch."""
    known = PROPERTIES[type_name].dimensions
    by = read_keys([known[key.value] for key in arguments["by"]])
    return read_group_page(type_name, by, where, arguments)


def read_keys(by: Sequence[Dimension]) -> tuple[Dimension, ...]:
    """Return the keys of a grouping. Raises BadInput for none, too many, or one named twice."""
    if not 1 <= len(by) <= MOST_KEYS:
        raise BadInput(f"`by` names {len(by)} keys; name 1 to {MOST_KEYS}")
    if len(set(by)) < len(by):
        raise BadInput("`by` names a key twice")
    return tuple(by)


def read_group_page(
    kind: str, by: tuple[Dimension, ...], scope: Any, arguments: Mapping[str, Any]
) -> GroupRequest:
    """Return the checked page of a grouping by these keys. Raises BadInput or BadCursor."""
    size, _ = read_size(arguments)
    having = (arguments.get("having") or {}).get("count") or {}
    order = arguments.get("orderBy") or {}
    by_count = "field" not in order or order["field"].value == "COUNT"
    is_down = order["direction"].value == "DESC" if order else True
    mark = fingerprint("groups", kind, [each.name for each in by], scope, having, by_count, is_down)
    cursor = arguments.get("after")
    after = None if cursor is None else tuple(parse_cursor(cursor, mark, len(by) + 1))
    return GroupRequest(by, having, by_count, is_down, size, mark, after)


@dataclass(frozen=True, slots=True)
class GroupKey:
    """One value that the rows of a group have in common."""

    by: str
    value: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class Others:
    """What comes after a page of groups."""

    groups: int
    count: int


@dataclass(eq=False)
class Group:
    """Rows of a list that have these values in common; with no values, the whole list."""

    page: Any
    values: tuple[Any, ...] = ()
    labels: tuple[Any, ...] = ()
    count: int = 0

    @property
    def keys(self) -> list[GroupKey]:
        """The values, by what they were grouped."""
        parts = zip(self.page.request.by, self.values, self.labels, strict=True)
        return [GroupKey(by.name, *by.shown(value, label)) for by, value, label in parts]

    @property
    def place(self) -> Place:
        """Where it stands in the order."""
        return (self.count, *map(plain, self.values))

    @property
    def cursor(self) -> str:
        """Its place, for `after`."""
        return format_cursor(self.page.request.mark, self.place)

    @property
    def where(self) -> Any:
        """The `where`, as JSON, that narrows the same list to it."""
        return shown_where(self.page.narrowed(self.values))


@dataclass(eq=False)
class GroupPage:
    """One page of the groups of one list."""

    list: Any
    """What is grouped: its `type_name`, its `where` and the `sources` of its fields."""
    request: GroupRequest
    groups: Sequence[Group] = ()
    total: int = 0
    other: Others = field(default_factory=lambda: Others(0, 0))

    @cached_property
    def info(self) -> PageInfo:
        """Where this page stands."""
        ends = [each.cursor for each in (*self.groups[:1], *self.groups[-1:])]
        has_more = self.other.groups > 0 and (bool(ends) or not self.request.size)
        return page_info(ends, False, has_more, has_place=self.request.after is not None)

    def narrowed(self, values: Sequence[Any]) -> Where:
        """Return the `where` of the rows of one group, within this list."""
        named = zip(self.request.by, values, strict=True)
        of = self.list
        parts = [where_of(of.sources, of.type_name, by, value) for by, value in named]
        return joined([of.where, *parts])


@dataclass(frozen=True, eq=False)
class ListOfRows:
    """A list whose rows are grouped: what read its page, and whose it is."""

    query: PageQuery
    owner: Any
    sources: Any

    @property
    def type_name(self) -> str:
        """The type of its rows."""
        return self.query.source.target

    @property
    def where(self) -> Where:
        """What it was narrowed to."""
        return self.query.where

    def statement(self, request: GroupRequest, dialect: str) -> GroupStatement:
        """Return what writes the statements of its groups."""
        source = self.query.source
        return GroupStatement(
            self.sources,
            source.target,
            source.link,
            self.query.where,
            request.by,
            request.having,
            request.by_count,
            request.is_down,
            dialect,
            self.query.page.as_of is not None,
        )


WHOLE = GroupRequest((), {}, True, True, 1, "", None)


def load_wholes(
    request: Request, pages: Sequence[Page], arguments: Mapping[str, Any]
) -> list[Group]:
    """Return the list behind each page as one group; it is counted when that is asked for."""
    lists = [ListOfRows(page.query, page.owner, request.sources) for page in pages]
    return [Group(GroupPage(each, WHOLE)) for each in lists]


def load_whole_counts(
    request: Request, wholes: Sequence[Group], arguments: Mapping[str, Any]
) -> list[int]:
    """Return how many rows each list has."""
    found = counted(request, wholes)
    return [found[key_of(each)][0] if key_of(each) in found else 0 for each in wholes]


def load_groups(
    request: Request, pages: Sequence[Page], arguments: Mapping[str, Any]
) -> list[GroupPage]:
    """Return the first groups of the list behind each page, those of one query at once."""
    made: dict[int, GroupPage] = {}
    for places in places_alike([id(page.query) for page in pages]):
        query = pages[places[0]].query
        scope = {**query.where, **query.page.day}
        asked = read_grouping(query.source.target, scope, arguments)
        lists = [ListOfRows(query, pages[n].owner, request.sources) for n in places]
        rows = run(request, lists, asked, "counts")
        made |= {n: page_of(each, asked, rows) for n, each in zip(places, lists, strict=True)}
    return [made[n] for n in range(len(pages))]


def places_alike(marks: Sequence[Hashable]) -> list[list[int]]:
    """Return the positions of equal marks together."""
    groups: dict[Hashable, list[int]] = {}
    for place, mark in enumerate(marks):
        groups.setdefault(mark, []).append(place)
    return list(groups.values())


def run(
    request: Request, lists: Sequence[ListOfRows], asked: GroupRequest, name: str, *given: Any
) -> list[Any]:
    """Return the rows of one statement over the groups of lists that one query read."""
    query = lists[0].query
    statement = getattr(lists[0].statement(asked, request.reader.dialect), name)(*given)
    parameters = where_parameters(query.where) | query.page.day
    parameters |= where_parameters({"count": asked.having}, "h") | {"limit": asked.limit}
    if query.source.link is not None:
        parameters["keys"] = list({each.owner for each in lists})
    return request.reader.rows(statement, parameters)


def page_of(each: ListOfRows, asked: GroupRequest, rows: Sequence[Any]) -> GroupPage:
    """Return the page of one list out of the rows of the groups of several."""
    page = GroupPage(each, asked)
    counted_at = 2 * len(asked.by) + 1
    own = [row for row in rows if each.query.source.link is None or row[0] == each.owner]
    found = [
        Group(page, tuple(row[1:counted_at:2]), tuple(row[2:counted_at:2]), row[counted_at])
        for row in own
    ]
    behind = [group for group in found if asked.is_behind(group.place)]
    page.groups = behind[: asked.size]
    if own:
        page.total, rows_in_all = map(int, own[0][counted_at + 1 : counted_at + 3])
        before = found[: len(found) - len(behind)]
        passed = [*before, *page.groups]
        rest = rows_in_all - sum(group.count for group in passed)
        page.other = Others(page.total - len(passed), rest)
    return page


def mark_of(group: Group) -> tuple[int, int]:
    """Return what groups have in common that one statement measures: their list and their keys."""
    return id(group.page.list.query), id(group.page.request)


def key_of(group: Group) -> tuple[Any, ...]:
    """Return what tells a group from all others."""
    query = group.page.list.query
    owner = None if query.source.link is None else group.page.list.owner
    return (*mark_of(group), owner, *group.values)


def measured(
    request: Request, groups: Sequence[Group], name: str, *given: Any
) -> dict[tuple[Any, ...], list[Any]]:
    """Return the count of each group and what a statement says beside it."""
    found: dict[tuple[Any, ...], list[Any]] = {}
    for places in places_alike([mark_of(group) for group in groups]):
        alike = [groups[n] for n in places]
        asked, query = alike[0].page.request, alike[0].page.list.query
        counted_at, link = 2 * len(asked.by) + 1, query.source.link
        for row in run(request, [each.page.list for each in alike], asked, name, *given):
            owner = None if link is None else row[0]
            key = (*mark_of(alike[0]), owner, *row[1:counted_at:2])
            found[key] = [row[counted_at], *row[counted_at + 3 :]]
    return found


def counted(request: Request, groups: Sequence[Group]) -> dict[tuple[Any, ...], list[Any]]:
    """Return the count of each group."""
    return measured(request, groups, "counts")


def load_distinct(
    request: Request, groups: Sequence[Group], arguments: Mapping[str, Any]
) -> list[int]:
    """Return how many values of a property the rows of each group have."""
    if not groups:
        return []
    known = PROPERTIES[groups[0].page.list.type_name].dimensions
    found = measured(request, groups, "distinct", known[arguments["of"].value])
    return [found[key_of(each)][1] if key_of(each) in found else 0 for each in groups]


def load_summary(
    request: Request, groups: Sequence[Group], arguments: Mapping[str, Any]
) -> list[Summary]:
    """Return what is known of a number over the rows of each group."""
    if not groups:
        return []
    known = PROPERTIES[groups[0].page.list.type_name].numbers
    found = measured(request, groups, "summary", known[arguments["of"].value])
    return [
        summary_of(found[key_of(each)][1:]) if key_of(each) in found else NOTHING for each in groups
    ]


def load_rows_of(
    request: Request, groups: Sequence[Group], arguments: Mapping[str, Any], shape: Shape
) -> list[Page]:
    """Return a page of the rows of each group, in the list that was grouped, narrowed to it."""
    pages = []
    for group in groups:
        query = group.page.list.query
        where = group.page.narrowed(group.values)
        asked = arguments.get("where")
        both = {"and": [where, asked]} if asked else where
        given = {**arguments, "where": both, **query.page.day}
        own = replace(query.source, load=None)
        pages += read_query(own, given, shape).load(request, [group.page.list.owner])
    return pages

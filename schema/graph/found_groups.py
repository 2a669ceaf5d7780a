"""Groups of what a search finds: counted by the index, in the state that gave the hits."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cmp_to_key
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from schema.graph.dimensions import PROPERTIES, Dimension
from schema.graph.finding import (
    FacetValue,
    FoundPage,
    find,
    index_of,
    load_labels,
    said_plainly,
)
from schema.graph.grouping import (
    Group,
    GroupPage,
    GroupRequest,
    Others,
    comes_after,
    read_group_page,
    read_keys,
)
from schema.graph.loading import Request
from schema.graph.narrowing import INDEXED
from schema.graph.shape import Shape
from schema.graph.where import Where
from schema.store.buckets import start_of

DIMENSIONS = {
    name: each for name, each in PROPERTIES["Quote"].dimensions.items() if each.path in INDEXED
}
"""What hits can be grouped by: what the index holds."""

PAGED = ("first", "after", "last", "before")
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": eq,
    "ne": ne,
    "lt": lt,
    "lte": le,
    "gt": gt,
    "gte": ge,
}


@dataclass(frozen=True, eq=False)
class FoundList:
    """Everything that a search finds, to be grouped."""

    page: FoundPage
    sources: Any
    type_name: str = "Quote"

    @property
    def where(self) -> Where:
        """What the search was narrowed to."""
        return self.page.given.get("where") or {}


def load_found_groups(
    request: Request, pages: Sequence[FoundPage], arguments: Mapping[str, Any]
) -> list[GroupPage]:
    """Return a page of the groups of each search. Raises BadInput, BadCursor, NotReady."""
    by = read_keys([DIMENSIONS[key.value] for key in arguments["by"]])
    return [group_hits(request, page, by, arguments) for page in pages]


def group_hits(
    request: Request, page: FoundPage, by: tuple[Dimension, ...], arguments: Mapping[str, Any]
) -> GroupPage:
    """Return a page of the groups of one search."""
    asked = read_group_page("search", by, page.mark, arguments)
    with said_plainly():
        counts = index_of(request).groups(page.request, [INDEXED[each.path] for each in by])
    grouped = Counter[tuple[Any, ...]]()
    for values, count in counts.items():
        grouped[tuple(map(bucketed, by, values))] += count
    made = GroupPage(FoundList(page, request.sources), asked)
    kept = {v: n for v, n in grouped.items() if meets(n, asked.having)}
    groups = [Group(made, values, (), count) for values, count in kept.items()]
    groups.sort(key=cmp_to_key(lambda one, other: order_of(asked, one, other)))
    behind = [group for group in groups if asked.is_behind(group.place)]
    made.groups, made.total = behind[: asked.size], len(groups)
    rest = behind[asked.size :]
    made.other = Others(len(rest), sum(group.count for group in rest))
    name_groups(request, made.groups)
    return made


def bucketed(dimension: Dimension, value: Any) -> Any:
    """Return a value of the index as the dimension has it: a day as the first of its bucket."""
    if dimension.bucket is None or value is None:
        return value
    return start_of(date.fromordinal(value), dimension.bucket)


def meets(count: int, operators: Where) -> bool:
    """Return whether a number of hits meets all comparisons."""
    for name, value in operators.items():
        if name == "in" and value is not None and count not in value:
            return False
        if name == "isNull" and value:
            return False
        if name == "eq" and value is None:
            return False
        if name in COMPARISONS and value is not None and not COMPARISONS[name](count, value):
            return False
    return True


def order_of(asked: GroupRequest, one: Group, other: Group) -> int:
    """Return -1 where a group comes before another, 1 where it comes after."""
    is_after = comes_after(asked.ranks(one.place), asked.ranks(other.place), asked.ways)
    return 1 if is_after else -1


def name_groups(request: Request, groups: Sequence[Group]) -> None:
    """Give groups the names of their values as people read them."""
    values = [
        FacetValue(INDEXED[by.path], value, 0, selected=False)
        for group in groups
        for by, value in zip(group.page.request.by, group.values, strict=True)
    ]
    names = iter(load_labels(request, values, {}))
    for group in groups:
        group.labels = tuple(next(names) for _ in group.values)


def load_hits_of(
    request: Request, groups: Sequence[Group], arguments: Mapping[str, Any], shape: Shape
) -> list[FoundPage]:
    """Return a page of the hits of each group: the same search, narrowed to it."""
    return [
        find(
            request,
            {
                **{k: v for k, v in group.page.list.page.given.items() if k not in PAGED},
                **arguments,
                "where": group.page.narrowed(group.values),
            },
            shape,
        )
        for group in groups
    ]

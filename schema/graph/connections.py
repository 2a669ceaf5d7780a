"""Lists in pages, whatever their rows are, with their groups; and what can be fetched by `id`."""

from datetime import date
from typing import Any, Generic, TypeVar

import strawberry

from schema.graph.declaring import object_type, page_arguments
from schema.graph.grouped import aggregate_type, field_of_rows, group_arguments_of, groups_type
from schema.graph.grouping import load_groups, load_wholes
from schema.graph.loading import count_pages
from schema.graph.mapping import (
    Computed,
    Connection as ConnectionSource,
    GlobalId,
    RowsOf,
    argument,
    attribute,
    sourced,
)

T = TypeVar("T")
AS_OF = argument(
    "as_of",
    date | None,
    "Only what was known on this day, in the rows, the conditions, the groups and all counts.",
)


@strawberry.interface(description="Anything that has an identifier and can be fetched by it.")
class Node:
    """Anything that has an identifier and can be fetched by it."""

    id: strawberry.ID = sourced(GlobalId(), "Opaque identifier, for `node` and `nodes`.")


@object_type
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = attribute("has_next_page", "Whether rows follow this page.")
    has_previous_page: bool = attribute("has_previous_page", "Whether rows precede this page.")
    start_cursor: str | None = attribute("start_cursor", "Cursor of the first row.")
    end_cursor: str | None = attribute("end_cursor", "Cursor of the last row.")


@strawberry.type(name="Edge", description="A row in a list, with its place there.")
class Edge(Generic[T]):
    """A row in a list, with its place there."""

    cursor: str = attribute("cursor", "The row's place, for `after` and `before`.")
    node: T = sourced(RowsOf("row"), "The row.")


@strawberry.type(name="Connection", description="One page of a list.")
class Connection(Generic[T]):
    """One page of a list."""

    edges: list[Edge[T]] = attribute("edges", "The rows with their cursors.")
    nodes: list[T] = sourced(RowsOf("rows"), "The rows alone.")
    page_info: PageInfo = attribute("info", "Where this page stands in its list.")
    total_count: int = sourced(
        Computed(count_pages), "How many rows the whole list has; counted only when asked for."
    )
    aggregate: T = field_of_rows(Computed(load_wholes), "The whole list, measured.", aggregate_type)
    group_by: T = field_of_rows(
        Computed(load_groups),
        "The whole list, grouped; without regard to the page.",
        lambda row: groups_type(row, Connection, PageInfo),
        group_arguments_of,
    )


def pages(rows: Any, where: Any, description: str, link: Any = None, key: Any = None) -> Any:
    """Return a field that shows pages of rows: all, or those whose `link` is the owner's key."""
    source = ConnectionSource(rows.name, link, key)
    return sourced(source, description, [*page_arguments(rows, where), AS_OF])

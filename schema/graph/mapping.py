"""Where a GraphQL field comes from, said once beside the field and read by both ways of executing.

A row type is a Strawberry type whose fields carry a source in their metadata: a column of its
table, a link to one or many rows, a connection, or a number that the store computes. The compiler
turns sources into a few SQL statements per document; field-by-field execution (`ordinary`) loads
the same sources.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Column as TableColumn, Table
from strawberry import UNSET, field as strawberry_field
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

SOURCE = "callboard.source"

type_of_rows: dict[str, "RowType"] = {}
"""Every row type by its GraphQL name; filled by `row_type`."""


@dataclass(frozen=True, eq=False)
class Column:
    """The value of a column of the type's own table, converted where text holds a structure."""

    column: TableColumn[Any]
    convert: Callable[[Any], Any] | None = None


@dataclass(frozen=True, eq=False)
class GlobalId:
    """The Relay identifier of a row, made from its type's name and its primary key."""


@dataclass(frozen=True, eq=False)
class ToOne:
    """The row of `target` whose primary key stands in `link`, a column of the type's own table.

    Of a computed object `link` is the name of the attribute that holds the key.
    """

    target: str
    link: TableColumn[Any] | str


@dataclass(frozen=True, eq=False)
class ToMany:
    """All rows of `target` that belong to the row, in a fixed order.

    `link` is the column that holds the owner's key: of the target's table, or of a link table whose
    column `far` then holds the target's key.
    """

    target: str
    link: TableColumn[Any]
    order: tuple[Any, ...]
    far: TableColumn[Any] | None = None
    carries: Mapping[str, TableColumn[Any]] = field(default_factory=dict)
    """Columns of the owner, by name, that the link table repeats in its index."""


@dataclass(frozen=True, eq=False)
class Connection:
    """Pages over the rows of `target`: all of them, or those whose `link` is the owner's key.

    `key` is the column of the owner that holds that key, its primary key by default; of a computed
    object it is a function that returns a `RowsBehind`.
    """

    target: str
    link: TableColumn[Any] | None = None
    key: TableColumn[Any] | Callable[[Any], "RowsBehind"] | None = None
    load: Callable[..., Sequence[Any]] | None = None
    """Loads the pages where a statement on the rows alone does not: what a search finds."""
    needs: tuple[TableColumn[Any], ...] = ()
    """Columns that `load` reads whatever is asked for."""

    @property
    def is_scoped(self) -> bool:
        """Whether each owner brings a condition of its own, as a `RowsBehind`."""
        return callable(self.key)


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """The rows that a computed object stands for: an owner's, or any for None, narrowed.

    `as_of` is the day on which the condition is meant, where that makes a difference.
    """

    owner: int | None
    where: Mapping[str, Any]
    as_of: date | None = None


@dataclass(frozen=True, eq=False)
class Computed:
    """A value that the store computes for a batch of owners.

    `load(request, keys, arguments)` returns one value a key, in order; `key` is the column or
    attribute of the owner that is handed over, None for the owner itself (a row's primary key).
    """

    load: Callable[[Any, Sequence[Any], Mapping[str, Any]], Sequence[Any]]
    key: TableColumn[Any] | str | None = None


@dataclass(frozen=True, eq=False)
class Attribute:
    """A value of a computed object, by the name it has there."""

    name: str


@dataclass(frozen=True, eq=False)
class RowsOf:
    """A row, or a list of rows, that a page or an edge holds under this name."""

    name: str


@dataclass(frozen=True, eq=False)
class Find:
    """The row of `target` that a field's arguments name, or null; `where` reads them."""

    target: str
    where: Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


@dataclass(frozen=True, eq=False)
class Nodes:
    """The rows of any type that global identifiers name, one or a list of them."""

    is_list: bool


Source = (
    Column | GlobalId | ToOne | ToMany | Connection | Computed | Attribute | RowsOf | Find | Nodes
)


@dataclass(frozen=True, eq=False)
class RowType:
    """A GraphQL type whose objects are rows of one table, with the orders its pages offer."""

    name: str
    table: Table
    orders: Mapping[str, TableColumn[Any]] = field(default_factory=dict)
    default_order: tuple[tuple[str, bool], ...] = ()
    """Pairs of order name and whether it runs downwards."""
    is_node: bool = True
    """Whether its rows have an identifier and can be fetched by it."""
    same_as: TableColumn[Any] | None = None
    """Names the row that stands for one: that one is in no list, and who asks for it gets this."""


def row_type(
    name: str,
    table: Table,
    orders: Mapping[str, TableColumn[Any]] | None = None,
    default_order: tuple[tuple[str, bool], ...] = (),
    *,
    is_node: bool = True,
    same_as: TableColumn[Any] | None = None,
) -> RowType:
    """Declare that GraphQL type `name` is made of rows of `table`; returns the declaration."""
    made = RowType(name, table, orders or {}, default_order, is_node, same_as)
    type_of_rows[name] = made
    return made


def sourced(
    source: Source,
    description: str,
    arguments: Sequence[StrawberryArgument] = (),
    name: str | None = None,
) -> Any:
    """Return a Strawberry field that carries its source and, where given, its arguments."""
    made: Any = strawberry_field(name=name, description=description, metadata={SOURCE: source})
    made.arguments = list(arguments)
    return made


def argument(name: str, kind: Any, description: str, default: Any = None) -> StrawberryArgument:
    """Return an argument for `sourced`; `kind` is a Python annotation, None means no default."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=None,
        type_annotation=StrawberryAnnotation(kind),
        description=description,
        default=UNSET if default is None else default,
    )


def column(
    column: TableColumn[Any], description: str, convert: Callable[[Any], Any] | None = None
) -> Any:
    """Return a field that shows a column."""
    return sourced(Column(column, convert), description)


def attribute(own_name: str, description: str, name: str | None = None) -> Any:
    """Return a field that shows an attribute of a computed object."""
    return sourced(Attribute(own_name), description, name=name)


def object_key(key: Any) -> Callable[[Any], Any]:
    """Return what reads a source's key from a computed object; by default that is the object."""
    if key is None:
        return itself
    return key if callable(key) else attrgetter(key)


def itself(item: Any) -> Any:
    """Return the item as its own key."""
    return item


def source_of(graphql_field: Any) -> Source | None:
    """Return the source of a field of the built GraphQL schema, None for one without."""
    definition = (graphql_field.extensions or {}).get("strawberry-definition")
    found = getattr(definition, "metadata", {}).get(SOURCE)
    return found

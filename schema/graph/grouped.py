"""The types of groups: made for each row type, since each has its own keys and numbers."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from enum import Enum
from functools import cache
from typing import Any, ClassVar

import strawberry
from strawberry.scalars import JSON
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from schema.graph import filters, grouping
from schema.graph.declaring import (
    Direction,
    describe_values,
    input_type,
    object_type,
    page_arguments,
)
from schema.graph.dimensions import PROPERTIES
from schema.graph.filters import IntFilter, part
from schema.graph.mapping import (
    SOURCE,
    Computed,
    Connection,
    Source,
    argument,
    attribute,
    sourced,
    type_of_rows,
)

KIND, ARGUMENTS = "callboard.kind", "callboard.arguments"


@object_type
class GroupKey:
    """A value that the rows of a group have in common."""

    by: str = attribute("by", "The key that it is a value of, as `by` names it.")
    value: str | None = attribute(
        "value", "The value as text, of weeks and longer their first day; null for none."
    )
    label: str | None = attribute("label", "The value as people read it; null for none.")


@object_type
class OtherGroups:
    """The groups that come after a page."""

    groups: int = attribute("groups", "How many groups.")
    count: int = attribute(
        "count", "How many rows they have; by theme, a quote counts once for each of its themes."
    )


@object_type
class Summary:
    """A number over some rows; quartiles lie between the two nearest values."""

    n: int = attribute("n", "Rows that have it.")
    minimum: float | None = attribute("minimum", "Its least value.")
    maximum: float | None = attribute("maximum", "Its largest value.")
    sum: float | None = attribute("sum", "Its sum.")
    mean: float | None = attribute("mean", "Its mean.")
    p25: float | None = attribute("p25", "A quarter of the values are below.", "p25")
    median: float | None = attribute("median", "Half of the values are below.")
    p75: float | None = attribute("p75", "Three quarters of the values are below.", "p75")


@strawberry.enum(description="What groups can be ordered by.")
class GroupOrderField(Enum):
    """What groups can be ordered by."""

    COUNT = "COUNT"
    KEYS = "KEYS"


ORDERS = {
    GroupOrderField.COUNT: "By the number of rows, then by the keys upwards.",
    GroupOrderField.KEYS: "By the keys, the first weighing most; groups without a value last.",
}
describe_values(GroupOrderField, ORDERS.__getitem__)


@input_type
class GroupOrder:
    """The order of groups."""

    field: GroupOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(description="Which way.")


@input_type
class GroupHaving:
    """Which groups."""

    count: IntFilter | None = part("By the number of their rows.")


def options(name: str, description: str, members: Mapping[str, str]) -> Any:
    """Return an enum of named options, each with its description."""
    made = Enum(name, {each: each for each in members})  # type: ignore[misc]
    declared = strawberry.enum(made, description=description)
    describe_values(made, lambda member: members[member.name])
    return declared


def fields_type(name: str, description: str, fields: Mapping[str, tuple[Any, Any]]) -> Any:
    """Return an object type out of annotated fields."""
    annotations = {key: kind for key, (kind, _) in fields.items()}
    values = {key: value for key, (_, value) in fields.items()}
    made = type(name, (), {"__annotations__": annotations, **values})
    return strawberry.type(made, description=description)


@cache
def key_options(type_name: str) -> Any:
    """Return the enum of what rows of a type can be grouped by."""
    words = {name: each.words for name, each in PROPERTIES[type_name].dimensions.items()}
    return options(f"{type_name}GroupBy", f"What {type_name} lists can be grouped by.", words)


@cache
def measures(type_name: str) -> dict[str, tuple[Any, Any]]:
    """Return the fields that measure rows of a type."""
    of = argument("of", key_options(type_name), "Of which property.")
    distinct = sourced(Computed(grouping.load_distinct), "How many values its rows have.", [of])
    found: dict[str, tuple[Any, Any]] = {"distinct": (int, distinct)}
    numbers = PROPERTIES[type_name].numbers
    if numbers:
        words = {name: f"`{to_camel_case(path[-1])}`." for name, path in numbers.items()}
        kind = options(f"{type_name}Number", f"Numbers of {type_name} rows.", words)
        source = Computed(grouping.load_summary)
        of = argument("of", kind, "Of which number.")
        found["summary"] = (Summary, sourced(source, "A number over its rows.", [of]))
    return found


@cache
def aggregate_type(row: Any) -> Any:
    """Return the type of a whole list of rows of a type, measured."""
    name = row.__name__
    count = sourced(Computed(grouping.load_whole_counts), "How many rows.")
    fields = {"count": (int, count), **measures(name)}
    return fields_type(f"{name}Aggregate", f"A whole list of {name} rows.", fields)


@cache
def groups_type(row: Any, connection: Any, info: Any) -> Any:
    """Return the type of a page of groups of rows of a type.

    `connection` is the type of lists, `info` the one that tells where a page stands.
    """
    name = row.__name__
    arguments = page_arguments(type_of_rows[name], getattr(filters, f"{name}Where"))
    source = Connection(name, load=grouping.load_rows_of)
    rows = sourced(source, "Its rows, in the list that was grouped.", arguments)
    fields = {
        "keys": (list[GroupKey], attribute("keys", "Its values, in the order of `by`.")),
        "count": (int, attribute("count", "How many rows.")),
        **measures(name),
        "cursor": (str, attribute("cursor", "Its place, for `after`.")),
        "where": (JSON, attribute("where", "The `where` that narrows the same list to its rows.")),
        "rows": (connection[row], rows),
    }
    group = fields_type(f"{name}Group", f"{name} rows with the same values.", fields)
    return page_type(f"{name}Groups", group, info)


def page_type(name: str, group: Any, info: Any) -> Any:
    """Return the type of a page of groups of one type."""
    fields = {
        "nodes": (list[group], attribute("groups", "The groups.")),
        "page_info": (info, attribute("info", "Where this page stands in its list.")),
        "total_count": (int, attribute("total", "How many groups there are in all.")),
        "other": (OtherGroups, attribute("other", "What comes after this page.")),
    }
    return fields_type(name, "One page of groups; paging ends at the thousandth.", fields)


def group_arguments(keys: Any) -> list[StrawberryArgument]:
    """Return the arguments of a grouping by some of `keys`."""
    return [
        argument("by", list[keys], "Keys to group by, 1 to 4."),
        argument("having", GroupHaving | None, "Which groups."),
        argument("order_by", GroupOrder | None, "In which order; the largest first when not said."),
        argument("first", int | None, "Groups from the start, 0 to 100; 25 when not said."),
        argument("after", str | None, "Only groups after this cursor."),
    ]


def group_arguments_of(row: Any) -> list[StrawberryArgument]:
    """Return the arguments of a grouping of rows of a type."""
    return group_arguments(key_options(row.__name__))


class FieldOfRows(StrawberryField):
    """A field of a generic type whose own type and arguments follow from the type of the rows.

    The rows of a group are a list with groups again. Strawberry looks at every field of a type
    while it is made, so until then the field says that it is a leaf.
    """

    row: Any = None
    making: ClassVar[set[Any]] = set()

    def copy_with(self, type_var_map: Mapping[str, Any]) -> Any:
        """Return the field for rows of one type."""
        made = copy(self)
        made.row = type_var_map["T"]
        made.arguments = list(self.metadata[ARGUMENTS](made.row))
        return made

    def resolve_type(self, **options: Any) -> Any:
        """Return the field's type; for rows of no type in particular, some leaf."""
        if self.row is None or self.row in self.making:
            return int
        self.making.add(self.row)
        try:
            return self.metadata[KIND](self.row)
        finally:
            self.making.discard(self.row)


def field_of_rows(
    source: Source,
    description: str,
    kind_of: Callable[[Any], Any],
    arguments_of: Callable[[Any], Sequence[StrawberryArgument]] = lambda row: (),
) -> Any:
    """Return a field with a source; type and arguments follow from the row type."""
    metadata = {SOURCE: source, KIND: kind_of, ARGUMENTS: arguments_of}
    return FieldOfRows(description=description, metadata=metadata)

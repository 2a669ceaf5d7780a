"""How GraphQL types are declared: a class's docstring is the description that clients read."""

from collections.abc import Callable
from enum import Enum
from inspect import cleandoc
from typing import Any, TypeVar

import strawberry
from strawberry.types.arguments import StrawberryArgument
from strawberry.utils.str_converters import to_camel_case

from schema.graph.mapping import RowType, argument
from schema.graph.pages import PAGE_DEFAULT, PAGE_MAXIMUM

T = TypeVar("T")


def object_type(cls: type[T]) -> type[T]:
    """Declare an object type."""
    return strawberry.type(cls, description=cleandoc(cls.__doc__ or ""))


def input_type(cls: type[T]) -> type[T]:
    """Declare an input type."""
    return strawberry.input(cls, description=cleandoc(cls.__doc__ or ""))


def describe_values(enum: Any, describe: Callable[[Any], str]) -> None:
    """Give every member of a declared enum the description that `describe` has for it."""
    for value in enum.__strawberry_definition__.values:
        value.description = describe(enum[value.name])


@strawberry.enum(description="Which way an order runs; rows without a value come last in either.")
class Direction(Enum):
    """Which way an order runs."""

    ASC = "ASC"
    DESC = "DESC"


WAYS = {Direction.ASC: "Smallest or earliest first.", Direction.DESC: "Largest or latest first."}
describe_values(Direction, WAYS.__getitem__)


def order_input(rows: RowType) -> Any:
    """Return the input type that names one key of the order of a row type's lists."""
    members = Enum(f"{rows.name}OrderField", {name: name for name in rows.orders})  # type: ignore[misc]
    fields = strawberry.enum(members, description=f"What {rows.name} lists can be ordered by.")
    describe_values(members, lambda member: f"By `{to_camel_case(member.name.lower())}`.")
    made = type(
        f"{rows.name}Order", (), {"__annotations__": {"field": fields, "direction": Direction}}
    )
    made.field = strawberry.field(description="By what.")  # type: ignore[attr-defined]
    made.direction = strawberry.field(description="Which way.")  # type: ignore[attr-defined]
    return strawberry.input(made, description="One key of an order; the first given weighs most.")


def page_arguments(rows: RowType, where: Any) -> list[StrawberryArgument]:
    """Return the arguments of a list of rows: page, filter and order."""
    narrowing = [] if where is None else [argument("where", where | None, "Which rows.")]
    order: Any = list[order_input(rows)]  # type: ignore[misc]
    most = f"0 to {PAGE_MAXIMUM}"
    return [
        argument(
            "first", int | None, f"Rows from the start, {most}; {PAGE_DEFAULT} when not said."
        ),
        argument("after", str | None, "Only rows after this cursor."),
        argument("last", int | None, f"Rows from the end, {most}."),
        argument("before", str | None, "Only rows before this cursor."),
        *narrowing,
        argument("order_by", order | None, "Keys of the order, weightiest first."),
    ]

"""Arguments of a field, read from the variables of a request by a reader made once a document.

graphql-core's own reading walks the syntax tree at every request: 0.02 ms for a `where` with two
variables, as much as the statement behind it. What is rare is left to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_nullable_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.utilities import coerce_input_literal

from schema.graph.collecting import holds_variable

Read = Callable[[Mapping[str, Any]], Any]
"""Returns a value out of the coerced variables; Undefined where none is given."""


class Rare(Exception):
    """A value that graphql-core reads."""


@dataclass(frozen=True)
class FieldArguments:
    """The arguments of one field in one document: those that stay, and what reads the others."""

    definition: GraphQLField
    node: FieldNode
    known: Mapping[str, Any]
    readers: tuple[tuple[str, Read], ...] = ()
    is_rare: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether they are the same at every request."""
        return not self.readers and not self.is_rare

    def varies(self, name: str) -> bool:
        """Return whether an argument's value comes with the request."""
        return self.is_rare or any(name == each for each, _ in self.readers)

    def read(self, variables: VariableValues) -> Mapping[str, Any]:
        """Return the arguments of a request. Raises GraphQLError for a null where none may be."""
        if self.is_fixed:
            return self.known
        if self.is_rare:
            return get_argument_values(self.definition, self.node, variables)
        values = dict(self.known)
        for name, read in self.readers:
            value = read(variables.coerced)
            if value is not Undefined:
                values[name] = value
        return values


def field_arguments(definition: GraphQLField, node: FieldNode) -> FieldArguments:
    """Return how the arguments of a field are read; those without variables are read here."""
    given = {each.name.value: each.value for each in node.arguments or ()}
    varying = {name for name, value in given.items() if holds_variable(value)}
    fixed: Any = SimpleNamespace(
        args={name: each for name, each in definition.args.items() if name not in varying}
    )
    known = get_argument_values(fixed, node)
    try:
        readers = tuple(
            (each.out_name or name, place_reader(given[name], each))
            for name, each in definition.args.items()
            if name in varying
        )
    except Rare:
        return FieldArguments(definition, node, {}, is_rare=True)
    return FieldArguments(definition, node, known, readers)


def place_reader(node: ValueNode, place: Any) -> Read:
    """Return what reads the value of an argument or an input field. Raises Rare.

    A place with a default, or one that takes no null, has rules of its own for what is absent.
    """
    if not holds_variable(node):
        known = coerce_input_literal(node, place.type)
        return lambda variables: known
    if place.default is not None or place.default_value is not Undefined:
        raise Rare
    if isinstance(node, VariableNode):
        if is_non_null_type(place.type):
            raise Rare
        name = node.name.value
        return lambda variables: variables.get(name, Undefined)
    kind = get_nullable_type(place.type)
    if not isinstance(node, ObjectValueNode) or not isinstance(kind, GraphQLInputObjectType):
        raise Rare
    return object_reader(node, kind)


def object_reader(node: ObjectValueNode, kind: GraphQLInputObjectType) -> Read:
    """Return what reads an input object. Raises Rare for one with rules of its own."""
    given = {field.name.value: field.value for field in node.fields}
    if kind.is_one_of or any(
        name not in given and (each.default_value is not Undefined or is_non_null_type(each.type))
        for name, each in kind.fields.items()
    ):
        raise Rare
    parts = [
        (each.out_name or name, place_reader(given[name], each))
        for name, each in kind.fields.items()
        if name in given
    ]

    def read(variables: Mapping[str, Any]) -> Any:
        values = ((name, part(variables)) for name, part in parts)
        return kind.out_type({name: value for name, value in values if value is not Undefined})

    return read

"""Which fields an operation asks of a type: fragments followed, `@skip` and `@include` decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    Visitor,
    visit,
)


@dataclass(frozen=True)
class Selections:
    """The fragments of a document and the values of the variables that its directives read."""

    fragments: Mapping[str, FragmentDefinitionNode]
    switches: Mapping[str, Any]

    def fields(
        self, sets: Iterable[SelectionSetNode | None], kind: GraphQLObjectType
    ) -> dict[str, list[FieldNode]]:
        """Return the fields asked of `kind` by response key, in the order of the answer."""
        found: dict[str, list[FieldNode]] = {}
        # One for all sets, as the specification says: a set for each would double what is collected
        # at every level of a document that asks for one object twice.
        spread: set[str] = set()
        for selections in sets:
            if selections is not None:
                self._collect(selections, kind, found, spread)
        return found

    def _collect(
        self,
        selections: SelectionSetNode,
        kind: GraphQLObjectType,
        found: dict[str, list[FieldNode]],
        spread: set[str],
    ) -> None:
        for node in selections.selections:
            if not self._is_included(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                found.setdefault(key, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or applies(node.type_condition.name.value, kind):
                    self._collect(node.selection_set, kind, found, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if applies(fragment.type_condition.name.value, kind):
                    self._collect(fragment.selection_set, kind, found, spread)

    def _is_included(self, node: Any) -> bool:
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                given = directive.arguments[0].value
                is_on = (
                    self.switches[given.name.value]
                    if isinstance(given, VariableNode)
                    else given.value
                )
                if is_on == (directive.name.value == "skip"):
                    return False
        return True


def applies(condition: str, kind: GraphQLObjectType) -> bool:
    """Return whether a fragment on type `condition` speaks of objects of `kind`."""
    return condition == kind.name or any(each.name == condition for each in kind.interfaces)


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """Return the operation to run: the one named, or the only one; None when there is no such."""
    found = [n for n in document.definitions if isinstance(n, OperationDefinitionNode)]
    if name is None:
        return found[0] if len(found) == 1 else None
    return next((node for node in found if node.name and node.name.value == name), None)


class SwitchNames(Visitor):
    """Finds the variables that `@skip` and `@include` read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_directive(self, node: Any, *_: Any) -> None:
        """Note the variable of one directive."""
        for argument in node.arguments or ():
            if node.name.value in ("skip", "include") and isinstance(argument.value, VariableNode):
                self.found.add(argument.value.name.value)


def switch_names(document: DocumentNode) -> tuple[str, ...]:
    """Return the names of the variables that decide which fields are asked for."""
    visitor = SwitchNames()
    visit(document, visitor)
    return tuple(sorted(visitor.found))


def holds_variable(value: ValueNode) -> bool:
    """Return whether a value holds a variable, at any depth."""
    waiting: list[Any] = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, VariableNode):
            return True
        waiting.extend(getattr(found, "values", None) or ())
        waiting.extend(each.value for each in getattr(found, "fields", None) or ())
    return False

"""Documents: parsed, validated and measured once, with the plans compiled for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from logging import getLogger
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    specified_rules,
    validate,
)
from graphql.execution.values import VariableValues

from schema.errors import BadInput
from schema.graph.collecting import operation_of, switch_names
from schema.graph.compiling import Compiler, NotCompiled
from schema.graph.failures import NOT_A_QUERY, Refused, refuse
from schema.graph.limits import Limits, check_nodes, make_guard, parse_document, size_variables
from schema.graph.plan import Level
from schema.graph.variables import VariableReader

log = getLogger("callboard.graph")

KEPT_PLANS = 64  # a document; one with 20 switches could have a million
KEPT_COSTS = 256


@dataclass
class Document:
    """A document with what is known of it: its errors, or its plans and what it may cost."""

    schema: GraphQLSchema
    limits: Limits
    node: DocumentNode
    errors: Sequence[GraphQLError] = ()
    switches: tuple[str, ...] = ()
    """The variables that decide which fields are asked for."""
    sizes: tuple[str, ...] = ()
    """The variables that decide what a request costs."""
    plans: dict[Any, Level | None] = field(default_factory=dict)
    readers: dict[int, VariableReader] = field(default_factory=dict)
    """What reads the variables of each operation that was run."""
    affordable: set[Any] = field(default_factory=set)
    """The operations, with values of those variables, whose cost is within the limit."""

    def operation(self, name: str | None, *, read_only: bool) -> OperationDefinitionNode:
        """Return the operation to run. Raises Refused when there is none, or it may not be run."""
        found = operation_of(self.node, name)
        # Before all other errors: how it was sent is wrong whatever it says.
        if read_only and found is not None and found.operation is not OperationType.QUERY:
            raise refuse("Only queries can be sent by GET.", NOT_A_QUERY)
        if self.errors:
            raise Refused(*self.errors)
        if found is None:
            problem = f"no operation is named {name!r}" if name else "it has several operations"
            raise refuse(f"Say with `operationName` what to run: {problem}.", BadInput.code)
        return found

    def variables(
        self, operation: OperationDefinitionNode, given: Mapping[str, Any]
    ) -> VariableValues:
        """Return the variables' values. Raises Refused for wrong ones or a request too costly."""
        reader = self.readers.get(id(operation))
        if reader is None:
            reader = self.readers[id(operation)] = VariableReader(self.schema, operation)
        found = reader.read(given, self.limits.error_maximum)
        if isinstance(found, list):
            raise Refused(*found)
        self._check_cost(operation, given)
        return found

    def _check_cost(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> None:
        key = (id(operation), *(size_of(given.get(name)) for name in self.sizes))
        if key in self.affordable:
            return
        try:
            check_nodes(self.schema, self.node, operation, given, self.limits)
        except GraphQLError as error:
            raise Refused(error) from error
        if len(self.affordable) < KEPT_COSTS:
            self.affordable.add(key)

    def plan(self, operation: OperationDefinitionNode, values: Mapping[str, Any]) -> Level | None:
        """Return the plan for these values of variables, None when it runs field by field."""
        if operation.operation is not OperationType.QUERY:
            return None
        switches = {name: values.get(name) for name in self.switches}
        if any(name in values and values[name] is None for name in switches):
            return None  # null for a variable with a default; the executor says it is an error
        key = (id(operation), *switches.values())
        plans = self.plans
        if key not in plans:
            if len(plans) >= KEPT_PLANS:
                # A new one, since another thread may be about to take a plan out of the old.
                plans = self.plans = {}
            plans[key] = self._compile(operation, switches)
        return plans[key]

    def _compile(
        self, operation: OperationDefinitionNode, switches: Mapping[str, Any]
    ) -> Level | None:
        try:
            return Compiler(self.schema, self.node, switches).compile(operation)
        except NotCompiled as reason:
            log.debug("field by field: %s", reason)
            return None


def size_of(value: Any) -> Any:
    """Return what a variable's value says of the cost: the length of a list, or the value."""
    return ("list", len(value)) if isinstance(value, list) else repr(value)[:40]


def read_document(schema: GraphQLSchema, limits: Limits, text: str) -> Document:
    """Return a document, with its errors where it is no valid one."""
    try:
        node = parse_document(text, limits)
    except GraphQLError as error:
        return Document(schema, limits, DocumentNode(definitions=()), [error])
    # The guard first and alone: some standard rules are quadratic in the size of a document.
    errors = validate(schema, node, [make_guard(limits)]) or validate(
        schema, node, specified_rules, max_errors=limits.error_maximum
    )
    if errors:
        return Document(schema, limits, node, errors)
    return Document(schema, limits, node, (), switch_names(node), tuple(size_variables(node)))

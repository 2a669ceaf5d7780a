"""Field-by-field execution: the same sources behind GraphQL's own executor, batched by DataLoader.

It answers what plans do not: introspection, and requests that end in an error, which it puts where
the specification says. It runs inside a worker thread with an event loop of its own.
"""

from asyncio import run
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    execute,
    get_named_type,
    get_nullable_type,
    is_list_type,
)
from strawberry.dataloader import DataLoader

from schema.graph.ids import global_id
from schema.graph.loading import (
    Request,
    load_found,
    load_many,
    load_nodes,
    load_one,
    load_pages,
    load_rows,
)
from schema.graph.mapping import (
    Attribute,
    Column,
    Computed,
    Connection,
    Find,
    GlobalId,
    Nodes,
    RowsOf,
    Source,
    ToMany,
    ToOne,
    object_key,
    source_of,
    type_of_rows,
)
from schema.graph.shape import Record, Shape

Resolve = Callable[..., Any]
ROOT = object()
"""The one item of the query type."""


@dataclass
class Execution:
    """One request being executed field by field: its snapshot and its loaders."""

    request: Request
    loaders: dict[Any, DataLoader[Any, Any]] = field(default_factory=dict)

    def load(
        self, key: Any, load: Callable[[list[Any]], Sequence[Any]], value: Any
    ) -> Awaitable[Any]:
        """Return what `load` gives for a value, together with all values that wait under `key`."""
        if key not in self.loaders:

            async def load_batch(values: list[Any]) -> Sequence[Any]:
                return load(values)

            self.loaders[key] = DataLoader(load_fn=load_batch, cache=False)
        return self.loaders[key].load(value)

    def run(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: dict[str, Any] | None,
    ) -> tuple[Any, Sequence[GraphQLError]]:
        """Return data and errors of one operation."""

        async def execute_it() -> ExecutionResult:
            found: Any = execute(
                schema,
                document,
                root_value=ROOT,
                context_value=self,
                variable_values=variables,
                operation_name=operation.name.value if operation.name else None,
            )
            result: ExecutionResult = await found if isawaitable(found) else found
            return result

        result = run(execute_it())
        return result.data, result.errors or []


def attach(schema: GraphQLSchema) -> None:
    """Give every field of the schema that has a source the resolver that loads it."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInterfaceType):
            kind.resolve_type = lambda value, info, abstract: value.type_name
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            kind.is_type_of = None
            for definition in kind.fields.values():
                source = source_of(definition)
                if source is not None:
                    definition.resolve = RESOLVERS[type(source)](source, definition.type)


def full_shape(type_name: str) -> Shape:
    """Return the shape that selects every column of a row type."""
    table = type_of_rows[type_name].table
    shape = Shape(table)
    for column in table.columns:
        shape.position(table, column.name)
    return shape


def record(type_name: str, shape: Shape, row: Any) -> Record | None:
    """Return a row as a record, None for None."""
    if row is None:
        return None
    names = [column.name for column in shape.columns]
    return Record(type_name, dict(zip(names, row, strict=False)))


def key_of(value: Any, key: Any) -> Any:
    """Return an owner's key: a column of a record, or what is read from a computed object."""
    if isinstance(value, Record):
        return value.columns["id" if key is None else key.name]
    return object_key(key)(value)


def resolve_column(source: Column, kind: GraphQLOutputType) -> Resolve:
    """Return what shows a column."""
    name, convert = source.column.name, source.convert

    def resolve(value: Record, info: Any) -> Any:
        found = value.columns[name]
        return found if convert is None else convert(found)

    return resolve


def resolve_id(source: GlobalId, kind: GraphQLOutputType) -> Resolve:
    """Return what shows the global identifier."""
    return lambda value, info: global_id(value.type_name, value.columns["id"])


def resolve_attribute(source: Attribute, kind: GraphQLOutputType) -> Resolve:
    """Return what shows an attribute of a computed object."""
    return lambda value, info: getattr(value, source.name)


def resolve_rows_of(source: RowsOf, kind: GraphQLOutputType) -> Resolve:
    """Return what shows the row or the rows that a page or an edge holds."""
    name, is_list = get_named_type(kind).name, is_list_type(get_nullable_type(kind))

    def resolve(value: Any, info: Any) -> Any:
        found = getattr(value, source.name)
        if is_list:
            return [record(name, value.shape, row) for row in found]
        return record(name, value.shape, found)

    return resolve


def resolve_one(source: ToOne, kind: GraphQLOutputType) -> Resolve:
    """Return what loads a linked row."""
    shape = full_shape(source.target)

    def resolve(value: Any, info: Any) -> Any:
        run: Execution = info.context
        key = key_of(value, source.link)

        def load(keys: list[Any]) -> list[Any]:
            rows = load_one(source, run.request, keys, shape)
            return [record(source.target, shape, row) for row in rows]

        return None if key is None else run.load(source, load, key)

    return resolve


def resolve_many(source: ToMany, kind: GraphQLOutputType) -> Resolve:
    """Return what loads the rows that belong to a row."""
    shape = full_shape(source.target)

    def resolve(value: Record, info: Any) -> Any:
        run: Execution = info.context

        def load(keys: list[Any]) -> list[Any]:
            groups = load_many(source, run.request, keys, shape)
            return [[record(source.target, shape, row) for row in rows] for rows in groups]

        return run.load(source, load, value.columns["id"])

    return resolve


def resolve_pages(source: Connection, kind: GraphQLOutputType) -> Resolve:
    """Return what loads a page of rows."""
    shape = full_shape(source.target)

    def resolve(value: Any, info: Any, **arguments: Any) -> Any:
        run: Execution = info.context

        def load(keys: list[Any]) -> Any:
            return load_pages(source, run.request, keys, arguments, shape)

        return run.load((source, repr(arguments)), load, key_of(value, source.key))

    return resolve


def resolve_computed(source: Computed, kind: GraphQLOutputType) -> Resolve:
    """Return what computes a value."""

    def resolve(value: Any, info: Any, **arguments: Any) -> Any:
        run: Execution = info.context

        def load(keys: list[Any]) -> Any:
            return source.load(run.request, keys, arguments)

        return run.load((source, repr(arguments)), load, key_of(value, source.key))

    return resolve


def resolve_found(source: Find, kind: GraphQLOutputType) -> Resolve:
    """Return what looks up the row that the arguments name."""
    shape = full_shape(source.target)

    async def resolve(value: Any, info: Any, **arguments: Any) -> Any:
        row = load_found(source, info.context.request, arguments, shape)
        return record(source.target, shape, row)

    return resolve


def resolve_nodes(source: Nodes, kind: GraphQLOutputType) -> Resolve:
    """Return what fetches rows of any type by their global identifiers."""

    def load_type(request: Request, name: str, keys: Sequence[int]) -> list[Any]:
        shape = full_shape(name)
        return [record(name, shape, row) for row in load_rows(name, request, keys, shape)]

    async def resolve(value: Any, info: Any, **arguments: Any) -> Any:
        return load_nodes(source, info.context.request, arguments, load_type)

    return resolve


RESOLVERS: dict[type[Source], Callable[[Any, GraphQLOutputType], Resolve]] = {
    Column: resolve_column,
    GlobalId: resolve_id,
    Attribute: resolve_attribute,
    RowsOf: resolve_rows_of,
    ToOne: resolve_one,
    ToMany: resolve_many,
    Connection: resolve_pages,
    Computed: resolve_computed,
    Find: resolve_found,
    Nodes: resolve_nodes,
}

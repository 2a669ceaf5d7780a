"""Turns a validated operation into a plan: columns to select, rows to load, code to assemble.

A field that cannot be compiled raises `NotCompiled`; the document then runs field by field.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
)
from sqlalchemy import Boolean, Column as TableColumn, FromClause

from schema.errors import BadInput
from schema.graph.arguments import FieldArguments, field_arguments
from schema.graph.assembly import Assembly
from schema.graph.collecting import Selections
from schema.graph.ids import id_expression
from schema.graph.limits import fragments_of
from schema.graph.loading import (
    PagesLoader,
    Request,
    load_found,
    load_many,
    load_nodes,
    load_one,
    load_rows,
    load_shared,
    share_out,
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
    RowType,
    Source,
    ToMany,
    ToOne,
    itself,
    object_key,
    source_of,
    type_of_rows,
)
from schema.graph.pages import read_order
from schema.graph.plan import Child, Level, nest_many, nest_one
from schema.graph.shape import Shape


class NotCompiled(Exception):
    """A field without a source, or one that compiled plans do not answer."""


@dataclass(frozen=True)
class RowScope:
    """Items are rows of a shape; fields are columns of `table`, its own or one joined in."""

    shape: Shape
    table: FromClause


@dataclass(frozen=True)
class ItemScope:
    """Items are computed objects; `shape` is that of the rows they hold, if they hold any."""

    shape: Shape | None = None


Scope = RowScope | ItemScope
Sets = Iterable[SelectionSetNode | None]


class Compiler:
    """Compiles one operation of one document, for one setting of its `@skip` and `@include`."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, switches: Mapping[str, Any]):
        self.schema = schema
        self.selections = Selections(fragments_of(document), switches)
        self.levels: list[Level] = []

    def compile(self, operation: OperationDefinitionNode) -> Level:
        """Return the level of the query type; it is run on one item. Raises NotCompiled."""
        query = self.schema.query_type
        assert query is not None
        outermost = self.level(query, [operation.selection_set], ItemScope())
        outermost.inner = tuple(reversed(self.levels[:-1]))
        return outermost

    def level(self, kind: GraphQLObjectType, sets: Sets, scope: Scope) -> Level:
        """Return the level that makes objects of `kind` from the items of a scope."""
        assembly = Assembly()
        expression = self.object(kind, sets, scope, assembly)
        self.levels.append(assembly.level(kind.name, expression))
        return self.levels[-1]

    def object(self, kind: GraphQLObjectType, sets: Sets, scope: Scope, assembly: Assembly) -> str:
        """Return the expression of one object; its children go to the assembly."""
        parts = []
        for key, nodes in self.selections.fields(sets, kind).items():
            name = nodes[0].name.value
            if name == "__typename":
                parts.append((key, repr(kind.name)))
                continue
            definition = kind.fields.get(name)
            source = None if definition is None else source_of(definition)
            if definition is None or source is None:
                raise NotCompiled(f"{kind.name}.{name}")
            asked = Asked(self, kind, key, definition, nodes)
            parts.append((key, asked.expression(source, scope, assembly)))
        return "{" + ", ".join(f"{key!r}: {value}" for key, value in parts) + "}"


@dataclass(frozen=True)
class Asked:
    """One field asked for in a document: its definition, and the nodes that ask for it."""

    compiler: Compiler
    parent: GraphQLObjectType
    key: str
    definition: GraphQLField
    nodes: Sequence[FieldNode]

    @property
    def sets(self) -> list[SelectionSetNode | None]:
        """What is asked of the field's value."""
        return [node.selection_set for node in self.nodes]

    @property
    def kind(self) -> Any:
        """The named type of the field's value."""
        return get_named_type(self.definition.type)

    @property
    def is_list(self) -> bool:
        """Whether the field's value is a list."""
        return isinstance(get_nullable_type(self.definition.type), GraphQLList)

    @property
    def has_objects(self) -> bool:
        """Whether the field's value is made of objects."""
        return isinstance(self.kind, GraphQLObjectType)

    @property
    def arguments(self) -> FieldArguments:
        """How the field's arguments are read."""
        return field_arguments(self.definition, self.nodes[0])

    def asks(self, name: str) -> bool:
        """Return whether a field of the field's value is asked for."""
        fields = self.compiler.selections.fields(self.sets, self.kind).values()
        return any(nodes[0].name.value == name for nodes in fields)

    def expression(self, source: Source, scope: Scope, assembly: Assembly) -> str:
        """Return the expression of the field's value in an object of `scope`."""
        if isinstance(source, Column):
            assert isinstance(scope, RowScope)
            value = f"r[{scope.shape.position(scope.table, source.column.name)}]"
            if isinstance(source.column.type, Boolean):
                # SQLite's driver gives 1 and 0; no column of ours holds a third value.
                return f"({value} == 1)"
            return value if source.convert is None else assembly.call(source.convert, value)
        if isinstance(source, GlobalId):
            assert isinstance(scope, RowScope)
            key = f"r[{scope.shape.position(scope.table, 'id')}]"
            return id_expression(self.parent.name, key)
        if isinstance(source, ToOne) and isinstance(scope, RowScope):
            return self.joined(source, scope, assembly)
        if isinstance(source, Attribute) and not self.has_objects:
            return f"r.{source.name}"
        return assembly.child(self.child(source, scope))

    def joined(self, source: ToOne, scope: RowScope, assembly: Assembly) -> str:
        """Return the expression of a linked row, which is joined into the scope's statement."""
        assert not isinstance(source.link, str)
        target = type_of_rows[source.target].table
        alias = scope.shape.join(scope.table, source.link.name, target)
        position = scope.shape.position(alias, "id")
        inner = self.compiler.object(self.kind, self.sets, RowScope(scope.shape, alias), assembly)
        return f"None if r[{position}] is None else {inner}"

    def child(self, source: Source, scope: Scope) -> Child:
        """Return the child that loads the field's value."""
        if isinstance(source, Attribute | RowsOf):
            return self.held(source, scope)
        if isinstance(source, ToOne):
            return Child(self.key, object_key(source.link), self.linked(source))
        if isinstance(source, ToMany):
            return Child(self.key, self.row_key(None, scope), self.many(source))
        if isinstance(source, Connection):
            return Child(self.key, self.row_key(source.key, scope), self.pages(source))
        if isinstance(source, Computed):
            return Child(self.key, self.row_key(source.key, scope), self.computed(source))
        if isinstance(source, Find):
            return Child(self.key, itself, self.found(source))
        assert isinstance(source, Nodes)
        return Child(self.key, itself, self.nodes_of(source))

    def row_key(self, key: Any, scope: Scope) -> Callable[[Any], Any]:
        """Return what reads an owner's key from an item."""
        if isinstance(scope, RowScope):
            name = "id" if key is None else key.name
            return itemgetter(scope.shape.position(scope.table, name))
        return object_key(key)

    def held(self, source: Attribute | RowsOf, scope: Scope) -> Child:
        """Return the child that shows objects or rows which the item itself holds."""
        inner: Scope = scope
        if isinstance(source, RowsOf):
            assert isinstance(scope, ItemScope)
            assert scope.shape is not None
            inner = RowScope(scope.shape, scope.shape.table)
        level = self.compiler.level(self.kind, self.sets, inner)
        nest = nest_many if self.is_list else nest_one
        return Child(
            self.key,
            attrgetter(source.name),
            lambda request, values: nest(level, request, values),
        )

    def linked(self, source: ToOne) -> Callable[[Request, list[Any]], Sequence[Any]]:
        """Return what loads the row whose key each owner holds."""
        shape, level = self.rows_level(source.target)
        return lambda request, keys: nest_one(
            level, request, load_one(source, request, keys, shape)
        )

    def many(self, source: ToMany) -> Callable[[Request, list[Any]], Sequence[Any]]:
        """Return what loads the rows that belong to each owner."""
        shape, level = self.rows_level(source.target)
        if source.far is not None:
            return lambda request, keys: share_objects(source, request, keys, shape, level)
        return lambda request, keys: nest_many(
            level, request, load_many(source, request, keys, shape)
        )

    def pages(self, source: Connection) -> Callable[[Request, list[Any]], Sequence[Any]]:
        """Return what loads a page an owner."""
        rows, arguments = type_of_rows[source.target], self.arguments
        shape = Shape(rows.table, is_plain=True)
        fixed = fixed_order(rows, arguments) if source.load is None else None
        for column in (*(rows.orders.values() if fixed is None else fixed), *source.needs):
            shape.position(rows.table, column.name)
        shape.looks_ahead = self.asks("pageInfo")
        level = self.compiler.level(self.kind, self.sets, ItemScope(shape))
        loader = PagesLoader(source, shape, arguments)
        return lambda request, keys: level.run(request, loader.load(request, keys))

    def computed(self, source: Computed) -> Callable[[Request, list[Any]], Sequence[Any]]:
        """Return what computes a value an owner."""
        arguments = self.arguments

        def load(request: Request, keys: list[Any]) -> Sequence[Any]:
            return source.load(request, keys, arguments.read(request.variables))

        if not self.has_objects:
            return lambda request, keys: source.load(
                request, keys, arguments.read(request.variables)
            )
        level = self.compiler.level(self.kind, self.sets, ItemScope())
        nest = nest_many if self.is_list else nest_one
        return lambda request, keys: nest(
            level, request, source.load(request, keys, arguments.read(request.variables))
        )

    def found(self, source: Find) -> Callable[[Request, list[Any]], Sequence[Any]]:
        """Return what looks the one row up that the arguments name."""
        arguments = self.arguments
        shape, level = self.rows_level(source.target)

        def load(request: Request, keys: list[Any]) -> Sequence[Any]:
            row = load_found(source, request, arguments.read(request.variables), shape)
            return nest_one(level, request, [row] * len(keys))

        return load

    def nodes_of(self, source: Nodes) -> Callable[[Request, list[Any]], Sequence[Any]]:
        """Return what fetches rows of any type by their global identifiers."""
        arguments = self.arguments
        levels: dict[str, tuple[Shape, Level]] = {}

        def load_type(request: Request, type_name: str, keys: Sequence[int]) -> list[Any]:
            if type_name not in levels:
                levels[type_name] = self.rows_level(
                    type_name, self.compiler.schema.type_map[type_name]
                )
            shape, level = levels[type_name]
            return nest_one(level, request, load_rows(type_name, request, keys, shape))

        def load(request: Request, keys: list[Any]) -> Sequence[Any]:
            found = load_nodes(source, request, arguments.read(request.variables), load_type)
            return [found] * len(keys)

        return load

    def rows_level(self, type_name: str, kind: Any = None) -> tuple[Shape, Level]:
        """Return a new shape of a row type and the level that makes objects of its rows."""
        shape = Shape(type_of_rows[type_name].table, is_plain=True)
        scope = RowScope(shape, shape.table)
        return shape, self.compiler.level(kind or self.kind, self.sets, scope)


def fixed_order(rows: RowType, arguments: FieldArguments) -> list[TableColumn[Any]] | None:
    """Return the columns of a list's order, None where requests decide it or it is faulty."""
    if arguments.varies("orderBy"):
        return None
    try:
        return [column for column, _ in read_order(rows, arguments.known.get("orderBy"))]
    except BadInput:
        return None


def share_objects(
    source: ToMany, request: Request, keys: Sequence[int], shape: Shape, level: Level
) -> list[list[Any]]:
    """Return the objects that belong to each owner; one that many share is made once."""
    rows, owners = load_shared(source, request, keys, shape)
    return share_out(keys, level.run(request, rows), owners)

"""What one request may cost: the size of its text, the shape of its document, its objects.

The limiters that come with Strawberry walk nested fragments without a memory, which takes time
exponential in the nesting: 20 levels, 753 bytes, held a process for 16 s. Here every fragment is
walked once, totals saturate, and a budget of steps ends what is still too long.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import isfinite
from typing import Any, NamedTuple

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse,
)

from schema.graph.pages import PAGE_DEFAULT, PAGE_MAXIMUM

SATURATED = 10**9  # totals stop here: a bomb's true cost has thousands of digits
COMPOSED = (GraphQLObjectType, GraphQLInterfaceType)
INTROSPECTION = frozenset({"__schema", "__type"})
MOST_DIGITS = 100  # of a whole number; longer ones are none that anything takes
PAGE_ARGUMENTS = ("first", "last")
KEY_ARGUMENTS = ("ids", "representations", "companies")  # one object comes back for each key
PAGE_FIELDS = frozenset(
    {"edges", "nodes"}
)  # the fields of a connection that are as long as its page
# A turn has 970 characters on average, but 15,600 where it holds a quote (of 83,070 and 16,114 in
# real calls), and an object some 300: uncounted, an answer had 78 MB, now 28. With thirty instead
# of ten, nobody could read a hundred turns of a call together.
LONG_TEXTS = {("Turn", "text"): 10}
# Each reads all rows of a list, however few groups come of it: 0.6 s for 300,000 postings by three
# keys, where 20,000 objects take 0.1 s. Nine in a document are the most.
WHOLE_LISTS = frozenset({"groupBy", "aggregate"})
WHOLE_LIST = 2_000


@dataclass(frozen=True)
class Limits:
    """The most that one request may ask for.

    The product's own two reference documents take 150 tokens and 8 levels at most, GraphiQL's
    introspection 163 tokens and 14 levels, so the defaults leave a portal's page ample room.
    """

    tokens: int = 1_000
    comments: int = 200
    characters: int = 100_000
    depth: int = 12
    introspection_depth: int = 20  # under __schema and __type only: wrapped types nest by ten
    aliases: int = 30
    root_fields: int = 20
    directives: int = 20
    operations: int = 10
    fragments: int = 50
    steps: int = 5_000
    nodes: int = 20_000
    list_default: int = 10
    error_maximum: int = 5
    error_characters: int = 300


class Shape(NamedTuple):
    """Totals of a selection with its fragments spread out; depth counts its own fields as 1."""

    fields: int
    aliases: int
    depth: int


def parse_document(text: str, limits: Limits) -> DocumentNode:
    """Return the syntax tree of a text. Raises GraphQLError for bad syntax or too long a text."""
    return parse(
        text,
        max_lexical_tokens=limits.tokens,
        max_comments=limits.comments,
        max_source_length=limits.characters,
    )


@cache
def make_guard(limits: Limits) -> type[ASTValidationRule]:
    """Return the validation rule that holds the shape limits; equal limits give the same class.

    Run it before the standard rules: some of those are quadratic in the fields of a document.
    """

    class Guard(ASTValidationRule):
        """Refuses a document whose shape is over a limit."""

        def enter_document(self, node: DocumentNode, *_: Any) -> None:
            try:
                check_shape(node, limits)
            except GraphQLError as error:
                self.context.report_error(error)

        def enter_int_value(self, node: IntValueNode, *_: Any) -> None:
            # int() refuses more than 4,300 digits, which the standard rules take for our fault.
            if len(node.value) > MOST_DIGITS:
                digits = f"{len(node.value):,} digits"
                self.context.report_error(GraphQLError(f"No number has {digits} here.", node))

    return Guard


def check_shape(document: DocumentNode, limits: Limits) -> None:
    """Raise GraphQLError when a document has too many parts or is too deep or too wide."""
    operations = [n for n in document.definitions if isinstance(n, OperationDefinitionNode)]
    fragments = fragments_of(document)
    check_total("operations", len(operations), limits.operations, "send them one by one")
    check_total("fragments", len(fragments), limits.fragments, "inline the small ones")
    walk = ShapeWalk(fragments, limits)
    for operation in operations:
        shape = walk.measure(operation.selection_set, 1, limits.depth)
        check_total("root fields", shape.fields, limits.root_fields, "send several requests")
        check_total("aliases", shape.aliases, limits.aliases, "send several requests")
    directives = sum(len(getattr(n, "directives", None) or ()) for n in iter_parts(document))
    check_total("directives", directives, limits.directives, "write the document without them")


@dataclass
class ShapeWalk:
    """Measures the selections of one document, each fragment once."""

    fragments: Mapping[str, FragmentDefinitionNode]
    limits: Limits
    steps: int = 0
    # By fragment and by the depth that is allowed where it is spread; None while it is open.
    known: dict[tuple[str, int], Shape | None] = field(default_factory=dict)

    def measure(self, selection: SelectionSetNode, level: int, most: int) -> Shape:
        """Return the totals of a selection whose fields stand at `level`, at most `most` deep."""
        fields = aliases = depth = 0
        for node, _ in flat_selections(selection):
            self.steps = count_step(self.steps, self.limits)
            if isinstance(node, FragmentSpreadNode):
                inner = self.measure_fragment(node, level, most)
                fields += inner.fields
            else:
                inner = self.measure_field(node, level, most)
                fields += 1
            check_depth(level - 1 + inner.depth, most, node)
            aliases += inner.aliases
            depth = max(depth, inner.depth)
        return Shape(min(fields, SATURATED), min(aliases, SATURATED), depth)

    def measure_field(self, node: FieldNode, level: int, most: int) -> Shape:
        """Return the totals of one field; under a root field of introspection, types may nest."""
        check_depth(level, most, node)
        own = 1 if node.alias else 0
        if node.selection_set is None:
            return Shape(1, own, 1)
        if level == 1 and node.name.value in INTROSPECTION:
            inner = self.measure(node.selection_set, 2, self.limits.introspection_depth)
            return Shape(1, own + inner.aliases, 1)
        inner = self.measure(node.selection_set, level + 1, most)
        return Shape(1, own + inner.aliases, 1 + inner.depth)

    def measure_fragment(self, spread: FragmentSpreadNode, level: int, most: int) -> Shape:
        """Return the totals of a fragment; nothing for one that is unknown or spreads itself."""
        key = (spread.name.value, most)
        if key not in self.known:
            self.known[key] = None
            fragment = self.fragments.get(spread.name.value)
            if fragment is not None:
                self.known[key] = self.measure(fragment.selection_set, level, most)
        return self.known[key] or Shape(0, 0, 0)


def check_nodes(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any] | None,
    limits: Limits,
) -> int:
    """Return the estimated objects of a request. Raises GraphQLError when they are too many."""
    cost = measure_nodes(schema, document, operation, variables, limits)
    if cost > limits.nodes:
        message = (
            f"This request can return about {in_words(cost)} objects, more than the "
            f"{limits.nodes:,} allowed: ask for smaller pages, or for fewer lists inside lists. "
            f"A list that is grouped counts as {WHOLE_LIST:,}."
        )
        raise refusal("nodes", cost, limits.nodes, message)
    return cost


def measure_nodes(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any] | None,
    limits: Limits,
) -> int:
    """Return how many objects an operation can return at most, as far as its arguments tell.

    Expects a document that passed the guard and the standard rules. A list without a page size
    counts as `list_default` objects, a page without one as the size it really gets. One statement
    groups the lists of all owners, so that those count once.
    """
    written = operation.variable_definitions or ()
    defaults = {each.variable.name.value: each.default_value for each in written}
    walk = NodeWalk(schema, fragments_of(document), {**defaults, **(variables or {})}, limits)
    root = schema.get_root_type(operation.operation)
    cost = walk.measure(operation.selection_set, root, None)
    return cost.objects + cost.whole_lists * WHOLE_LIST


class Cost(NamedTuple):
    """What a selection costs: objects at most, and lists that are read as a whole."""

    objects: int
    whole_lists: int


FREE = Cost(0, 0)


@dataclass
class NodeWalk:
    """Estimates the objects under the selections of one request, each fragment once a page size."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]  # as sent; a default that was not overridden is a syntax node
    limits: Limits
    steps: int = 0
    known: dict[tuple[str, int | None], Cost] = field(default_factory=dict)

    def measure(
        self, selection: SelectionSetNode, parent: GraphQLNamedType | None, page: int | None
    ) -> Cost:
        """Return the cost under one `parent`, which may be a connection of `page` edges."""
        objects = whole_lists = 0
        for node, condition in flat_selections(selection, parent, self.schema):
            self.steps = count_step(self.steps, self.limits)
            if isinstance(node, FragmentSpreadNode):
                cost = self.measure_fragment(node.name.value, page)
            else:
                cost = self.measure_field(node, condition, page)
            objects += cost.objects
            whole_lists += cost.whole_lists
        return Cost(min(objects, SATURATED), min(whole_lists, SATURATED))

    def measure_fragment(self, name: str, page: int | None) -> Cost:
        """Return the cost of a fragment; none for one that is unknown or spreads itself."""
        if (name, page) not in self.known:
            self.known[name, page] = FREE
            fragment = self.fragments.get(name)
            if fragment is not None:
                condition = self.schema.get_type(fragment.type_condition.name.value)
                self.known[name, page] = self.measure(fragment.selection_set, condition, page)
        return self.known[name, page]

    def measure_field(
        self, node: FieldNode, parent: GraphQLNamedType | None, page: int | None
    ) -> Cost:
        """Return the cost of one field: itself, as often as it occurs, and those below.

        A long text counts as the objects that would be as long.
        """
        asked = field_of(parent, node.name.value)
        if asked is None or parent is None:
            return FREE
        if node.selection_set is None:
            return Cost(LONG_TEXTS.get((parent.name, node.name.value), 0), 0)
        named = get_named_type(asked.type)
        own_page = self.page_size(node, asked)
        times, inner_page = 1, None
        if is_list_type(get_nullable_type(asked.type)):
            if page is not None and node.name.value in PAGE_FIELDS:
                times = page
            else:
                times = self.limits.list_default if own_page is None else own_page
        elif any(field_of(named, name) for name in PAGE_FIELDS):
            inner_page = own_page
        elif own_page is not None:
            times = own_page
        below = self.measure(node.selection_set, named, inner_page)
        objects = min(times * (1 + below.objects), SATURATED)
        return Cost(objects, below.whole_lists + (node.name.value in WHOLE_LISTS))

    def page_size(self, node: FieldNode, asked: GraphQLField) -> int | None:
        """Return how many objects the arguments ask for; None where no argument can say."""
        takes = asked.args
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        for name in KEY_ARGUMENTS:
            if name in takes:
                return self.key_count(given.get(name))
        pages = [name for name in PAGE_ARGUMENTS if name in takes]
        if not pages:
            return None
        sizes = self.whole_numbers(given.get(name) for name in pages)
        defaults = self.whole_numbers(default_of(takes[name]) for name in pages)
        size = max(sizes or defaults or [PAGE_DEFAULT])
        return max(0, min(size, PAGE_MAXIMUM))

    def key_count(self, value: Any) -> int:
        """Return how many keys a list argument holds; a single key counts as a list of one."""
        held = self.held_by(value)
        if isinstance(held, ListValueNode):
            return len(held.values)
        return len(held) if isinstance(held, list) else int(held is not None)

    def whole_numbers(self, values: Iterable[Any]) -> list[int]:
        """Return the numbers that arguments hold, without null and what execution will refuse."""
        numbers = []
        for held in map(self.held_by, values):
            if isinstance(held, IntValueNode):  # int() itself refuses more than 4,300 digits
                numbers.append(int(held.value) if len(held.value) <= 10 else SATURATED)
            elif isinstance(held, int | float) and not isinstance(held, bool) and isfinite(held):
                numbers.append(int(held))
        return numbers

    def held_by(self, value: Any) -> Any:
        """Return what a variable stands for, its default as written; else the value itself."""
        return self.variables.get(value.name.value) if isinstance(value, VariableNode) else value


def size_variables(document: DocumentNode) -> frozenset[str]:
    """Return the variables that are page sizes or lists of keys somewhere in a document.

    While their values stay the same, so does what `measure_nodes` gives.
    """
    return frozenset(
        argument.value.name.value
        for node in iter_parts(document)
        if isinstance(node, FieldNode)
        for argument in node.arguments or ()
        if argument.name.value in (*PAGE_ARGUMENTS, *KEY_ARGUMENTS)
        and isinstance(argument.value, VariableNode)
    )


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """Return the fragments of a document by name."""
    return {n.name.value: n for n in document.definitions if isinstance(n, FragmentDefinitionNode)}


def flat_selections(
    selection: SelectionSetNode,
    parent: GraphQLNamedType | None = None,
    schema: GraphQLSchema | None = None,
) -> Iterator[tuple[FieldNode | FragmentSpreadNode, GraphQLNamedType | None]]:
    """Yield fields and spreads, out of their inline fragments, with the type they are asked of."""
    waiting = [(node, parent) for node in reversed(selection.selections)]
    while waiting:
        node, condition = waiting.pop()
        if isinstance(node, InlineFragmentNode):
            if schema is not None and node.type_condition is not None:
                condition = schema.get_type(node.type_condition.name.value)
            waiting += [(inner, condition) for inner in reversed(node.selection_set.selections)]
        elif isinstance(node, FieldNode | FragmentSpreadNode):
            yield node, condition


def iter_parts(document: DocumentNode) -> Iterator[Node]:
    """Yield the definitions of a document, their variables and all selections, in no order."""
    waiting: list[Node] = list(document.definitions)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += getattr(node, "variable_definitions", None) or ()
        selection = getattr(node, "selection_set", None)
        waiting += selection.selections if selection is not None else ()


def field_of(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    """Return the field of an object or interface type; None for introspection and unknown names."""
    return parent.fields.get(name) if isinstance(parent, COMPOSED) else None


def default_of(argument: GraphQLArgument) -> Any:
    """Return the default that a schema declares for an argument, as a value or as it is written."""
    if argument.default is None:
        return argument.default_value
    return argument.default.literal or argument.default.value


def count_step(steps: int, limits: Limits) -> int:
    """Return the steps taken with one more. Raises GraphQLError when the budget is spent."""
    if steps >= limits.steps:
        message = f"This document takes over {limits.steps:,} steps to check: make it shorter."
        raise refusal("steps", steps + 1, limits.steps, message)
    return steps + 1


def check_depth(depth: int, most: int, node: Node) -> None:
    """Raise GraphQLError at the field that is nested too deep."""
    if depth > most:
        message = (
            f"This document nests fields {depth} levels deep, more than the {most} allowed: "
            "ask for the inner objects by their id in a second request."
        )
        raise refusal("depth", depth, most, message, node)


def check_total(limit: str, count: int, most: int, advice: str) -> None:
    """Raise GraphQLError when a document has more than `most` of something."""
    if count > most:
        message = f"This document has {in_words(count)} {limit}, over the {most} allowed: {advice}."
        raise refusal(limit.replace(" ", "_"), count, most, message)


def in_words(count: int) -> str:
    """Return a total as people write it; one that was cut off says so."""
    return f"{count:,}" if count < SATURATED else "over a billion"


def refusal(
    limit: str, cost: int, most: int, message: str, node: Node | None = None
) -> GraphQLError:
    """Return the error for a limit, in words and as numbers for programs."""
    extensions = {"code": "LIMIT_EXCEEDED", "limit": limit, "cost": cost, "maximum": most}
    return GraphQLError(message, node, extensions=extensions)

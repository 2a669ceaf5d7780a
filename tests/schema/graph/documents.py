"""Random valid documents and variables, drawn from the schema itself."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
)
from hypothesis import strategies as st

SAMPLES: dict[str, list[str]] = {
    "Int": ["0", "1", "2", "3", "3", "5", "101"],
    "Boolean": ["true", "false"],
    "Float": ["0.5"],
    "Date": ['"2025-04-16"', '"2025-07-16"', '"2025-10-15"', '"2026-01-14"'],
    "String": ['"company-1"', '"C2"', '"bo"', '"model"', '""', '"%_"', '"2025Q1"'],
    "ID": ['"Q29tcGFueToy"', '"UXVvdGU6NQ=="', '"QWxpYXM6MQ=="', '"nonsense"'],
}
ODDS = {"slug": 92, "after": 3, "before": 3, "last": 3, "ticker": 6, "id": 5, "key": 92}
"""Per cent of the fields that get an argument; most pages have no cursor, or all would be errors."""
QUERIES = ['"model -agents"', '"speaker:bo compute"', '"stage:ship OR ai"', '""', '"per*"']


class Writer:
    """Writes one document; `draw` is hypothesis's, `budget` bounds the fields."""

    def __init__(self, schema: GraphQLSchema, draw: Any, budget: int) -> None:
        self.schema, self.draw, self.budget = schema, draw, budget
        self.variables: list[tuple[str, str, str]] = []
        self.fragments: list[str] = []
        self.aliases = 0

    def document(self) -> str:
        """Return a query document with its fragments."""
        query = self.schema.query_type
        assert query is not None
        body = self.selection(query, 0)
        declared = ", ".join(f"${name}: {kind} = {value}" for name, kind, value in self.variables)
        head = f"query Q({declared}) " if declared else "query Q "
        return head + body + "\n" + "\n".join(self.fragments)

    def selection(self, kind: Any, depth: int) -> str:
        """Return a selection set on a type."""
        parts: list[str] = []
        if isinstance(kind, GraphQLInterfaceType):
            parts += ["id __typename"]
            for each in self.draw(
                st.lists(st.sampled_from(self.schema.get_possible_types(kind)), max_size=2)
            ):
                parts.append(f"... on {each.name} {self.selection(each, depth + 1)}")
            return "{ " + " ".join(parts) + " }"
        names = [
            n for n, f in kind.fields.items() if depth < 6 or is_leaf_type(get_named_type(f.type))
        ]
        for name in self.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4)):
            self.budget -= 1
            if self.budget < 0 and not is_leaf_type(get_named_type(kind.fields[name].type)):
                continue
            parts.append(self.wrapped(kind, self.field(kind.fields[name], name, depth)))
        return "{ " + " ".join(["__typename", *parts]) + " }"

    def wrapped(self, kind: GraphQLObjectType, text: str) -> str:
        """Return a field as it is, in an inline fragment, in a named one, or under a directive."""
        way = self.draw(st.sampled_from(["bare"] * 6 + ["inline", "named", "skip", "include"]))
        if way == "inline":
            return f"... on {kind.name} {{ {text} }}"
        if way == "named":
            name = f"F{len(self.fragments)}"
            self.fragments.append("")
            place = len(self.fragments) - 1
            self.fragments[place] = f"fragment {name} on {kind.name} {{ {text} }}"
            return f"...{name}"
        if way in ("skip", "include"):
            value = self.variable("Boolean!", self.draw(st.sampled_from(["true", "false"])))
            return f"... @{way}(if: {value}) {{ {text} }}"
        return text

    def field(self, definition: GraphQLField, name: str, depth: int) -> str:
        """Return a field with an alias of its own, arguments and selection."""
        kind = get_named_type(definition.type)
        if is_leaf_type(kind) and not definition.args:
            return name
        self.aliases += 1
        given = [
            f"{key}: {self.argument(key, argument.type)}"
            for key, argument in definition.args.items()
            if is_required_argument(argument) or self.draw(st.integers(0, 99)) < ODDS.get(key, 25)
        ]
        arguments = f"({', '.join(given)})" if given else ""
        below = "" if is_leaf_type(kind) else " " + self.selection(kind, depth + 1)
        return f"a{self.aliases}: {name}{arguments}{below}"

    def argument(self, name: str, kind: Any) -> str:
        """Return the value of an argument: a literal, or a variable with a default."""
        if name == "query":
            return str(self.draw(st.sampled_from(QUERIES)))
        if name == "weeks":
            return str(self.draw(st.integers(1, 8)))
        value = self.value(kind, 0)
        if self.draw(st.booleans()) and "$" not in value:
            return self.variable(str(kind), value)
        return value

    def variable(self, kind: str, value: str) -> str:
        """Declare a variable with a default value; return its use."""
        name = f"v{len(self.variables)}"
        self.variables.append((name, kind, value))
        return f"${name}"

    def value(self, kind: Any, depth: int) -> str:
        """Return a literal of an input type."""
        if not isinstance(kind, GraphQLNonNull) and self.draw(st.integers(0, 9)) == 0:
            return "null"
        kind = get_nullable_type(kind)
        if isinstance(kind, GraphQLList):
            size = self.draw(st.integers(0, 2)) if depth < 3 else 0
            return "[" + ", ".join(self.value(kind.of_type, depth + 1) for _ in range(size)) + "]"
        if isinstance(kind, GraphQLEnumType):
            return str(self.draw(st.sampled_from(sorted(kind.values))))
        if isinstance(kind, GraphQLInputObjectType):
            return self.object(kind, depth)
        return str(self.draw(st.sampled_from(SAMPLES[kind.name])))

    def object(self, kind: GraphQLInputObjectType, depth: int) -> str:
        """Return a literal of an input object with one or two of its fields."""
        fields = kind.fields
        leaves = [n for n, f in fields.items() if is_leaf_type(get_named_type(f.type))]
        names = list(fields) if depth < 4 else leaves or [next(iter(fields))]
        chosen = self.draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
        required = [n for n, f in fields.items() if isinstance(f.type, GraphQLNonNull)]
        chosen = list(dict.fromkeys([*required, *chosen]))
        if depth >= 5:
            chosen = required
        return (
            "{" + ", ".join(f"{n}: {self.value(fields[n].type, depth + 1)}" for n in chosen) + "}"
        )


@st.composite
def documents(draw: Any, schema: GraphQLSchema) -> str:
    """Draw a valid query document."""
    return Writer(schema, draw, budget=25).document()

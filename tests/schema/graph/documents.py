"""Random valid documents and variables, drawn from the schema itself."""

from collections.abc import Mapping, Sequence
from random import Random
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
    "Int": ["0", "1", "2", "3", "3", "5", "5"],
    "Boolean": ["true", "false"],
    "Float": ["0.5"],
    "Date": ['"2025-04-16"', '"2025-07-16"', '"2025-10-15"', '"2026-01-14"'],
    "String": ['"company-1"', '"C2"', '"bo"', '"model"', '""', '"%_"', '"2025Q1"'],
    "ID": ['"Q29tcGFueToy"', '"UXVvdGU6NQ=="', '"UXVvdGU6NQ=="', '"QWxpYXM6MQ=="'],
}
WILD: dict[str, str] = {"Int": "101", "ID": '"nonsense"', "String": '"å"', "Date": '"0001-01-01"'}
"""Values that most arguments refuse; one in forty is such a one."""
ODDS = {
    "slug": 92,
    "after": 1,
    "before": 1,
    "last": 8,
    "ticker": 2,
    "id": 2,
    "key": 92,
    "first": 35,
}
"""Per cent of the fields that get an argument; two names of a company at once are an error."""
Cursors = Mapping[str, Sequence[str]]
"""Arguments of pages that go on from a row that is there, by the name of the connection's type."""
QUERIES = ['"model -agents"', '"speaker:bo compute"', '"stage:ship OR ai"', '""', '"per*"']


class Writer:
    """Writes one document of about `budget` fields."""

    def __init__(
        self, schema: GraphQLSchema, random: Random, cursors: Cursors, budget: int
    ) -> None:
        self.schema, self.random, self.cursors, self.budget = schema, random, cursors, budget
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
            possible = self.schema.get_possible_types(kind)
            for each in self.random.choices(possible, k=self.random.randint(0, 2)):
                parts.append(f"... on {each.name} {self.selection(each, depth + 1)}")
            return "{ " + " ".join(["id __typename", *parts]) + " }"
        leaves = [n for n, f in kind.fields.items() if is_leaf_type(get_named_type(f.type))]
        names = list(kind.fields) if depth < 6 else leaves or ["__typename"]
        for name in self.random.choices(names, k=self.random.randint(1, 4)):
            self.budget -= 1
            if name != "__typename" and (self.budget >= 0 or name in leaves):
                parts.append(self.wrapped(kind, self.field(kind.fields[name], name, depth)))
        return "{ " + " ".join(["__typename", *parts]) + " }"

    def wrapped(self, kind: GraphQLObjectType, text: str) -> str:
        """Return a field as it is, in an inline fragment, in a named one, or under a directive."""
        way = self.random.choice(["bare"] * 6 + ["inline", "named", "skip", "include"])
        if way == "inline":
            return f"... on {kind.name} {{ {text} }}"
        if way == "named":
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {kind.name} {{ {text} }}")
            return f"...{name}"
        if way in ("skip", "include"):
            value = self.variable("Boolean!", self.random.choice(["true", "false"]))
            return f"... @{way}(if: {value}) {{ {text} }}"
        return text

    def field(self, definition: GraphQLField, name: str, depth: int) -> str:
        """Return a field with an alias of its own, arguments and selection."""
        kind = get_named_type(definition.type)
        if is_leaf_type(kind) and not definition.args:
            return name
        self.aliases += 1
        given = self.given(definition)
        arguments = f"({given})" if given else ""
        below = "" if is_leaf_type(kind) else " " + self.selection(kind, depth + 1)
        return f"a{self.aliases}: {name}{arguments}{below}"

    def given(self, definition: GraphQLField) -> str:
        """Return the arguments of a field; one page in five goes on from a row that is there."""
        places = self.cursors.get(get_named_type(definition.type).name)
        if places and self.random.randrange(5) == 0:
            return self.random.choice(places)
        chosen = [
            key
            for key, argument in definition.args.items()
            if is_required_argument(argument) or self.random.randrange(100) < ODDS.get(key, 25)
        ]
        if "first" in chosen and "last" in chosen:
            chosen.remove(self.random.choice(["first", "last"]))
        return ", ".join(
            f"{key}: {self.argument(key, definition.args[key].type)}" for key in chosen
        )

    def argument(self, name: str, kind: Any) -> str:
        """Return the value of an argument: a literal, or a variable with a default."""
        if name == "query":
            return self.random.choice(QUERIES)
        if name == "companies":
            return self.random.choice(['["C1"]', '["company-2", "C3"]', "[]", '["bo"]'])
        if name == "weeks":
            return str(self.random.randint(1, 8))
        if name == "by":
            keys, n = sorted(get_named_type(kind).values), self.random.randrange(2)
            return f"[{', '.join(self.random.sample(keys, min(len(keys), 1 + n)))}]"
        value = self.value(kind, 0)
        return self.variable(str(kind), value) if self.random.random() < 0.5 else value

    def variable(self, kind: str, value: str) -> str:
        """Declare a variable with a default value; return its use."""
        name = f"v{len(self.variables)}"
        self.variables.append((name, kind, value))
        return f"${name}"

    def value(self, kind: Any, depth: int) -> str:
        """Return a literal of an input type."""
        if not isinstance(kind, GraphQLNonNull) and self.random.randrange(10) == 0:
            return "null"
        kind = get_nullable_type(kind)
        if isinstance(kind, GraphQLList):
            size = self.random.randint(0, 2) if depth < 3 else 0
            return "[" + ", ".join(self.value(kind.of_type, depth + 1) for _ in range(size)) + "]"
        if isinstance(kind, GraphQLEnumType):
            return str(self.random.choice(sorted(kind.values)))
        if isinstance(kind, GraphQLInputObjectType):
            return self.object(kind, depth)
        if kind.name in WILD and self.random.randrange(40) == 0:
            return WILD[kind.name]
        return self.random.choice(SAMPLES[kind.name])

    def object(self, kind: GraphQLInputObjectType, depth: int) -> str:
        """Return a literal of an input object with its required fields and up to two others."""
        fields = kind.fields
        leaves = [n for n, f in fields.items() if is_leaf_type(get_named_type(f.type))]
        names = list(fields) if depth < 4 else leaves if depth < 5 else []
        optional = self.random.sample(names, min(len(names), self.random.randint(0, 2)))
        required = [n for n, f in fields.items() if isinstance(f.type, GraphQLNonNull)]
        chosen = dict.fromkeys([*required, *optional])
        return (
            "{" + ", ".join(f"{n}: {self.value(fields[n].type, depth + 1)}" for n in chosen) + "}"
        )


def documents(schema: GraphQLSchema, cursors: Cursors) -> st.SearchStrategy[str]:
    """Return the strategy of valid query documents.

    Each is written from a seed: drawing every choice by itself takes hypothesis ten times as long,
    and smaller budgets shrink a document well enough.
    """

    def write(seed: int, budget: int) -> str:
        return Writer(schema, Random(seed), cursors, budget).document()

    return st.builds(write, st.integers(0, 2**32), st.integers(1, 25))

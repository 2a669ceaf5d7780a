"""The schema as clients see it: printed, described, and named as GraphQL names things."""

from collections.abc import Iterator
from pathlib import Path
from re import fullmatch
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema as build_from_sdl,
    get_named_type,
    is_specified_scalar_type,
    validate_schema,
)

from schema.graph.mapping import source_of
from schema.graph.schema import build_schema, print_sdl

SCHEMA = build_schema()
FILE = Path(__file__).parents[3] / "docs" / "schema.graphql"
OWN = [
    kind
    for name, kind in sorted(SCHEMA.type_map.items())
    if not name.startswith("__") and not is_specified_scalar_type(kind)
]
COMPOSED = [kind for kind in OWN if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)]


def iter_parts(kind: GraphQLNamedType) -> Iterator[tuple[str, Any]]:
    """A type and everything in it, by name."""
    yield kind.name, kind
    if isinstance(kind, GraphQLEnumType):
        for name, value in kind.values.items():
            yield f"{kind.name}.{name}", value
    if isinstance(kind, GraphQLInputObjectType):
        for name, part in kind.fields.items():
            yield f"{kind.name}.{name}", part
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield f"{kind.name}.{name}", field
            for argument, given in field.args.items():
                yield f"{kind.name}.{name}({argument})", given


PARTS = [part for kind in OWN for part in iter_parts(kind)]


class TestText:
    def test_the_committed_file_is_the_schema(self) -> None:
        remedy = "`callboard export-schema --output docs/schema.graphql` renews it"

        assert FILE.read_text("utf-8") == print_sdl(SCHEMA), remedy

    def test_it_is_a_valid_schema(self) -> None:
        assert validate_schema(SCHEMA) == []
        assert validate_schema(build_from_sdl(print_sdl(SCHEMA))) == []

    def test_building_it_again_gives_the_same_text(self) -> None:
        assert print_sdl(build_schema()) == print_sdl(SCHEMA)

    def test_it_can_be_read_only(self) -> None:
        assert SCHEMA.mutation_type is None
        assert SCHEMA.subscription_type is None


class TestDescriptions:
    def test_everything_has_one(self) -> None:
        silent = [name for name, part in PARTS if not (part.description or "").strip()]

        assert silent == []

    def test_each_is_a_sentence(self) -> None:
        torn = [
            name
            for name, part in PARTS
            if part.description
            and (not part.description.endswith((".", ")")) or part.description[0].islower())
        ]

        assert torn == []


class TestNames:
    @pytest.mark.parametrize("kind", OWN, ids=str)
    def test_types_are_in_pascal_case(self, kind: GraphQLNamedType) -> None:
        assert fullmatch(r"[A-Z][A-Za-z0-9]*", kind.name)

    def test_fields_and_arguments_are_in_camel_case(self) -> None:
        enums = {kind.name for kind in OWN if isinstance(kind, GraphQLEnumType)}
        paths = [path for path, _ in PARTS if "." in path and path.split(".")[0] not in enums]

        names = [path.split(".")[1].split("(")[-1].rstrip(")") for path in paths]

        assert [name for name in names if not fullmatch(r"[a-z][A-Za-z0-9]*", name)] == []

    def test_enum_values_are_in_capitals(self) -> None:
        values = [v for kind in OWN if isinstance(kind, GraphQLEnumType) for v in kind.values]

        assert [value for value in values if not fullmatch(r"[A-Z][A-Z0-9_]*", value)] == []

    def test_connections_are_those_of_relay(self) -> None:
        for kind in COMPOSED:
            if kind.name.endswith("Connection"):
                assert {"edges", "nodes", "pageInfo", "totalCount"} <= kind.fields.keys()
                assert get_named_type(kind.fields["pageInfo"].type).name == "PageInfo"
                edge = get_named_type(kind.fields["edges"].type)
                assert {"cursor", "node"} <= edge.fields.keys()

    def test_every_list_of_rows_takes_the_same_arguments(self) -> None:
        taken = {
            frozenset(field.args) - {"where", "asOf"}
            for kind in COMPOSED
            for field in kind.fields.values()
            if get_named_type(field.type).name.endswith("Connection")
            and get_named_type(field.type).name != "SearchConnection"
        }

        assert taken == {frozenset({"first", "after", "last", "before", "orderBy"})}


class TestSources:
    @pytest.mark.parametrize(
        "kind", [kind for kind in COMPOSED if isinstance(kind, GraphQLObjectType)], ids=str
    )
    def test_every_field_says_where_it_comes_from(self, kind: GraphQLObjectType) -> None:
        assert [name for name, field in kind.fields.items() if source_of(field) is None] == []

    def test_every_type_that_shows_rows_can_be_fetched(self) -> None:
        node = SCHEMA.type_map["Node"]
        assert isinstance(node, GraphQLInterfaceType)
        fetched = {kind.name for kind in SCHEMA.get_possible_types(node)}

        listed = {
            get_named_type(kind.fields["nodes"].type).name
            for kind in COMPOSED
            if kind.name.endswith("Connection")
        }

        assert listed <= fetched

"""The GraphQL schema, built from the Strawberry types, with our resolvers behind their fields."""

from collections.abc import Mapping

from graphql import GraphQLObjectType, GraphQLSchema, print_schema
from strawberry import Schema

from schema.graph import numbers, types
from schema.graph.mapping import Source, source_of
from schema.graph.ordinary import attach
from schema.graph.root import Query

TYPES = (
    types.Company,
    types.Call,
    types.Transcript,
    types.Turn,
    types.Person,
    types.Event,
    types.Quote,
    types.Theme,
    types.Role,
    types.Posting,
    numbers.Metric,
)


def build_schema() -> GraphQLSchema:
    """Return the executable schema."""
    built = Schema(query=Query, types=TYPES)
    schema: GraphQLSchema = built._schema
    attach(schema)
    return schema


def sources_of(schema: GraphQLSchema) -> Mapping[str, Mapping[str, Source]]:
    """Return the source of every field, by type and field name."""
    return {
        name: {
            field: source
            for field, definition in kind.fields.items()
            if (source := source_of(definition)) is not None
        }
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType)
    }


def print_sdl(schema: GraphQLSchema) -> str:
    """Return the schema in the schema definition language."""
    return print_schema(schema) + "\n"

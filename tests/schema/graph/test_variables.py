"""Variables are read as graphql-core reads them, only sooner."""

from typing import Any

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse
from graphql.execution.values import VariableValues, get_variable_values
from hypothesis import given, settings, strategies as st

from schema.graph.variables import VariableReader

SDL = """
enum Kind { A B }
input Range { from: Int! to: Int = 5 kinds: [Kind!] inner: Range }
input Either @oneOf { name: String number: Int }
type Query { answer(n: Int, real: Float, id: ID): Int }
"""
OPERATION = """
query (
  $int: Int, $must: Int!, $ten: Int = 10, $text: String = "x", $flag: Boolean! = true, $real: Float,
  $id: ID, $kind: Kind, $kinds: [Kind!]! = [A], $many: [[Int]], $range: Range = {from: 1},
  $either: Either
) { answer(n: $int) }
"""
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(),
    st.sampled_from(["A", "B", "x", "", "12"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["from", "to", "kinds", "inner", "name", "number", "other"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=8,
)
DECLARED = ["int", "must", "ten", "text", "flag", "real", "id", "kind", "kinds", "many", "range"]
NAMES = st.sampled_from([*DECLARED, "either", "unknown"])


def operation_of(text: str) -> OperationDefinitionNode:
    node = parse(text).definitions[0]
    assert isinstance(node, OperationDefinitionNode)
    return node


@pytest.fixture(scope="module")
def types() -> GraphQLSchema:
    return build_schema(SDL)


def said(found: Any) -> Any:
    """Return values, or the messages of errors, in a form that can be compared (NaN included)."""
    if isinstance(found, VariableValues):
        return repr(found.coerced), repr({k: v.value for k, v in found.sources.items()})
    return [error.message for error in found]


@settings(max_examples=600, deadline=None)
@given(given=st.dictionaries(NAMES, VALUES, max_size=6), must=st.booleans())
def test_any_values_are_read_alike(types: GraphQLSchema, given: dict[str, Any], must: bool) -> None:
    operation = operation_of(OPERATION)
    values = {"must": 1, **given} if must else given

    found = VariableReader(types, operation).read(values, 5)

    assert said(found) == said(
        get_variable_values(types, operation.variable_definitions or (), values, 5)
    )


def test_a_value_nested_without_end_is_an_error(types: GraphQLSchema) -> None:
    deep: Any = 1
    for _ in range(5_000):
        deep = {"from": 1, "inner": deep}

    found = VariableReader(types, operation_of(OPERATION)).read({"must": 1, "range": deep}, 5)

    assert "nested too deeply" in str(found)


def test_it_may_be_read_again_with_other_values(types: GraphQLSchema) -> None:
    reader = VariableReader(types, operation_of("query ($n: Int = 3) { answer(n: $n) }"))

    found = [reader.read(values, 5) for values in ({"n": 1}, {}, {"n": None})]

    assert [each.coerced for each in found if isinstance(each, VariableValues)] == [
        {"n": 1},
        {"n": 3},
        {"n": None},
    ]

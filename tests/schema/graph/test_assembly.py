"""The code that is generated for a level: short, and made of names of the schema alone."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from graphql import OperationDefinitionNode, parse
from hypothesis import given, settings, strategies as st

from schema.graph.assembly import Assembly
from schema.graph.compiling import Compiler
from schema.graph.plan import Level
from schema.graph.schema import build_schema

SCHEMA = build_schema()
# Words that could be found nowhere in our own code.
SECRETS = st.text("qxzQXZ", min_size=4, max_size=12)
DOCUMENT = """
query Q($slug: String = "%(secret)s") {
  company(slug: $slug) {
    name
    isIllustrative
    events(where: {headline: {contains: "%(secret)s"}}, after: "%(secret)s") {
      totalCount
      edges { cursor node { headline quotes { text speaker { name } } } }
    }
    hiring(asOf: "2025-01-01") { salary(currency: "%(secret)s") { currency } }
  }
  node(id: "%(secret)s") { id ... on Posting { locations } }
  searchQuotes(query: "%(secret)s") { edges { html node { key } } }
}
"""


def compile_level(document: str) -> Level:
    node = parse(document)
    operation = node.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return Compiler(SCHEMA, node, {}).compile(operation)


def iter_levels(level: Level) -> Iterator[Level]:
    """A level and those below it, which its children's loaders hold."""
    yield level
    waiting: list[Any] = [child.load for child in level.children]
    while waiting:
        function = waiting.pop()
        for cell in function.__closure__ or ():
            held = cell.cell_contents
            if isinstance(held, Level):
                yield from iter_levels(held)
            elif callable(held) and hasattr(held, "__closure__"):
                waiting.append(held)


@given(SECRETS)
@settings(deadline=None, max_examples=25)
def test_no_value_of_a_request_becomes_code(secret: str) -> None:
    levels = list(iter_levels(compile_level(DOCUMENT % {"secret": secret})))

    assert len(levels) > 6
    assert all(secret not in level.text for level in levels)


def test_a_level_is_one_function_of_one_expression() -> None:
    for level in iter_levels(compile_level(DOCUMENT % {"secret": "x"})):
        [function] = ast.parse(level.text).body
        assert isinstance(function, ast.FunctionDef)
        assert [type(part) for part in function.body] == [ast.Return]


def test_its_code_can_be_read() -> None:
    fields = "title: name isIllustrative calls { totalCount }"
    level = compile_level(f'{{ company(slug: "a") {{ {fields} }} }}')

    texts = [each.text for each in iter_levels(level)]

    assert texts[0].splitlines() == [
        "def build(items, c0):",
        "    return [{'company': v0} for r, v0 in zip(items, c0)]",
    ]
    assert "{'title': r[1], 'isIllustrative': (r[2] == 1), 'calls': v0}" in texts[1]


def test_it_names_the_type_that_it_makes() -> None:
    levels = iter_levels(compile_level('{ company(slug: "a") { calls { nodes { key } } } }'))

    assert [level.type_name for level in levels] == ["Query", "Company", "CallConnection", "Call"]


@given(st.from_regex(r"[_A-Za-z][_0-9A-Za-z]{0,20}", fullmatch=True))
@settings(deadline=None)
def test_any_alias_is_a_key_as_it_was_written(alias: str) -> None:
    if alias.startswith("__"):
        return

    level = compile_level(f"{{ {alias}: __typename }}")

    assert level.run(None, [None]) == [{alias: "Query"}]  # type: ignore[arg-type]


def test_two_functions_of_one_name_stay_two() -> None:
    assembly = Assembly()
    calls = [assembly.call(function, "r") for function in (double(), negate())]

    level = assembly.level("Number", f"({calls[0]}, {calls[1]})")

    assert level.build([3]) == [(6, -3)]


def double() -> Callable[[int], int]:
    """Return a function called `change`."""

    def change(number: int) -> int:
        return number * 2

    return change


def negate() -> Callable[[int], int]:
    """Return another function called `change`."""

    def change(number: int) -> int:
        return -number

    return change

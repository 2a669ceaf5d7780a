"""`node` and `nodes`: anything by its identifier, in the order asked for."""

from base64 import b64encode
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLSchema
from hypothesis import given, settings, strategies as st

from schema.graph.ids import global_id, parse_global_id
from schema.graph.schema import build_schema
from tests.schema.graph.conftest import Ask

NODE = "query Q($id: ID!) { node(id: $id) { id __typename } }"
NODES = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Company { slug } } }"
TYPES = [
    "Call",
    "Company",
    "Event",
    "Person",
    "Posting",
    "Quote",
    "Role",
    "Theme",
    "Transcript",
    "Turn",
]


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


class TestRoundTrips:
    def test_every_node_type_is_tried_here(self) -> None:
        schema: GraphQLSchema = build_schema()
        node = schema.type_map["Node"]
        assert isinstance(node, GraphQLInterfaceType)

        assert sorted(kind.name for kind in schema.get_possible_types(node)) == TYPES

    @pytest.mark.parametrize("name", TYPES)
    def test_an_identifier_leads_back_to_its_row(self, ask: Ask, name: str) -> None:
        identifier = global_id(name, 2)

        node = ask(NODE, id=identifier)["data"]["node"]

        assert node == {"id": identifier, "__typename": name}

    @pytest.mark.parametrize(
        "plural", ["companies", "calls", "events", "quotes", "people", "themes"]
    )
    def test_identifiers_of_lists_are_those_of_nodes(self, ask: Ask, plural: str) -> None:
        listed = ask(f"{{ {plural}(first: 5) {{ nodes {{ id __typename }} }} }}")["data"][plural]

        found = ask(NODES, ids=[node["id"] for node in listed["nodes"]])["data"]["nodes"]

        assert [node["id"] for node in found] == [node["id"] for node in listed["nodes"]]

    def test_inline_fragments_show_what_a_type_has(self, ask: Ask) -> None:
        query = """query Q($ids: [ID!]!) { nodes(ids: $ids) {
          ... on Company { name calls(first: 1) { totalCount } }
          ... on Turn { n transcript { layout call { company { slug } } } }
          ... on Node { id } } }"""

        company, turn = ask(query, ids=[global_id("Company", 2), global_id("Turn", 2)])["data"][
            "nodes"
        ]

        assert company == {
            "name": "Company 1",
            "calls": {"totalCount": 5},
            "id": global_id("Company", 2),
        }
        assert turn["transcript"]["call"]["company"] == {"slug": "company-0"}

    @given(st.sampled_from(TYPES), st.integers(1, 2**31 - 1))
    def test_reading_an_identifier_gives_what_was_written(self, name: str, key: int) -> None:
        assert parse_global_id(global_id(name, key)) == (name, key)


class TestMany:
    def test_they_come_in_the_order_asked_for_with_gaps_and_repeats(self, ask: Ask) -> None:
        ids = [global_id("Company", key) for key in (3, 999, 1, 3)]

        found = ask(NODES, ids=ids)["data"]["nodes"]

        assert [node and node["slug"] for node in found] == [
            "company-2",
            None,
            "company-0",
            "company-2",
        ]

    def test_types_may_be_mixed(self, ask: Ask) -> None:
        ids = [global_id(name, 1) for name in (*TYPES, "Company")]

        found = ask(NODES, ids=ids)["data"]["nodes"]

        assert [node["__typename"] for node in found] == [*TYPES, "Company"]

    def test_none_asked_is_none_given(self, ask: Ask) -> None:
        assert ask(NODES, ids=[])["data"] == {"nodes": []}

    def test_a_hundred_are_the_most(self, ask: Ask) -> None:
        assert len(ask(NODES, ids=[global_id("Company", 1)] * 100)["data"]["nodes"]) == 100

        [error] = ask(NODES, ids=[global_id("Company", 1)] * 101)["errors"]

        assert "at most 100" in error["message"]


class TestForeign:
    @pytest.mark.parametrize(
        "text", ["Company:999", "Nothing:1", "Alias:1", "Query:1", "Metric:1", "Node:1", "__Type:1"]
    )
    def test_what_is_not_there_is_null(self, ask: Ask, text: str) -> None:
        assert ask(NODE, id=encoded(text)) == {"data": {"node": None}}

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "x",
            "Company:1",
            encoded("Company"),
            encoded("Company:"),
            encoded("Company:x"),
            encoded("Company:0"),
            encoded("Company:-1"),
            encoded("Company:1.0"),
            encoded("Company:2147483648"),
            encoded("Company:" + "9" * 5_000),
            encoded(":1"),
            encoded("a b:1"),
            "é",
            "\ud800",
            "=" * 50,
        ],
    )
    def test_what_is_no_identifier_is_refused(self, ask: Ask, text: str) -> None:
        [error] = ask(NODE, id=text)["errors"]

        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["path"] == ["node"]
        assert "take it from an `id` field" in error["message"]

    @given(text=st.text(max_size=30))
    @settings(deadline=None)
    def test_no_text_is_a_failure_of_ours(self, ask: Ask, text: str) -> None:
        codes = {error["extensions"]["code"] for error in ask(NODE, id=text).get("errors", [])}

        assert codes <= {"BAD_USER_INPUT"}

    def test_an_identifier_of_another_type_names_no_company(self, ask: Ask) -> None:
        query = "query Q($id: ID!) { company(id: $id) { slug } }"

        assert ask(query, id=global_id("Company", 1))["data"]["company"] == {"slug": "company-0"}
        assert ask(query, id=global_id("Call", 1))["data"]["company"] is None


class TestNames:
    @pytest.mark.parametrize(
        ("field", "given"),
        [
            ("company", 'slug: "company-1"'),
            ("company", 'ticker: "C1"'),
            ("call", 'key: "company-1-2"'),
            ("person", 'slug: "åsa-1"'),
        ],
    )
    def test_a_row_has_natural_names_too(self, ask: Ask, field: str, given: str) -> None:
        assert ask(f"{{ {field}({given}) {{ id }} }}")["data"][field] is not None

    @pytest.mark.parametrize("given", ["", '(slug: "a", ticker: "b")', "(slug: null)"])
    def test_exactly_one_name_is_wanted(self, ask: Ask, given: str) -> None:
        answer: Any = ask(f"{{ company{given} {{ id }} meta {{ version }} }}")

        assert answer["errors"][0]["message"] == "give one of `id`, `slug`, `ticker`"
        assert answer["data"]["company"] is None
        assert answer["data"]["meta"] is not None

"""Plans are made once a document and once a setting of its directives, and kept within bounds."""

from collections.abc import Iterator
from json import loads
from typing import Any

import pytest

from schema.database import Database
from schema.graph.documents import KEPT_PLANS
from schema.graph.service import KEPT_DOCUMENTS, GraphRequest, GraphService
from tests.schema.graph.conftest import ON_SQLITE

pytestmark = ON_SQLITE

SWITCHED = """
query Q($some: Boolean!, $more: Boolean = true) {
  company(slug: "company-1") { slug ...Names @include(if: $some) ticker @skip(if: $more) }
}
fragment Names on Company { name }
"""


@pytest.fixture
def fresh(filled: Database) -> Iterator[GraphService]:
    """A service that has seen no document yet."""
    service = GraphService(filled, None, workers=1)
    yield service
    service.close()


def shown(service: GraphService, query: str, **variables: Any) -> Any:
    return loads(service.answer_now(GraphRequest(query, variables)).body)


def keys(service: GraphService, **variables: Any) -> list[str]:
    return list(shown(service, SWITCHED, **variables)["data"]["company"])


class TestSwitches:
    @pytest.mark.parametrize(
        ("variables", "fields"),
        [
            ({"some": True, "more": True}, ["slug", "name"]),
            ({"some": False, "more": True}, ["slug"]),
            ({"some": False, "more": False}, ["slug", "ticker"]),
            ({"some": True, "more": False}, ["slug", "name", "ticker"]),
            ({"some": False}, ["slug"]),
        ],
    )
    def test_variables_of_directives_decide_which_fields_are_shown(
        self, fresh: GraphService, variables: dict[str, bool], fields: list[str]
    ) -> None:
        assert keys(fresh, **variables) == fields

    def test_one_document_changes_its_fields_from_request_to_request(
        self, fresh: GraphService
    ) -> None:
        asked = [{"some": some, "more": more} for some in (True, False) for more in (True, False)]

        once = [keys(fresh, **variables) for variables in asked]

        assert [keys(fresh, **variables) for variables in asked] == once
        assert len(fresh.document(SWITCHED).plans) == 4

    def test_a_null_switch_is_an_error_and_not_a_guess(self, fresh: GraphService) -> None:
        answer = shown(fresh, SWITCHED, some=True, more=None)

        assert "$more" in answer["errors"][0]["message"]

    def test_literal_directives_are_decided_once(self, fresh: GraphService) -> None:
        query = "{ meta { version @skip(if: true) dataGeneration @include(if: true) } }"

        assert shown(fresh, query)["data"]["meta"] == {"dataGeneration": 1}

    def test_what_is_left_out_altogether_leaves_an_empty_object(self, fresh: GraphService) -> None:
        assert shown(fresh, "{ meta { version @skip(if: true) } }")["data"] == {"meta": {}}


TWO = "query A { a: meta { version } } query B($n: Int) { b: calls(first: $n) { totalCount } }"


class TestOperations:
    @pytest.mark.parametrize(("name", "key"), [("A", "a"), ("B", "b")])
    def test_each_operation_has_a_plan_of_its_own(
        self, fresh: GraphService, name: str, key: str
    ) -> None:
        body = fresh.answer_now(GraphRequest(TWO, None, name)).body

        assert list(loads(body)["data"]) == [key]

    @pytest.mark.parametrize("name", [None, "C", "", "\ud800"])
    def test_one_must_be_named_that_is_there(self, fresh: GraphService, name: str | None) -> None:
        [error] = loads(fresh.answer_now(GraphRequest(TWO, None, name)).body)["errors"]

        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert "operationName" in error["message"]


class TestVariables:
    def test_one_plan_serves_all_values(self, fresh: GraphService) -> None:
        query = "query Q($slug: String) { company(slug: $slug) { slug } }"

        slugs = [shown(fresh, query, slug=f"company-{n}")["data"]["company"] for n in range(3)]

        assert slugs == [{"slug": f"company-{n}"} for n in range(3)]
        assert len(fresh.document(query).plans) == 1

    def test_filters_of_several_forms_share_a_plan_and_no_answer(self, fresh: GraphService) -> None:
        query = "query Q($w: CompanyWhere) { companies(where: $w) { totalCount } }"
        forms: list[Any] = [
            {"slug": {"in": ["company-1", "company-2"]}},
            {"slug": {"in": ["company-1"]}},
            {"slug": {"eq": "company-1"}},
            {"slug": {"ne": "company-1"}},
            {"ticker": {"isNull": True}},
            {"ticker": {"isNull": False}},
            {},
        ]

        counts = [shown(fresh, query, w=form)["data"]["companies"]["totalCount"] for form in forms]

        assert counts == [2, 1, 1, 5, 1, 5, 6]


class TestBounds:
    def test_documents_are_forgotten_when_there_are_too_many(self, fresh: GraphService) -> None:
        for n in range(KEPT_DOCUMENTS + 20):
            shown(fresh, f"{{ a{n}: __typename }}")

        assert fresh.document.cache_info().currsize == KEPT_DOCUMENTS

    def test_settings_of_many_switches_are_forgotten_too(self, fresh: GraphService) -> None:
        names = [f"v{n}" for n in range(8)]
        declared = ", ".join(f"${name}: Boolean!" for name in names)
        fields = " ".join(f"{name}: version @include(if: ${name})" for name in names)
        query = f"query Q({declared}) {{ meta {{ {fields} }} }}"

        for n in range(2**8):
            given = {name: bool(n >> bit & 1) for bit, name in enumerate(names)}
            data = shown(fresh, query, **given)["data"]["meta"]
            assert list(data) == [name for name in names if given[name]]

        assert len(fresh.document(query).plans) <= KEPT_PLANS

    def test_filters_of_many_forms_are_forgotten_too(self, fresh: GraphService) -> None:
        query = "query Q($w: CompanyWhere) { companies(where: $w) { nodes { slug } } }"

        for n in range(100):
            found = shown(fresh, query, w={"slug": {"in": ["company-1"] * (n + 1)}})
            assert found["data"]["companies"]["nodes"] == [{"slug": "company-1"}]

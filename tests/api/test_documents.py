"""The documents behind the pages fit the schema and its limits."""

import pytest
from graphql import parse, validate

from api.documents import Question, load_documents, refusal
from api.errors import BadRequest
from api.settings import Settings
from schema.errors import CallboardError, NotReady
from schema.graph.limits import Limits, make_guard, measure_nodes, parse_document
from schema.graph.schema import build_schema

SCHEMA = build_schema()
each_document = pytest.mark.parametrize("name", load_documents())
SIZES = {
    "CompanyPage": {"first": 10, "grain": "MONTH"},
    "Companies": {"first": 30},
    "CompareCompanies": {"first": 8, "companies": ["a"] * 8},
    "CompanyNames": {"first": 100},
    "FindQuotes": {"first": 15, "speakers": 30},
}


@each_document
def test_every_document_is_valid_on_the_schema(name: str) -> None:
    assert validate(SCHEMA, parse(load_documents()[name])) == []


@each_document
def test_every_document_is_well_within_the_limits(name: str) -> None:
    limits = Limits()
    document = parse_document(load_documents()[name], limits)
    operation = document.definitions[0]

    cost = measure_nodes(SCHEMA, document, operation, SIZES.get(name, {}), limits)  # type: ignore[arg-type]

    assert validate(SCHEMA, document, [make_guard(limits)]) == []
    assert cost < limits.nodes / 4


@each_document
def test_every_address_of_a_document_fits_the_limit_of_addresses(name: str) -> None:
    question = Question(name, {"company": "x" * 200, "after": "y" * 300})

    assert len(question.page("/prefix")) < Settings().max_url
    assert len(question.answer("/prefix")) < Settings().max_url


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("NOT_READY", NotReady),
        ("BAD_USER_INPUT", BadRequest),
        ("LIMIT_EXCEEDED", BadRequest),
        ("INTERNAL", CallboardError),
    ],
)
def test_an_error_of_graphqls_is_raised_as_what_it_is(
    code: str, kind: type[CallboardError]
) -> None:
    error = refusal({"message": "So it is.", "extensions": {"code": code}})

    assert type(error) is kind
    assert "So it is." in str(error)

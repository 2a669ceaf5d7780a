"""Compiled plans and GraphQL's own executor give the same answers, on random documents."""

from collections import Counter
from collections.abc import Iterator
from json import loads
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from schema.database import Database
from schema.graph.schema import build_schema
from schema.graph.service import GraphAnswer, GraphRequest, GraphService
from search import QuoteIndex
from tests.schema.graph.conftest import Ask
from tests.schema.graph.documents import Cursors, documents

SCHEMA = build_schema()
LISTS = ("companies", "calls", "events", "quotes", "people", "roles", "postings", "themes")


class Compiled(GraphService):
    """Notes whether the last request was answered field by field after all."""

    was_compiled = True

    def answer_now(self, request: GraphRequest) -> GraphAnswer:
        self.was_compiled = True
        return super().answer_now(request)

    def _field_by_field(self, *request: Any) -> Any:
        self.was_compiled = False
        return super()._field_by_field(*request)


class FieldByField(GraphService):
    """Compiles nothing."""

    def _plan(self, *request: Any) -> None:
        return None


Services = tuple[Compiled, FieldByField]


@pytest.fixture(scope="module")
def services(filled: Database, index: QuoteIndex) -> Iterator[Services]:
    both = Compiled(filled, index, workers=1), FieldByField(filled, index, workers=1)
    both[1].document = both[0].document  # reading one takes longer than answering it
    yield both
    for service in both:
        service.close()


@pytest.fixture(scope="module")
def cursors(ask: Ask) -> Cursors:
    """Pages that go on from rows that are there."""
    ways = ("first: 2, after", "last: 2, before", "first: 2, before", "last: 3, after")
    found = {}
    for name in LISTS:
        page = ask(f"{{ found: {name}(first: 9) {{ __typename edges {{ cursor }} }} }}")["data"]
        marks = [edge["cursor"] for edge in page["found"]["edges"]]
        found[page["found"]["__typename"]] = [f'{way}: "{at}"' for at in marks for way in ways]
    asked = 'query: "ai OR compute", orderBy: RELEVANCE'
    page = ask(f"{{ found: searchQuotes({asked}, first: 9) {{ edges {{ cursor }} }} }}")["data"]
    marks = [edge["cursor"] for edge in page["found"]["edges"]]
    found["SearchConnection"] = [f'{asked}, {way}: "{at}"' for at in marks for way in ways[:2]]
    page = ask("{ ranking(metric: EVENTS, first: 4) { edges { cursor } } }")["data"]["ranking"]
    found["Ranking"] = [
        f'metric: EVENTS, first: 2, after: "{edge["cursor"]}"' for edge in page["edges"]
    ]
    return found


def shown(service: GraphService, document: str) -> Any:
    return loads(service.answer_now(GraphRequest(document)).body, parse_int=float)


@pytest.mark.slow
def test_plans_answer_as_the_executor_does(
    filled: Database, services: Services, cursors: Cursors, documents_to_try: tuple[int, int]
) -> None:
    compiled, by_field = services
    seen = Counter[str]()

    @settings(
        max_examples=documents_to_try[0 if filled.is_sqlite else 1],
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(documents(SCHEMA, cursors))
    def agree(document: str) -> None:
        found, wanted = shown(compiled, document), shown(by_field, document)

        # as texts, since fields must come in the order in which they were asked for
        assert str(found) == str(wanted)
        way = "compiled" if compiled.was_compiled else "by field"
        seen["error" if "errors" in found else way] += 1

    agree()

    assert seen["compiled"] >= 0.95 * (seen["compiled"] + seen["by field"])
    assert seen["compiled"] > seen["error"]

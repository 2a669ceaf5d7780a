"""SQLite and PostgreSQL hold the same world, and group and export it alike to the last sign."""

from collections.abc import Iterator
from dataclasses import replace
from json import loads
from typing import Any

import pytest

from schema.database import Database
from schema.graph.dimensions import PROPERTIES
from schema.graph.exporting import EXPORTS, SEARCH, TableReader
from schema.graph.service import GraphRequest, GraphService
from schema.store.formats import FORMATS
from tests.schema.graph.test_grouping import LISTS

Both = tuple[GraphService, GraphService]


@pytest.fixture(scope="module")
def both(filled_sqlite: Database, filled_postgres: Database) -> Iterator[Both]:
    services = (
        GraphService(filled_sqlite, None, workers=1),
        GraphService(filled_postgres, None, workers=1),
    )
    yield services
    for service in services:
        service.close()


def answers(both: Both, query: str) -> tuple[Any, Any]:
    first, second = (loads(each.answer_now(GraphRequest(query)).body) for each in both)
    assert "errors" not in first
    return first, second


@pytest.mark.parametrize("order", ["COUNT", "KEYS"])
@pytest.mark.parametrize("name", LISTS)
def test_lists_are_grouped_and_measured_alike(both: Both, name: str, order: str) -> None:
    known = PROPERTIES[LISTS[name]]
    numbers = "n sum mean p25 median p75"
    measured = " ".join(f"{of}: summary(of: {of}) {{ {numbers} }}" for of in known.numbers)
    for key in known.dimensions:
        ordered = f"orderBy: {{field: {order}, direction: DESC}}"
        fields = f"keys {{ value label }} count distinct(of: {key}) where {measured}"
        query = f"{{ {name} {{ groupBy(by: [{key}], {ordered}) {{ nodes {{ {fields} }} }} }} }}"
        first, second = answers(both, query)
        assert first == second


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", [name for name in EXPORTS if name != SEARCH])
def test_lists_are_exported_alike(both: Both, name: str, kind: str) -> None:
    files = []
    for service in both:
        with TableReader(service, name).open(10**6) as table:
            # Their generations differ.
            files.append(b"".join(FORMATS[kind].write(replace(table, facts={}))))

    assert files[0] == files[1] != b""

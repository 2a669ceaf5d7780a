"""Answers are kept only while they are true."""

from asyncio import run
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from schema.database import Database
from schema.graph.answers import KeptAnswers, Stamp
from schema.graph.service import GraphRequest, GraphService
from schema.store.indexing import catch_up, open_index
from schema.tables import Company

COUNT = GraphRequest("{ companies { totalCount } }")
STAMP = Stamp(1, 1, 1)


@pytest.fixture
def kept(database: Any, tmp_path: Path) -> Any:
    """Return a service that keeps answers, over an empty database."""
    service = GraphService(database, None, kept_bytes=100_000, workers=1)
    yield service
    service.close()


def add_company(database: Any, slug: str) -> None:
    """Write one company."""
    with database.write() as writer:
        writer.session.add(Company(slug=slug, name=slug))
        writer.mark_changed()


def test_the_same_question_is_answered_from_memory(kept: GraphService) -> None:
    first = run(kept.answer(COUNT))

    assert run(kept.answer(COUNT)) == first
    assert kept.answers.hits == 1


def test_an_answer_is_forgotten_with_the_next_change_of_the_data(
    kept: GraphService, database: Any
) -> None:
    run(kept.answer(COUNT))
    add_company(database, "new")

    assert run(kept.answer(COUNT)).body == b'{"data":{"companies":{"totalCount":1}}}'


def test_other_variables_are_another_question(kept: GraphService, database: Any) -> None:
    add_company(database, "one")
    query = "query Q($slug: String) { company(slug: $slug) { slug } }"

    found = [run(kept.answer(GraphRequest(query, {"slug": slug}))).body for slug in ("one", "no")]

    assert found == [b'{"data":{"company":{"slug":"one"}}}', b'{"data":{"company":null}}']


def test_answers_with_errors_are_not_kept(kept: GraphService) -> None:
    wrong = GraphRequest("{ companies(first: 101) { totalCount } }")

    run(kept.answer(wrong))
    run(kept.answer(wrong))

    assert kept.answers.hits == 0


def test_a_brief_question_whose_plan_fails_runs_its_plan_once(
    kept: GraphService, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = GraphRequest("{ companies(first: 101) { totalCount } }")
    for _ in range(5):  # the first ones may take longer than a brief one does
        run(kept.answer(wrong))
    caplog.set_level("DEBUG", "callboard.graph")

    run(kept.answer(wrong))

    assert caplog.text.count("field by field for the place") == 1


@pytest.mark.parametrize("variables", [{"n": 2**70}, {"n": "\ud800"}, {"n": [{"a": None}]}])
def test_odd_variables_are_questions_too(kept: GraphService, variables: Any) -> None:
    asked = GraphRequest("query Q($n: String) { company(slug: $n) { slug } }", variables)

    assert run(kept.answer(asked)).body.count(b'"errors"') == 1


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 300)), max_size=60))
def test_the_memory_never_holds_more_than_its_bound(steps: list[tuple[int, int]]) -> None:
    answers = KeptAnswers(1_000)

    for key, size in steps:
        answers.keep(key, STAMP, key, size)

    assert sum(size for _, _, size in answers._kept.values()) == answers._bytes <= 1_000


def test_the_least_recently_used_answer_goes_first() -> None:
    answers = KeptAnswers(1_000)
    for key in range(10):
        answers.keep(key, STAMP, key, 100)
    answers.find(0, STAMP.__eq__)

    answers.keep(10, STAMP, 10, 100)

    assert [key for key in range(11) if answers.find(key, STAMP.__eq__) is not None] == [
        0,
        *range(2, 11),
    ]


def test_an_answer_of_the_index_is_forgotten_when_the_index_is_brought_up(
    filled: Database, tmp_path: Path
) -> None:
    index = open_index(tmp_path)
    service = GraphService(filled, index, kept_bytes=100_000, workers=1)
    search = GraphRequest('{ searchQuotes(query: "ai") { totalCount } meta { indexGeneration } }')
    for request in (search, COUNT):
        run(service.answer(request))

    catch_up(filled, index)
    found = [run(service.answer(request)).body for request in (search, COUNT)]
    service.close()

    assert b'"indexGeneration":0' not in found[0]
    assert service.answers.hits == 1


def test_a_database_without_tables_says_so_and_nothing_is_kept(tmp_path: Path) -> None:
    bare = GraphService(Database(f"sqlite:///{tmp_path}/bare.db"), None, kept_bytes=1_000)

    answer = run(bare.answer(COUNT))
    bare.close()

    assert b'"NOT_READY"' in answer.body

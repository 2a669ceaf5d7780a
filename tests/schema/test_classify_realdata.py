"""The rules on real calls and on passages that people labelled; figures measured on the data."""

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from schema.classify.gate import has_ai_mention, iter_ai_mentions
from schema.classify.postings import classify_posting
from schema.classify.statements import classify_statement, iter_statements
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS

CHECKOUT = Path(__file__).parents[2]
REALDATA = Path(os.environ.get("CALLBOARD_REALDATA", CHECKOUT.parent / "shared" / "data"))
KEYWORDS_OUTSIDE_THE_GATE = {"data_analytics", "predictive_analytics", "autonomous", "mistral"}

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not REALDATA.is_dir(), reason="no real data: set CALLBOARD_REALDATA"),
]


def records(name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(REALDATA / name, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.fixture(scope="module")
def turns() -> list[str]:
    calls = records("demo/calls.jsonl.gz")
    return [turn["text"] for call in calls for turn in call["turns"] if turn["role"] == "executive"]


def test_every_statement_of_real_calls_gets_labels(turns: list[str]) -> None:
    statements = [turn[start:end] for turn in turns[::5] for start, end in iter_statements(turn)]

    assert len(statements) > 500
    assert all(classify_statement(statement) for statement in statements)


def test_the_gate_reads_more_than_a_megabyte_a_second(turns: list[str]) -> None:
    size = sum(map(len, turns))

    started = process_time()
    mentions = sum(1 for turn in turns for _ in iter_ai_mentions(turn))

    assert mentions > 1000
    assert size / (process_time() - started) > 1_000_000


def test_the_gate_agrees_with_people_on_annual_reports() -> None:
    """Passages found by a word that the gate leaves out on purpose do not count."""
    passages = [
        (passage["mention_types"] != ["none"], has_ai_mention(passage["chunk_text"]))
        for passage in records("labels/ai_mentions_uk_annual_reports.jsonl.gz")
        if not KEYWORDS_OUTSIDE_THE_GATE.issuperset(passage["matched_keywords"])
    ]

    found = sum(1 for about_ai, seen in passages if about_ai and seen)

    assert found / sum(1 for about_ai, _ in passages if about_ai) > 0.98
    assert found / sum(1 for _, seen in passages if seen) > 0.9


def test_plausible_shares_of_real_postings_are_ai_roles() -> None:
    postings = [record["title"] for record in records("demo/postings.jsonl.gz")]
    machine_learning = [title for title in postings if "Machine Learning Engineer" in title]

    involvements = [classify_posting(title).ai_involvement for title in machine_learning]

    assert len(involvements) > 200
    assert all(involvement in AI_ROLE_INVOLVEMENTS for involvement in involvements)

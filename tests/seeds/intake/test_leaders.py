"""The same call from several sources: one call, all texts, the statements of the best."""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import pytest

from schema.database import Database
from schema.store.verification import verify
from seeds.intake import import_file
from tests.seeds.conftest import ACME, Rows, Write

BOTH = "We launched an AI assistant for all of our customers in March."
FIRST = "We use machine learning to price 40% of all orders."
SECOND = "Our AI agents answer 70% of customer questions."


def call(*words: str, speaker: str | None = "Ann Lee", **fields: Any) -> dict[str, Any]:
    """A call on which the chief executive, or nobody in particular, says some sentences."""
    turn: dict[str, Any] = {"text": " ".join(words), "section": "QA"}
    if speaker:
        turn |= {"speaker": speaker, "title": "CEO", "role": "executive"}
    period = {"fiscalYear": 2026, "fiscalQuarter": 1}
    return {"record": "call", "key": "c1", "company": "ACME", **period, "turns": [turn], **fields}


PLAIN = call(BOTH, FIRST, "And so on.", speaker=None, source="plain")
NAMED = call(BOTH, SECOND, source="named", heldOn="2026-04-28")
SHORT = call(BOTH, source="short", heldOn="2026-04-27", title="A given title")


@pytest.fixture
def load(
    new_database: Callable[[str], Database], write: Write
) -> Callable[[Sequence[Any]], Database]:
    """Imports calls, one file each, into a database of their own."""
    made = 0

    def load_calls(calls: Sequence[Any]) -> Database:
        nonlocal made
        made += 1
        database = new_database(f"d{made}")
        for n, record in enumerate(calls):
            import_file(database, write(f"{made}-{n}.jsonl", ACME, record))
        return database

    return load_calls


def test_both_texts_stay_and_the_one_with_speakers_is_quoted(
    load: Callable[[Sequence[Any]], Database], rows: Rows
) -> None:
    database = load([PLAIN, NAMED])

    assert len(rows("call", database)) == 1
    assert len(rows("transcript", database)) == 2
    assert {row["text"] for row in rows("quote", database)} == {BOTH, SECOND}


def test_the_order_of_sources_makes_no_difference(
    load: Callable[[Sequence[Any]], Database],
    natural_dump: Callable[[Database], dict[str, list[str]]],
) -> None:
    first, *others = (natural_dump(load(order)) for order in permutations([PLAIN, NAMED, SHORT]))

    assert all(other == first for other in others)


def test_an_edited_text_counts_before_a_longer_raw_one(
    load: Callable[[Sequence[Any]], Database], rows: Rows
) -> None:
    database = load([NAMED, {**SHORT, "status": "EDITED"}])

    assert [row["text"] for row in rows("quote", database)] == [BOTH]
    assert str(rows("call", database)[0]["held_on"]) == "2026-04-27"


def test_a_lesser_text_adds_what_the_call_lacks(
    load: Callable[[Sequence[Any]], Database], rows: Rows
) -> None:
    database = load([NAMED, SHORT])

    (stored,) = rows("call", database)
    assert (str(stored["held_on"]), stored["title"]) == ("2026-04-28", "A given title")


def test_all_texts_say_that_there_are_others(
    load: Callable[[Sequence[Any]], Database], rows: Rows
) -> None:
    database = load([PLAIN, NAMED])

    notes = {
        row["transcript_id"]: row["note"]
        for row in rows("transcript_doubt", database)
        if row["kind"].value == "PUBLISHED_TWICE"
    }
    assert notes == {1: "also published as named", 2: "also published as plain"}


def test_quotes_of_a_new_leader_are_spans_and_the_index_hears_of_all(
    load: Callable[[Sequence[Any]], Database], rows: Rows
) -> None:
    database = load([PLAIN, NAMED])

    with database.read() as reader:
        assert verify(reader).problems == ()
    told = {row["quote_id"] for row in rows("quote_change", database) if row["generation"] == 2}
    assert told == {1, 2}  # the number of a quote that went may be given to one that came


def test_again_changes_nothing(load: Callable[[Sequence[Any]], Database], write: Write) -> None:
    database = load([PLAIN, NAMED])

    for record in (PLAIN, NAMED):
        assert import_file(database, write("again.jsonl", record)).generation is None

from schema.database import Database
from seeds.intake import import_file
from tests.seeds.conftest import ACME, Rows, Write

TEXT = "Ann Lee: Hello. Someone: We use AI."
CALL = {"record": "call", "key": "c1", "company": "ACME", "text": TEXT}
ANN = {"speaker": "Ann Lee", "title": "CEO", "start": 9, "end": 15, "text": "Hello."}
NOBODY = {"start": 25, "end": 35, "text": "We use AI."}
WHOLE = {"fiscalYear": 2026, "fiscalQuarter": 1, "heldOn": "2026-04-28"}


def kinds(rows: Rows) -> list[tuple[str, int | None]]:
    """The stored doubts."""
    return [(row["kind"].value, row["n"]) for row in rows("transcript_doubt")]


def test_turns_with_spans_are_stored_with_the_text_as_it_is(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**CALL, **WHOLE, "turns": [ANN, NOBODY]}))

    assert rows("transcript")[0]["text"] == TEXT
    assert [(row["start"], row["end"]) for row in rows("turn")] == [(9, 15), (25, 35)]


def test_what_a_call_lacks_is_a_doubt_and_no_error(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, CALL))

    assert kinds(rows) == [("NO_DATE", None), ("NO_PERIOD", None), ("NO_SPEAKER", None)]


def test_a_turn_by_nobody_among_named_ones_is_doubted_and_not_quoted(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**CALL, **WHOLE, "turns": [ANN, NOBODY]}))

    assert kinds(rows) == [("NO_SPEAKER", 1)]
    assert rows("quote") == []


def test_a_text_in_which_nobody_speaks_is_kept(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**CALL, **WHOLE, "turns": []}))

    assert kinds(rows) == [("NO_TURNS", None)]
    assert (rows("transcript")[0]["text"], rows("turn")) == (TEXT, [])


def test_given_doubts_are_kept_and_go_when_they_are_resolved(
    database: Database, write: Write, rows: Rows
) -> None:
    doubt = {"kind": "SHARED_TITLE", "turn": 1, "note": "two are CEO"}
    chief = {**NOBODY, "title": "CEO"}
    doubted = {**CALL, **WHOLE, "turns": [ANN, chief], "doubts": [doubt]}
    import_file(database, write("a.jsonl", ACME, doubted))
    before = kinds(rows)

    import_file(database, write("b.jsonl", {**doubted, "doubts": []}))

    assert (before, kinds(rows)) == ([("SHARED_TITLE", 1)], [])

import pytest

from schema.database import Database
from seeds.errors import BadFile
from seeds.intake import import_file
from tests.seeds.conftest import ACME, Rows, Write

SAID = "We launched an AI assistant for all of our customers in March."
CEO = {"speaker": "Ann Lee", "title": "CEO", "role": "executive", "section": "QA", "text": SAID}
ANALYST = {"speaker": "Bo Ek", "title": "Big Bank", "role": "analyst", "text": "And AI costs?"}
CALL = {
    "record": "call",
    "key": "c1",
    "company": "ACME",
    "fiscalYear": 2026,
    "fiscalQuarter": 1,
    "heldOn": "2026-04-28",
    "turns": [CEO, ANALYST],
}


def test_a_turn_is_exactly_its_text(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, CALL))

    (transcript,) = rows("transcript")
    spans = [transcript["text"][turn["start"] : turn["end"]] for turn in rows("turn")]
    assert spans == [SAID, "And AI costs?"]
    assert "Ann Lee:" in transcript["text"]


def test_a_statement_of_an_executive_becomes_an_event(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, CALL))

    (event,), (quote,) = rows("event"), rows("quote")
    assert (quote["text"], quote["verification"].value) == (SAID, "VERIFIED")
    assert event["headline_origin"].value == event["method"].value == "GENERATED"


def test_an_event_says_when_its_work_happens(database: Database, write: Write, rows: Rows) -> None:
    plan = {**CEO, "text": "Next year we plan to bring AI agents to our shops."}

    import_file(database, write("a.jsonl", ACME, {**CALL, "turns": [CEO, plan]}))

    assert [event["horizon"].value for event in rows("event")] == ["DONE", "PLANNED"]


def test_statements_can_be_left_alone(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, {**CALL, "findsStatements": False}))

    assert rows("event") == []
    assert rows("call")[0]["mentions_ai"]


def test_an_analyst_s_question_does_not_make_a_call_mention_ai(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**CALL, "turns": [ANALYST]}))

    assert not rows("call")[0]["mentions_ai"]
    assert rows("event") == []


def test_plain_text_is_one_turn(database: Database, write: Write, rows: Rows) -> None:
    call = {key: value for key, value in CALL.items() if key != "turns"} | {"text": SAID}

    import_file(database, write("a.jsonl", ACME, call))

    assert [(turn["start"], turn["role"].value) for turn in rows("turn")] == [(0, "UNKNOWN")]
    assert rows("call")[0]["mentions_ai"]


def test_another_text_is_a_second_transcript_and_the_fuller_one_has_the_quotes(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, CALL))
    (first,) = rows("quote")
    edited = {**CALL, "turns": [{**CEO, "text": f"Hello. {SAID}"}, ANALYST]}

    import_file(database, write("b.jsonl", edited))

    (quote,) = rows("quote")
    assert len(rows("transcript")) == 2
    assert (quote["id"], quote["text"]) == (first["id"], first["text"])
    assert (first["transcript_id"], quote["transcript_id"]) == (1, 2)


def test_a_corrected_title_changes_turn_and_quote(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, CALL))

    corrected = {**CALL, "turns": [{**CEO, "title": "Chief Financial Officer"}, ANALYST]}
    import_file(database, write("b.jsonl", corrected))

    assert len(rows("transcript")) == 1
    assert rows("quote")[0]["role"].value == rows("turn")[0]["role"].value == "CFO"
    assert [row["generation"] for row in rows("quote_change")] == [1, 2]


def test_a_call_of_which_only_a_turn_differs_counts_as_changed(
    database: Database, write: Write
) -> None:
    import_file(database, write("a.jsonl", ACME, CALL))
    corrected = {**CALL, "turns": [{**CEO, "title": "Chief Financial Officer"}, ANALYST]}

    report = import_file(database, write("b.jsonl", corrected))

    assert (report.added, report.changed, report.unchanged) == (0, 1, 0)


def test_a_call_of_which_only_a_doubt_is_new_counts_as_changed(
    database: Database, write: Write
) -> None:
    import_file(database, write("a.jsonl", ACME, CALL))
    doubted = {**CALL, "doubts": [{"kind": "NO_DATE", "note": "the head was cut off"}]}

    assert import_file(database, write("b.jsonl", doubted)).changed == 1
    assert import_file(database, write("b.jsonl", doubted)).changed == 0


def test_a_corrected_date_moves_the_events_of_the_call(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, CALL))

    import_file(database, write("b.jsonl", {**CALL, "heldOn": "2026-04-29"}))

    assert {str(rows(name)[0]["occurred_on"]) for name in ("event", "quote")} == {"2026-04-29"}


def test_a_day_that_an_event_gives_stays_when_its_call_moves(
    database: Database, write: Write, rows: Rows
) -> None:
    given = {"record": "event", "key": "e1", "company": "acme", "call": "c1", "headline": "H."}
    dated = {**given, "occurredOn": "2026-04-28", "quotes": [{"text": "We use AI."}]}
    import_file(database, write("a.jsonl", ACME, CALL, dated))

    import_file(database, write("b.jsonl", {**CALL, "heldOn": "2026-04-29"}))

    for table in ("event", "quote"):
        days = {row["key"][:2]: str(row["occurred_on"]) for row in rows(table)}
        assert days == {"c1": "2026-04-29", "e1": "2026-04-28"}


def test_an_event_without_a_day_gets_its_call_s(
    database: Database, write: Write, rows: Rows
) -> None:
    given = {"record": "event", "key": "e1", "company": "acme", "call": "c1", "headline": "H."}
    undated = {"record": "call", "key": "c1", "company": "acme"}
    import_file(database, write("a.jsonl", ACME, undated, given))

    import_file(database, write("b.jsonl", {**undated, "heldOn": "2026-04-29"}))

    assert str(rows("event")[0]["occurred_on"]) == "2026-04-29"


def test_what_a_call_leaves_out_keeps_its_value(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**CALL, "title": "T.", "kind": "OTHER"}))
    before = rows("call"), rows("event")

    import_file(database, write("b.jsonl", {"record": "call", "key": "c1", "company": "acme"}))

    assert (rows("call"), rows("event")) == before


def test_null_empties_the_day_of_a_call(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, CALL))

    import_file(database, write("b.jsonl", {**CALL, "heldOn": None}))

    assert [rows(name)[0]["occurred_on"] for name in ("event", "quote")] == [None, None]


def test_a_period_is_known_with_year_and_quarter_only(
    database: Database, write: Write, rows: Rows
) -> None:
    other = {"record": "call", "key": "c2", "company": "acme", "fiscalYear": 2026}

    import_file(database, write("a.jsonl", ACME, CALL, other))

    assert [call["period"] for call in rows("call")] == ["2026Q1", None]


def test_a_call_does_not_change_its_company(database: Database, write: Write) -> None:
    beta = {"record": "company", "slug": "beta", "name": "Beta"}
    import_file(database, write("a.jsonl", ACME, beta, CALL))

    with pytest.raises(BadFile, match='key: "c1" is a call of another company'):
        import_file(database, write("b.jsonl", {**CALL, "company": "beta"}))

from typing import Any

from schema.database import Database
from seeds.intake import import_file
from tests.seeds.conftest import ACME, Rows, Write

SAID = "We launched an AI assistant for all of our customers in March."


def call(*turns: tuple[str, str]) -> dict[str, Any]:
    said = [{"speaker": s, "title": "CEO", "role": "executive", "text": t} for s, t in turns]
    head = {"record": "call", "key": "c1", "company": "ACME", "heldOn": "2026-04-28"}
    return {**head, "findsStatements": False, "turns": said}


def event(*quotes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    head = {"record": "event", "key": "e1", "company": "acme", "call": "c1", "headline": "H."}
    return {**head, "quotes": list(quotes), **fields}


def test_a_quote_that_stands_once_is_verified(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, call(("A", f"Hi. {SAID}")), event({"text": SAID})))

    (quote,), (transcript,) = rows("quote"), rows("transcript")
    assert quote["verification"].value == "VERIFIED"
    assert transcript["text"][quote["start"] : quote["end"]] == SAID


def test_a_quote_with_other_words_is_unverified(
    database: Database, write: Write, rows: Rows
) -> None:
    other = {"text": SAID.replace("March", "May")}

    import_file(database, write("a.jsonl", ACME, call(("A", SAID)), event(other)))

    (quote,) = rows("quote")
    assert (quote["verification"].value, quote["start"]) == ("UNVERIFIED", None)


def test_a_quote_that_stands_twice_needs_its_speaker(
    database: Database, write: Write, rows: Rows
) -> None:
    quotes = ({"text": SAID}, {"text": SAID, "speaker": "B"})

    import_file(database, write("a.jsonl", ACME, call(("A", SAID), ("B", SAID)), event(*quotes)))

    assert [quote["verification"].value for quote in rows("quote")] == ["UNVERIFIED", "VERIFIED"]
    assert rows("quote")[1]["turn_id"] == rows("turn")[1]["id"]


def test_a_quote_does_not_run_over_two_turns(database: Database, write: Write, rows: Rows) -> None:
    run = {"text": "one\n\nB:\ntwo"}

    import_file(database, write("a.jsonl", ACME, call(("A", "one"), ("B", "two")), event(run)))

    assert rows("quote")[0]["verification"].value == "UNVERIFIED"


def test_a_quote_is_verified_when_the_transcript_comes_later(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, call(), event({"text": SAID})))

    report = import_file(database, write("b.jsonl", call(("A", SAID))))

    assert rows("quote")[0]["verification"].value == "VERIFIED"
    assert [row["generation"] for row in rows("quote_change")] == [1, report.generation]


def test_a_changed_quote_is_looked_up_again(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, call(("A", SAID)), event({"text": SAID})))

    import_file(database, write("b.jsonl", event({"text": "We never said that."})))

    (quote,) = rows("quote")
    assert (quote["verification"].value, quote["turn_id"]) == ("UNVERIFIED", None)


def test_a_quote_that_is_gone_leaves_word_in_the_outbox(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, call(), event({"text": SAID})))
    gone = rows("quote")[0]["id"]

    report = import_file(database, write("b.jsonl", event()))

    assert rows("quote") == []
    assert (report.changed, rows("quote_change")[-1]["quote_id"]) == (1, gone)


def test_a_given_horizon_is_kept(database: Database, write: Write, rows: Rows) -> None:
    given = event({"text": SAID}, horizon="UNDER_WAY")

    import_file(database, write("a.jsonl", ACME, call(), given))

    assert rows("event")[0]["horizon"].value == "UNDER_WAY"


def test_what_is_not_given_the_rules_say(database: Database, write: Write, rows: Rows) -> None:
    bare = event({"text": SAID})
    del bare["headline"]

    import_file(database, write("a.jsonl", ACME, call(), bare))

    (found,) = rows("event")
    assert (found["type"].value, found["method"].value) == ("LAUNCH", "GENERATED")
    assert found["headline"] == "Acme launched an AI assistant for all of its customers in March."
    assert found["headline_origin"].value == "GENERATED"
    assert str(found["occurred_on"]) == "2026-04-28"


def test_given_themes_replace_those_of_the_rules(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(
        database, write("a.jsonl", ACME, call(), event({"text": SAID, "themes": ["VISION"]}))
    )

    (link,) = rows("quote_theme")
    themes = {theme["id"]: theme["slug"].value for theme in rows("theme")}
    assert themes[link["theme_id"]] == "VISION"


def test_a_quoted_call_counts_as_one_that_mentions_ai(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, call(), event({"text": SAID})))

    assert rows("call")[0]["mentions_ai"]


def test_a_quote_with_a_key_moves_to_another_event(
    database: Database, write: Write, rows: Rows
) -> None:
    said = {"text": SAID, "key": "q"}
    import_file(database, write("a.jsonl", ACME, call(), event(said)))

    import_file(database, write("b.jsonl", event(said, key="e2")))

    (quote,) = rows("quote")
    assert quote["event_id"] == rows("event")[1]["id"]

from collections.abc import Callable
from json import loads
from pathlib import Path
from typing import Any

import pytest

from schema.database import Database
from schema.errors import BadInput
from schema.taxonomy.labels import CorrectedKind, Horizon
from seeds.errors import BadFile
from seeds.intake import import_file
from seeds.records import CorrectionRecord
from seeds.review.corrections import correct_row, remove_corrections
from tests.seeds.conftest import ACME, Dump, Rows, Write
from tests.seeds.review.conftest import JOB, SAID

EVENT = {
    "record": "event",
    "key": "e1",
    "company": "acme",
    "type": "THESIS",
    "stage": "EXPLORE",
    "headline": "Acme thinks of AI.",
    "quotes": [{"text": "We think of AI.", "themes": ["AGENTS"]}],
}
POSTING = {**JOB, "lastSeenOn": "2026-01-09"}
CALL = {
    "record": "call",
    "key": "c1",
    "company": "acme",
    "turns": [
        {
            "speaker": "Ann Lee",
            "title": "CEO",
            "role": "executive",
            "text": SAID,
        }
    ],
}


def correction(kind: str, key: str, **labels: Any) -> CorrectionRecord:
    return CorrectionRecord(kind=CorrectedKind[kind], key=key, **labels)


@pytest.fixture
def filled(database: Database, write: Write) -> Database:
    """Acme with an event, a quote, a posting and a call."""
    import_file(database, write("a.jsonl", ACME, EVENT, POSTING, CALL))
    return database


def shown(rows: Rows, table: str, *names: str) -> list[str]:
    """Columns of a row that came as a record, as text."""
    row = next(row for row in rows(table) if row["key"] in ("e1", "e1/1"))
    return [str(row[name]) for name in names]


def test_a_corrected_event_keeps_its_value_when_its_file_says_otherwise_again(
    filled: Database, write: Write, rows: Rows
) -> None:
    correct_row(filled, correction("EVENT", "e1", type="LAUNCH", stage="SHIP"))

    import_file(filled, write("b.jsonl", {**EVENT, "type": "PILOT", "specificity": 4}))

    assert shown(rows, "event", "type", "stage", "specificity") == ["LAUNCH", "SHIP", "4"]


def test_a_corrected_horizon_shows_and_counts_as_corrected(filled: Database, rows: Rows) -> None:
    correct_row(filled, correction("EVENT", "e1", horizon="UNDER_WAY"))

    (event,) = (row for row in rows("event") if row["key"] == "e1")
    assert event["horizon"] is Horizon.UNDER_WAY
    assert loads(event["evidence"])[0]["label"] == "Horizon.UNDER_WAY"


def test_removed_it_says_what_the_newest_file_says(
    filled: Database, write: Write, rows: Rows
) -> None:
    correct_row(filled, correction("EVENT", "e1", type="LAUNCH", stage="SHIP"))
    import_file(filled, write("b.jsonl", {**EVENT, "type": "PILOT"}))

    remove_corrections(filled, CorrectedKind.EVENT, "e1")

    assert shown(rows, "event", "type", "stage", "is_corrected") == ["PILOT", "EXPLORE", "False"]


def test_correcting_and_removing_leaves_every_row_as_it_was(filled: Database, dump: Dump) -> None:
    before = dump(filled)
    keys = {"EVENT": "e1", "QUOTE": "e1/1", "POSTING": "lever:acme#1"}
    labels: dict[str, dict[str, Any]] = {
        "EVENT": {"type": "LAUNCH", "horizon": "PLANNED"},
        "QUOTE": {"themes": ["SEARCH", "VISION"]},
        "POSTING": {"ai_involvement": "NONE", "function": "SALES"},
    }

    for kind, key in keys.items():
        correct_row(filled, correction(kind, key, **labels[kind]))
        remove_corrections(filled, CorrectedKind[kind], key)

    after = dump(filled)
    for table in ("event", "quote", "posting", "correction"):
        assert after[table] == before[table]
    themes = [
        {(row["quote_id"], row["theme_id"]) for row in each["quote_theme"]}
        for each in (before, after)
    ]
    assert themes[0] == themes[1]


def test_the_evidence_says_that_somebody_corrected_the_label(filled: Database, rows: Rows) -> None:
    found = next(row for row in rows("event") if row["key"] != "e1")

    correct_row(filled, correction("EVENT", found["key"], type="PILOT"))

    evidence = loads(next(row for row in rows("event") if row["key"] != "e1")["evidence"])
    assert (evidence[0]["label"], evidence[0]["rule"]) == ("EventType.PILOT", "CORRECTED")
    assert evidence[1:] == loads(found["evidence"])


def test_search_hears_of_a_corrected_event_and_of_corrected_themes(
    filled: Database, rows: Rows
) -> None:
    for record in (
        correction("EVENT", "e1", stage="SHIP"),
        correction("QUOTE", "e1/1", themes=["SEARCH"]),
    ):
        before = len(rows("quote_change"))

        correct_row(filled, record)

        assert len(rows("quote_change")) == before + 1


def test_the_daily_counts_follow_a_corrected_posting(filled: Database, rows: Rows) -> None:
    assert {(row["unit"].value, row["opened"]) for row in rows("role_count")} == {
        ("ROLE", 1),
        ("POSTING", 1),
    }

    correct_row(filled, correction("POSTING", "lever:acme#1", ai_involvement="MENTIONS"))

    assert rows("role_count") == []
    assert rows("posting")[0]["stage"] is None


def test_a_posting_that_is_corrected_to_an_ai_role_and_back_has_its_stage_again(
    filled: Database, rows: Rows
) -> None:
    stage = rows("posting")[0]["stage"]
    correct_row(filled, correction("POSTING", "lever:acme#1", ai_involvement="NONE"))
    correct_row(filled, correction("POSTING", "lever:acme#1", ai_involvement="DEVELOPS"))

    assert rows("posting")[0]["stage"] is stage is not None


def test_one_of_two_corrections_can_be_removed(filled: Database, rows: Rows) -> None:
    correct_row(filled, correction("EVENT", "e1", type="LAUNCH", stage="SHIP"))

    remove_corrections(filled, CorrectedKind.EVENT, "e1", ["type"])

    assert shown(rows, "event", "type", "stage", "is_corrected") == ["THESIS", "SHIP", "True"]


def test_the_same_correction_again_changes_nothing(filled: Database, rows: Rows) -> None:
    assert correct_row(filled, correction("EVENT", "e1", type="LAUNCH"))
    before = rows("generation")

    assert not correct_row(filled, correction("EVENT", "e1", type="LAUNCH"))
    assert rows("generation") == before


def test_the_same_file_after_a_correction_changes_nothing(filled: Database, tmp_path: Path) -> None:
    correct_row(filled, correction("EVENT", "e1", type="LAUNCH"))
    correct_row(filled, correction("QUOTE", "e1/1", themes=["SEARCH"]))
    correct_row(filled, correction("POSTING", "lever:acme#1", function="SALES"))

    assert import_file(filled, tmp_path / "a.jsonl").generation is None


def test_a_file_of_corrections_may_come_before_what_it_corrects(
    database: Database, write: Write, rows: Rows
) -> None:
    head = {"record": "correction", "kind": "EVENT", "key": "e1"}
    themes = {"record": "correction", "kind": "QUOTE", "key": "e1/1", "themes": ["SEARCH"]}

    import_file(database, write("c.jsonl", {**head, "type": "LAUNCH", "reason": "read it"}, themes))
    import_file(database, write("a.jsonl", ACME, EVENT))

    assert shown(rows, "event", "type", "is_corrected") == ["LAUNCH", "True"]
    assert shown(rows, "quote", "is_corrected") == ["True"]
    remove_corrections(database, CorrectedKind.EVENT, "e1")
    assert shown(rows, "event", "type") == ["THESIS"]


def test_a_file_of_corrections_twice_changes_nothing(filled: Database, write: Write) -> None:
    path = write("c.jsonl", {"record": "correction", "kind": "EVENT", "key": "e1", "stage": "SHIP"})

    assert import_file(filled, path).added == 1
    assert import_file(filled, path).generation is None


def test_a_call_that_finds_a_corrected_statement_lays_the_correction_over_it(
    filled: Database, write: Write, rows: Rows, new_database: Callable[[str], Database]
) -> None:
    key = next(row["key"] for row in rows("event") if row["key"] != "e1")
    fresh = new_database("fresh")
    import_file(
        fresh,
        write("c.jsonl", {"record": "correction", "kind": "EVENT", "key": key, "stage": "GOVERN"}),
    )

    import_file(fresh, write("d.jsonl", ACME, CALL))

    assert [str(row["stage"]) for row in rows("event", fresh)] == ["GOVERN"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "EVENT"}, "corrects nothing; give one of type, stage, specificity, horizon"),
        ({"kind": "QUOTE", "stage": "SHIP"}, "QUOTE has no stage; it has themes"),
        ({"kind": "CALL", "stage": "SHIP"}, '"CALL" is not known'),
        ({"kind": "EVENT", "type": "LUNCH"}, '"LUNCH" is not known; did you mean "LAUNCH"'),
    ],
)
def test_a_correction_of_what_is_not_there_is_refused_with_the_line(
    database: Database, write: Write, fields: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BadFile, match=reason):
        import_file(database, write("c.jsonl", {"record": "correction", "key": "e1", **fields}))


def test_a_row_that_is_not_there_cannot_be_corrected_by_hand(filled: Database) -> None:
    with pytest.raises(BadInput, match='there is no posting "lever:acme#2"'):
        correct_row(filled, correction("POSTING", "lever:acme#2", stage="SHIP"))


def test_what_is_not_corrected_cannot_be_removed(filled: Database) -> None:
    with pytest.raises(BadInput, match='of event "e1" nothing is corrected'):
        remove_corrections(filled, CorrectedKind.EVENT, "e1")

from typing import Any

from schema.taxonomy.labels import DoubtKind
from seeds.layouts.doubts import find_doubts
from seeds.records import CallRecord

NAMED = {"speaker": "Jane Doe", "text": "Hello."}
NAMELESS = {"text": "Hello."}


def doubt(source_name: str = "a.json", **fields: Any) -> list[tuple[DoubtKind, int | None]]:
    whole = {
        "key": "k",
        "company": "ACME",
        "fiscalYear": 2026,
        "fiscalQuarter": 1,
        "heldOn": "2026-01-29",
        "turns": [NAMED],
    }
    call = CallRecord.model_validate(whole | fields)
    return [(each.kind, each.turn) for each in find_doubts(call, source_name)]


def test_a_whole_call_has_no_doubts() -> None:
    assert doubt("acme_q1_2026.json") == []


def test_a_call_without_date_and_period_says_so() -> None:
    missing = doubt(heldOn=None, fiscalYear=None, fiscalQuarter=None)

    assert missing == [(DoubtKind.NO_DATE, None), (DoubtKind.NO_PERIOD, None)]


def test_a_file_s_name_that_disagrees_is_doubted_for_each_part() -> None:
    conflicts = doubt("OTHER_q4_2020.json")

    assert conflicts == [(DoubtKind.PERIOD_CONFLICT, None), (DoubtKind.COMPANY_CONFLICT, None)]


def test_two_classes_of_shares_are_no_conflict() -> None:
    assert doubt("GOOG_q1_2026.json", company="GOOGL") == []


def test_a_turn_without_a_speaker_is_named_by_its_number() -> None:
    assert doubt(turns=[NAMED, NAMELESS]) == [(DoubtKind.NO_SPEAKER, 1)]


def test_turns_without_any_speaker_are_one_doubt() -> None:
    assert doubt(turns=[NAMELESS, NAMELESS]) == [(DoubtKind.NO_SPEAKER, None)]


def test_one_text_has_neither_turns_nor_speakers() -> None:
    assert doubt(turns=[NAMELESS]) == [(DoubtKind.NO_TURNS, None), (DoubtKind.NO_SPEAKER, None)]


def test_a_call_without_a_transcript_has_no_turns() -> None:
    assert doubt(turns=[]) == [(DoubtKind.NO_TURNS, None)]

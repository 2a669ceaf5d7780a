"""A text that is divided otherwise at the next import: quotes keep their words and speakers."""

from pathlib import Path
from typing import Any

import pytest

from schema.database import Database
from seeds.intake import import_file
from tests.seeds.conftest import ACME, Rows, Write

SAID = "We launched an AI assistant for all of our customers in March."
TEXT = f"Welcome.\n\nAnn Lee: {SAID}\n\nBo Ek: Revenue grew.\n"
CALL = {"record": "call", "key": "c1", "company": "ACME", "heldOn": "2026-04-28", "text": TEXT}


def speak(words: str, **who: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"text": words, "start": start, "end": start + len(words), **who}


OPENING = speak("Welcome.")
ANN = speak(SAID, speaker="Ann Lee", title="CEO", role="executive")
BO = speak("Revenue grew.", speaker="Bo Ek", title="CFO", role="executive")


def divide(write: Write, name: str, *turns: dict[str, Any]) -> Path:
    return write(name, ACME, {**CALL, "turns": list(turns)})


@pytest.mark.parametrize("after", [(OPENING, ANN, BO), (ANN,)])
def test_a_quote_keeps_its_speaker_when_turns_shift(
    database: Database, write: Write, rows: Rows, after: tuple[dict[str, Any], ...]
) -> None:
    import_file(database, divide(write, "a.jsonl", ANN, BO))

    import_file(database, divide(write, "b.jsonl", *after))

    (quote,) = rows("quote")
    (turn,) = (row for row in rows("turn") if row["id"] == quote["turn_id"])
    assert (quote["speaker_printed"], turn["start"]) == ("Ann Lee", ANN["start"])
    assert len(rows("turn")) == len(after)


def test_a_quote_in_no_turn_is_verified_no_more(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, divide(write, "a.jsonl", ANN, BO))

    import_file(database, divide(write, "b.jsonl", BO))

    (quote,) = rows("quote")
    assert (quote["verification"], quote["turn_id"]) == ("UNVERIFIED", None)


def test_the_same_division_again_changes_nothing(database: Database, write: Write) -> None:
    import_file(database, divide(write, "a.jsonl", ANN, BO))
    import_file(database, divide(write, "b.jsonl", OPENING, ANN, BO))

    assert import_file(database, divide(write, "b.jsonl", OPENING, ANN, BO)).generation is None

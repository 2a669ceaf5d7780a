from json import loads

import pytest

from tests.callboard.conftest import Home, type_command

POSTING = "example:bank#example-bank-1"


@pytest.fixture
def event(home: Home) -> str:
    """The key of an event of the samples."""
    database = home.database()
    with database.engine.connect() as connection:
        key = connection.exec_driver_sql("SELECT key FROM event ORDER BY key LIMIT 1").scalar_one()
    database.close()
    return str(key)


def test_a_correction_is_said_listed_and_removed(event: str) -> None:
    words = ["correct", "event", event, "type=setback", "stage=GOVERN", "--reason", "as a test"]

    assert f"EVENT {event}: stage GOVERN, type SETBACK." in type_command(*words).out
    listed = type_command("correct", "--list").out
    assert f"EVENT {event} type=SETBACK (as a test)" in listed
    assert listed.endswith("2 corrections.\n")
    assert "1 correction removed" in type_command("correct", "--remove", "event", event, "type").out
    assert type_command("correct", "--list").out.endswith("1 correction.\n")


def test_the_same_correction_again_says_so(event: str) -> None:
    type_command("correct", "event", event, "stage=GOVERN")

    assert "Nothing changed" in type_command("correct", "event", event, "stage=GOVERN").out


def test_search_finds_by_the_corrected_label(event: str) -> None:
    before = found("type:SETBACK")

    type_command("correct", "event", event, "type=SETBACK")

    assert found("type:SETBACK") == before + 1


def found(query: str) -> int:
    """How many quotes a search finds."""
    return int(loads(type_command("search", "--json", query).out)["total"])


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["call", "k", "stage=SHIP"], "'call' cannot be corrected"),
        (["event", "k", "stage"], '"stage" is no NAME=VALUE'),
        (["event", "k", "stage=SHOP"], 'stage: "SHOP" is not known; did you mean "SHIP"?'),
        (["event", "k", "themes=SEARCH"], 'events have no "themes"'),
        (["event", "k", "stage=SHIP"], 'there is no event "k"'),
        (["event", "k"], "corrects nothing"),
    ],
)
def test_a_mistake_is_one_sentence(home: Home, words: list[str], reason: str) -> None:
    typed = type_command("correct", *words)

    assert typed.status == 1
    assert reason in typed.err


def test_without_a_key_the_command_was_not_typed_as_its_help_says(home: Home) -> None:
    assert type_command("correct").status == 2

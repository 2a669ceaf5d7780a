import pytest

from tests.callboard.conftest import Home, type_command


@pytest.fixture
def merged(home: Home) -> str:
    """What a merge printed."""
    words = ["people", "merge", "Gustav Söderström", "alex-norstrom-spotify", "--company", "SPOT"]
    typed = type_command(*words, "--note", "as a test")
    assert typed.status == 0
    return typed.out


def test_people_are_listed_with_their_spellings(home: Home) -> None:
    listed = type_command("people", "--company", "SPOT").out

    assert "gustav-soderstrom-spotify  Gustav Söderström (also Gustav Soderstrom)" in listed
    assert "example-bank" not in listed


def test_a_merge_says_how_it_is_undone_and_lets_the_index_follow(merged: str) -> None:
    assert "Decision 1: " in merged
    assert "`callboard people undo 1` takes it back." in merged
    assert "quotes written" in merged
    assert '"gustav soderstrom" is alex-norstrom-spotify (as a test)' in decisions()


def test_search_finds_by_the_name_of_who_stands_for_it(merged: str) -> None:
    assert "No quotes" not in type_command("search", "speaker:alex-norstrom-spotify").out
    assert "10 quotes found" in type_command("search", "speaker:alex-norstrom-spotify").out


def test_an_undo_is_remembered(merged: str) -> None:
    assert type_command("people", "undo", "1").status == 0

    assert ", undone " in decisions()


def test_a_split_takes_a_spelling_out(merged: str) -> None:
    split = ["people", "split", "Gustav Soderstrom", "--from", "alex-norstrom-spotify"]

    assert type_command(*split, "--company", "SPOT").status == 0
    assert "gustav-soderstrom-spotify" in type_command("people", "--company", "SPOT").out


def test_a_mistake_is_one_sentence(home: Home) -> None:
    typed = type_command("people", "undo", "7")

    assert typed.status == 1
    assert typed.err.startswith("callboard: there is no decision 7;")


def test_a_day_without_doubts_says_so(home: Home) -> None:
    assert type_command("people", "--unresolved").out.startswith("0 pairs of names")


def decisions() -> str:
    return type_command("people", "--decisions").out

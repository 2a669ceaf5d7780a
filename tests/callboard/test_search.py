from json import loads
from typing import Any

import pytest

from tests.callboard.conftest import Home, type_command

pytestmark = pytest.mark.usefixtures("home")

PERSONAL = '"personalization model" söderström'


def search_json(*words: str) -> Any:
    found = type_command("search", "--json", *words)
    assert found.status == 0
    return loads(found.out)


def test_a_quote_comes_with_company_period_date_speaker_and_title() -> None:
    lines = type_command("search", PERSONAL).out.splitlines()

    assert lines[:2] == ["Spotify · 2026Q1 · 2026-04-28", "Gustav Söderström, Co-CEO"]


def test_outside_a_terminal_matches_stand_between_quotation_marks() -> None:
    assert "the large «personalization model», which" in type_command("search", PERSONAL).out


def test_a_quote_stays_on_one_line_outside_a_terminal() -> None:
    lines = type_command("search", PERSONAL, width=40).out.splitlines()

    assert max(map(len, lines)) > 200


def test_on_a_terminal_matches_are_in_bold_reverse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")

    found = type_command("search", "proprietary")

    assert "\x1b[1;7mproprietary\x1b[0m" in found.out


def test_no_color_asks_for_quotation_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")

    found = type_command("search", "proprietary")

    assert "«proprietary»" in found.out
    assert "\x1b" not in found.out


def test_the_last_line_counts() -> None:
    found = type_command("search", "personal*", "--first", "1")

    assert found.out.endswith("3 quotes found, 1 shown.\n")


def test_nothing_found_is_no_error_and_says_why() -> None:
    found = type_command("search", "personalisatoin")

    assert (found.status, found.out) == (0, "No quotes found.\n")
    assert found.err.startswith("note: No quote holds the word 'personalisatoin'. Did you mean ")


def test_what_was_not_understood_is_noted_beside_the_answer() -> None:
    found = type_command("search", '"proprietary')

    assert (
        "note: A quotation mark is not closed; what follows is searched as words. (char"
        in found.err
    )
    assert found.err.endswith("(character 1)\n")
    assert "«proprietary»" in found.out


def test_newest_and_oldest_are_opposite_orders() -> None:
    newest, oldest = (
        [hit["heldOn"] for hit in search_json("ai", "--order", order)["hits"]]
        for order in ("newest", "oldest")
    )

    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(oldest)
    assert newest != oldest


def test_facets_are_counted_when_asked_for() -> None:
    found = type_command("search", "personal*", "--facets")

    assert "company: spotify 3" in found.out
    assert "period: 2026Q1 1, 2025Q4 1, 2025Q3 1" in found.out


def test_json_is_one_object_with_everything() -> None:
    answer = search_json(PERSONAL, "--facets")

    assert sorted(answer) == [
        *("facets", "generation", "hasMore", "hits"),
        *("interpretation", "notices", "query", "total"),
    ]
    assert answer["total"] == len(answer["hits"]) == 1
    assert answer["interpretation"] == '"personalization model" AND söderström'
    assert answer["facets"]["company"] == [{"value": "spotify", "count": 1, "selected": False}]
    assert answer["notices"] == []


def test_json_highlights_are_code_points_of_the_text() -> None:
    [hit] = search_json(PERSONAL)["hits"]

    marked = [hit["text"][place["start"] : place["end"]] for place in hit["highlights"]]

    assert marked == ["personalization model"]


def test_words_may_be_typed_apart() -> None:
    apart, together = search_json("proprietary", "data"), search_json("proprietary data")

    assert apart == together


@pytest.mark.parametrize("first", ["0", "101", "2147483647", "many"])
def test_a_page_has_one_to_a_hundred_quotes(first: str) -> None:
    assert type_command("search", "ai", "--first", first).status == 2


def test_an_escape_sequence_in_a_quote_does_not_reach_the_terminal(home: Home) -> None:
    home.run_sql("UPDATE quote SET text = text || char(27) || '[31m proprietary'")

    found = type_command("search", "proprietary")

    assert "\x1b" not in found.out
    assert "\ufffd[31m «proprietary»" in found.out


def test_a_damaged_index_says_how_to_mend_it(home: Home) -> None:
    [position] = home.index.rglob("position.json")
    position.write_bytes(b"x")

    found = type_command("search", "ai")

    assert found.status == 1
    assert "`callboard index` makes it anew" in found.err


def test_a_quote_that_left_the_database_is_not_shown(home: Home) -> None:
    home.run_sql("DELETE FROM quote")

    found = type_command("search", "personal*", "--json")

    assert loads(found.out)["hits"] == []

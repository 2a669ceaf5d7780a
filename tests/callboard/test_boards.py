"""The boards as one types: which are in doubt, and what is decided about them."""

from collections.abc import Callable
from json import dumps
from pathlib import Path

import pytest

from tests.callboard.conftest import Typed, type_command

Look = Callable[[int, str], None]
ACME = {"record": "company", "slug": "acme", "name": "Acme"}
OF_ACME = {"board": "lever:acme", "company": "acme"}


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Imports one look at a board: a day of March 2026, and a letter for each posting."""

    def import_look(n: int, shown: str) -> None:
        day = f"2026-03-{n:02}"
        postings = [
            {"record": "posting", "id": name, "title": "Engineer", "firstSeenOn": day, **OF_ACME}
            for name in shown
        ]
        records = [ACME, {"record": "crawl", "crawledOn": day, **OF_ACME}, *postings]
        path = tmp_path / "look.jsonl"
        path.write_text("\n".join(map(dumps, records)), "utf-8")
        assert type_command("import", "--no-index", path).status == 0

    return import_look


@pytest.fixture
def collapsed(look: Look) -> None:
    look(1, "abcdef")
    look(2, "a")
    look(3, "a")


def first_line(typed: Typed) -> str:
    assert typed.status == 0, typed.err
    return typed.out.splitlines()[0]


def test_a_board_stands_with_the_last_look_at_it(look: Look) -> None:
    look(1, "ab")

    typed = type_command("boards")

    assert (
        typed.out == "  lever:acme  acme  2026-03-01  succeeded  2 postings\n1 board, 0 in doubt.\n"
    )


@pytest.mark.usefixtures("collapsed")
def test_a_board_that_collapsed_is_in_doubt() -> None:
    assert first_line(type_command("boards")) == (
        "! lever:acme  acme  2026-03-03  quarantined  1 posting, 6 on 2026-03-01; "
        "in doubt since 2026-03-02"
    )


@pytest.mark.usefixtures("collapsed")
def test_accepting_ends_the_doubt_and_rejecting_brings_it_back() -> None:
    accepted = type_command("boards", "accept", "lever:acme", "2026-03-02")
    assert accepted.out == "The look at lever:acme on 2026-03-02 is accepted.\n"
    assert first_line(type_command("boards")).startswith("  lever:acme")

    type_command("boards", "reject", "lever:acme", "2026-03-02")

    assert first_line(type_command("boards")).endswith("in doubt since 2026-03-03")


@pytest.mark.usefixtures("collapsed")
def test_deciding_twice_changes_nothing() -> None:
    type_command("boards", "accept", "lever:acme", "2026-03-02")

    again = type_command("boards", "accept", "lever:acme", "2026-03-02")

    assert again.out == "The look at lever:acme on 2026-03-02 is already accepted.\n"


@pytest.mark.usefixtures("collapsed")
def test_a_look_that_was_not_cannot_be_decided_on() -> None:
    typed = type_command("boards", "accept", "lever:acme", "2026-03-09")

    assert (typed.status, typed.out) == (1, "")
    assert '"lever:acme" was not looked at on 2026-03-09' in typed.err


@pytest.mark.usefixtures("collapsed")
def test_a_day_is_a_day() -> None:
    assert type_command("boards", "accept", "lever:acme", "yesterday").status == 2

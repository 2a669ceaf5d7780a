from csv import DictReader
from json import loads
from pathlib import Path

import pytest

from tests.callboard.conftest import Home, type_command

pytestmark = pytest.mark.usefixtures("home")


def test_a_list_is_written_to_standard_output() -> None:
    typed = type_command("export", "companies")

    rows = list(DictReader(typed.out.splitlines()))
    assert typed.status == 0
    assert typed.err == "7 rows of companies written.\n"
    assert [row["ticker"] for row in rows if row["slug"] == "spotify"] == ["SPOT"]


def test_a_list_is_narrowed_as_the_api_narrows_it(tmp_path: Path) -> None:
    where = '{"company": {"ticker": {"eq": "SPOT"}}}'
    path = tmp_path / "quotes.jsonl"

    typed = type_command(
        "export", "quotes", "--where", where, "--format", "jsonl", "--output", path
    )

    rows = [loads(line) for line in path.read_text("utf-8").splitlines()]
    assert typed.err == f"{len(rows)} rows of quotes written.\n"
    assert {row["ticker"] for row in rows} == {"SPOT"}


def test_a_search_is_written_whole() -> None:
    typed = type_command("export", "search", "--query", "personal*", "--format", "jsonl")

    assert len(typed.out.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nothing",), "there is no list 'nothing'"),
        (("quotes", "--where", "{"), "no valid JSON in --where"),
        (("quotes", "--where", '{"speakr": {}}'), "Did you mean 'speaker'"),
        (("quotes", "--query", "agents"), "goes with search"),
    ],
)
def test_what_cannot_be_exported_leaves_the_file_as_it_was(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    path = tmp_path / "kept.csv"
    path.write_text("as it was")

    typed = type_command("export", *words, "--output", path)

    assert typed.status == 1
    assert says in typed.err
    assert path.read_text() == "as it was"
    assert list(tmp_path.glob(".*")) == []


def test_an_export_needs_tables(empty: Home) -> None:
    for path in empty.path.glob("callboard.db*"):
        path.unlink()

    assert "callboard migrate" in type_command("export", "quotes").err

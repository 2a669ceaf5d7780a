from pathlib import Path

import pytest

from schema.errors import BadInput, UnreadableFile
from seeds.boards.directory import Boards, read_boards

MAP = {"greenhouse:acme": "ACME", "lever:bolt": "bolt"}


def test_a_map_is_a_table_of_toml_or_csv(tmp_path: Path) -> None:
    toml, csv = tmp_path / "boards.toml", tmp_path / "boards.csv"
    toml.write_text('[boards]\n"greenhouse:acme" = "ACME"\n"lever:bolt" = "bolt"\n', "utf-8")
    csv.write_text("board,company,note\ngreenhouse:acme,ACME,x\nlever:bolt,bolt,\n", "utf-8")

    assert read_boards(toml) == read_boards(csv) == MAP


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.toml", "boards = 1", r"has no table \[boards\]"),
        ("a.toml", "[boards", "is no TOML"),
        ("a.toml", "a = " + "[" * 5_000, "is no TOML: nested too deeply"),
        ("a.toml", '[boards]\n"acme" = "ACME"', '"acme" names no board; write system:token'),
        ("a.toml", '[boards]\n"lever:acme" = 1', '"lever:acme" has no company'),
        ("a.csv", "a,b\n", "has not the columns board and company"),
        ("a.csv", "board,company\nlever:acme\n", '"lever:acme" has no company'),
        ("a.csv", "\xff", "is not UTF-8"),
    ],
)
def test_a_map_that_is_none_is_refused(tmp_path: Path, name: str, text: str, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(UnreadableFile, match=reason):
        read_boards(path)


def test_a_missing_map_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read: No such file"):
        read_boards(tmp_path / "boards.toml")


def test_a_board_s_company_is_found_whatever_its_capitals() -> None:
    assert Boards(companies={"ashby:DeepSea": "deep"}).find_company("ashby:deepsea") == "deep"


def test_a_company_that_is_said_wins_over_the_map() -> None:
    assert Boards(company="other", companies=MAP).find_company("lever:bolt") == "other"


def test_what_names_no_board_is_refused() -> None:
    with pytest.raises(BadInput, match='"acme" names no board'):
        Boards(board="acme")

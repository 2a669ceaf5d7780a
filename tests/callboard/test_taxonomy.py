from pathlib import Path

import pytest

from schema.taxonomy.rules import TAXONOMY_FILE, choose_taxonomy, load_taxonomy
from tests.callboard.conftest import Home, type_command

RULE = """
[[rules]]
id = "stage.test.fraud"
reads = "statement"
vocabulary = "Stage"
label = "GOVERN"
weight = 99
pattern = 'fraud'
match = ["fraud"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A taxonomy of one's own, in which fraud is always a matter of governing."""
    path = tmp_path / "own.toml"
    text = TAXONOMY_FILE.read_text("utf-8").replace('version = "', 'version = "own ', 1)
    path.write_text(text + RULE, "utf-8")
    return path


@pytest.fixture(autouse=True)
def ours() -> object:
    """The taxonomy of callboard in use again after each test."""
    yield
    choose_taxonomy(None)


def test_the_taxonomy_in_use_is_looked_over(home: Home) -> None:
    typed = type_command("taxonomy", "check", "--texts", "200")

    assert typed.status == 0
    assert "look   unused" in typed.out
    assert "rules, " in typed.out.splitlines()[-1]


def test_an_example_that_fails_makes_the_check_fail(home: Home, own: Path) -> None:
    own.write_text(own.read_text("utf-8").replace('match = ["fraud"]', 'match = ["frod"]'), "utf-8")

    typed = type_command("taxonomy", "check", own, "--texts", "1")

    assert typed.status == 1
    assert typed.out.startswith('wrong  example   stage.test.fraud: does not match "frod"\n')


def test_a_file_that_is_none_is_one_sentence(home: Home, tmp_path: Path) -> None:
    typed = type_command("taxonomy", "check", tmp_path / "none.toml")

    assert typed.status == 1
    assert typed.err.endswith("none.toml: cannot be read: No such file or directory\n")


def test_a_taxonomy_is_compared_with_the_one_in_use(home: Home, own: Path) -> None:
    typed = type_command("taxonomy", "diff", own)

    assert typed.status == 0
    assert "event stage: EXPLORE -> GOVERN" in typed.out
    assert "all companies\n  events by stage: " in typed.out


def test_two_equal_taxonomies_differ_in_nothing(home: Home, own: Path) -> None:
    assert type_command("taxonomy", "diff", own, own).out.endswith("No label changes.\n")


def test_what_is_shown_is_the_file_in_use(home: Home) -> None:
    assert type_command("taxonomy", "show").out == TAXONOMY_FILE.read_text("utf-8")


def test_a_setting_puts_another_taxonomy_in_use(
    home: Home, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLBOARD_TAXONOMY", str(own))

    typed = type_command("reclassify")

    assert typed.status == 0
    assert load_taxonomy().version.startswith("own ")
    assert "example-bank: events " in typed.out
    assert "7 companies read, " in typed.out
    assert "Nothing" not in type_command("search", "stage:GOVERN fraud").out


def test_a_taxonomy_without_a_label_is_refused(
    home: Home, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.write_text(
        own.read_text("utf-8").replace("[labels.DoubtKind.NO_DATE]", "[labels.DoubtKind.X]")
    )
    monkeypatch.setenv("CALLBOARD_TAXONOMY", str(own))

    typed = type_command("reclassify")

    assert (typed.status, "[labels.DoubtKind.NO_DATE] is missing" in typed.err) == (1, True)


def test_by_the_same_rules_reclassifying_changes_nothing(home: Home) -> None:
    typed = type_command("reclassify")

    assert typed.out == "7 companies read, 0 changed.\nIndex: up to date.\n"

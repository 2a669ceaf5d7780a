import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from callboard.sheets import parse_labels, read_sheet
from schema.classify.scoring import COLUMNS_WITH_SEVERAL, QUOTE_COLUMNS, label_statement
from schema.store.labelling import in_half
from schema.taxonomy.labels import AiInvolvement, Stage
from tests.callboard.conftest import Home, type_command

JUDGED = Path(__file__).parents[2] / "docs" / "labels" / "quotes.jsonl"


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write_lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_the_passages_that_we_judged_are_a_sheet_without_words() -> None:
    judged = read_sheet(JUDGED, QUOTE_COLUMNS, COLUMNS_WITH_SEVERAL)

    halves = Counter(map(in_half, judged))

    assert halves == {"first": 180, "second": 180}
    assert all(column in QUOTE_COLUMNS for given in judged.values() for column in given)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("kind", ["quotes", "postings"])
def test_the_same_seed_draws_the_same_sheet(kind: str, tmp_path: Path) -> None:
    sheets = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]

    for sheet in sheets:
        typed = type_command("label", "--kind", kind, "--sample", "12", "--output", sheet)
        assert (typed.status, typed.err) == (0, "")

    assert sheets[0].read_bytes() == sheets[1].read_bytes()


@pytest.mark.usefixtures("home")
def test_another_seed_draws_another_sheet(tmp_path: Path) -> None:
    for seed in "12":
        sheet = tmp_path / f"{seed}.jsonl"
        type_command(
            "label", "--kind", "postings", "--sample", "5", "--seed", seed, "--output", sheet
        )

    assert read_lines(tmp_path / "1.jsonl") != read_lines(tmp_path / "2.jsonl")


@pytest.mark.usefixtures("home")
def test_half_of_a_sheet_is_what_the_rules_did_not_find(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.jsonl"

    type_command("label", "--sample", "8", "--output", sheet, "--with-rules")

    found = [row["rules.aboutAi"] for row in read_lines(sheet)]
    assert found.count("YES") == 4


@pytest.mark.usefixtures("home")
def test_a_sheet_tells_what_the_rules_say_only_when_asked(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"

    type_command("label", "--kind", "postings", "--sample", "3", "--output", sheet)

    with sheet.open(encoding="utf-8", newline="") as file:
        [header, *rows] = csv.reader(file)
    assert header[:4] == ["id", "company", "source", "title"]
    assert header[-4:] == ["aiInvolvement", "stage", "function", "seniority"]
    assert len(rows) == 3


@pytest.mark.usefixtures("home")
def test_ids_and_labels_alone_are_scored_against_the_database(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.jsonl"
    type_command("label", "--sample", "8", "--output", sheet)
    rows = [
        {"id": row["id"], "aboutAi": next(iter(label_statement(row["text"])["aboutAi"]))}
        for row in read_lines(sheet)
    ]

    typed = type_command("label", "--score", write_lines(sheet, *rows))

    assert typed.status == 0
    assert "aboutAi: 8 rows, right 1.00 (0.68-1.00)" in typed.out


@pytest.mark.usefixtures("home")
def test_the_two_halves_of_a_sheet_are_all_of_it(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.jsonl"
    type_command("label", "--kind", "postings", "--sample", "20", "--output", sheet)

    counts = [
        int(type_command("label", "--score", sheet, "--half", half).out.split()[-3])
        for half in ("first", "second")
    ]

    assert sum(counts) == 20
    assert min(counts) > 0


@pytest.mark.usefixtures("home")
def test_a_passage_whose_words_are_not_here_is_left_out(tmp_path: Path) -> None:
    row = {"id": "ACME-2026Q1@0-10#00000000", "aboutAi": "YES"}

    typed = type_command("label", "--score", write_lines(tmp_path / "sheet.jsonl", row))

    assert (typed.status, typed.err) == (1, "1 row left out: no such words in this database\n")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "A@0-1#00000000", "type": "MAGIC"}, "1: type: there is no label 'MAGIC'"),
        ({"id": "A@0-1#00000000", "type": "PILOT LAUNCH"}, "1: type: takes one label, not 2"),
        ({"id": ""}, "1: id: is missing"),
    ],
)
def test_a_wrong_cell_is_named(row: dict[str, Any], reason: str, tmp_path: Path) -> None:
    typed = type_command("label", "--score", write_lines(tmp_path / "sheet.jsonl", row))

    assert typed.status == 1
    assert reason in typed.err


def test_a_sheet_of_another_format_is_refused(home: Home) -> None:
    typed = type_command("label", "--output", home.path / "sheet.xlsx")

    assert typed.status == 1
    assert "name it .jsonl or .csv" in typed.err


def test_none_is_a_label_where_the_vocabulary_has_it() -> None:
    assert parse_labels("NONE", AiInvolvement, False) == frozenset({"NONE"})
    assert parse_labels("NONE", Stage, False) == frozenset()

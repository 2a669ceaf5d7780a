"""The same company or call twice: in one file, from two publishers, under two names."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from schema.database import Database
from seeds.intake import import_file
from tests.seeds.conftest import Rows, Write

TURN = {"speaker": "Ann Lee", "title": "CEO", "role": "executive", "section": "prepared"}
CALL = {
    "call_id": "ACME-2026Q1",
    "company": "Acme",
    "ticker": "ACME",
    "fiscal_year": 2026,
    "fiscal_quarter": 1,
    "event_type": "earnings_call",
    "call_date": "2026-04-28",
    "title": "Acme (NYSE:ACME)",
    "source": {"path": "a.html"},
    "turns": [{**TURN, "text": "We launched an AI assistant for our customers."}],
}
AGAIN = {**CALL, "title": "Acme (ACME)", "source": {"path": "b.html"}}
OTHER = {**AGAIN, "turns": [{**TURN, "text": "We launched an AI assistant for our customer."}]}
POSTING = {
    "posting_id": "p1",
    "ats": "lever",
    "board": "acme",
    "company": "acme",
    "title": "Data Scientist",
    "first_seen": "2026-01-05",
    "last_seen": "2026-01-08",
}


def test_a_call_that_stands_twice_in_a_file_has_both_texts(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", CALL, OTHER))

    assert len(rows("call")) == 1
    assert len(rows("transcript")) == 2


@pytest.mark.parametrize("second", [AGAIN, OTHER])
def test_a_file_with_a_call_twice_changes_nothing_the_second_time(
    database: Database, write: Write, second: dict[str, Any]
) -> None:
    path = write("a.jsonl", CALL, second)
    import_file(database, path)

    assert import_file(database, path).generation is None


def test_of_one_text_in_two_places_the_order_does_not_matter(
    new_database: Callable[[str], Database],
    write: Write,
    natural_dump: Callable[[Database], dict[str, Any]],
) -> None:
    dumped = []
    for n, order in enumerate(permutations([CALL, AGAIN])):
        database = new_database(str(n))
        import_file(database, write(f"{n}.jsonl", *order))
        dumped.append(natural_dump(database))

    assert dumped[0] == dumped[1]


def test_of_two_classes_of_shares_in_a_table_the_first_counts(
    database: Database, tmp_path: Path, rows: Rows
) -> None:
    table = tmp_path / "a.csv"
    table.write_text(
        "ticker,name,sector,industry\nGOOG,Alphabet,,\nGOOGL,Alphabet Class A,,\n", "utf-8"
    )

    import_file(database, table)

    assert [row["name"] for row in rows("company")] == ["Alphabet"]
    assert import_file(database, table).generation is None


def test_a_board_s_company_is_not_renamed_by_a_tracker(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", {**POSTING, "company": "Acme", "ticker": "ACME"}))

    import_file(database, write("b.jsonl", {**POSTING, "posting_id": "p2"}))

    assert [row["ticker"] for row in rows("company")] == ["ACME"]
    assert len(rows("posting")) == 2


def test_a_tracker_s_company_comes_with_its_board(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", POSTING))

    assert [(row["slug"], row["ticker"]) for row in rows("company")] == [("acme", None)]

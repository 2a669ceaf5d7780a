from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schema.database import Database
from seeds.errors import BadFile
from seeds.intake import import_file

Write = Callable[..., Path]
Rows = Callable[..., list[dict[str, Any]]]

ACME = {"record": "company", "slug": "acme", "ticker": "ACME", "name": "Acme"}
EVENT = {
    "record": "event",
    "key": "e1",
    "company": "acme",
    "headline": "H.",
    "quotes": [{"text": "We use AI.", "speaker": "Gustav Söderström"}],
}


def test_a_field_that_is_left_out_keeps_its_value(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", {**ACME, "industry": "Anvils"}))
    import_file(database, write("b.jsonl", ACME))

    assert rows("company")[0]["industry"] == "Anvils"


def test_null_empties_a_field(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", {**ACME, "industry": "Anvils"}))
    import_file(database, write("b.jsonl", {**ACME, "industry": None}))

    assert rows("company")[0]["industry"] is None


def test_a_company_is_found_by_its_ticker(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME))
    import_file(database, write("b.jsonl", {"record": "company", "ticker": "ACME", "name": "Ac"}))

    assert [(row["slug"], row["name"]) for row in rows("company")] == [("acme", "Ac")]


def test_a_ticker_of_another_company_is_refused(database: Database, write: Write) -> None:
    beta = {"record": "company", "slug": "beta", "name": "Beta"}
    import_file(database, write("a.jsonl", ACME, beta))

    with pytest.raises(BadFile, match='ticker: "ACME" is the ticker of acme'):
        import_file(database, write("b.jsonl", {**beta, "ticker": "ACME"}))


def test_a_renamed_company_puts_its_quotes_into_the_outbox(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, EVENT))

    report = import_file(database, write("b.jsonl", {**ACME, "name": "Acme Two"}))

    changes = [row for row in rows("quote_change") if row["generation"] == report.generation]
    assert [row["quote_id"] for row in changes] == [rows("quote")[0]["id"]]


def test_a_new_alias_puts_the_person_s_quotes_into_the_outbox(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, EVENT))
    people = [{"name": "Gustav Söderström", "aliases": ["G. Soderstrom"]}]

    report = import_file(database, write("b.jsonl", {**ACME, "people": people}))

    assert report.generation == 2
    assert [row["generation"] for row in rows("quote_change")] == [1, 2]


def test_a_company_stands_once_in_a_file(database: Database, write: Write) -> None:
    with pytest.raises(BadFile, match=':2: ticker: "ACME" already stands on line 1'):
        import_file(database, write("a.jsonl", ACME, {**ACME, "slug": "other"}))

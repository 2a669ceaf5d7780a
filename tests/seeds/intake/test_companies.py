from collections.abc import Callable

import pytest

from schema.database import Database
from seeds.errors import BadFile
from seeds.intake import import_file, import_paths
from tests.seeds.conftest import ACME, NaturalDump, Rows, Write

EVENT = {
    "record": "event",
    "key": "e1",
    "company": "acme",
    "headline": "H.",
    "quotes": [{"text": "We use AI.", "speaker": "Gustav Söderström"}],
}

SAID = {
    "record": "call",
    "key": "c1",
    "company": "ACM",
    "fiscalYear": 2026,
    "fiscalQuarter": 1,
    "turns": [
        {
            "speaker": "Ann Lee",
            "title": "CEO",
            "role": "executive",
            "text": "We launched an AI assistant for all of our customers in March.",
        }
    ],
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


def test_two_companies_with_one_ticker_do_not_become_one(
    database: Database, write: Write, rows: Rows
) -> None:
    other = {**ACME, "slug": "other", "name": "Other"}

    report = import_paths(database, [write("a.jsonl", ACME), write("b.jsonl", other)])

    (failure,) = report.failures
    assert str(failure).endswith(':1: ticker: "ACME" is the ticker of acme; correct one of the two')
    assert [row["name"] for row in rows("company")] == ["Acme"]


def test_who_names_a_slug_comes_before_who_knows_the_ticker_only(
    database: Database, write: Write, rows: Rows
) -> None:
    bare = write("a.jsonl", {"record": "company", "ticker": "ACME", "name": "Acme Incorporated"})

    report = import_paths(database, [bare, write("b.jsonl", ACME)])

    assert report.failures == ()
    assert [row["slug"] for row in rows("company")] == ["acme"]


@pytest.mark.parametrize("other", [{"slug": "other"}, {"slug": "acme-2", "name": "Acme Two"}])
def test_another_slug_does_not_take_a_company_over(
    database: Database, write: Write, rows: Rows, other: dict[str, str]
) -> None:
    import_file(database, write("a.jsonl", ACME))

    with pytest.raises(BadFile, match='ticker: "ACME" is the ticker of acme; correct one'):
        import_file(database, write("b.jsonl", {**ACME, **other}))


def test_a_short_name_names_what_a_table_knew_by_its_ticker(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.csv", "ticker,name,sector,industry", "ACME,Acme Ltd.,,"))
    import_file(database, write("b.jsonl", ACME))

    assert [(row["slug"], row["name"]) for row in rows("company")] == [("acme", "Acme")]


@pytest.mark.parametrize("named", [{"name": "Acme Tools"}, {"name": "Acme", "slug": "acme-tools"}])
def test_what_was_known_by_its_ticker_is_as_if_it_had_come_with_its_name(
    database: Database,
    write: Write,
    natural_dump: NaturalDump,
    new_database: Callable[[str], Database],
    named: dict[str, str],
) -> None:
    bare = {"record": "company", "ticker": "ACM", "name": "ACM"}
    whole = {**bare, **named}
    fresh = new_database("fresh")
    import_file(fresh, write("a.jsonl", whole, SAID))

    import_file(database, write("b.jsonl", bare, SAID))
    import_file(database, write("c.jsonl", whole))

    found, expected = natural_dump(database), natural_dump(fresh)
    for table in ("company", "call", "event"):
        assert found[table] == expected[table]
    assert "Acme" in found["event"][0]


def test_a_name_that_makes_the_same_slug_keeps_it(
    database: Database, write: Write, rows: Rows
) -> None:
    bare, named = ({"record": "company", "ticker": "ACM", "name": name} for name in ("ACM", "Acm"))
    import_file(database, write("a.jsonl", bare))

    import_file(database, write("b.jsonl", named))

    assert [(row["slug"], row["name"]) for row in rows("company")] == [("acm", "Acm")]


def test_a_title_that_was_given_stays_when_the_company_is_renamed(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**SAID, "company": "ACME", "title": "Acme call"}))

    import_file(database, write("b.jsonl", {**ACME, "name": "Acme Tools"}))

    assert rows("call")[0]["title"] == "Acme call"


def test_a_slug_is_made_until_one_is_free(database: Database, write: Write, rows: Rows) -> None:
    taken = [{"record": "company", "slug": s, "name": "X"} for s in ("foo", "foo-t1", "foo-2")]
    bare = {"record": "company", "ticker": "T1", "name": "Foo"}

    import_file(database, write("a.jsonl", *taken, bare))

    assert rows("company")[-1]["slug"] == "foo-3"


@pytest.mark.parametrize("name", ["!!", "\N{ROCKET}", "株式会社"])
def test_a_name_without_latin_letters_goes_by_the_ticker(
    database: Database, write: Write, rows: Rows, name: str
) -> None:
    import_file(database, write("a.jsonl", {"record": "company", "ticker": "R.1", "name": name}))

    assert rows("company")[0]["slug"] == "r-1"


def test_names_are_composed(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", {**ACME, "name": "E\u0301tat"}))

    assert rows("company")[0]["name"] == "\u00c9tat"


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

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schema.database import Database
from schema.errors import BadInput
from schema.store.verification import verify
from schema.taxonomy.labels import CorrectedKind, Stage
from schema.taxonomy.rules import Taxonomy, load_taxonomy, using
from seeds.intake import import_file
from seeds.records import CorrectionRecord
from seeds.review.comparison import compare
from seeds.review.corrections import correct_row, remove_corrections
from seeds.review.reclassification import reclassify
from tests.seeds.conftest import ACME, Dump, NaturalDump, Rows, Write
from tests.seeds.review.conftest import BETA, JOB, SAID, Edit

ALSO = "We are hiring machine learning engineers in every one of our offices this year."
GIVEN = {
    "record": "event",
    "key": "e1",
    "company": "acme",
    "type": "LAUNCH",
    "stage": "SHIP",
    "headline": "Acme has an AI assistant.",
}
# Rules of the gate that read nothing: no statement on AI is found any more.
SILENT = ('reads = "statement"\nvocabulary = "Gate"', 'reads = "headline"\nvocabulary = "Gate"')
JOBLESS = (
    'reads = "title"\nvocabulary = "AiInvolvement"',
    'reads = "sector"\nvocabulary = "AiInvolvement"',
)


def call(key: str, *texts: str, company: str = "acme", **fields: Any) -> dict[str, Any]:
    turns = [{"speaker": "Ann", "title": "CEO", "role": "executive", "text": t} for t in texts]
    return {"record": "call", "key": key, "company": company, "turns": turns, **fields}


@pytest.fixture
def filled(database: Database, write: Write) -> Database:
    """Acme and Beta with calls, a posting and a given event."""
    beta = call("b1", SAID, company="beta")
    import_file(database, write("a.jsonl", ACME, BETA, call("c1", SAID, ALSO), beta, JOB, GIVEN))
    return database


def test_by_the_same_rules_nothing_changes(filled: Database, rows: Rows) -> None:
    before = rows("generation")

    assert not any(each.has_changed for each in reclassify(filled))
    assert rows("generation") == before


def test_what_is_stored_is_as_if_it_had_been_imported_by_the_new_rules(
    filled: Database,
    strict: Taxonomy,
    new_database: Callable[[str], Database],
    tmp_path: Path,
    natural_dump: NaturalDump,
) -> None:
    fresh = new_database("fresh")
    with using(strict):
        import_file(fresh, tmp_path / "a.jsonl")

        reclassify(filled)

    assert natural_dump(filled) == natural_dump(fresh)


def test_a_second_time_changes_nothing(filled: Database, strict: Taxonomy, rows: Rows) -> None:
    with using(strict):
        assert any(each.has_changed for each in reclassify(filled))
        before = rows("generation")

        assert not any(each.has_changed for each in reclassify(filled))

    assert rows("generation") == before


def test_each_company_is_a_transaction_of_its_own(
    filled: Database, strict: Taxonomy, rows: Rows
) -> None:
    (before,) = rows("generation")

    with using(strict):
        reclassify(filled)

    assert rows("generation")[0]["value"] == before["value"] + 2


def test_one_company_is_done_alone(filled: Database, strict: Taxonomy, rows: Rows) -> None:
    with using(strict):
        (done,) = reclassify(filled, "BETA")

    assert (done.company, done.events_changed) == ("beta", 1)
    with pytest.raises(BadInput, match="no slug or ticker"):
        reclassify(filled, "GAMMA")


def test_a_statement_that_is_none_any_more_goes_and_search_hears_of_it(
    filled: Database, edited: Edit, rows: Rows
) -> None:
    quotes = {row["id"] for row in rows("quote")}
    silent = edited(SILENT)

    with using(silent):
        reclassify(filled)

    assert [row["key"] for row in rows("event")] == ["e1"]
    assert rows("quote") == []
    assert quotes <= {row["quote_id"] for row in rows("quote_change")}
    assert not any(row["mentions_ai"] for row in rows("call"))


def test_given_labels_stay(filled: Database, strict: Taxonomy, rows: Rows) -> None:
    with using(strict):
        reclassify(filled)

    (given,) = [row for row in rows("event") if row["key"] == "e1"]
    assert str(given["stage"]) == "SHIP"


def test_corrected_labels_stay_and_give_way_to_the_new_rules_when_removed(
    filled: Database, strict: Taxonomy, rows: Rows
) -> None:
    key = next(row["key"] for row in rows("event") if row["key"].startswith("c1#"))
    record = CorrectionRecord(kind=CorrectedKind.EVENT, key=key, stage=Stage.SCALE)
    correct_row(filled, record)

    with using(strict):
        reclassify(filled)

    stage = {row["key"]: str(row["stage"]) for row in rows("event")}
    assert stage[key] == "SCALE"
    remove_corrections(filled, CorrectedKind.EVENT, key)
    assert {row["key"]: str(row["stage"]) for row in rows("event")}[key] in ("GOVERN", "BUILD")


def test_a_call_in_which_no_statements_are_to_be_found_stays_without(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, call("c1", SAID, findsStatements=False)))

    reclassify(database)

    assert rows("event") == []


def test_a_posting_is_read_as_it_looked_at_first(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, JOB))
    later = {**JOB, "title": "Chef", "description": "You will cook.", "firstSeenOn": "2026-02-02"}
    import_file(database, write("b.jsonl", later))

    assert not any(each.has_changed for each in reclassify(database))
    assert rows("posting")[0]["title"] == "Chef"
    assert str(rows("posting")[0]["ai_involvement"]) == "DEVELOPS"


def test_what_a_board_says_of_the_level_is_read_again(
    database: Database, write: Write, strict: Taxonomy, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**JOB, "nativeLevel": "odd"}))

    with using(strict):
        reclassify(database)

    assert str(rows("posting")[0]["seniority"]) == "VP"


def test_a_given_label_of_a_posting_stays(
    database: Database, write: Write, strict: Taxonomy, rows: Rows
) -> None:
    job = {**JOB, "nativeLevel": "odd", "seniority": "INTERN"}
    import_file(database, write("a.jsonl", ACME, job))

    with using(strict):
        reclassify(database)

    assert str(rows("posting")[0]["seniority"]) == "INTERN"


def test_a_posting_that_came_with_all_labels_keeps_them_with_their_evidence(
    database: Database, write: Write, strict: Taxonomy, rows: Rows
) -> None:
    given = {"aiInvolvement": "NONE", "function": "SALES", "seniority": "INTERN"}
    import_file(database, write("a.jsonl", ACME, {**JOB, **given}))
    before = rows("posting")

    with using(strict):
        reclassify(database)

    assert rows("posting") == before


def test_everything_verifies_afterwards(filled: Database, strict: Taxonomy) -> None:
    with using(strict):
        reclassify(filled)

    with filled.read() as reader:
        assert verify(reader).problems == ()


class TestComparing:
    def test_the_same_rules_differ_in_nothing(self, filled: Database) -> None:
        with filled.read() as reader:
            compared = compare(reader, load_taxonomy(), load_taxonomy(), date(2026, 5, 1))

        assert (compared.statements, compared.postings, compared.changes.total()) == (3, 1, 0)
        assert not compared.total.has_moved

    def test_it_says_what_reclassifying_would_change(
        self, filled: Database, strict: Taxonomy, rows: Rows
    ) -> None:
        with filled.read() as reader:
            compared = compare(reader, load_taxonomy(), strict, date(2026, 5, 1))
        old = {row["key"]: str(row["stage"]) for row in rows("event")}

        with using(strict):
            reclassify(filled)

        new = {row["key"]: str(row["stage"]) for row in rows("event")}
        changed = {key: (old[key], new[key]) for key in old if old[key] != new[key]}
        assert {c.key: (c.old, c.new) for c in compared.sample} == changed != {}

    def test_the_numbers_move_by_company_and_in_all(
        self, filled: Database, strict: Taxonomy
    ) -> None:
        with filled.read() as reader:
            compared = compare(reader, load_taxonomy(), strict, date(2026, 5, 1))

        assert compared.total.new.stages["GOVERN"] == 2
        assert [each.new.stages["GOVERN"] for each in compared.companies] == [1, 1]
        assert compared.total.old.ai_roles == compared.total.new.ai_roles == 1

    def test_a_changed_rule_for_postings_moves_the_roles(
        self, filled: Database, edited: Edit
    ) -> None:
        none = edited(JOBLESS)

        with filled.read() as reader:
            compared = compare(reader, load_taxonomy(), none, date(2026, 5, 1))

        assert (compared.sample[0].key, compared.sample[0].name) == (
            "lever:acme#1",
            "ai_involvement",
        )
        assert (compared.total.old.ai_roles, compared.total.new.ai_roles) == (1, 0)
        assert (compared.total.old.focus is None, compared.total.new.focus) == (False, None)

    def test_corrected_labels_are_the_same_on_both_sides(
        self, filled: Database, strict: Taxonomy, rows: Rows
    ) -> None:
        for row in rows("event"):
            record = CorrectionRecord(kind=CorrectedKind.EVENT, key=row["key"], stage=Stage.SCALE)
            correct_row(filled, record)

        with filled.read() as reader:
            compared = compare(reader, load_taxonomy(), strict, date(2026, 5, 1))

        assert compared.changes.total() == 0

    def test_it_writes_nothing(self, filled: Database, strict: Taxonomy, dump: Dump) -> None:
        before = dump(filled)

        with filled.read() as reader:
            compare(reader, load_taxonomy(), strict, date(2026, 5, 1))

        assert dump(filled) == before

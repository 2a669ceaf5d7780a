from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import insert, select

from schema.database import Database
from schema.errors import BadInput
from schema.store.indexing import quote_documents
from schema.tables import Company, PersonDecision, table_of
from seeds.intake import import_file
from seeds.intake.decisions import settle_names
from seeds.intake.ledger import Ledger
from seeds.intake.people import People
from seeds.review.people import merge_names, split_name, undo_decision
from tests.seeds.conftest import Dump, Rows, Write

SPOTIFY = {"record": "company", "slug": "spotify", "ticker": "SPOT", "name": "Spotify"}
WORDS = "We shipped a generative AI assistant to all our users in the United States."


def call(key: str, *names: str) -> dict[str, Any]:
    turns = [
        {"speaker": name, "title": "CEO", "role": "executive", "text": WORDS} for name in names
    ]
    return {"record": "call", "key": key, "company": "SPOT", "turns": turns}


def speakers(rows: Rows) -> list[tuple[str, str]]:
    """Who stands behind each printed name of the turns."""
    people = {person["id"]: person["slug"] for person in rows("person")}
    return [(turn["speaker_printed"], people[turn["person_id"]]) for turn in rows("turn")]


def state(database: Database, dump: Dump) -> Any:
    """People that are shown, their spellings, and who said what; by natural keys."""
    tables = dump(database)
    slugs = {row["id"]: row["slug"] for row in tables["person"]}
    return (
        sorted((p["slug"], p["name"]) for p in tables["person"] if p["same_as_id"] is None),
        sorted((slugs[row["person_id"]], row["name"]) for row in tables["person_alias"]),
        sorted((row["start"], slugs[row["person_id"]]) for row in tables["turn"]),
        sorted((row["key"], slugs[row["person_id"]]) for row in tables["quote"]),
    )


@pytest.fixture
def cook(database: Database, write: Write) -> Database:
    """Spotify with Tim Cook and Timothy Cook."""
    import_file(
        database, write("a.jsonl", SPOTIFY, call("1", "Tim Cook"), call("2", "Timothy Cook"))
    )
    return database


def test_a_merge_moves_turns_quotes_and_spellings(cook: Database, rows: Rows) -> None:
    merge_names(cook, "SPOT", "Timothy Cook", "tim-cook-spotify")

    assert {slug for _, slug in speakers(rows)} == {"tim-cook-spotify"}
    (one,) = {row["person_id"] for row in (*rows("quote"), *rows("person_alias"))}
    assert {p["slug"]: p["same_as_id"] for p in rows("person")} == {
        "tim-cook-spotify": None,
        "timothy-cook-spotify": one,
    }


def test_a_merge_tells_search_of_the_quotes_under_both_names(cook: Database, rows: Rows) -> None:
    merge_names(cook, "SPOT", "Timothy Cook", "Tim Cook")

    newest = max(row["generation"] for row in rows("quote_change"))
    told = {row["quote_id"] for row in rows("quote_change") if row["generation"] == newest}
    assert told == {row["id"] for row in rows("quote")}
    with cook.read() as reader:
        names = [document.speaker_names for document in quote_documents(reader, None)]
    assert names == [("Tim Cook", "Timothy Cook"), ("Tim Cook", "Timothy Cook")]


def test_a_merge_holds_for_what_is_imported_later(cook: Database, write: Write, rows: Rows) -> None:
    merge_names(cook, "SPOT", "Timothy Cook", "Tim Cook")

    import_file(cook, write("b.jsonl", call("3", "Timothy Cook", "TIMOTHY COOK")))

    assert {slug for _, slug in speakers(rows)} == {"tim-cook-spotify"}


def test_the_same_file_after_a_merge_changes_nothing(cook: Database, tmp_path: Path) -> None:
    merge_names(cook, "SPOT", "Timothy Cook", "Tim Cook")

    assert import_file(cook, tmp_path / "a.jsonl").generation is None


def test_undo_brings_everything_back(cook: Database, dump: Dump) -> None:
    before = dump(cook)
    decision = merge_names(cook, "SPOT", "Timothy Cook", "Tim Cook")

    undo_decision(cook, decision.id)

    after = dump(cook)
    for table in ("person", "person_alias", "turn", "quote"):
        assert after[table] == before[table]


def test_a_spelling_met_while_merged_goes_back_with_its_name(
    cook: Database, write: Write, rows: Rows
) -> None:
    decision = merge_names(cook, "SPOT", "Timothy Cook", "Tim Cook")
    import_file(cook, write("b.jsonl", call("3", "Tímothy Cook")))

    undo_decision(cook, decision.id)

    assert speakers(rows)[-1] == ("Tímothy Cook", "timothy-cook-spotify")
    assert {p["name"] for p in rows("person")} == {"Tim Cook", "Tímothy Cook"}


def test_a_split_sets_a_given_alias_apart_and_later_imports_keep_it_so(
    database: Database, write: Write, rows: Rows
) -> None:
    people = [{"name": "Tim Cook", "aliases": ["Tom Cook"]}]
    company = {**SPOTIFY, "people": people}
    import_file(database, write("a.jsonl", company, call("1", "Tim Cook", "Tom Cook")))

    split_name(database, "spotify", "Tom Cook", "tim-cook-spotify")
    import_file(database, write("b.jsonl", company, call("2", "Tom Cook")))

    assert [slug for _, slug in speakers(rows)] == [
        "tim-cook-spotify",
        "tom-cook-spotify",
        "tom-cook-spotify",
    ]


def test_a_merged_name_can_be_split_off_again(cook: Database, rows: Rows) -> None:
    merge_names(cook, "SPOT", "Timothy Cook", "Tim Cook")

    split_name(cook, "SPOT", "Timothy Cook", "tim-cook-spotify")

    assert dict(speakers(rows))["Timothy Cook"] == "timothy-cook-spotify"


@pytest.mark.parametrize(
    ("name", "into", "reason"),
    [
        ("Tim Cock", "Tim Cook", 'is it "Tim Cook"'),
        ("Tim Cook", "Ann", "nobody spoke as"),
        ("Tim Cook", "TIM COOK", "already is Tim Cook"),
    ],
)
def test_what_cannot_be_merged_is_refused(
    cook: Database, dump: Dump, name: str, into: str, reason: str
) -> None:
    before = dump(cook)

    with pytest.raises(BadInput, match=reason):
        merge_names(cook, "SPOT", name, into)

    assert dump(cook) == before


def test_a_company_that_nobody_knows_is_refused(cook: Database) -> None:
    with pytest.raises(BadInput, match="no slug or ticker"):
        merge_names(cook, "APPL", "Timothy Cook", "Tim Cook")


def test_a_name_cannot_be_split_from_itself(cook: Database) -> None:
    with pytest.raises(BadInput, match="the name of tim-cook-spotify itself"):
        split_name(cook, "SPOT", "Tim Cook", "tim-cook-spotify")


def test_a_decision_is_undone_once(cook: Database) -> None:
    number = merge_names(cook, "SPOT", "Timothy Cook", "Tim Cook").id
    undo_decision(cook, number)

    with pytest.raises(BadInput, match=f"decision {number} was undone"):
        undo_decision(cook, number)


def test_an_undo_that_would_close_a_circle_names_the_decision_to_undo_first(cook: Database) -> None:
    merge_names(cook, "SPOT", "Timothy Cook", "Tim Cook")
    split = split_name(cook, "SPOT", "Timothy Cook", "Tim Cook").id
    back = merge_names(cook, "SPOT", "Tim Cook", "Timothy Cook").id

    with pytest.raises(BadInput, match=f"undo decision {back} first"):
        undo_decision(cook, split)


def test_analysts_are_merged_without_a_company(
    database: Database, write: Write, rows: Rows
) -> None:
    said = call("1", "Ann Lee", "Anne Lee")
    said["turns"] = [{**turn, "title": "UBS", "role": "analyst"} for turn in said["turns"]]
    import_file(database, write("a.jsonl", SPOTIFY, said))

    merge_names(database, None, "Anne Lee", "Ann Lee")

    assert {slug for _, slug in speakers(rows)} == {"ann-lee"}


NAMES = ("Tim Cook", "Timothy Cook", "Tom Cook", "T Cook")
NUMBERS = count(1)
STEPS = st.one_of(
    st.tuples(st.just("import"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("merge"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("split"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("undo"), st.integers(1, 6), st.none()),
)


def take(database: Database, write: Write, step: tuple[str, Any, Any], number: int) -> None:
    """Take one step; what cannot be done is refused and changes nothing."""
    kind, one, other = step
    try:
        if kind == "import":
            import_file(database, write(f"{number}.jsonl", call(str(number), one, other)))
        elif kind == "undo":
            undo_decision(database, one)
        else:
            (merge_names if kind == "merge" else split_name)(database, "SPOT", one, other)
    except BadInput:
        pass


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, max_size=10), aliased=st.booleans())
def test_any_order_of_imports_and_decisions_gives_the_people_of_the_standing_decisions(
    new_database: Callable[[str], Database],
    write: Write,
    dump: Dump,
    steps: list[tuple[str, Any, Any]],
    aliased: bool,
) -> None:
    people = [{"name": "Tim Cook", "aliases": ["Tom Cook"]}] if aliased else []
    company = write("company.jsonl", {**SPOTIFY, "people": people})
    lived, fresh = (new_database(f"{name}{next(NUMBERS)}") for name in ("lived", "fresh"))
    for database in (lived, fresh):
        import_file(database, company)
    for number, step in enumerate(steps):
        take(lived, write, step, number)

    for number, step in enumerate(steps):
        if step[0] == "import":
            take(fresh, write, step, number)
    standing = [row for row in dump(lived)["person_decision"] if row["undone_at"] is None]
    copy_decisions(fresh, standing)

    assert state(lived, dump) == state(fresh, dump)


def copy_decisions(database: Database, decisions: list[dict[str, Any]]) -> None:
    """Store decisions as they are and apply them."""
    with database.write() as writer:
        company_id = writer.session.execute(select(table_of(Company).c.id)).scalar_one()
        rows = [{**row, "company_id": company_id} for row in decisions]
        if rows:
            writer.session.execute(insert(table_of(PersonDecision)), rows)
        ledger = Ledger(writer)
        settle_names(ledger, People(ledger), company_id)
        writer.mark_changed()

from itertools import permutations
from typing import Any

import pytest

from schema.database import Database
from seeds.errors import BadFile
from seeds.intake import import_file
from tests.seeds.conftest import ACME, Rows, Write

POSTING = {
    "record": "posting",
    "board": "greenhouse:acme",
    "id": "1",
    "company": "acme",
    "title": "Senior Machine Learning Engineer",
    "firstSeenOn": "2026-03-02",
    "lastSeenOn": "2026-03-30",
}
LATER = {**POSTING, "firstSeenOn": "2026-04-10", "lastSeenOn": "2026-04-20", "title": "ML Lead"}

CLOSED = {**POSTING, "closedOn": "2026-04-01"}


def days(row: dict[str, Any]) -> list[str]:
    names = ("opened_on", "first_seen_on", "last_seen_on", "closed_on")
    return [str(row[name])[5:] for name in names]


def test_sights_of_two_files_are_one_posting(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, POSTING))
    import_file(database, write("b.jsonl", LATER))

    (posting,) = rows("posting")
    assert days(posting) == ["03-02", "03-02", "04-20", ""]
    assert posting["title"] == "ML Lead"
    assert len(rows("posting_observation")) == 2


def test_an_older_sight_leaves_the_looks_alone(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, LATER))
    import_file(database, write("b.jsonl", POSTING))

    (posting,) = rows("posting")
    assert days(posting) == ["03-02", "03-02", "04-20", ""]
    assert posting["title"] == "ML Lead"


def test_sights_in_one_file_are_merged(database: Database, write: Write, rows: Rows) -> None:
    report = import_file(database, write("a.jsonl", LATER, ACME, POSTING))

    assert days(rows("posting")[0]) == ["03-02", "03-02", "04-20", ""]
    assert (report.records, report.added, report.unchanged) == (3, 2, 1)


def test_closed_without_a_day_means_the_day_after(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**POSTING, "status": "CLOSED"}))

    assert days(rows("posting")[0])[-1] == "03-31"


def test_a_posting_seen_after_its_closing_begins_a_new_span(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, CLOSED))
    import_file(database, write("b.jsonl", LATER))

    old, new = rows("posting")
    assert days(old) == ["03-02", "03-02", "03-30", "04-01"]
    assert days(new) == ["04-10", "04-10", "04-20", ""]
    assert new["source_id"] == "1@2026-04-10"


@pytest.mark.parametrize("names", list(permutations("abc")))
def test_the_order_of_imports_does_not_close_a_gap(
    database: Database, write: Write, rows: Rows, names: tuple[str, ...]
) -> None:
    looks = {
        "a": CLOSED,
        "b": {**LATER, "title": POSTING["title"], "openedOn": "2026-03-01"},
        "c": {**LATER, "title": POSTING["title"], "lastSeenOn": "2026-04-25"},
    }

    import_file(database, write("company.jsonl", ACME))
    for name in names:
        import_file(database, write(f"{name}.jsonl", looks[name]))

    spans = sorted(days(row)[1:] for row in rows("posting"))
    assert spans == [["03-02", "03-30", "04-01"], ["04-10", "04-25", ""]]
    assert [(str(row["opened_on"]), row["closed_on"]) for row in rows("role")] == [
        ("2026-03-02", None)
    ]
    gaps = [(str(row["closed_on"]), str(row["reopened_on"])) for row in rows("role_gap")]
    assert gaps == [("2026-04-01", "2026-04-10")]


def test_a_gap_inside_one_file_is_kept(database: Database, write: Write, rows: Rows) -> None:
    path = write("a.jsonl", LATER, ACME, CLOSED)

    first, again = import_file(database, path), import_file(database, path)

    assert (first.added, again.generation) == (3, None)
    assert [row["source_id"] for row in rows("posting")] == ["1", "1@2026-04-10"]


def test_a_third_span_has_a_row_of_its_own(database: Database, write: Write, rows: Rows) -> None:
    third = {**LATER, "firstSeenOn": "2026-06-01", "lastSeenOn": "2026-06-02"}
    for record in (CLOSED, {**LATER, "status": "CLOSED"}, third, {**third, "status": "CLOSED"}):
        import_file(database, write("a.jsonl", ACME, record))

    ids = [row["source_id"] for row in rows("posting")]
    assert ids == ["1", "1@2026-04-10", "1@2026-06-01"]
    assert days(rows("posting")[2])[-1] == "06-03"


def test_spans_of_long_ids_are_told_apart(database: Database, write: Write, rows: Rows) -> None:
    for n in ("1", "2"):
        long = "x" * 299 + n
        import_file(database, write("a.jsonl", ACME, {**CLOSED, "id": long}))
        import_file(database, write("b.jsonl", {**LATER, "id": long}))

    ids = [row["source_id"] for row in rows("posting")]
    assert len(set(ids)) == 4
    assert max(map(len, ids)) == 300


def test_a_new_title_does_not_change_what_a_posting_was(
    database: Database, write: Write, rows: Rows
) -> None:
    accountant = {**POSTING, "title": "Accountant"}
    import_file(database, write("a.jsonl", ACME, accountant))
    before = rows("posting")[0]

    import_file(database, write("b.jsonl", {**LATER, "title": "Machine Learning Engineer"}))

    (after,) = rows("posting")
    assert after["title"] == "Machine Learning Engineer"
    labels = ("ai_involvement", "stage", "function", "seniority", "role_key", "evidence")
    assert [after[name] for name in labels] == [before[name] for name in labels]


def test_a_look_as_old_as_the_first_corrects_the_labels(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, POSTING))
    import_file(database, write("b.jsonl", LATER))

    import_file(database, write("c.jsonl", {**POSTING, "function": "RESEARCH"}))

    (posting,) = rows("posting")
    assert (posting["function"].value, posting["title"]) == ("RESEARCH", "ML Lead")


def test_the_file_of_yesterday_does_not_open_what_closed(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, POSTING))
    import_file(database, write("b.jsonl", {**POSTING, "closedOn": "2026-04-01"}))
    import_file(database, write("c.jsonl", POSTING))

    assert days(rows("posting")[0])[-1] == "04-01"


def test_an_earlier_opening_day_counts(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, {**POSTING, "openedOn": "2026-02-01"}))

    (posting,) = rows("posting")
    assert days(posting)[:2] == ["02-01", "03-02"]
    assert not posting["opened_on_is_censored"]


def test_what_the_first_crawl_showed_opened_nobody_knows_when(
    database: Database, write: Write, rows: Rows
) -> None:
    later = {**LATER, "id": "2"}

    import_file(database, write("a.jsonl", ACME, later, POSTING))

    flags = {row["source_id"]: row["opened_on_is_censored"] for row in rows("posting")}
    assert flags == {"1": True, "2": False}


def test_an_earlier_crawl_moves_the_censoring(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, LATER))
    import_file(database, write("b.jsonl", {**POSTING, "id": "0"}))

    assert [row["opened_on_is_censored"] for row in rows("posting")] == [False, True]


def test_hourly_pay_is_kept_and_counted_by_the_year(
    database: Database, write: Write, rows: Rows
) -> None:
    pay = {"minimum": 50.5, "maximum": 60, "currency": "USD", "period": "HOUR"}

    import_file(database, write("a.jsonl", ACME, {**POSTING, "pay": pay}))

    (posting,) = rows("posting")
    assert (posting["pay_minimum_cents"], posting["pay_maximum_cents"]) == (5050, 6000)
    assert (posting["yearly_minimum"], posting["yearly_maximum"]) == (105_040, 124_800)


def test_withheld_pay_has_no_yearly_figures(database: Database, write: Write, rows: Rows) -> None:
    pay = {"minimum": 90_000, "currency": "USD", "isWithheld": True}

    import_file(database, write("a.jsonl", ACME, {**POSTING, "pay": pay}))

    assert rows("posting")[0]["yearly_minimum"] is None


def test_given_labels_win_over_the_rules(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, {**POSTING, "function": "RESEARCH"}))

    (posting,) = rows("posting")
    assert (posting["function"].value, posting["seniority"].value) == ("RESEARCH", "SENIOR")
    assert posting["ai_involvement"].value == "DEVELOPS"


def test_the_same_job_in_two_cities_is_one_role(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, POSTING, {**POSTING, "id": "2"}))

    (role,) = rows("role")
    assert [posting["role_id"] for posting in rows("posting")] == [role["id"]] * 2


def test_a_board_belongs_to_one_company(database: Database, write: Write) -> None:
    beta = {"record": "company", "slug": "beta", "name": "Beta"}
    stray = {**POSTING, "id": "2", "company": "beta"}

    with pytest.raises(BadFile, match='board: "greenhouse:acme" is the board of acme, not of beta'):
        import_file(database, write("a.jsonl", ACME, beta, POSTING, stray))

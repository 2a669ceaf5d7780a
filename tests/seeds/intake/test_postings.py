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


def days(row: dict[str, Any]) -> list[str]:
    names = ("opened_on", "first_seen_on", "last_seen_on", "closed_on")
    return [str(row[name])[5:] for name in names]


def test_sights_of_two_files_are_one_posting(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, POSTING))
    import_file(database, write("b.jsonl", LATER))

    (posting,) = rows("posting")
    assert days(posting) == ["03-02", "03-02", "04-20", ""]
    assert posting["title"] == "ML Lead"
    assert len(rows("posting_observation")) == 4


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


def test_a_posting_seen_after_its_closing_is_open_again(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**POSTING, "closedOn": "2026-04-01"}))
    import_file(database, write("b.jsonl", LATER))

    assert rows("posting")[0]["closed_on"] is None


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

    with pytest.raises(BadFile, match='board: "greenhouse:acme" is the board of another company'):
        import_file(database, write("a.jsonl", ACME, beta, POSTING, stray))

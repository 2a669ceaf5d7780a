from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schema.taxonomy.labels import PayPeriod, WorkMode
from seeds.layouts.look import Look
from seeds.layouts.snapshot import (
    COLUMNS,
    is_snapshot_row,
    iter_snapshot_postings,
    read_snapshot_row,
)
from seeds.records import PostingRecord
from seeds.validation import BadRecord

LOOK = Look("web:acme", "acme", date(2026, 5, 1))
ROW: dict[str, Any] = {
    "id": "7",
    "title": "Cook",
    "url": "https://acme.example/7",
    "location": "Oslo; Bergen",
    "department": "Kitchen",
    "posted_at": "2026-04-04",
    "workplace_type": "remote",
    "salary_min": "90,000",
    "salary_max": "",
    "currency": "USD",
    "salary_period": "yearly",
}


def read(row: dict[str, Any]) -> PostingRecord:
    return read_snapshot_row(row, 2, LOOK)


def test_a_row_s_columns_become_a_posting_s_fields() -> None:
    posting = read(ROW)

    assert (posting.id, posting.title, posting.department) == ("7", "Cook", "Kitchen")
    assert (posting.locations, posting.opened_on) == (("Oslo", "Bergen"), date(2026, 4, 4))
    assert posting.work_mode is WorkMode.REMOTE


def test_pay_is_read_with_commas_and_an_open_end() -> None:
    pay = read(ROW).pay

    assert pay is not None
    assert (pay.minimum, pay.maximum, pay.period) == (90_000, None, PayPeriod.YEAR)


@pytest.mark.parametrize(
    "row",
    [
        {"Job ID": 7, "Job Title": "Cook", "City": "Oslo"},
        {"jobId": "7", "jobTitle": "Cook", "locationName": "Oslo"},
        {"posting_id": "7", "position": "Cook", "category": None},
    ],
)
def test_a_column_is_known_by_any_of_its_usual_names(row: dict[str, Any]) -> None:
    assert is_snapshot_row(row)
    assert (read(row).id, read(row).title) == ("7", "Cook")


def test_every_name_of_a_column_is_documented() -> None:
    page = Path(__file__).parents[3] / "docs" / "boards.md"
    table = page.read_text("utf-8").partition("### Tables")[2]

    names = {name for names in COLUMNS.values() for name in names}
    assert {name for name in names if name not in table} == set()


def test_a_row_without_an_id_goes_by_its_address() -> None:
    assert read({**ROW, "id": ""}).id == "https://acme.example/7"


def test_a_row_without_either_is_refused_with_its_column() -> None:
    with pytest.raises(BadRecord, match="id: is empty, and so is the address"):
        read({**ROW, "id": "", "url": " "})


def test_lists_and_objects_of_json_lines_are_read() -> None:
    posting = read({"id": 7, "title": "Cook", "locations": [{"name": "Oslo"}, "Bergen"]})

    assert posting.locations == ("Oslo", "Bergen")


@pytest.mark.parametrize(
    "row",
    [
        {"id": "7", "name": "Acme", "url": "https://acme.example", "location": "Oslo"},
        {"id": "7", "title": "Acme's first quarter", "url": "https://acme.example"},
        {"title": "Cook", "location": "Oslo"},
    ],
)
def test_a_table_of_something_else_is_none_of_postings(row: dict[str, Any]) -> None:
    assert not is_snapshot_row(row)


def test_a_row_that_is_said_to_be_closed_is_left_out() -> None:
    rows = enumerate([{**ROW, "status": "Closed"}, {**ROW, "status": "active"}, ROW])

    assert len(list(iter_snapshot_postings(rows, LOOK))) == 2


def test_a_table_of_two_companies_is_no_look_at_one_board() -> None:
    rows = enumerate([{**ROW, "Company": "Acme"}, {**ROW, "Company": "Bolt"}], 2)

    with pytest.raises(BadRecord, match='Company: is "Bolt" on line 3 and was "Acme"; make a f'):
        list(iter_snapshot_postings(rows, LOOK))

from datetime import date
from typing import Any

import pytest

from schema.taxonomy.labels import PayPeriod, WorkMode
from seeds.layouts.look import Look
from seeds.layouts.snapshot import is_snapshot_row, read_snapshot_row
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
        {"Job ID": 7, "Job Title": "Cook"},
        {"jobId": "7", "jobTitle": "Cook"},
        {"posting_id": "7", "position": "Cook"},
    ],
)
def test_a_column_is_known_by_any_of_its_usual_names(row: dict[str, Any]) -> None:
    assert is_snapshot_row(row)
    assert (read(row).id, read(row).title) == ("7", "Cook")


def test_a_row_without_an_id_goes_by_its_address() -> None:
    assert read({**ROW, "id": ""}).id == "https://acme.example/7"


def test_a_row_without_either_is_refused_with_its_column() -> None:
    with pytest.raises(BadRecord, match="id: is empty, and so is the address"):
        read({**ROW, "id": "", "url": " "})


def test_lists_and_objects_of_json_lines_are_read() -> None:
    posting = read({"id": 7, "title": "Cook", "locations": [{"name": "Oslo"}, "Bergen"]})

    assert posting.locations == ("Oslo", "Bergen")


def test_a_table_without_titles_is_none_of_postings() -> None:
    assert not is_snapshot_row({"ticker": "ACME", "name2": "Acme"})

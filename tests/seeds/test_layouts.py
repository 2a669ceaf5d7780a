from collections.abc import Callable
from datetime import date
from pathlib import Path
from re import fullmatch
from typing import Any

import pytest

from schema.database import Database
from seeds.intake import import_paths
from seeds.layouts.registry import NEUTRAL, find_layout
from seeds.records import CallRecord, CompanyRecord, PostingRecord
from seeds.validation import BadRecord

CALL = {
    "call_id": "ACME-na",
    "company": "Acme, Inc.",
    "ticker": "acme",
    "fiscal_year": None,
    "fiscal_quarter": None,
    "event_type": "investor_conference",
    "call_date": "2025-03-05",
    "title": "Acme at a conference",
    "turns": [{"speaker": None, "role": "unknown", "section": "presentation", "text": "Hello."}],
}
POSTING = {
    "posting_id": "p1",
    "ats": "Greenhouse",
    "board": "acme",
    "company": "Acme",
    "ticker": "ACME",
    "title": "Data\tScientist",
    "first_seen": "2026-01-05",
    "last_seen": "2026-01-08",
    "posted_at": "2025-12-10T17:58:53-05:00",
    "status": "closed",
    "salary": {"min": 50.0, "max": 60.0, "currency": "USD", "interval": "hour"},
}
ROW = {"ticker": "ACME", "name": "", "sector": "Technology", "industry": "", "other": "x"}


def read(document: dict[str, Any]) -> Any:
    return list(find_layout(document).read(document, "a.jsonl"))[-1]


def test_a_call_without_a_period_keeps_its_own_key() -> None:
    call = read(CALL)

    assert isinstance(call, CallRecord)
    assert (call.key, call.period, call.held_on) == ("ACME-na", None, date(2025, 3, 5))


def test_a_posting_s_board_is_system_and_token() -> None:
    posting = read(POSTING)

    assert isinstance(posting, PostingRecord)
    assert (posting.board, posting.title) == ("greenhouse:acme", "Data Scientist")


def test_a_posting_opened_when_it_was_posted() -> None:
    assert read(POSTING).opened_on == date(2025, 12, 10)


def test_a_posting_known_by_month_closed_with_the_month() -> None:
    posting = read({**POSTING, "first_seen": "2024-12", "last_seen": None, "posted_at": "2024-12"})

    assert posting.first_seen_on == date(2024, 12, 1)
    assert posting.closed_on == date(2025, 1, 1)


def test_pay_without_an_interval_is_not_guessed() -> None:
    salary = {"min": 50.0, "max": 60.0, "currency": "USD", "interval": None}

    assert read({**POSTING, "salary": salary}).pay is None


def test_a_company_without_a_name_goes_by_its_ticker() -> None:
    company = read(ROW)

    assert isinstance(company, CompanyRecord)
    assert company.name == "ACME"


def test_two_classes_of_shares_are_one_company() -> None:
    assert read({**CALL, "ticker": "GOOG"}).company == read({**CALL, "ticker": "GOOGL"}).company


def test_an_unknown_sector_is_named() -> None:
    with pytest.raises(BadRecord, match="sector: unknown sector 'Magic'"):
        read({**ROW, "sector": "Magic"})


def test_a_fault_is_named_by_the_layout_s_own_field() -> None:
    with pytest.raises(BadRecord, match=r"turns\[0\].text: is missing"):
        read({**CALL, "turns": [{"speaker": "A"}]})


def test_what_nobody_knows_is_read_as_the_neutral_format() -> None:
    assert find_layout({"hello": 1}) is NEUTRAL


@pytest.mark.realdata
@pytest.mark.slow
def test_the_demo_goes_in_whole(
    database: Database, real_data: Path, rows: Callable[..., list[dict[str, Any]]]
) -> None:
    report = import_paths(database, [real_data / "demo"])

    assert report.failures == ()
    assert len(rows("company")) == 53
    assert len(rows("call")) == 168
    assert len(rows("turn")) == 8877
    again = [row for row in rows("posting") if fullmatch(r".+@\d{4}-\d\d-\d\d", row["source_id"])]
    assert (len(rows("posting")) - len(again), len(again)) == (4619, 2)
    texts = {row["id"]: row["text"] for row in rows("transcript")}
    quotes = rows("quote")
    assert quotes
    assert all(
        texts[quote["transcript_id"]][quote["start"] : quote["end"]] == quote["text"]
        for quote in quotes
    )


def test_the_columns_of_a_list_of_an_index_are_known() -> None:
    row = {
        "Symbol": "ACME",
        "Security": "Acme",
        "GICS Sector": "Energy",
        "GICS Sub-Industry": "Oil",
    }

    company = read(row)

    assert (company.ticker, company.name, company.industry) == ("ACME", "Acme", "Oil")


def test_preferred_shares_have_a_ticker_too() -> None:
    assert read({**ROW, "ticker": "ACME$A"}).ticker == "ACME-A"


@pytest.mark.parametrize("document", [CALL, POSTING])
def test_a_company_without_a_ticker_is_known_by_its_name(document: dict[str, Any]) -> None:
    nameless = {**document, "company": "Acme, Inc.", "ticker": None}

    company: Any
    company, _ = find_layout(nameless).read(nameless, "a.jsonl")

    assert (company.ticker, company.slug) == (None, "acme-inc")
    assert read(nameless).company == "acme-inc"


@pytest.mark.parametrize("interval", ["1 YEAR", "per-year-salary"])
def test_pay_is_by_the_year_in_the_words_of_several_systems(interval: str) -> None:
    salary = {"min": 50_000.0, "max": 60_000.0, "currency": "USD", "interval": interval}

    pay = read({**POSTING, "salary": salary}).pay

    assert pay.period == "YEAR"

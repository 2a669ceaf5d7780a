from typing import Any

import pytest

from seeds.layouts.dialogue import Talk
from seeds.layouts.headings import Heading, iter_call, read_day, read_quarter, read_year
from seeds.records import CallRecord, CompanyRecord
from seeds.validation import BadRecord

TALKS = [Talk("Hello.", "Jane Doe")]


def read(heading: Heading, source_name: str) -> tuple[CompanyRecord, CallRecord]:
    company, call = iter_call(heading, TALKS, source_name)
    assert isinstance(company, CompanyRecord)
    assert isinstance(call, CallRecord)
    return company, call


@pytest.mark.parametrize("value", [3, 3.0, "3", "Q3", "q3", " 3 ", "3.0"])
def test_a_quarter_is_read_however_it_is_written(value: Any) -> None:
    assert read_quarter(value, "quarter") == 3


@pytest.mark.parametrize("value", [0, 5, "Q5", True, 2.5, 1e300, [], {}, "third", "3" * 9999])
def test_what_is_no_quarter_is_refused_by_its_field(value: Any) -> None:
    with pytest.raises(BadRecord, match=r"^period: .* is no quarter; write one such as 3"):
        read_quarter(value, "period")


@pytest.mark.parametrize("value", [2026, 2026.0, "2026", "FY2026", "2026.0"])
def test_a_year_is_read_however_it_is_written(value: Any) -> None:
    assert read_year(value, "year") == 2026


@pytest.mark.parametrize("value", [26, 1e300, "26", True, [], 2026.5, float("inf"), float("nan")])
def test_what_is_no_year_is_refused_by_its_field(value: Any) -> None:
    with pytest.raises(BadRecord, match=r"^year: .* is no year of 1980 to 2100"):
        read_year(value, "year")


@pytest.mark.parametrize(
    "value",
    ["2026-01-29", "2026-01-29 22:00:00", "2026-01-29T14:00:00.000-08:00", "2026-01-29T23:30:00Z"],
)
def test_a_day_is_the_printed_one_whatever_its_time_zone(value: str) -> None:
    assert read_day(value, "date") == "2026-01-29"


def test_an_empty_day_is_none() -> None:
    assert read_day(" ", "date") is None


@pytest.mark.parametrize("value", ["2026-02-30", "29 January", "0000-00-00 00:00:00"])
def test_what_is_no_day_is_refused_by_its_field(value: str) -> None:
    with pytest.raises(BadRecord, match=r"^date: "):
        read_day(value, "date")


def test_the_heading_is_right_where_the_file_s_name_disagrees() -> None:
    _, call = read(Heading("x", ticker="ACME", year=2026, quarter=1), "OTHER_q4_2020.json")

    assert (call.key, call.company, call.period) == ("ACME-2026Q1", "ACME", "2026Q1")


def test_the_file_s_name_says_what_the_heading_leaves_out() -> None:
    company, call = read(Heading("x"), "acme_q1_2026.json")

    assert (company.ticker, call.period, call.held_on) == ("ACME", "2026Q1", None)


def test_a_company_without_a_ticker_goes_by_its_slug() -> None:
    company, call = read(Heading("x"), "Acme-Music-Inc_2026Q1.nlp")

    assert (company.name, company.slug, call.company) == (
        "Acme Music Inc",
        *2 * ("acme-music-inc",),
    )


def test_half_a_period_of_the_heading_is_not_filled_up_from_another() -> None:
    _, call = read(Heading("x", ticker="ACME", year=2026, held_on="2026-01-29"), "ACME_q4_2020.txt")

    assert (call.period, call.key) == (None, "ACME-2026-01-29")


def test_a_call_of_nobody_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadRecord, match="company: is not known; name the file after company"):
        read(Heading("x"), "notes.json")

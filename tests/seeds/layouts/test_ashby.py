from datetime import date
from typing import Any

from schema.taxonomy.labels import PayPeriod, WorkMode
from tests.seeds.layouts.conftest import Read


def part(kind: str, low: float | None, high: float | None, **fields: Any) -> dict[str, Any]:
    part = {"compensationType": kind, "interval": "1 YEAR", "currencyCode": "USD"}
    return {**part, "minValue": low, "maxValue": high, **fields}


EQUITY = part("EquityPercentage", 0.5, 1.75, interval="NONE", currencyCode=None)
JOB: dict[str, Any] = {
    "id": "d3bc-1",
    "title": "Product Manager",
    "department": "Product",
    "team": "Growth",
    "location": "Oslo",
    "secondaryLocations": [{"location": "Bergen", "address": {"postalAddress": {}}}],
    "isRemote": True,
    "workplaceType": "Hybrid",
    "publishedAt": "2026-03-30T16:21:55.393+00:00",
    "isListed": True,
    "descriptionHtml": "<h1>About us</h1><p>We build.</p>",
    "descriptionPlain": "ABOUT US\n\nWe build.",
    "jobUrl": "https://jobs.ashbyhq.com/acme/d3bc-1",
    "shouldDisplayCompensationOnJobPostings": True,
}


def board(*tiers: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    pay = {"compensationTiers": [{"components": tier} for tier in tiers], "summaryComponents": []}
    return {"apiVersion": "1", "jobs": [{**JOB, "compensation": pay, **fields}]}


def test_a_job_s_fields_become_a_posting_s(read: Read) -> None:
    [posting] = read(board())

    assert (posting.id, posting.department, posting.team) == ("d3bc-1", "Product", "Growth")
    assert (posting.locations, posting.opened_on) == (("Oslo", "Bergen"), date(2026, 3, 30))
    assert posting.description == "About us\nWe build."


def test_a_hybrid_job_that_is_flagged_as_remote_is_hybrid(read: Read) -> None:
    assert read(board())[0].work_mode is WorkMode.HYBRID


def test_the_flag_alone_makes_no_job_remote(read: Read) -> None:
    assert read(board(workplaceType=None))[0].work_mode is WorkMode.UNKNOWN


def test_the_salary_is_found_behind_the_equity(read: Read) -> None:
    pay = read(board([EQUITY, part("Salary", 81_000, 87_000)]))[0].pay

    assert pay is not None
    assert (pay.minimum, pay.maximum, pay.period) == (81_000, 87_000, PayPeriod.YEAR)


def test_the_tiers_become_one_range(read: Read) -> None:
    tiers = [part("Salary", 90_000, 100_000)], [part("Salary", 80_000, 95_000)]

    pay = read(board(*tiers))[0].pay

    assert pay is not None
    assert (pay.minimum, pay.maximum) == (80_000, 100_000)


def test_a_commission_with_figures_makes_on_target_pay(read: Read) -> None:
    pay = read(board([part("Commission", 40_000, 50_000), part("Salary", 140_000, 190_000)]))[0].pay

    assert pay is not None
    assert (pay.minimum, pay.maximum) == (140_000, 190_000)
    assert (pay.ote_minimum, pay.ote_maximum) == (180_000, 240_000)


def test_a_commission_without_figures_changes_nothing(read: Read) -> None:
    pay = read(board([part("Commission", None, None), part("Salary", 1_000, 2_000)]))[0].pay

    assert pay is not None
    assert (pay.maximum, pay.ote_maximum) == (2_000, None)


def test_pay_that_is_not_to_be_shown_is_withheld(read: Read) -> None:
    hidden = board([part("Salary", 81_000, 87_000)], shouldDisplayCompensationOnJobPostings=False)

    pay = read(hidden)[0].pay

    assert pay is not None
    assert pay.is_withheld


def test_pay_without_tiers_or_salary_is_none(read: Read) -> None:
    assert read(board())[0].pay is None
    assert read(board([EQUITY]))[0].pay is None
    assert read(board(compensation=None))[0].pay is None


def test_a_job_that_is_not_listed_is_left_out(read: Read) -> None:
    assert read(board(isListed=False)) == []


def test_a_job_without_an_id_goes_by_its_address(read: Read) -> None:
    answer = board()
    del answer["jobs"][0]["id"]

    assert read(answer)[0].id == "d3bc-1"


def test_what_a_page_loads_is_read_under_its_other_names(read: Read) -> None:
    job = {
        "id": "d3bc-1",
        "title": "Product Manager",
        "departmentName": "Product",
        "teamName": "Growth",
        "locationName": "Oslo",
        "secondaryLocations": [{"locationName": "Bergen"}],
        "workplaceType": None,
        "publishedDate": "2026-03-30",
        "isListed": True,
    }

    [posting] = read({"jobPostings": [job, {**job, "isListed": False}]})

    assert (posting.department, posting.locations) == ("Product", ("Oslo", "Bergen"))
    assert posting.url == "https://jobs.ashbyhq.com/acme/d3bc-1"

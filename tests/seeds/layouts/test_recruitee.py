from datetime import date
from typing import Any

from schema.taxonomy.labels import PayPeriod, WorkMode
from tests.seeds.layouts.conftest import Read

JOB: dict[str, Any] = {
    "id": 77,
    "title": "Baker",
    "status": "published",
    "department": "Kitchen",
    "city": "Oslo",
    "country": "Norway",
    "remote": False,
    "hybrid": False,
    "on_site": True,
    "published_at": "2026-04-03 09:00:00 UTC",
    "created_at": "2026-01-01 09:00:00 UTC",
    "careers_url": "https://acme.recruitee.com/o/baker",
    "description": "<p>Bake bread.</p>",
    "requirements": "<ul><li>Wake early</li></ul>",
    "experience_code": "mid_level",
    "salary": {"min": "400000", "max": "", "currency": "NOK", "period": "year"},
}


def test_an_offer_s_fields_become_a_posting_s(read: Read) -> None:
    [posting] = read({"offers": [JOB]})

    assert (posting.id, posting.department, posting.locations) == (
        "77",
        "Kitchen",
        ("Oslo, Norway",),
    )
    assert posting.description == "Bake bread.\nWake early"
    assert (posting.opened_on, posting.native_level) == (date(2026, 4, 3), "mid level")
    assert posting.work_mode is WorkMode.ON_SITE


def test_an_empty_amount_costs_one_end_of_the_range(read: Read) -> None:
    pay = read({"offers": [JOB]})[0].pay

    assert pay is not None
    assert (pay.minimum, pay.maximum, pay.period) == (400_000, None, PayPeriod.YEAR)


def test_an_offer_that_is_no_longer_published_is_left_out(read: Read) -> None:
    assert read({"offers": [{**JOB, "status": "closed"}]}) == []

from datetime import date
from time import perf_counter
from typing import Any

import pytest

from schema.taxonomy.labels import PayPeriod, WorkMode
from seeds.layouts.job_posting import read_page
from tests.seeds.layouts.conftest import Read

AD: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Cook &amp; Baker",
    "description": "&lt;p&gt;Cook.&lt;/p&gt;&lt;p&gt;Bake.&lt;/p&gt;",
    "datePosted": "2026-04-04T00:00:00Z",
    "identifier": {"@type": "PropertyValue", "value": "C-1"},
    "jobLocation": {
        "@type": "Place",
        "address": {
            "addressLocality": "Oslo",
            "addressCountry": {"@type": "Country", "name": "Norway"},
        },
    },
    "jobLocationType": "TELECOMMUTE",
    "baseSalary": {
        "currency": "NOK",
        "value": {"minValue": "250", "maxValue": 300, "unitText": "HOUR"},
    },
}


def test_an_ad_s_fields_become_a_posting_s(read: Read) -> None:
    [posting] = read(AD)

    assert (posting.id, posting.title) == ("C-1", "Cook & Baker")
    assert (posting.description, posting.locations) == ("Cook.\nBake.", ("Oslo, Norway",))
    assert (posting.opened_on, posting.work_mode) == (date(2026, 4, 4), WorkMode.REMOTE)


def test_pay_is_a_range_with_a_unit(read: Read) -> None:
    pay = read(AD)[0].pay

    assert pay is not None
    assert (pay.minimum, pay.maximum, pay.period) == (250, 300, PayPeriod.HOUR)


@pytest.mark.parametrize(
    ("salary", "minimum"),
    [
        ({"currency": "USD", "value": {"value": 90_000, "unitText": "YEAR"}}, 90_000),
        ({"currency": "USD", "value": "90,000", "unitText": "YEAR"}, 90_000),
        ({"currency": "USD", "value": 90_000}, None),
        ("90000", None),
        (None, None),
    ],
)
def test_one_amount_is_a_range_too_where_its_unit_is_known(
    read: Read, salary: Any, minimum: float | None
) -> None:
    pay = read({**AD, "baseSalary": salary})[0].pay

    assert (pay.minimum if pay else None) == minimum


@pytest.mark.parametrize(
    "document",
    [
        [AD, {"@type": "Organization"}],
        {"@graph": [{"@type": "WebPage"}, AD]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": AD}]},
        {**AD, "@type": ["JobPosting", "Thing"]},
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "x", "_jobposting": AD}]},
    ],
)
def test_ads_are_found_in_lists_and_graphs(read: Read, document: Any) -> None:
    assert [posting.id for posting in read(document)] == ["C-1"]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"identifier": 12}, "12"),
        ({"identifier": None, "url": "https://acme.example/c"}, "https://acme.example/c"),
        ({"identifier": None}, "155dbef0c5a9ea6dbc64"),
    ],
)
def test_an_ad_is_named_by_what_it_has(read: Read, fields: dict[str, Any], key: str) -> None:
    assert read({**AD, **fields})[0].id == key


def test_ads_are_found_in_a_page_beside_blocks_that_are_no_json() -> None:
    page = """<html><script type="application/ld+json">{broken</script>
    <SCRIPT data-x="1" type='application/ld+json'>{"@type": "JobPosting", "title": "a
    b"}</SCRIPT><script>var a = "{}";</script>"""

    assert read_page(page) == [{"@type": "JobPosting", "title": "a     b"}]


@pytest.mark.parametrize(
    "piece", ["<script ", "<script application/ld+json ", "application/ld+json "]
)
def test_a_page_of_nothing_but_openings_takes_no_longer_than_another(piece: str) -> None:
    started = perf_counter()

    assert read_page("<script " + piece * 20_000) == []

    assert perf_counter() - started < 2

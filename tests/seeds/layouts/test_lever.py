from datetime import date
from typing import Any

from schema.taxonomy.labels import PayPeriod, WorkMode
from tests.seeds.layouts.conftest import Read

JOB: dict[str, Any] = {
    "id": "5ac2-1",
    "text": "Data Scientist",
    "createdAt": 1712764800000,
    "categories": {
        "location": "Oslo",
        "commitment": "Full-time",
        "team": "Security",
        "department": "Platform",
        "allLocations": ["Oslo", "Bergen"],
    },
    "workplaceType": "onsite",
    "opening": "<div>Hello.</div>",
    "openingPlain": "Hello.",
    "descriptionPlain": "Hello.\n\nAbout the job.\n",
    "descriptionBodyPlain": "About the job.",
    "lists": [{"text": "You bring", "content": "\n<li>Python</li>\n<li>Patience</li>"}],
    "additionalPlain": "Equal chances.",
    "salaryDescriptionPlain": "Pay depends on skill.",
    "salaryRange": {"interval": "per-hour-wage", "currency": "USD", "min": 40, "max": 60.5},
    "hostedUrl": "https://jobs.lever.co/acme/5ac2-1",
}


def test_the_title_stands_under_text_and_the_day_in_milliseconds(read: Read) -> None:
    [posting] = read([JOB])

    assert (posting.title, posting.opened_on) == ("Data Scientist", date(2024, 4, 10))


def test_the_opening_is_not_said_twice_and_the_lists_are_not_lost(read: Read) -> None:
    lines = ["Hello.", "About the job.", "You bring", "Python", "Patience"]

    assert read([JOB])[0].description == "\n".join(
        [*lines, "Pay depends on skill.", "Equal chances."]
    )


def test_both_spellings_of_on_site_are_read(read: Read) -> None:
    modes = [posting.work_mode for posting in read([JOB, {**JOB, "workplaceType": "on-site"}])]

    assert modes == [WorkMode.ON_SITE, WorkMode.ON_SITE]


def test_the_first_location_is_named_once(read: Read) -> None:
    assert read([JOB])[0].locations == ("Oslo", "Bergen")


def test_pay_is_in_whole_units_of_the_interval(read: Read) -> None:
    pay = read([JOB])[0].pay

    assert pay is not None
    assert (pay.minimum, pay.maximum, pay.period) == (40, 60.5, PayPeriod.HOUR)


def test_a_posting_of_what_every_posting_has_is_read(read: Read) -> None:
    [posting] = read([{"id": "a", "text": "Engineer", "categories": {}}])

    assert (posting.team, posting.pay, posting.description) == (None, None, None)
    assert posting.work_mode is WorkMode.UNKNOWN


def test_html_is_read_where_there_is_no_plain_text(read: Read) -> None:
    job = {"id": "a", "text": "E", "categories": {}, "description": "<p>One</p><p>Two</p>"}

    assert read([job])[0].description == "One\nTwo"

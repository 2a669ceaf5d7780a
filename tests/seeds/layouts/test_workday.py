from datetime import date
from typing import Any

import pytest

from schema.taxonomy.labels import WorkMode
from seeds.layouts.look import Look
from seeds.layouts.workday import find_id, iter_workday_postings
from tests.seeds.layouts.conftest import Read

JOB: dict[str, Any] = {
    "title": "Data Engineer",
    "externalPath": "/job/Oslo/Data-Engineer_R-1234-1",
    "locationsText": "2 Locations",
    "postedOn": "Posted 3 Days Ago",
    "bulletFields": ["R-1234"],
}
DETAILS = {
    "jobDescription": "<p>Move data.</p>",
    "location": "Oslo",
    "additionalLocations": ["Bergen"],
    "startDate": "2026-04-20",
    "postedOn": "Posted 10 Days Ago",
    "remoteType": "Hybrid",
    "externalUrl": "https://acme.wd5.myworkdayjobs.com/Careers/job/Oslo/Data-Engineer_R-1234-1",
}


def board(*jobs: dict[str, Any]) -> dict[str, Any]:
    return {"total": len(jobs), "jobPostings": list(jobs)}


def test_a_relative_day_counts_from_the_look(read: Read) -> None:
    assert read(board(JOB))[0].opened_on == date(2026, 4, 28)


def test_a_count_of_locations_is_no_location(read: Read) -> None:
    several, one = read(board(JOB, {**JOB, "locationsText": "Oslo"}))

    assert (several.locations, one.locations) == ((), ("Oslo",))


def test_details_win_over_the_list(read: Read) -> None:
    [posting] = read(board({**JOB, "jobPostingInfo": DETAILS}))

    assert (posting.locations, posting.opened_on) == (("Oslo", "Bergen"), date(2026, 4, 20))
    assert (posting.description, posting.work_mode) == ("Move data.", WorkMode.HYBRID)


def test_the_id_is_the_same_with_and_without_details(read: Read) -> None:
    bare, full = read(board(JOB, {**JOB, "jobPostingInfo": {**DETAILS, "jobReqId": "R-1234"}}))

    assert bare.id == full.id == "R-1234-1"


@pytest.mark.parametrize(
    ("path", "key"), [("/job/Oslo/A_B_JR7", "JR7"), ("/job/Oslo/Engineer/", "Engineer")]
)
def test_the_id_is_the_end_of_the_path(path: str, key: str) -> None:
    assert find_id(path) == key


def test_the_address_is_built_from_the_site_s_name() -> None:
    look = Look("workday:acme.wd5.Careers", "acme", date(2026, 5, 1))

    [posting] = iter_workday_postings(board(JOB), look)

    assert posting.url == DETAILS["externalUrl"]

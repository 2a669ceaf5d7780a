from datetime import date
from typing import Any

from schema.taxonomy.labels import WorkMode
from tests.seeds.layouts.conftest import Read

JOB: dict[str, Any] = {
    "id": "7440-1",
    "name": "Buyer",
    "releasedDate": "2026-04-02T09:00:00.000Z",
    "visibility": "PUBLIC",
    "company": {"identifier": "acme", "name": "Acme"},
    "location": {"city": "Oslo", "region": "", "country": "no", "remote": False, "hybrid": True},
    "department": {},
    "function": {"id": "purchasing", "label": "Purchasing"},
    "experienceLevel": {"id": "entry_level", "label": "Entry Level"},
}
SECTIONS = {
    "qualifications": {"title": "You", "text": "<ul><li>Count</li></ul>"},
    "companyDescription": {"title": "We", "text": "<p>We buy.</p>"},
    "videos": {"urls": []},
}


def board(*jobs: dict[str, Any]) -> dict[str, Any]:
    return {"offset": 0, "limit": 100, "totalFound": len(jobs), "content": list(jobs)}


def test_the_list_alone_has_the_board_s_own_function_and_level(read: Read) -> None:
    [posting] = read(board(JOB))

    assert (posting.native_function, posting.native_level) == ("Purchasing", "Entry Level")
    assert (posting.locations, posting.department) == (("Oslo, NO",), None)
    assert (posting.work_mode, posting.opened_on) == (WorkMode.HYBRID, date(2026, 4, 2))
    assert posting.url == "https://jobs.smartrecruiters.com/acme/7440-1"


def test_the_details_bring_the_text_in_the_page_s_order(read: Read) -> None:
    [posting] = read(board({**JOB, "jobAd": {"sections": SECTIONS}}))

    assert posting.description == "We buy.\nCount"


def test_a_level_that_does_not_apply_is_none(read: Read) -> None:
    level = {"id": "not_applicable", "label": "Not Applicable"}

    assert read(board({**JOB, "experienceLevel": level}))[0].native_level is None


def test_a_posting_that_is_closed_or_internal_is_left_out(read: Read) -> None:
    jobs = {**JOB, "active": False}, {**JOB, "visibility": "INTERNAL"}

    assert read(board(*jobs)) == []

from datetime import date
from typing import Any

import pytest

from schema.taxonomy.labels import PayPeriod, WorkMode
from seeds.validation import BadRecord
from tests.seeds.layouts.conftest import Read

JOB: dict[str, Any] = {
    "id": 101,
    "internal_job_id": 9,
    "title": " Vault  Designer ",
    "updated_at": "2026-04-30T10:55:28-05:00",
    "first_published": "2026-03-02T23:30:00-05:00",
    "location": {"name": "Oslo, Norway; Remote | Bergen, Norway"},
    "absolute_url": "https://job-boards.greenhouse.io/acme/jobs/101",
    "content": "&lt;p&gt;Design &amp;amp; build.&lt;/p&gt;&lt;li&gt;Vaults&lt;/li&gt;",
    "departments": [{"id": 1, "name": "Design", "parent_id": None, "child_ids": []}],
    "metadata": [{"id": 1, "name": "Kind", "value": {"a": [1]}, "value_type": "object"}],
    "ai_disclaimer": "We use AI to read applications.",
}
RANGE = {"min_cents": 5_000_000, "max_cents": 7_500_000, "currency_type": "USD"}


def board(*jobs: dict[str, Any]) -> dict[str, Any]:
    return {"jobs": list(jobs), "meta": {"total": len(jobs)}}


def test_a_job_s_fields_become_a_posting_s(read: Read) -> None:
    [posting] = read(board(JOB))

    assert (posting.board, posting.id, posting.title) == (
        "greenhouse:acme",
        "101",
        "Vault Designer",
    )
    assert posting.department == "Design"
    assert posting.locations == ("Oslo, Norway", "Remote", "Bergen, Norway")
    assert posting.description == "Design & build.\nVaults"
    assert posting.work_mode is WorkMode.UNKNOWN


def test_a_job_opened_when_it_was_first_published_never_when_it_was_edited(read: Read) -> None:
    dated, undated = read(board(JOB, {**JOB, "id": 102, "first_published": None}))

    assert dated.opened_on == date(2026, 3, 2)
    assert undated.opened_on is None


def test_a_job_was_seen_on_the_day_of_the_look_alone(read: Read) -> None:
    [posting] = read(board(JOB))

    assert posting.first_seen_on == posting.last_seen_on == date(2026, 5, 1)


def test_a_prospect_post_is_left_out_and_an_aggregator_s_job_is_not(read: Read) -> None:
    prospect = {**JOB, "id": 102, "internal_job_id": None}
    bare = {name: JOB[name] for name in ("id", "title", "absolute_url")}

    assert [posting.id for posting in read(board(prospect, bare))] == ["101"]


def test_cents_become_units_with_the_period_of_the_words_beside_them(read: Read) -> None:
    ranges = [{**RANGE, "min_cents": 2_550, "max_cents": 4_000, "title": "Hourly pay"}]

    [posting] = read(board({**JOB, "pay_input_ranges": ranges}))

    assert posting.pay is not None
    assert (posting.pay.minimum, posting.pay.maximum) == (25.5, 40)
    assert posting.pay.period is PayPeriod.HOUR


def test_a_range_without_a_word_on_its_period_is_told_by_its_size(read: Read) -> None:
    [posting] = read(board({**JOB, "pay_input_ranges": [{**RANGE, "title": "NYC range"}]}))

    assert posting.pay is not None
    assert (posting.pay.minimum, posting.pay.period) == (50_000, PayPeriod.YEAR)


def test_a_range_that_could_be_a_month_s_or_a_day_s_is_no_pay(read: Read) -> None:
    ranges = [{**RANGE, "min_cents": 400_000, "max_cents": 500_000}]

    assert read(board({**JOB, "pay_input_ranges": ranges}))[0].pay is None


def test_a_range_called_ote_is_no_base_pay(read: Read) -> None:
    ranges = [{**RANGE, "title": "OTE", "max_cents": 9_000_000}, {**RANGE, "title": "Base"}]

    [posting] = read(board({**JOB, "pay_input_ranges": ranges}))

    assert posting.pay is not None
    assert (posting.pay.maximum, posting.pay.ote_maximum) == (75_000, 90_000)


@pytest.mark.parametrize("content", [None, ""])
def test_a_list_without_contents_is_read(read: Read, content: str | None) -> None:
    assert read(board({**JOB, "content": content}))[0].description is None


def test_an_odd_value_costs_its_field_and_not_the_board(read: Read) -> None:
    [posting] = read(board({**JOB, "location": "Oslo", "pay_input_ranges": {}, "departments": [1]}))

    assert (posting.locations, posting.department, posting.pay) == ((), None, None)


def test_a_job_without_a_title_is_named_by_its_place(read: Read) -> None:
    with pytest.raises(BadRecord, match=r"jobs\[1\].title: is missing"):
        read(board(JOB, {name: JOB[name] for name in JOB if name != "title"}))

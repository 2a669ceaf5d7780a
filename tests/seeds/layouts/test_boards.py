"""What must hold for every board's layout, whatever stands in an answer."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from seeds.layouts.boards import find_board_layout, find_layout_of_system, find_token
from seeds.layouts.look import Look
from seeds.records import PostingRecord
from seeds.validation import BadRecord
from tests.seeds.layouts import (
    test_ashby,
    test_greenhouse,
    test_job_posting,
    test_lever,
    test_recruitee,
    test_smartrecruiters,
    test_workday,
)

LOOK = Look("web:acme", "acme", date(2026, 5, 1))
ASHBY = test_ashby.board([test_ashby.part("Salary", 1, 2)])
ANSWERS: dict[str, Any] = {
    "ashby": ASHBY,
    "greenhouse": test_greenhouse.board({**test_greenhouse.JOB, "pay_input_ranges": [{}]}),
    "lever": [test_lever.JOB],
    "recruitee": {"offers": [test_recruitee.JOB]},
    "smartrecruiters": test_smartrecruiters.board(test_smartrecruiters.JOB),
    "web": [test_job_posting.AD],
    "workday": test_workday.board({**test_workday.JOB, "jobPostingInfo": test_workday.DETAILS}),
}
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ODD = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def iter_places(value: Any, place: tuple[Any, ...] = ()) -> Any:
    """Every place inside a document, from the outside in."""
    yield place
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from iter_places(inner, (*place, key))


def replace_at(value: Any, place: tuple[Any, ...], odd: Any) -> Any:
    """A copy of a document with something else at a place."""
    if not place:
        return odd
    copy = value.copy()
    copy[place[0]] = replace_at(value[place[0]], place[1:], odd)
    return copy


@pytest.mark.parametrize("system", ANSWERS)
def test_an_answer_is_known_by_its_content(system: str) -> None:
    layout = find_board_layout(ANSWERS[system])

    assert layout is not None
    assert layout.system == system


@pytest.mark.parametrize("system", ANSWERS)
@given(data=st.data())
def test_an_odd_value_anywhere_is_read_or_refused(system: str, data: st.DataObject) -> None:
    answer = ANSWERS[system]
    place = data.draw(st.sampled_from(list(iter_places(answer))))
    layout = find_layout_of_system(system)
    assert layout is not None

    odd = replace_at(answer, place, data.draw(ODD))
    find_board_layout(odd)
    find_token(layout, odd)
    with suppress(BadRecord):
        assert all(isinstance(posting, PostingRecord) for posting in layout.read(odd, LOOK))


@pytest.mark.parametrize("document", [None, 1, "", [], {}, [[]], {"jobs": 1}, {"jobs": [1]}])
def test_what_is_no_answer_is_none(document: Any) -> None:
    assert find_board_layout(document) is None


@pytest.mark.parametrize(
    ("system", "token"),
    [("ashby", "acme"), ("greenhouse", "acme"), ("lever", "acme"), ("recruitee", "acme")],
)
def test_a_board_s_token_stands_in_its_postings_addresses(system: str, token: str) -> None:
    layout = find_layout_of_system(system)

    assert layout is not None
    assert find_token(layout, ANSWERS[system]) == token

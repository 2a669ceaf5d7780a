import pytest
from hypothesis import given, strategies as st

from seeds.review.likeness import find_likeness

NAMES = st.lists(st.text("abde .'-", min_size=1, max_size=7), min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J. Smith", "John Smith"),
        ("Mark A.L. Mason", "Mark Mason"),
        ("Christopher Joseph Meade", "Christopher Meade"),
        ("Gustav Soederstroem", "Gustav Söderström"),
        ("Wang Jenny", "Jenny Wang"),
        ("Dr. Amara Nwosu", "Amara Nwosu"),
    ],
)
def test_these_are_one_name_by_themselves(one: str, other: str) -> None:
    likeness = find_likeness(one, other)

    assert likeness is not None
    assert not likeness[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tim Cook", "Timothy Cook"),
        ("Bob Iger", "Robert Iger"),
        ("Cook", "Tim Cook"),
        ("Jeffrey Clarke", "Jeffery Clarke"),
        ("Michael Pytosh", "Michael Pythosh"),
    ],
)
def test_these_need_evidence_beside_the_name(one: str, other: str) -> None:
    likeness = find_likeness(one, other)

    assert likeness is not None
    assert likeness[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tim Cook", "Tim Baker"),
        ("Ann Lee", "Bea Lee"),
        ("J. Smith", "Karl Smith"),
        ("John A. Smith", "John B. Smith"),
        ("Mark", "Mark Mason"),
        ("Li Wu", "Lu Wu"),
        ("Mr.", "Mr. Smith"),
    ],
)
def test_these_are_two_people(one: str, other: str) -> None:
    assert find_likeness(one, other) is None


@given(one=NAMES, other=NAMES)
def test_a_likeness_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert find_likeness(one, other) == find_likeness(other, one)

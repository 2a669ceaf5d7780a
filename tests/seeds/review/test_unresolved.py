from collections.abc import Callable
from typing import Any

import pytest

from schema.database import Database
from schema.errors import BadInput
from seeds.intake import import_file
from seeds.review.people import merge_names, split_name
from seeds.review.unresolved import Unresolved, find_unresolved
from tests.seeds.conftest import ACME, Write
from tests.seeds.review.conftest import BETA

Said = tuple[str | None, str | None]


def call(key: str, *said: Said, company: str = "acme", day: str = "2026-01-05") -> dict[str, Any]:
    turns = [
        {"speaker": name, "title": title, "role": "executive" if title else "unknown", "text": "Hi"}
        for name, title in said
    ]
    return {"record": "call", "key": key, "company": company, "heldOn": day, "turns": turns}


@pytest.fixture
def look(database: Database, write: Write) -> Callable[..., Unresolved]:
    """Imports calls and returns what is unresolved."""

    def look_at(*calls: dict[str, Any], company: str | None = None) -> Unresolved:
        import_file(database, write("a.jsonl", ACME, BETA, *calls))
        with database.read() as reader:
            return find_unresolved(reader, company)

    return look_at


def test_a_short_form_with_the_same_office_is_a_pair_with_its_evidence(
    look: Callable[..., Unresolved],
) -> None:
    (pair,) = look(call("1", ("Bob Iger", "CEO")), call("2", ("Robert Iger", "CEO"))).pairs

    assert {pair.one, pair.other} == {"Bob Iger", "Robert Iger"}
    assert pair.reason == "a short form of the given name"
    assert pair.evidence == ("both CEO", 'both "CEO"', "never on one call")


def test_a_short_form_with_another_office_is_no_pair(look: Callable[..., Unresolved]) -> None:
    assert look(call("1", ("Bob Iger", "CEO"), ("Robert Iger", "CFO"))).pairs == ()


def test_analysts_of_one_firm_are_a_pair_however_it_is_called(
    look: Callable[..., Unresolved],
) -> None:
    said = [
        call("1", ("Joe Ritchie", "Goldman Sachs")),
        call("2", ("Joseph Ritchie", "Goldman Sachs Group, Inc., Research Division")),
    ]
    for each in said:
        each["turns"][0]["role"] = "analyst"

    (pair,) = look(*said).pairs

    assert pair.evidence[0].startswith('both "Goldman Sachs')


def test_analysts_of_two_firms_with_a_short_form_are_no_pair(
    look: Callable[..., Unresolved],
) -> None:
    said = [call("1", ("Joe Ritchie", "UBS")), call("2", ("Joseph Ritchie", "Barclays"))]
    for each in said:
        each["turns"][0]["role"] = "analyst"

    assert look(*said).pairs == ()


def test_two_companies_make_no_pair(look: Callable[..., Unresolved]) -> None:
    one = call("1", ("Ann Lee", "CEO"))

    assert look(one, call("2", ("Ann B. Lee", "CEO"), company="beta")).pairs == ()


def test_names_on_the_same_call_are_shown_with_what_speaks_against_it(
    look: Callable[..., Unresolved],
) -> None:
    (pair,) = look(call("1", ("Ann Lee", "CEO"), ("Ann B. Lee", "CFO"))).pairs

    assert pair.evidence == ("both speak on 1 of the same calls",)


def test_who_was_on_more_calls_would_stay(look: Callable[..., Unresolved]) -> None:
    many = [call(str(n), ("Ann B. Lee", "CEO")) for n in range(3)]

    (pair,) = look(*many, call("9", ("Ann Lee", "CEO"))).pairs

    assert (pair.one, pair.other) == ("Ann Lee", "Ann B. Lee")


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_pair_that_was_decided_is_settled(
    database: Database, look: Callable[..., Unresolved], is_merged: bool
) -> None:
    look(call("1", ("Ann Lee", "CEO")), call("2", ("Ann B. Lee", "CEO")))
    merge_names(database, "acme", "Ann B. Lee", "Ann Lee")
    if not is_merged:
        split_name(database, "acme", "Ann B. Lee", "Ann Lee")

    assert look().pairs == ()


def test_a_promotion_is_a_name_under_two_offices(look: Callable[..., Unresolved]) -> None:
    (found,) = look(
        call("1", ("Ann Lee", "CFO")), call("2", ("Ann Lee", "CEO"), day="2026-04-05")
    ).two_titles

    assert [role.value for role, _, _ in found.offices] == ["CFO", "CEO"]
    assert not found.is_at_once


def test_two_offices_on_one_day_may_be_two_people(look: Callable[..., Unresolved]) -> None:
    (found,) = look(call("1", ("Ann Lee", "CFO"), ("Ann Lee", "CEO"))).two_titles

    assert found.is_at_once


def test_turns_without_a_person_say_who_they_are_like(look: Callable[..., Unresolved]) -> None:
    found = look(
        call("1", ("Ann Lee", "CEO")), call("2", ("Ann B. Lee", None), (None, "Co-CEO"))
    ).unlinked

    assert {(each.speaker, each.title, each.like) for each in found} == {
        ("Ann B. Lee", None, "ann-lee-acme"),
        (None, "Co-CEO", None),
    }


def test_a_company_that_nobody_knows_is_refused(look: Callable[..., Unresolved]) -> None:
    with pytest.raises(BadInput, match="no slug or ticker"):
        look(company="GAMMA")


def test_one_company_is_looked_at_alone(look: Callable[..., Unresolved]) -> None:
    calls = [
        call(f"{company}{n}", (name, "CEO"), company=company)
        for company in ("acme", "beta")
        for n, name in enumerate(("Ann Lee", "Ann B. Lee"))
    ]

    assert {pair.company for pair in look(*calls, company="BETA").pairs} == {"beta"}

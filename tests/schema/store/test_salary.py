from datetime import date

import pytest

from schema.store.hiring import Salary, salary
from schema.store.metrics import Coverage
from schema.taxonomy.labels import AiInvolvement
from tests.schema.conftest import World

AS_OF = date(2026, 5, 1)


@pytest.fixture
def company(world: World) -> int:
    return world.company()


def salaries(
    world: World, company: int, as_of: date = AS_OF, currency: str | None = None
) -> list[Salary]:
    with world.database.read() as reader:
        return salary(reader, [company], as_of, currency)[0]


def test_the_range_is_the_smallest_minimum_to_the_largest_maximum(
    world: World, company: int
) -> None:
    world.pay(company, 100_000, 200_000)
    world.pay(company, 90_000, 120_000)
    world.pay(company, 150_000, 250_000)

    [pay] = salaries(world, company)

    assert (pay.minimum, pay.maximum) == (90_000, 250_000)
    assert (pay.average, pay.median) == (151_667, 150_000)


def test_a_role_of_several_postings_has_one_vote(world: World, company: int) -> None:
    world.pay(company, 100_000, 100_000)
    world.pay(company, 200_000, 200_000, role_key="job")
    world.pay(company, 300_000, 300_000, role_key="job")

    [pay] = salaries(world, company)

    assert (pay.average, pay.coverage) == (175_000, Coverage(known=2, total=2))


def test_half_a_unit_is_rounded_up(world: World, company: int) -> None:
    world.pay(company, 100_000, 100_001)

    [pay] = salaries(world, company)

    assert (pay.average, pay.median) == (100_001, 100_001)


def test_coverage_tells_how_many_active_roles_pay_is_known_of(world: World, company: int) -> None:
    world.pay(company, 100_000, 200_000)
    world.post(company, "2026-01-01", times=2)
    world.post(company, "2026-01-01", ai_involvement=AiInvolvement.NONE)

    assert salaries(world, company)[0].coverage == Coverage(known=1, total=3)


def test_withheld_pay_stays_out(world: World, company: int) -> None:
    world.pay(company, 100_000, 200_000)
    world.pay(company, 900_000, 900_000, pay_is_withheld=True)

    [pay] = salaries(world, company)

    assert (pay.maximum, pay.coverage) == (200_000, Coverage(known=1, total=2))


def test_pay_with_one_end_is_not_known(world: World, company: int) -> None:
    world.pay(company, 100_000, 200_000)
    world.pay(company, 10_000, 0, yearly_maximum=None)

    assert salaries(world, company)[0].minimum == 100_000


def test_pay_of_jobs_without_ai_stays_out(world: World, company: int) -> None:
    world.pay(company, 100_000, 200_000)
    world.pay(company, 1, 2, ai_involvement=AiInvolvement.MENTIONS)

    assert salaries(world, company)[0].minimum == 100_000


def test_currencies_are_told_apart_the_best_covered_first(world: World, company: int) -> None:
    world.pay(company, 100_000, 200_000, "USD")
    world.pay(company, 60_000, 80_000, "EUR")
    world.pay(company, 70_000, 90_000, "EUR")

    pays = salaries(world, company)

    assert [(pay.currency, pay.coverage.known) for pay in pays] == [("EUR", 2), ("USD", 1)]


def test_one_currency_can_be_asked_for(world: World, company: int) -> None:
    world.pay(company, 100_000, 200_000, "USD")
    world.pay(company, 60_000, 80_000, "EUR")

    assert [pay.minimum for pay in salaries(world, company, currency="USD")] == [100_000]


def test_unknown_pay_is_null_with_the_coverage_and_the_reason(world: World, company: int) -> None:
    world.post(company, "2026-01-01", times=2)

    [pay] = salaries(world, company)
    [in_yen] = salaries(world, company, currency="JPY")

    assert (pay.minimum, pay.maximum, pay.average, pay.median) == (None, None, None, None)
    assert (pay.currency, pay.coverage) == (None, Coverage(known=0, total=2))
    assert in_yen.reason == "none of 2 active AI roles tells pay in JPY"


def test_pay_of_no_roles_is_null_because_there_are_none(world: World, company: int) -> None:
    [pay] = salaries(world, company)

    assert (pay.minimum, pay.reason) == (None, "there are no active AI roles")


def test_pay_of_a_later_posting_of_the_role_is_not_known_yet(world: World, company: int) -> None:
    world.pay(company, 100_000, 100_000, role_key="job")
    world.post(
        company,
        "2026-03-01",
        role_key="job",
        yearly_minimum=500_000,
        yearly_maximum=500_000,
        pay_currency="USD",
    )

    assert salaries(world, company, date(2026, 2, 28))[0].maximum == 100_000
    assert salaries(world, company, date(2026, 3, 1))[0].maximum == 500_000


def test_pay_of_a_posting_that_closed_counts_no_more(world: World, company: int) -> None:
    world.pay(company, 500_000, 500_000, role_key="job", closed_on="2026-02-01")
    world.pay(company, 100_000, 100_000, role_key="job")

    assert salaries(world, company, date(2026, 1, 31))[0].maximum == 500_000
    assert salaries(world, company, date(2026, 2, 1))[0].maximum == 100_000

from datetime import date

from hypothesis import given, strategies as st

from schema.store.stock import Sums, pack, read_sums, unpack
from tests.schema.conftest import World


def sums(world: World, company: int, *days: str) -> list[Sums]:
    with world.database.read() as reader:
        return read_sums(reader, [company], [date.fromisoformat(day) for day in days])[company]


def test_sums_hold_from_a_change_to_the_next_over_years_without_any(world: World) -> None:
    company = world.company()
    world.post(company, "2024-03-01", "2026-02-01")
    world.post(company, "2024-12-31")
    days = ("2024-02-29", "2024-03-01", "2024-12-31", "2025-01-01", "2026-01-31", "2026-02-01")

    found = sums(world, company, *days)

    assert found == [(0, 0), (1, 0), (2, 0), (2, 0), (2, 0), (2, 1)]


def test_nothing_opened_before_the_first_year_and_all_is_as_it_was_after_the_last(
    world: World,
) -> None:
    company = world.company()
    world.post(company, "2024-03-01", "2024-04-01")

    assert sums(world, company, "2021-01-01", "2022-12-31") == [(0, 0), (0, 0)]
    assert sums(world, company, "2027-01-01", "2031-12-31") == [(1, 1), (1, 1)]
    assert sums(world, company, "1999-01-01", "2024-03-31", "2040-12-31") == [
        (0, 0),
        (1, 0),
        (1, 1),
    ]


def test_a_company_without_postings_has_no_sums_and_no_days_give_none(world: World) -> None:
    company = world.company()

    assert sums(world, company, "2026-01-01") == [(0, 0)]
    assert sums(world, company) == []


def test_a_number_is_packed_in_four_bytes_the_lowest_first() -> None:
    assert pack([1, 256]) == b"\1\0\0\0\0\1\0\0"


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_packed_numbers_come_back(numbers: list[int]) -> None:
    assert list(unpack(pack(numbers))) == numbers

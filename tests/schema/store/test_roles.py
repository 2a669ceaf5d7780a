from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from schema.database import Database
from schema.store.roles import refresh_roles
from schema.tables import Posting, Role, RoleCount, RoleGap, table_of
from schema.taxonomy.labels import AiInvolvement, JobFunction, Stage, Unit
from tests.schema.conftest import World

POSTING, ROLE, COUNT = table_of(Posting), table_of(Role), table_of(RoleCount)
GAP = table_of(RoleGap)


@pytest.fixture
def company(world: World) -> int:
    return world.company()


def roles(database: Database) -> list[Any]:
    with database.read() as reader:
        return reader.rows(select(ROLE).order_by(ROLE.c.opened_on, ROLE.c.id))


def spans(database: Database) -> list[tuple[str, str | None]]:
    return [
        (role.opened_on.isoformat(), role.closed_on and role.closed_on.isoformat())
        for role in roles(database)
    ]


def day_counts(database: Database, unit: Unit = Unit.ROLE) -> list[tuple[Any, ...]]:
    columns = (COUNT.c.day, COUNT.c.stage, COUNT.c.function, COUNT.c.opened, COUNT.c.closed)
    counts = select(*columns).where(COUNT.c.unit == unit).order_by(COUNT.c.day)
    with database.read() as reader:
        return [tuple(row) for row in reader.rows(counts)]


def gaps(database: Database) -> list[tuple[str, str]]:
    with database.read() as reader:
        rows = reader.rows(select(GAP).order_by(GAP.c.closed_on))
    return [(row.closed_on.isoformat(), row.reopened_on.isoformat()) for row in rows]


def generation(database: Database) -> int:
    with database.read() as reader:
        return reader.generation()


def test_the_same_job_in_two_cities_is_one_role(world: World, company: int) -> None:
    world.post(company, "2026-03-01", "2026-03-20", role_key="ml engineer")
    world.post(company, "2026-03-10", "2026-04-01", role_key="ml engineer")

    assert spans(world.database) == [("2026-03-01", "2026-04-01")]


def test_a_repost_on_the_day_of_closing_continues_the_role(world: World, company: int) -> None:
    world.post(company, "2026-03-01", "2026-03-20", role_key="ml engineer")
    world.post(company, "2026-03-20", role_key="ml engineer")

    assert spans(world.database) == [("2026-03-01", None)]


def test_posted_again_within_30_days_it_is_the_same_role_with_a_gap(
    world: World, company: int
) -> None:
    world.post(company, "2026-03-01", "2026-03-20", role_key="ml engineer")
    world.post(company, "2026-04-19", role_key="ml engineer")

    assert spans(world.database) == [("2026-03-01", None)]
    assert gaps(world.database) == [("2026-03-20", "2026-04-19")]


def test_posted_again_after_30_days_it_is_another_role(world: World, company: int) -> None:
    world.post(company, "2026-03-01", "2026-03-20", role_key="ml engineer")
    world.post(company, "2026-04-20", role_key="ml engineer")

    assert spans(world.database) == [("2026-03-01", "2026-03-20"), ("2026-04-20", None)]
    assert gaps(world.database) == []


def test_a_posting_that_comes_to_light_later_closes_the_gap(world: World, company: int) -> None:
    world.post(company, "2026-03-01", "2026-03-20", role_key="ml engineer")
    world.post(company, "2026-04-01", role_key="ml engineer")

    world.post(company, "2026-03-15", "2026-04-05", role_key="ml engineer")

    assert gaps(world.database) == []


def test_a_role_closes_and_opens_again_in_the_daily_counts(world: World, company: int) -> None:
    world.post(company, "2026-03-01", "2026-03-20", role_key="ml engineer", stage=None)
    world.post(company, "2026-04-01", role_key="ml engineer", stage=Stage.SHIP)

    counts = [
        (day.isoformat(), stage, *flow) for day, stage, _, *flow in day_counts(world.database)
    ]
    assert counts == [
        ("2026-03-01", None, 1, 0),
        ("2026-03-20", None, 0, 1),
        ("2026-04-01", None, 1, 0),
    ]


def test_postings_are_counted_beside_roles_each_with_its_own_labels(
    world: World, company: int
) -> None:
    world.post(company, "2026-03-01", role_key="job", stage=Stage.SHIP)
    world.post(company, "2026-03-01", "2026-03-02", role_key="job", stage=Stage.BUILD)
    world.post(company, "2026-03-01", role_key="job", ai_involvement=AiInvolvement.NONE)

    counts = day_counts(world.database, Unit.POSTING)
    assert sorted((day.isoformat(), stage, *flow) for day, stage, _, *flow in counts) == [
        ("2026-03-01", Stage.BUILD, 1, 0),
        ("2026-03-01", Stage.SHIP, 1, 0),
        ("2026-03-02", Stage.BUILD, 0, 1),
    ]


def test_a_short_posting_inside_a_long_one_does_not_close_the_role(
    world: World, company: int
) -> None:
    world.post(company, "2026-03-01", "2026-05-01", role_key="ml engineer")
    world.post(company, "2026-03-05", "2026-03-06", role_key="ml engineer")

    assert spans(world.database) == [("2026-03-01", "2026-05-01")]


def test_companies_do_not_share_roles(world: World, company: int) -> None:
    world.post(company, "2026-03-01", role_key="ml engineer")
    world.post(world.company(), "2026-03-01", role_key="ml engineer")

    assert len(roles(world.database)) == 2


def test_a_posting_closed_on_the_day_it_opened_makes_no_role(world: World, company: int) -> None:
    ids = world.post(company, "2026-03-01", "2026-03-01")

    assert roles(world.database) == []
    with world.database.read() as reader:
        assert reader.value(select(POSTING.c.role_id).where(POSTING.c.id == ids[0])) is None


def test_labels_are_those_of_the_earliest_posting_whenever_it_came(
    world: World, company: int
) -> None:
    world.post(company, "2026-03-10", role_key="job", title="Later", stage=Stage.SCALE)
    world.post(company, "2026-03-01", role_key="job", title="Earlier", opened_on_is_censored=True)

    [role] = roles(world.database)
    assert (role.title, role.stage, role.opened_on_is_censored) == ("Earlier", Stage.SHIP, True)


def test_of_two_postings_of_one_day_the_first_by_source_gives_the_labels(
    world: World, company: int
) -> None:
    for source in ("b", "a", "c"):
        world.post(company, "2026-03-01", role_key="job", source_id=source, title=source)

    assert [role.title for role in roles(world.database)] == ["a"]


def test_postings_point_at_their_role(world: World, company: int) -> None:
    ids = world.post(company, "2026-03-01", role_key="job", times=2)
    [role] = roles(world.database)

    with world.database.read() as reader:
        links = reader.rows(select(POSTING.c.role_id).where(POSTING.c.id.in_(ids)))

    assert [link.role_id for link in links] == [role.id, role.id]


def test_a_role_that_goes_leaves_its_postings(world: World, company: int) -> None:
    [posting_id] = world.post(company, "2026-03-10", role_key="job")
    with world.database.write() as writer:
        moved = {"opened_on": date(2026, 3, 1), "role_key": "another job"}
        writer.session.execute(update(POSTING).values(moved))
        refresh_roles(writer, [company])

    [role] = roles(world.database)
    with world.database.read() as reader:
        [posting] = reader.rows(select(POSTING.c.id, POSTING.c.role_id))
    assert tuple(posting) == (posting_id, role.id)
    assert role.key == "another job"


def test_roles_and_counts_vanish_with_their_postings(world: World, company: int) -> None:
    world.post(company, "2026-03-01", "2026-04-01", times=3)
    with world.database.write() as writer:
        writer.session.execute(delete(POSTING))
        refresh_roles(writer, [company])

    assert roles(world.database) == []
    assert day_counts(world.database) == []


def test_a_closing_changes_the_role_and_keeps_its_id(world: World, company: int) -> None:
    world.post(company, "2026-03-01", times=2)
    before = [role.id for role in roles(world.database)]
    with world.database.write() as writer:
        writer.session.execute(update(POSTING).values(closed_on=date(2026, 4, 1)))
        refresh_roles(writer, [company])

    assert [role.id for role in roles(world.database)] == before
    assert spans(world.database) == [("2026-03-01", "2026-04-01")] * 2


def test_refreshing_again_writes_nothing(world: World, company: int) -> None:
    world.post(company, "2026-03-01", "2026-04-01", times=3, stage=None)
    before = generation(world.database)

    world.refresh(company)

    assert generation(world.database) == before


def test_refreshing_leaves_other_companies_alone(world: World, company: int) -> None:
    other = world.company()
    world.add(world.posting(other, "2026-03-01"))

    world.post(company, "2026-03-01")

    assert [role.company_id for role in roles(world.database)] == [company]


def test_many_companies_are_refreshed_at_once(world: World) -> None:
    companies = [world.company() for _ in range(53)]
    world.add(*(world.posting(company, "2026-03-01") for company in companies))

    world.refresh(*reversed(companies))

    assert sorted(role.company_id for role in roles(world.database)) == companies


def test_daily_counts_hold_ai_roles_per_day_stage_and_function(world: World, company: int) -> None:
    world.post(company, "2026-03-01", "2026-03-05", times=2)
    world.post(company, "2026-03-05", stage=None)
    world.post(company, "2026-03-07", ai_involvement=AiInvolvement.MENTIONS)

    assert sorted(day_counts(world.database), key=str) == [
        (date(2026, 3, 1), Stage.SHIP, JobFunction.ENGINEERING, 2, 0),
        (date(2026, 3, 5), Stage.SHIP, JobFunction.ENGINEERING, 0, 2),
        (date(2026, 3, 5), None, JobFunction.ENGINEERING, 1, 0),
    ]


def test_damaged_daily_counts_are_mended(world: World, company: int) -> None:
    world.post(company, "2026-03-01", times=2)
    good = day_counts(world.database)
    world.add(
        RoleCount(
            company_id=company,
            unit=Unit.ROLE,
            day=date(2026, 3, 1),
            stage=Stage.SHIP,
            function=JobFunction.ENGINEERING,
            opened=5,
            closed=1,
        )
    )
    with world.database.write() as writer:
        writer.session.execute(update(COUNT).values(opened=7))
        refresh_roles(writer, [company])

    assert day_counts(world.database) == good


def test_rows_that_are_not_flushed_yet_count(world: World, company: int) -> None:
    posting = world.posting(company, "2026-03-01")
    with world.database.write() as writer:
        writer.session.add(posting)
        refresh_roles(writer, [company])

    assert spans(world.database) == [("2026-03-01", None)]

"""The steps from one shape of the tables to the next, and which shape a database has."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text
from sqlalchemy.engine import make_url

from schema.columns import UtcDateTime
from schema.database import REVISION, Database, alembic_config
from schema.errors import NotReady
from schema.store.upgrading import bring_up_to_date
from schema.tables import (
    Company,
    Generation,
    Posting,
    PostingObservation,
    Quote,
    RoleCount,
    Row,
    table_of,
)
from schema.taxonomy.labels import Unit
from tests.schema.conftest import World

COUNT = select(func.count()).select_from(table_of(Company))


@pytest.fixture(params=["sqlite", "postgres"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'bare.db'}"
    else:
        server = request.getfixturevalue("postgres_url")
        name = f"bare_{abs(hash(request.node.nodeid)) % 10**9}"
        run_alone(server, f"CREATE DATABASE {name}")
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    yield database
    database.close()


def run_alone(url: str, statement: str) -> None:
    """Run what no transaction may hold."""
    database = Database(url)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text(statement))
    database.close()


def contents(database: Database) -> tuple[int, int]:
    """The generation and the number of companies."""
    with database.read() as reader:
        return reader.generation(), reader.value(COUNT)


def compare_type(context: Any, inspected: Any, column: Any, stored: Any, described: Any) -> Any:
    """Whether a column's type differs; None leaves the comparison to Alembic."""
    return False if isinstance(described, UtcDateTime) and "TIMESTAMP" in str(stored) else None


def test_the_revision_in_the_code_is_the_newest_step(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        steps = ScriptDirectory.from_config(alembic_config(connection))

    assert steps.get_current_head() == REVISION


def test_a_database_without_tables_is_not_ready(bare: Database) -> None:
    assert bare.is_current() is False
    with pytest.raises(NotReady, match="the database cannot answer"), bare.read() as reader:
        reader.generation()
    with pytest.raises(NotReady, match="the database cannot answer"), bare.read() as reader:
        reader.rows(COUNT)


def test_an_upgraded_database_is_current(bare: Database) -> None:
    bare.upgrade()

    assert bare.is_current()


def test_a_database_at_another_step_is_not_current(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    assert not database.is_current()


def test_the_tables_are_those_that_the_code_describes(bare: Database) -> None:
    bare.upgrade()

    with bare.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": compare_type})
        assert compare_metadata(context, Row.metadata) == []


def test_it_can_go_down_to_nothing_and_up_again(bare: Database) -> None:
    bare.upgrade()
    World(bare).company()
    with bare.engine.connect() as connection:
        downgrade(alembic_config(connection), "base")
        connection.commit()
    assert inspect(bare.engine).get_table_names() == ["alembic_version"]

    bare.upgrade()

    assert contents(bare) == (0, 0)


def test_a_step_up_and_down_keeps_the_rows_that_point_at_a_changed_table(bare: Database) -> None:
    bare.upgrade()
    company = World(bare).company()
    World(bare).say(company, "2026-01-05", quotes=1)
    quotes = select(func.count()).select_from(table_of(Quote))

    with bare.engine.connect() as connection:
        downgrade(alembic_config(connection), "0001")
        connection.commit()
    bare.upgrade()

    with bare.read() as reader:
        assert reader.value(quotes) == 1


def test_postings_of_an_older_shape_keep_their_days_and_their_counts(bare: Database) -> None:
    bare.upgrade()
    world = World(bare)
    company = world.company()
    world.post(company, "2026-01-05", "2026-02-01", source_id="1", pay_currency="USD")
    world.post(company, "2026-04-01", source_id="1@2026-04-01", advert_id="1")
    with bare.engine.connect() as connection:
        downgrade(alembic_config(connection), "0001")
        connection.commit()

    assert bring_up_to_date(bare)

    sight, posting = table_of(PostingObservation), table_of(Posting)
    counts = table_of(RoleCount)
    with bare.read() as reader:
        days = select(sight.c.advert_id, sight.c.first_on, sight.c.closed_on).order_by(sight.c.id)
        assert [tuple(row) for row in reader.rows(days)] == [
            ("1", date(2026, 1, 5), date(2026, 2, 1)),
            ("1", date(2026, 4, 1), None),
        ]
        looks = reader.rows(select(posting.c.first_look, posting.c.last_look))
        assert all(row.first_look == row.last_look is not None for row in looks)
        for unit in Unit:
            net = select(func.sum(counts.c.opened - counts.c.closed)).where(counts.c.unit == unit)
            assert reader.value(net) == 1


def test_upgrading_twice_changes_nothing(bare: Database) -> None:
    bare.upgrade()
    World(bare).company()

    bare.upgrade()

    assert contents(bare) == (1, 1)
    with bare.read() as reader:
        assert len(reader.rows(select(table_of(Generation)))) == 1

"""The steps from one shape of the tables to the next."""

from alembic.script import ScriptDirectory

from schema.database import REVISION, Database, alembic_config


def test_the_revision_in_the_code_is_the_newest_step(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        steps = ScriptDirectory.from_config(alembic_config(connection))

    assert steps.get_current_head() == REVISION


def test_an_upgraded_database_is_current(database: Database) -> None:
    assert database.is_current()


def test_a_database_at_another_step_is_not_current(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    assert not database.is_current()

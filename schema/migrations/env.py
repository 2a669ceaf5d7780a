"""How Alembic reaches the database: on the connection it is given, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from schema.columns import UtcDateTime
from schema.tables import Row


def render_item(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """Return how a column type is written in a step; steps name no class of ours."""
    is_moment = kind == "type" and isinstance(item, UtcDateTime)
    return "sa.DateTime(timezone=True)" if is_moment else False


@contextmanager
def keep_linked_rows(connection: Connection) -> Iterator[None]:
    """Let SQLite exchange a table for a new one without taking along the rows that point at it.

    A step that changes a table copies it and drops the old one, and a drop deletes by cascade. The
    switch has no effect inside a transaction, so it is thrown on the driver, around it.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def migrate(connection: Connection) -> None:
    """Run the steps; on SQLite nothing is kept when a row would point at nothing afterwards."""
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    with keep_linked_rows(connection), context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"{len(broken)} rows would point at nothing: {broken[:5]}")


migrate(context.config.attributes["connection"])

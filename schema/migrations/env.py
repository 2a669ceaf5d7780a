"""How Alembic reaches the database: on the connection it is given, in one transaction."""

from typing import Any, Literal

from alembic import context

from schema.columns import UtcDateTime
from schema.tables import Row


def render_item(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """Return how a column type is written in a step; steps name no class of ours."""
    is_moment = kind == "type" and isinstance(item, UtcDateTime)
    return "sa.DateTime(timezone=True)" if is_moment else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()

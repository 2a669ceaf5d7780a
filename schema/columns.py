"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    Enum as EnumType,
    ForeignKey,
    Integer,
    String,
    Text,
    TypeDecorator,
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC; SQLite would silently drop the zone of a plain DateTime."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; refuse one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; write datetime(..., tzinfo=UTC)")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key_column() -> Column[int]:
    """Return an integer primary key."""
    return Column(Integer, primary_key=True)


def link_column(
    target: str, *, nullable: bool = False, index: bool = True, keeps_row: bool = False
) -> Column[int]:
    """Return a foreign key to `target.id`; rows go with that row, or stay and lose the link."""
    key = ForeignKey(f"{target}.id", ondelete="SET NULL" if keeps_row else "CASCADE")
    return Column(Integer, key, nullable=nullable, index=index)


def label_column(
    labels: type[Enum],
    *,
    nullable: bool = False,
    default: Enum | None = None,
    check: str | None = None,
) -> Column[Any]:
    """Return a column of a closed vocabulary, stored by value and checked by the database.

    A new member therefore needs a migration: the constraint names the members. `check` names the
    constraint where a table has two columns of one vocabulary.
    """
    kind = EnumType(
        labels,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=check or labels.__name__.lower(),
    )
    return Column(kind, nullable=nullable, default=default)


def text_column(
    *, nullable: bool = False, unique: bool = False, index: bool = False
) -> Column[str]:
    """Return a column of text of any length."""
    return Column(Text, nullable=nullable, unique=unique, index=index)


def name_column(
    *, nullable: bool = False, unique: bool = False, index: bool = False, length: int = 200
) -> Column[str]:
    """Return a column of short text; the importers hold the length."""
    return Column(String(length), nullable=nullable, unique=unique, index=index)


def date_column(*, nullable: bool = False, index: bool = False) -> Column[date]:
    """Return a column of calendar days."""
    return Column(Date, nullable=nullable, index=index)


def moment_column(*, nullable: bool = False) -> Column[datetime]:
    """Return a column of moments in UTC."""
    return Column(UtcDateTime, nullable=nullable)

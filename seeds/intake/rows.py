"""Wanted rows beside stored rows: what is new is inserted, what differs updated, in batches."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, func, insert, select, update
from sqlmodel import Session

from schema.store.keys import Key, among

Values = dict[str, Any]
Wanted = Select[Any] | Table | ColumnElement[Any]
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Outcome(Generic[K]):
    """What `put_rows` did: the id of every key, which keys were added, which columns changed."""

    ids: dict[K, int]
    added: frozenset[K]
    changed: Mapping[K, frozenset[str]]

    @property
    def touched(self) -> frozenset[K]:
        """The keys of which something was written."""
        return self.added | self.changed.keys()


def load_rows(
    session: Session, wanted: Wanted, column: ColumnElement[Any], keys: Iterable[Key]
) -> list[Row[Any]]:
    """Return the rows of a statement, a table or a column of one, whose column is among the keys.

    Give what lasts as long as the process: what is made for one call is prepared anew each time.
    """
    values = set(keys)
    if not values:
        return []
    return list(session.execute(narrow(wanted, column), {"keys": values}).all())


# SQLAlchemy finds the text of a statement in half the time when it is the same object again.
@lru_cache(maxsize=128)
def narrow(wanted: Wanted, column: ColumnElement[Any]) -> Select[Any]:
    """Return a statement for the rows whose column is among `keys`."""
    statement = wanted if isinstance(wanted, Select) else select(wanted)
    return statement.where(among(column))


def put_rows(
    session: Session,
    table: Table,
    wanted: Mapping[K, Values],
    stored: Mapping[K, Row[Any]],
    defaults: Values | None = None,
) -> Outcome[K]:
    """Make the stored rows equal to the wanted ones and say what that took.

    Only columns that a wanted row names are compared; `defaults` complete a new row.
    Stored rows need `id` and every column that is compared.
    """
    new = {key: values for key, values in wanted.items() if key not in stored}
    changed: dict[K, frozenset[str]] = {}
    for key, values in wanted.items():
        if key in stored and (different := find_differences(stored[key], values)):
            changed[key] = different
    ids = {key: int(stored[key].id) for key in wanted if key in stored}
    update_rows(session, table, [(ids[key], wanted[key], names) for key, names in changed.items()])
    ids.update(zip(new, insert_rows(session, table, new.values(), defaults or {}), strict=True))
    return Outcome(ids, frozenset(new), changed)


def find_differences(row: Row[Any], values: Values) -> frozenset[str]:
    """Return the columns in which a stored row differs."""
    stored = row._mapping
    return frozenset(name for name, value in values.items() if stored[name] != value)


def insert_rows(
    session: Session, table: Table, rows: Collection[Values], defaults: Values
) -> list[int]:
    """Insert rows, each completed by the defaults, and return their ids in the same order."""
    if not rows:
        return []
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        # Rows whose ids are asked for go in one by one. The only writer knows them beforehand.
        last = connection.execute(select(func.max(table.c.id))).scalar() or 0
        ids = list(range(last + 1, last + 1 + len(rows)))
        numbered = [
            {**defaults, **row, "id": row_id} for row_id, row in zip(ids, rows, strict=True)
        ]
        connection.execute(insert(table), numbered)
        return ids
    complete = [{**defaults, **row} for row in rows]
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(connection.execute(statement, complete).scalars())


def update_rows(
    session: Session, table: Table, changes: Iterable[tuple[int, Values, Collection[str]]]
) -> None:
    """Write the named columns of rows by their id; rows with the same columns in one statement."""
    groups: dict[tuple[str, ...], list[Values]] = {}
    for row_id, values, names in changes:
        parameters = {f"new_{name}": values[name] for name in names}
        groups.setdefault(tuple(sorted(names)), []).append({"row_id": row_id, **parameters})
    for names, rows in groups.items():
        new_values: Values = {name: bindparam(f"new_{name}") for name in names}
        by_id = update(table).where(table.c.id == bindparam("row_id")).values(new_values)
        session.connection().execute(by_id, rows)

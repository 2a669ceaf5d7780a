"""Stored rows in the order of their keys, some at a time, so that memory stays as it is."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam

from schema.database import Reader
from schema.store.keys import among


def iter_rows(reader: Reader, table: Table, statement: Select[Any], size: int) -> Iterator[Any]:
    """Yield the rows of a statement over a table, which must show its `id`, by ascending key."""
    after = bindparam("after", type_=table.c.id.type)
    page = statement.where(table.c.id > after).order_by(table.c.id).limit(size)
    last = 0
    while rows := reader.rows(page, {"after": last}):
        yield from rows
        last = rows[-1].id


def load_of(
    reader: Reader, statement: Select[Any], column: ColumnElement[Any], keys: Iterable[int | str]
) -> dict[Any, list[Any]]:
    """Return the rows of a statement by the value of a column, for some values of it."""
    wanted = list(dict.fromkeys(keys))
    found: dict[Any, list[Any]] = {key: [] for key in wanted}
    if wanted:
        for row in reader.rows(statement.where(among(column)), {"keys": wanted}):
            found[getattr(row, str(column.key))].append(row)
    return found

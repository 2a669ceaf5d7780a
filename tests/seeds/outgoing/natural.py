"""Stored rows told apart by natural keys, so that two databases can be compared."""

from typing import Any

from sqlalchemy import Table, select

from schema import tables
from schema.database import Database
from schema.tables import Row, table_of

KEYS = {
    "company": ("slug",),
    "call": ("key",),
    "transcript": ("call_id", "sha256"),
    "person": ("slug",),
    "turn": ("transcript_id", "n"),
    "event": ("key",),
    "quote": ("key",),
    "theme": ("slug",),
    "board": ("key",),
    "role": ("company_id", "key", "opened_on"),
    "posting": ("board_id", "source_id"),
}
NOT_DATA = {
    table_of(tables.ImportRun),
    table_of(tables.Generation),
    table_of(tables.QuoteChange),
}
MOMENTS = {"made_at"}


def natural_tables(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table without identifiers, links as natural keys, sorted."""
    names: dict[tuple[str, Any], Any] = {}
    found: dict[str, list[tuple[Any, ...]]] = {}
    with database.read() as reader:
        for table in Row.metadata.sorted_tables:
            if table in NOT_DATA:
                continue
            rows = [natural_row(table, row, names) for row in reader.rows(select(table))]
            for key, values in rows:
                names[table.name, key] = tuple(values[name] for name in KEYS.get(table.name, ()))
            found[table.name] = sorted((tuple(v.values()) for _, v in rows), key=repr)
    return found


def natural_row(table: Table, row: Any, names: dict[tuple[str, Any], Any]) -> Any:
    """Return the identifier of a row and its values by column."""
    values: dict[str, Any] = {}
    for column in table.columns:
        value = row._mapping[column.name]
        for link in column.foreign_keys:
            value = None if value is None else names[link.column.table.name, value]
        if column.name != "id" and column.name not in MOMENTS:
            values[column.name] = value
    return row.id, values

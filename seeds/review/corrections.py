"""Corrections made, listed and removed by whoever runs callboard."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, delete, func, select

from schema.database import Database, Reader
from schema.errors import BadInput
from schema.store.keys import among
from schema.store.roles import refresh_roles
from schema.taxonomy.labels import CorrectedKind
from seeds.correctable import CORRECTABLE
from seeds.intake.corrections import (
    BOARD,
    CORRECTION,
    EVENT,
    POSTING,
    QUOTE,
    load_corrections,
    load_targets,
    put_corrections,
    read_base,
    write_target,
)
from seeds.intake.ledger import Entry, Ledger
from seeds.records import CorrectionRecord


def correct_row(database: Database, record: CorrectionRecord) -> bool:
    """Correct labels of a stored row; return whether that changed anything.

    Raises BadInput when there is no such row.
    """
    with database.write() as writer:
        ledger = Ledger(writer)
        put_corrections(ledger, [Entry(1, record)], must_exist=True)
        if ledger.problems:
            raise BadInput(f"{ledger.problems[0].reason}; take the key from GraphQL's `key`")
        finish(ledger)
    return writer.has_changed


def remove_corrections(
    database: Database, kind: CorrectedKind, key: str, names: Collection[str] = ()
) -> int:
    """Remove the corrections of a row, all or the named ones, and return how many there were.

    The row has again what file or rules say. Raises BadInput when there is no such correction.
    """
    with database.write() as writer:
        ledger = Ledger(writer)
        standing = load_corrections(ledger, kind, [key]).get(key, ())
        gone = [row for row in standing if not names or row.name in names]
        if not gone or {row.name for row in gone} < set(names):
            shown = ", ".join(row.name for row in standing) or "nothing"
            raise BadInput(f'of {kind.lower()} "{key}" {shown} is corrected')
        keys = {"keys": [row.id for row in gone]}
        writer.session.execute(delete(CORRECTION).where(among(CORRECTION.c.id)), keys)
        writer.mark_changed()
        if target := load_targets(ledger, kind, [key]).get(key):
            left = [row for row in standing if row not in gone]
            write_target(ledger, kind, target, read_base(kind, gone[0].beneath), left)
        finish(ledger)
    return len(gone)


def finish(ledger: Ledger) -> None:
    """Let roles, daily counts and the search outbox follow from the corrected rows."""
    if ledger.posting_companies:
        refresh_roles(ledger.writer, sorted(ledger.posting_companies))
    ledger.mark_quotes()


def list_corrections(reader: Reader, first: int) -> list[tuple[Row[Any], bool]]:
    """Return the newest corrections, each with whether the row that it is about is there."""
    rows = reader.rows(select(CORRECTION).order_by(CORRECTION.c.id.desc()).limit(first))
    there: set[tuple[CorrectedKind, str]] = set()
    for kind, column in (
        (CorrectedKind.EVENT, EVENT.c.key),
        (CorrectedKind.QUOTE, QUOTE.c.key),
    ):
        keys = [row.key for row in rows if row.kind is kind]
        found = reader.rows(select(column).where(among(column)), {"keys": keys})
        there |= {(kind, row[0]) for row in found}
    key = BOARD.c.key + "#" + POSTING.c.source_id
    boards = [row.key.partition("#")[0] for row in rows if row.kind is CorrectedKind.POSTING]
    posted = (
        select(key)
        .join_from(POSTING, BOARD, BOARD.c.id == POSTING.c.board_id)
        .where(among(BOARD.c.key), POSTING.c.is_corrected)
    )
    there |= {(CorrectedKind.POSTING, row[0]) for row in reader.rows(posted, {"keys": boards})}
    return [(row, (row.kind, row.key) in there) for row in rows]


def count_corrections(reader: Reader) -> int:
    """Return how many labels are corrected."""
    return int(reader.value(select(func.count()).select_from(CORRECTION)))


def column_name(kind: CorrectedKind, name: str) -> str:
    """Return the column that a word of the command line means. Raises BadInput."""
    known = {column.replace("_", "").removeprefix("ai"): column for column in CORRECTABLE[kind]}
    column = known.get(name.replace("_", "").lower().removeprefix("ai"))
    if column is None:
        raise BadInput(
            f'{kind.lower()}s have no "{name}"; they have {", ".join(CORRECTABLE[kind])}'
        )
    return column

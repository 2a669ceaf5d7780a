"""The made-up world on disk: a database in today's shape with its search index, in one folder."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, select

from callboard.bench.hiring import HiringWriter
from callboard.bench.talk import TalkWriter
from callboard.bench.words import Speech
from schema.database import Database, Writer
from schema.errors import BadInput, CallboardError
from schema.store.daybook import refresh_daybook
from schema.store.indexing import catch_up, open_index
from schema.store.roles import refresh_roles
from schema.tables import Company, table_of

COMPANY = table_of(Company)
SEED = 20260630
COMPANIES = 500  # at scale 1
MOST_COMPANIES = 50_000
# The rows of so many companies are held in memory at once, about 2,500 each.
COMPANIES_AT_ONCE = 20
SAMPLE = 3  # companies whose roles are checked


@dataclass(frozen=True, slots=True)
class World:
    """Where the data are."""

    folder: Path

    @property
    def database_file(self) -> Path:
        """The SQLite file."""
        return self.folder / "callboard.db"

    @property
    def index_folder(self) -> Path:
        """The folder of the search index."""
        return self.folder / "index"

    @contextmanager
    def open(self) -> Iterator[tuple[Database, Any]]:
        """Yield the database and the index, closed afterwards."""
        database = Database(f"sqlite:///{self.database_file}")
        index = open_index(self.index_folder)
        try:
            yield database, index
        finally:
            index.close()
            database.close()


def count_companies(scale: float) -> int:
    """Return how many companies there are at a scale. Raises BadInput for an impossible scale."""
    companies = round(COMPANIES * scale)
    if not SAMPLE <= companies <= MOST_COMPANIES:
        raise BadInput(
            f"scale {scale:g} would be {companies:,} companies; "
            f"choose one from {SAMPLE / COMPANIES:g} to {MOST_COMPANIES // COMPANIES}"
        )
    return companies


def make_world(folder: Path, scale: float) -> World:
    """Fill an empty folder and return the world in it; the same rows for the same scale.

    Raises BadInput for an impossible scale or a folder that holds a database already.
    """
    companies = count_companies(scale)
    folder.mkdir(parents=True, exist_ok=True)
    world = World(folder)
    if world.database_file.exists():
        raise BadInput(f"{folder} holds a database already; choose an empty folder")
    with world.open() as (database, index):
        database.upgrade()
        with database.write() as writer:
            insert_all(writer.session.connection(), companies)
            prepare_numbers(writer, companies)
            writer.mark_changed()
        check_roles(database)
        catch_up(database, index, anew=True)
    return world


def insert_all(connection: Connection, companies: int) -> None:
    """Write all rows."""
    random = Random(SEED)
    talk, hiring = TalkWriter(random, Speech(random)), HiringWriter(random)
    insert_rows(connection, talk.themes())
    for first in range(1, companies + 1, COMPANIES_AT_ONCE):
        keys = range(first, min(first + COMPANIES_AT_ONCE, companies + 1))
        drawn = (chain(talk.company(key), hiring.company(key)) for key in keys)
        insert_rows(connection, chain.from_iterable(drawn))


def prepare_numbers(writer: Writer, companies: int) -> None:
    """Write the numbers that intake keeps prepared."""
    for first in range(1, companies + 1, COMPANIES_AT_ONCE):
        last = min(first + COMPANIES_AT_ONCE, companies + 1)
        refresh_daybook(writer, {"keys": range(first, last)})


def insert_rows(connection: Connection, rows: Iterator[tuple[Any, dict[str, Any]]]) -> None:
    """Write rows table by table, in the order of their first rows.

    The values are as SQLite holds them and go past the ORM and the column types: 1.2 million rows
    take a quarter of the time.
    """
    tables = defaultdict(list)
    for row_type, values in rows:
        tables[row_type].append(values)
    for row_type, kept in tables.items():
        table = table_of(row_type)
        statement: Any = insert(table).compile(
            dialect=connection.dialect, column_keys=list(kept[0])
        )
        names = statement.positiontup
        connection.exec_driver_sql(
            statement.string, [tuple(row[name] for name in names) for row in kept]
        )


def check_roles(database: Database) -> None:
    """Raise CallboardError unless roles and counts follow from the postings, in a sample."""
    with database.read() as reader:
        keys = reader.rows(select(COMPANY.c.id).order_by(COMPANY.c.id).limit(SAMPLE))
    with database.write() as writer:
        refresh_roles(writer, [key for (key,) in keys])
        has_changed, writer.has_changed = writer.has_changed, False
    if has_changed:
        raise CallboardError("the made-up roles do not follow from the made-up postings")

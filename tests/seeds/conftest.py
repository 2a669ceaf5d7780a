"""One small world of import files.

The tables are made once (an upgrade takes 0.1 s) and copied for every test; files are written to
the test's own folder, in the neutral format, by `write`.
"""

from collections.abc import Callable, Iterator, Mapping
from json import dumps
from os import environ
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import event, select

from schema.database import Database
from schema.tables import Row

Write = Callable[..., Path]
Rows = Callable[..., list[dict[str, Any]]]
Dump = Callable[[Database], dict[str, list[dict[str, Any]]]]
NaturalDump = Callable[[Database], dict[str, list[str]]]

ACME = {"record": "company", "slug": "acme", "ticker": "ACME", "name": "Acme"}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of today's shape."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture
def new_database(template: Path, tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """Makes databases by name."""
    made: list[Database] = []

    def make(name: str) -> Database:
        database = Database(f"sqlite:///{copy(template, tmp_path / f'{name}.db')}")
        event.listen(database.engine, "connect", forget_power_cuts)
        made.append(database)
        return database

    yield make
    for database in made:
        database.close()


def forget_power_cuts(connection: Any, record: Any) -> None:
    """Let the disk take its time; a file that lives for one test need not outlive a power cut."""
    connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture
def database(new_database: Callable[[str], Database]) -> Database:
    """One empty database."""
    return new_database("callboard")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes records, or lines as they are, to a file."""

    def write_file(name: str, *records: Mapping[str, Any] | str) -> Path:
        lines = (record if isinstance(record, str) else dumps(record) for record in records)
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return path

    return write_file


@pytest.fixture
def rows(database: Database) -> Rows:
    """Reads all rows of a table as dictionaries, in the order of their ids."""

    def read(table: str, of: Database | None = None) -> list[dict[str, Any]]:
        return dump_table(of or database, table)

    return read


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real calls and boards."""
    default = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(environ.get("CALLBOARD_REALDATA", default))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set CALLBOARD_REALDATA")
    return folder


def dump_table(database: Database, name: str) -> list[dict[str, Any]]:
    """Return all rows of a table."""
    table = Row.metadata.tables[name]
    with database.read() as reader:
        return [dict(row._mapping) for row in reader.rows(select(table).order_by(table.c.id))]


@pytest.fixture
def dump() -> Dump:
    """Reads all tables."""
    return lambda database: {name: dump_table(database, name) for name in Row.metadata.tables}


@pytest.fixture
def natural_dump() -> NaturalDump:
    """Reads all tables by natural keys, in an order of their own; not what tells of the imports."""
    return dump_naturally


OWN_KEYS = {
    "company": ("slug",),
    "call": ("key",),
    "person": ("slug",),
    "theme": ("slug",),
    "board": ("key",),
    "event": ("key",),
    "quote": ("key",),
    "transcript": ("call_id", "sha256"),
    "turn": ("transcript_id", "n"),
    "role": ("company_id", "key", "opened_on"),
    "posting": ("board_id", "source_id"),
}
OF_IMPORTS = {"generation", "quote_change", "import_run"}


def dump_naturally(database: Database) -> dict[str, list[str]]:
    """Return the rows of every table with natural keys in place of numbers."""
    names: dict[tuple[str, int | None], Any] = {}
    result: dict[str, list[str]] = {}
    for table in Row.metadata.sorted_tables:
        if table.name in OF_IMPORTS:
            continue
        links = {
            column.name: key.column.table.name for column in table.c for key in column.foreign_keys
        }
        lines = []
        for row in dump_table(database, table.name):
            number = row.pop("id")
            for column, target in links.items():
                row[column] = names.get((target, row[column]))
            names[table.name, number] = tuple(row[key] for key in OWN_KEYS.get(table.name, ()))
            lines.append(repr(sorted(row.items())))
        result[table.name] = sorted(lines)
    return result

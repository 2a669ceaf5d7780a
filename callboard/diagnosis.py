"""What a doctor looks at: programs, folders, database, index, pages; each with a way out."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import disk_usage
from sqlite3 import sqlite_version

from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from api.ide import has_ide
from api.settings import Settings
from callboard.console import count_of
from schema.database import Database, Reader
from schema.errors import CallboardError, NotReady
from schema.store.indexing import find_wrong_total, open_index
from schema.tables import Row
from schema.version import own_version
from search import SearchError

LIBRARIES = ("tantivy", "strawberry-graphql", "starlette", "sqlalchemy", "sqlmodel")
# A rebuild holds two indexes, SQLite's log grows with the largest import.
LEAST_FREE = 500_000_000
# More damage than this is not read by anybody.
SHOWN_DAMAGE = 5


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says what to do where `is_wrong`, or what could be better."""

    topic: str
    state: str
    advice: str | None = None
    is_wrong: bool = False


def diagnose(settings: Settings) -> Iterator[Finding]:
    """Yield what there is and what is wrong with it; changes nothing."""
    yield find_programs()
    yield find_room(settings.home)
    try:
        yield from find_database(settings)
    except (CallboardError, SearchError) as error:
        yield Finding("database", str(error), "mend this first", is_wrong=True)
    yield find_ide(settings.ide_dir)


def find_programs() -> Finding:
    """Return which versions of what are at work."""
    python = ".".join(map(str, sys.version_info[:3]))
    libraries = ", ".join(f"{name} {version_of(name)}" for name in LIBRARIES)
    state = f"callboard {own_version()}, Python {python}, SQLite {sqlite_version}, {libraries}"
    return Finding("programs", state)


def version_of(library: str) -> str:
    """Return the installed version of a library, or "missing"."""
    try:
        return version(library)
    except PackageNotFoundError:
        return "missing"


def find_room(home: Path) -> Finding:
    """Return where the data lives, whether it can be written, and how much room is left."""
    place = next(path for path in (home, *home.absolute().parents) if path.exists())
    free = disk_usage(place).free
    state = f"{home}, {free / 1e9:.1f} GB free"
    if not os.access(place, os.W_OK):
        return Finding("data", state, f"make {place} writable, or set CALLBOARD_HOME", True)
    if free < LEAST_FREE:
        return Finding("data", state, "make room: a rebuild of the index needs a second one", True)
    return Finding("data", state)


def find_database(settings: Settings) -> Iterator[Finding]:
    """Yield the state of the database, its rows, and the index beside it."""
    url = make_url(settings.database_url)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        yield Finding("database", f"{shown}, there is none", "`callboard migrate` makes it", True)
        return
    with closing(Database(settings.database_url)) as database:
        problem = find_damage(database)
        if problem:
            advice = "start the database, or restore a backup and run `callboard index`"
            yield Finding("database", f"{shown}, {problem}", advice, True)
        elif not database.is_current():
            state = f"{shown}, has not today's tables"
            yield Finding("database", state, "`callboard migrate` brings them up to date", True)
        else:
            yield Finding("database", f"{shown}, tables up to date")
            with database.read() as reader:
                yield find_rows(reader)
                yield find_index(settings.index_dir, reader)


def find_damage(database: Database) -> str | None:
    """Return why the database cannot be read, or what SQLite finds damaged in its file."""
    try:
        damage = [*database.check()]
        with database.read() as reader:
            reader.value(select(1))
    except NotReady as error:
        return str(error)
    except DBAPIError as error:
        return str(error.orig).splitlines()[0]
    return f"damaged: {'; '.join(damage[:SHOWN_DAMAGE])}" if damage else None


def find_rows(reader: Reader) -> Finding:
    """Return the generation and how many rows each table holds."""
    counts = [
        f"{table.name} {int(reader.value(select(func.count()).select_from(table))):,}"
        for table in Row.metadata.sorted_tables
    ]
    return Finding("rows", f"generation {reader.generation()}: {', '.join(counts)}")


def find_index(folder: Path, reader: Reader) -> Finding:
    """Return whether the index is whole, by every byte, and holds what the database holds."""
    if not folder.is_dir():
        return Finding("index", f"{folder}, there is none", "`callboard index` makes it", True)
    with closing(open_index(folder)) as index:
        health = index.health(deep=True)
        if not health.ok:
            state = f"{folder}, damaged: {' '.join(health.problems[:SHOWN_DAMAGE])}"
            return Finding("index", state, "`callboard index` makes it anew", True)
        documents = count_of(health.documents, "document")
        state = f"{folder}, generation {health.generation}, {documents}"
        if health.generation != reader.generation() or find_wrong_total(reader, index):
            return Finding("index", state, "`callboard index` brings it up to date", True)
    return Finding("index", state)


def find_ide(folder: Path) -> Finding:
    """Return whether GraphiQL's files are there; the built-in page serves without them."""
    if has_ide(folder):
        return Finding("ide", f"{folder}, GraphiQL is there")
    return Finding("ide", f"{folder}, no GraphiQL", "`callboard ide fetch`, if you want it")

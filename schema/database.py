"""The database: snapshots to read, transactions to write, and the upgrade of its tables."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from logging import getLogger
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    PoolProxiedConnection,
    create_engine,
    event,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    SQLAlchemyError,
    TimeoutError as PoolTimeout,
)
from sqlmodel import Session

from schema.errors import CallboardError, NotReady
from schema.prepared import Parameters, Prepared, Text
from schema.tables import Generation, Quote, QuoteChange, QuoteTheme, table_of

log = getLogger("callboard.database")

DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql+psycopg")
# WAL lets readers go on during a write; FULL because an acknowledged import must survive a power
# cut. mmap and cache as measured on 100,000 quotes: 0.29 ms for a page of 50 with a join.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA mmap_size=2147418112",
    "PRAGMA cache_size=-32000",
    "PRAGMA temp_store=MEMORY",
)
T = TypeVar("T")

KEYS_A_STATEMENT = 500
# The newest step of `migrations`, held by a test: asking Alembic costs a second at every start.
REVISION = "0002"
GENERATION, QUOTE, QUOTE_THEME = table_of(Generation), table_of(Quote), table_of(QuoteTheme)
READ_GENERATION = Prepared(select(GENERATION.c.value))


class Traced(NamedTuple):
    """A statement that was run: its text without values, its rows and its seconds."""

    sql: str
    rows: int
    seconds: float


class Reader:
    """One snapshot of the data: every statement sees the same rows. Counts what it does.

    Prepared statements run on the driver's own connection. SQLAlchemy's is put around it when it is
    first asked for: making one for each request costs as much as a short query.
    """

    def __init__(self, engine: Engine, pooled: PoolProxiedConnection) -> None:
        self.engine = engine
        self.statements = 0
        self.rows_read = 0
        self._pooled = pooled
        self._driver: Any = pooled.driver_connection
        self.trace: list[Traced] | None = None
        """Every statement, for who asks what a request does."""
        self._remembered: dict[Any, Any] = {}

    @property
    def dialect(self) -> str:
        """The name of the database system."""
        return self.engine.dialect.name

    @cached_property
    def connection(self) -> Connection:
        """SQLAlchemy's connection to the same snapshot."""
        return Connection(self.engine, self._pooled)

    def rows(self, statement: Executable, parameters: dict[str, Any] | None = None) -> list[Any]:
        """Return all rows of a statement, as tuples with names."""
        began = perf_counter()
        result: Any = self.connection.execute(statement, parameters or {})
        rows = list(result.all())
        self._note(result.context.statement, len(rows), began)
        return rows

    def fetch(
        self, prepared: Prepared, parameters: Parameters, *, is_plain: bool = False
    ) -> list[Any]:
        """Return all rows of a prepared statement, as `fetch_text` does."""
        text = prepared.text(self.engine.dialect)
        return self.fetch_text(text, parameters, is_plain=is_plain)

    def fetch_text(
        self, text: Text, parameters: Parameters, *, is_plain: bool = False
    ) -> list[Any]:
        """Return all rows of a statement compiled for this database, as tuples.

        Plain rows are as the driver gives them: on SQLite days and labels are text, yes and no are
        1 and 0, which is what JSON shows in the end.
        """
        began = perf_counter()
        rows: list[Any] = self._driver.execute(text.sql, text.bind(parameters)).fetchall()
        self._note(text.sql, len(rows), began)
        return rows if is_plain else text.read(rows)

    def _note(self, sql: str, rows: int, began: float) -> None:
        self.statements += 1
        self.rows_read += rows
        if self.trace is not None:
            self.trace.append(Traced(sql, rows, perf_counter() - began))

    def fetch_once(self, prepared: Prepared, parameters: Parameters) -> list[Any]:
        """Return the rows of a prepared statement, remembered for the life of the snapshot."""
        key = (id(prepared), repr(parameters))
        return self.remember(key, lambda: self.fetch(prepared, parameters))

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under a key earlier in this snapshot, else make it."""
        if key not in self._remembered:
            self._remembered[key] = make()
        found: T = self._remembered[key]
        return found

    def value(self, statement: Executable, parameters: dict[str, Any] | None = None) -> Any:
        """Return the first column of the first row, or None where there is no row."""
        rows = self.rows(statement, parameters)
        return rows[0][0] if rows else None

    def generation(self) -> int:
        """Return the data generation of this snapshot."""
        rows = self.fetch(READ_GENERATION, {})
        return int(rows[0][0]) if rows else 0


class Writer:
    """One write transaction; `session` takes the rows, the marks say what changed."""

    def __init__(self, session: Session, generation: int) -> None:
        self.session = session
        self.generation = generation
        self.has_changed = False
        self._quotes: set[int] = set()

    def mark_changed(self) -> None:
        """Say that some row was added, changed or removed."""
        self.has_changed = True

    def mark_quotes(self, quote_ids: Iterable[int]) -> None:
        """Say that the search documents of these quotes changed or are gone."""
        self._quotes.update(quote_ids)
        self.has_changed = self.has_changed or bool(self._quotes)

    def record_changes(self) -> None:
        """Write the outbox rows of the marked quotes, and their days to their themes."""
        keys = sorted(self._quotes)
        rows = [{"generation": self.generation, "quote_id": key} for key in keys]
        if rows:
            self.session.execute(insert(table_of(QuoteChange)), rows)
        day = select(QUOTE.c.occurred_on).where(QUOTE.c.id == QUOTE_THEME.c.quote_id)
        for start in range(0, len(keys), KEYS_A_STATEMENT):
            is_marked = QUOTE_THEME.c.quote_id.in_(keys[start : start + KEYS_A_STATEMENT])
            dated = update(QUOTE_THEME).where(is_marked).values(occurred_on=day.scalar_subquery())
            self.session.execute(dated)


class Snapshot:
    """What `Database.read` returns; a generator in its place takes three times as long."""

    __slots__ = ("_database", "_pooled")

    def __init__(self, database: "Database") -> None:
        self._database = database

    def __enter__(self) -> Reader:
        database = self._database
        self._pooled = pooled = database.take()
        if database.is_sqlite:
            # The driver opens no transaction by itself; without one, each statement would be a
            # snapshot of its own.
            try:
                pooled.driver_connection.execute("BEGIN")  # type: ignore[union-attr]
            except BaseException as error:
                self.__exit__(type(error), error, None)
                raise
        return Reader(database.engine, pooled)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        database = self._database
        database.put_back(self._pooled, is_sound=kind is None)
        if error is None:
            return
        if isinstance(error, (DBAPIError, database.errors.Error)) and is_unready(error):
            raise NotReady("the database cannot answer", plain_words(error)) from error


class Database:
    """The stored data behind one URL; cheap to make, opens its first connection when asked."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self.engine = open_engine(url, pool_size)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        """Whether the rows live in an SQLite file."""
        self._idle: list[PoolProxiedConnection] = []

    def read(self) -> Snapshot:
        """Return a snapshot to be entered.

        Entering, and whatever is done inside, raises NotReady when the database does not answer or
        has no tables.
        """
        return Snapshot(self)

    def take(self) -> PoolProxiedConnection:
        """Return a connection that nobody uses. Raises NotReady."""
        try:
            return self._idle.pop()
        except IndexError:  # another thread took the last one
            pass
        try:
            return self.engine.raw_connection()
        except (DatabaseError, PoolTimeout, self.errors.DatabaseError) as error:
            raise NotReady("the database cannot answer", plain_words(error)) from error

    def put_back(self, pooled: PoolProxiedConnection, *, is_sound: bool) -> None:
        """End a snapshot. SQLite's connections stay with us: the pool's care costs 0.02 ms."""
        if not (self.is_sqlite and is_sound):
            pooled.close()
            return
        pooled.driver_connection.rollback()  # type: ignore[union-attr]
        self._idle.append(pooled)

    @property
    def errors(self) -> Any:
        """The driver's module, which has its classes of errors."""
        return self.engine.dialect.loaded_dbapi

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Yield the only write transaction; one that changed nothing leaves no trace.

        Raising the generation first takes its row lock, so writers follow one another on
        PostgreSQL too and generations are in commit order.
        """
        with Session(self.engine) as session:
            session.connection(execution_options=self._write_options)
            raised = update(GENERATION).values(value=GENERATION.c.value + 1)
            session.execute(raised)
            generation = session.execute(select(GENERATION.c.value)).scalar_one()
            writer = Writer(session, generation)
            yield writer
            if not writer.has_changed:
                session.rollback()
                return
            writer.record_changes()
            session.commit()

    @property
    def _write_options(self) -> dict[str, Any]:
        if self.is_sqlite:
            return {"callboard_write": True}
        # Under REPEATABLE READ a writer that waited for the row lock could not serialize; with the
        # lock held nobody else writes, so READ COMMITTED shows it nothing new either.
        return {"callboard_write": True, "isolation_level": "READ COMMITTED"}

    def upgrade(self) -> None:
        """Bring the tables to today's shape; creates them in an empty database."""
        from alembic.command import upgrade

        with self.engine.connect() as connection:
            # The lock first: of two that begin by reading, SQLite lets one fail at once.
            connection = connection.execution_options(callboard_write=True)
            upgrade(alembic_config(connection), "head")
            connection.commit()

    def is_current(self) -> bool:
        """Return whether the tables have today's shape, False for an empty or absent database.

        Raises NotReady when the database does not answer, or is none.
        """
        try:
            with self.engine.connect() as connection:
                if not inspect(connection).has_table("alembic_version"):
                    return False
                found = connection.execute(text("SELECT version_num FROM alembic_version"))
                return found.scalars().all() == [REVISION]
        except SQLAlchemyError as error:
            raise NotReady("the database cannot answer", plain_words(error)) from error

    def file_number(self) -> tuple[int, int] | None:
        """Return which file holds the rows, by device and inode; None for none, or PostgreSQL."""
        if not self.is_sqlite:
            return None
        try:
            found = Path(self.engine.url.database or "").stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def check(self) -> Sequence[str]:
        """Return what SQLite finds damaged in its file; empty when all is well or on PostgreSQL."""
        if not self.is_sqlite:
            return []
        try:
            with self.engine.connect() as connection:
                found = connection.execute(text("PRAGMA integrity_check")).scalars().all()
        except DatabaseError as error:  # damage that the check itself trips over
            return [plain_words(error)]
        return [line for line in found if line != "ok"]

    def close(self) -> None:
        """Give back all connections."""
        while self._idle:
            self._idle.pop().close()
        self.engine.dispose()


def plain_words(error: BaseException) -> str:
    """Return what the driver said, without the statement that SQLAlchemy adds."""
    return str(getattr(error, "orig", None) or error).strip()


def is_unready(error: BaseException) -> bool:
    """Return whether an error says that the database is away, damaged, or without our tables."""
    cause = getattr(error, "orig", None) or error
    if getattr(cause, "sqlstate", None) == "42P01" or "no such table" in str(cause):
        return True
    # SQLite calls a faulty statement of ours operational too, by its code 1.
    is_faulty = getattr(cause, "sqlite_errorcode", None) == 1
    # By name, since each driver has its own; SQLite says DatabaseError itself of a damaged file.
    return not is_faulty and type(cause).__name__ in ("OperationalError", "DatabaseError")


def alembic_config(connection: Connection) -> Any:
    """Return an Alembic configuration that runs our migrations on this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def open_engine(url: str, pool_size: int) -> Engine:
    """Return an engine for an SQLite or PostgreSQL URL; the first use connects.

    Raises CallboardError for a URL that names no such database.
    """
    address = read_address(url)
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        # Without a bound: who waited for the pool would not hear of those that a Database keeps.
        engine = (
            create_engine(address, pool_size=pool_size, max_overflow=-1)
            if address.database
            else create_engine(address)
        )
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", begin_sqlite)
        return engine
    # A snapshot per reader: REPEATABLE READ is what SQLite's WAL gives by itself.
    return create_engine(
        address,
        pool_size=pool_size,
        max_overflow=pool_size,
        isolation_level="REPEATABLE READ",
        pool_pre_ping=True,
    )


def read_address(url: str) -> URL:
    """Return the parts of a URL. Raises CallboardError where it names no database of ours."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise CallboardError(
            f"{url!r} is no database URL; write sqlite:///file or postgresql+psycopg://..."
        ) from error
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in DRIVERS:
        raise CallboardError(f"{address.drivername} is not supported; use SQLite or PostgreSQL")
    return address


def prepare_sqlite(connection: Any, record: Any) -> None:
    """Set a new SQLite connection up; the driver must not open transactions by itself."""
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma).close()
    # SQLite's own knows A to Z only, and would not find "Åsa" by "åsa".
    connection.create_function("lower", 1, lower, deterministic=True)


def lower(text: str | None) -> str | None:
    """Return a text in small letters, as SQL's `lower` says it: null stays null."""
    return None if text is None else text.lower()


def begin_sqlite(connection: Connection) -> None:
    """Open a transaction; a writer takes the lock at once, since a late upgrade cannot wait."""
    if connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        return  # a reader put SQLAlchemy's connection around its snapshot
    is_writer = connection.get_execution_options().get("callboard_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

"""What an app works with, opened once: the database, the index and the GraphQL service."""

from logging import getLogger
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import Protocol

from anyio.to_thread import run_sync

from api.pictures import Pictures
from api.settings import Settings
from schema.database import Database
from schema.errors import CallboardError, NotReady
from schema.graph.limits import Limits
from schema.graph.service import GraphAnswer, GraphRequest, GraphService
from schema.store.indexing import catch_up, open_index
from schema.store.upgrading import bring_up_to_date
from search import QuoteIndex, SearchError

log = getLogger("callboard.site")

RETRY = 1.0  # seconds
CLOSING = 5.0  # seconds that a catch-up at work may take to end


class Service(Protocol):
    """What the endpoint asks of GraphQL."""

    @property
    def sdl(self) -> str:
        """The schema as text."""

    async def answer(self, request: GraphRequest) -> GraphAnswer:
        """Return the answer to a request; never raises for a mistake of the client."""

    def close(self) -> None:
        """End the threads."""


class Site:
    """Opens everything at start-up, or at the first request where nobody runs the lifespan."""

    def __init__(self, settings: Settings, service: Service | None = None) -> None:
        self.settings = settings
        self.database: Database | None = None
        self.index: QuoteIndex | None = None
        self.pictures = Pictures(settings.fonts)
        self._service = service
        self._is_given = service is not None
        self._lock = Lock()
        self._catching_up: Thread | None = None
        self._failure: NotReady | None = None
        self._next_attempt = 0.0
        self._file: tuple[int, int] | None = None

    async def service(self) -> Service:
        """Return the service, opened when needed. Raises NotReady when it cannot be opened."""
        return await run_sync(self.open) if self._service is None else self._service

    def open(self) -> Service:
        """Open what is not open yet and return the service. Raises NotReady.

        After a failure the next attempt waits a moment, so that a database that does not answer
        holds up one request and not all. The index is brought to the database's generation in the
        background: after a restore that may take minutes, in which rows can be read already.
        """
        with self._lock:
            if self._service is not None:
                return self._service
            if self._failure is not None and monotonic() < self._next_attempt:
                raise NotReady(self._failure.message)
            try:
                self._service = self._open()
            except NotReady as error:
                self._failure, self._next_attempt = error, monotonic() + RETRY
                raise
            return self._service

    def _open(self) -> Service:
        self.database = self.database or Database(self.settings.database_url)
        prepare_tables(self.database)
        self._file = self.database.file_number()
        self.index = self.index or open_quotes(self.settings.index_dir)
        service = GraphService(
            self.database,
            self.index,
            Limits(),
            workers=self.settings.workers,
            kept_bytes=self.settings.kept_bytes,
        )
        self._catching_up = Thread(target=self.catch_up, name="callboard-index", daemon=True)
        self._catching_up.start()
        return service

    def catch_up(self) -> None:
        """Bring the index to the database's generation; what goes wrong is seen in readiness."""
        assert self.database is not None
        assert self.index is not None
        try:
            report = catch_up(self.database, self.index)
            log.info("the index holds generation %d", report.generation)
        except (CallboardError, SearchError):
            log.exception("the index is behind; `callboard index` brings it up")

    def shortcomings(self) -> list[str]:
        """Return what is missing for a full answer, as sentences; empty when the site is ready."""
        try:
            self.open()
            if self.database is None or self.index is None:
                return []
            if self.database.file_number() != self._file:
                # Open connections go on with the old file, which no other process can see.
                return ["The database's file was removed or replaced: restart the server."]
            if not self.database.is_current():
                return ["The tables have not today's shape: run `callboard migrate`."]
            with self.database.read() as reader:
                generation = reader.generation()
            held = self.index.position()
        except NotReady as error:
            log.warning("not ready: %s", error)
            return [error.message]
        except (CallboardError, SearchError) as error:
            return [str(error)]
        if held != generation:
            return [f"The index holds generation {held} of {generation}: run `callboard index`."]
        return []

    def close(self) -> None:
        """Close what was opened here; may be called twice, and the site may be opened again."""
        if self._is_given:
            return
        with self._lock:
            if self._catching_up is not None:
                self._catching_up.join(CLOSING)
            for resource in (self._service, self.index, self.database):
                if resource is not None:
                    resource.close()
            self._service = self.index = self.database = None


def prepare_tables(database: Database) -> None:
    """Make or upgrade the tables where they have not today's shape. Raises NotReady."""
    try:
        bring_up_to_date(database)
    except Exception as error:  # a driver's, Alembic's or the disk's: the app starts all the same
        log.exception("the tables cannot be made or upgraded")
        raise NotReady("the database cannot be used; the log says why") from error


def open_quotes(folder: Path) -> QuoteIndex:
    """Return the index in a folder. Raises NotReady."""
    try:
        return open_index(folder)
    except (SearchError, OSError) as error:
        raise NotReady(f"the search index cannot be opened: {error}") from error

"""Which generation the data have now, asked before every answer that was kept is given again."""

from threading import Lock
from typing import Any

from sqlalchemy.exc import DBAPIError

from schema.database import Database, plain_words
from schema.errors import NotReady


class GenerationWatch:
    """Says which generation the data have now, for a few microseconds a question on SQLite.

    SQLite tells a connection by one number whether any other connection has written since.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._lock = Lock()
        self._driver: Any = None
        self._cursor: Any = None
        self._version = -1
        self._generation = 0

    def now(self) -> int:
        """Return the committed generation. Raises NotReady when the database does not answer."""
        if not self.database.is_sqlite:
            with self.database.read() as reader:
                return reader.generation()
        with self._lock:
            try:
                return self._look()
            except (DBAPIError, self.database.errors.Error) as error:
                self._forget()
                raise NotReady("the database cannot answer", plain_words(error)) from error

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            self._forget()

    def _look(self) -> int:
        if self._driver is None:
            self._driver = self.database.engine.raw_connection()
            self._cursor = self._driver.cursor()
        cursor = self._cursor
        version = cursor.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            found = cursor.execute("SELECT value FROM generation").fetchone()
            self._generation, self._version = (found[0] if found else 0), version
        return self._generation

    def _forget(self) -> None:
        if self._driver is not None:
            self._driver.close()
        self._driver, self._cursor, self._version = None, None, -1

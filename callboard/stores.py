"""What a command works on: the settings, and the database and the index that they name."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from schema.errors import NotReady

if TYPE_CHECKING:
    from api.settings import Settings
    from schema.database import Database
    from search import QuoteIndex


def read_settings(**options: object) -> "Settings":
    """Return the settings of the environment, and of the options that are not None.

    Raises BadInput for one that cannot be used.
    """
    from api.settings import Settings

    typed = {
        f"CALLBOARD_{name.upper()}": str(value)
        for name, value in options.items()
        if value is not None
    }
    settings = Settings.from_environment(os.environ | typed)
    settings.apply_taxonomy()
    return settings


@contextmanager
def open_database(settings: "Settings", *, must_be_current: bool = True) -> Iterator["Database"]:
    """Yield the database, closed afterwards.

    Raises NotReady when its tables have not today's shape, unless that does not matter.
    """
    from schema.database import Database

    database = Database(settings.database_url)
    try:
        if must_be_current and not database.is_current():
            raise NotReady(
                "the database has no tables or older ones; `callboard migrate` mends that"
            )
        yield database
    finally:
        database.close()


@contextmanager
def open_quote_index(settings: "Settings") -> Iterator["QuoteIndex"]:
    """Yield the search index, made where there is none, closed afterwards. Raises IndexBusy."""
    from schema.store.indexing import open_index

    with closing(open_index(settings.index_dir)) as index:
        yield index

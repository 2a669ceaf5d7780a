"""What went wrong, as one sentence for whoever typed the command."""

from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exception

from callboard.stores import read_settings
from schema.errors import CallboardError


def explain(error: Exception) -> str:
    """Return the sentence of an error; one that nobody foresaw also goes into the log file."""
    if isinstance(error, CallboardError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return explain_of_libraries(error) or explain_unforeseen(error)


def explain_of_libraries(error: Exception) -> str | None:
    """Return the sentence of an error of the index or the database; None for another."""
    # Here and not above: an error is rare, and loading an engine takes longer than `--help`.
    from sqlalchemy.exc import DatabaseError, OperationalError

    from search import IndexDamaged, SearchError

    if isinstance(error, IndexDamaged):
        return f"{error} `callboard index` makes it anew."
    if isinstance(error, SearchError):
        return str(error)
    # Other errors of a driver, such as a broken constraint, are mistakes of the program.
    if isinstance(error, OperationalError) or type(error) is DatabaseError:
        return f"the database cannot be used: {str(error.orig).splitlines()[0]}"
    return None


def explain_unforeseen(error: Exception) -> str:
    """Return where the traceback of an error is, or how to see it."""
    kind = type(error).__name__
    try:
        place = record(error)
    except (CallboardError, OSError):
        return f"unexpected {kind}: {error}; `callboard --debug ...` shows where"
    return f"unexpected {kind}; {place} says where, `callboard --debug ...` shows it here"


def record(error: Exception) -> Path:
    """Add the traceback to the log file in the data folder and return the file's path."""
    path = read_settings().home / "callboard.log"
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"{datetime.now(UTC).isoformat()}\n{''.join(format_exception(error))}\n")
    return path

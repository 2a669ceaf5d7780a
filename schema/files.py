"""Small files that people write: texts, read whole and within a bound, and TOML."""

from pathlib import Path
from tomllib import loads
from typing import Any

from schema.errors import UnreadableFile


def read_text(path: Path, most_bytes: int) -> str:
    """Return the text of a file; a byte order mark is no part of it.

    Raises UnreadableFile when it is missing, longer than allowed, or not in UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
        if len(content) > most_bytes:
            raise UnreadableFile(str(path), f"is over {most_bytes:,} bytes")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFile(str(path), f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 at byte {error.start + 1}; convert it"
        raise UnreadableFile(str(path), reason) from error


def parse_toml(text: str) -> dict[str, Any]:
    """Return what a TOML text holds. Raises ValueError when it is none, or nested too deeply."""
    try:
        return loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error

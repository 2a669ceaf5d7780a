"""How large a file, a line and a list of problems may be."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file: bytes of a line, bytes of the file when unpacked, problems reported."""

    line_bytes: int = MEGABYTE
    file_bytes: int = 50 * MEGABYTE
    problems: int = 20


DEFAULT_LIMITS = Limits()

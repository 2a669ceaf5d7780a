"""How large a file, a line and a list of problems may be."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file: bytes of a line, a document and the file, unpacked; problems reported.

    A document of nothing but empty lists takes 30 times its bytes in memory.
    """

    line_bytes: int = MEGABYTE
    document_bytes: int = 10 * MEGABYTE
    file_bytes: int = 50 * MEGABYTE
    problems: int = 20


DEFAULT_LIMITS = Limits()

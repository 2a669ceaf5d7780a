"""How large a file, a line and a list of problems may be."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file: bytes of a line, a document, a board's answer and the file, unpacked.

    A document of nothing but empty lists takes 30 times its bytes in memory. `problems` is how many
    are reported.
    """

    line_bytes: int = MEGABYTE
    document_bytes: int = 10 * MEGABYTE
    answer_bytes: int = 50 * MEGABYTE
    file_bytes: int = 100 * MEGABYTE
    problems: int = 20


DEFAULT_LIMITS = Limits()

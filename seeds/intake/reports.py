"""What an import did, file by file."""

from dataclasses import dataclass

from schema.errors import UnreadableFile


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file that went in. `generation` is None when it changed nothing.

    `records` are the file's lines with a record; each was added, changed or unchanged.
    """

    path: str
    records: int
    added: int
    changed: int
    unchanged: int
    seconds: float
    generation: int | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """All files of one import: those that went in, and why the others did not."""

    files: tuple[FileReport, ...]
    failures: tuple[UnreadableFile, ...]

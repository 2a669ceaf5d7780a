"""Files of records, each small enough to be imported: `calls-001.jsonl` and so on."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from orjson import OPT_APPEND_NEWLINE, dumps

from seeds.limits import DEFAULT_LIMITS
from seeds.records import Record

# Well below what an import takes, since a unit of records is never cut in two.
PART_BYTES = DEFAULT_LIMITS.file_bytes // 2

Unit = Sequence[Record]
"""Records that must stand in one file, such as a look at a board with all that it showed."""


def format_record(record: Record) -> bytes:
    """Return a record as a line of JSON, without what has its default."""
    said: dict[str, Any] = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    kind = type(record).model_fields["record"].default
    if said.get("text") and "turns" in record.model_fields_set:
        said.setdefault("turns", [])  # a text in which nobody speaks is not one without turns
    return dumps({"record": kind, **said}, option=OPT_APPEND_NEWLINE)


class Parts:
    """Writes units of records into one file after another."""

    def __init__(self, folder: Path, name: str, most: int = PART_BYTES) -> None:
        self.records = 0
        self.files = 0
        self._folder, self._name, self._most = folder, name, most
        self._stream: BinaryIO | None = None
        self._size = 0

    def write(self, units: Iterable[Unit]) -> "Parts":
        """Write all units; a kind of which there is nothing has no file. Returns itself."""
        try:
            for unit in units:
                lines = b"".join(map(format_record, unit))
                if self._stream is None or self._size + len(lines) > self._most:
                    self._open()
                assert self._stream is not None
                self._stream.write(lines)
                self._size += len(lines)
                self.records += len(unit)
        finally:
            self._close()
        return self

    def _open(self) -> None:
        self._close()
        self.files += 1
        # An import takes files by name: what was first stays first.
        self._stream = (self._folder / f"{self._name}-{self.files:03}.jsonl").open("wb")
        self._size = 0

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

"""Records between the look at their files and the writing: read once, kept without growing."""

from collections.abc import Iterator
from contextlib import suppress
from pickle import HIGHEST_PROTOCOL, dumps, loads
from tempfile import SpooledTemporaryFile
from typing import Any, Self, TypeVar

from seeds.intake.ledger import Entry
from seeds.limits import MEGABYTE
from seeds.records import AnyRecord, Record

IN_MEMORY = 8 * MEGABYTE
# A call of an hour is 0.1 MB: what two thousand of them take, should the folder be in memory.
ON_DISK = 256 * MEGABYTE
# One pickle names each class once; twenty calls are 2 MB.
AT_ONCE = 20

R = TypeVar("R", bound=Record)


class Shelf:
    """Room for the records of many files: in memory, then in a temporary file without a name.

    What finds no room is not kept, and its file has to be read again.
    """

    def __init__(self, in_memory: int = IN_MEMORY, on_disk: int = ON_DISK) -> None:
        self._file = SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115  # closed by __exit__
        self._end = 0
        self._most = on_disk

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        with suppress(OSError):  # what a full disk did not take
            self._file.close()

    def put(self, records: list[tuple[int, AnyRecord]]) -> int | None:
        """Return where some records lie from now on; None when there is no room for them."""
        content = dumps(records, HIGHEST_PROTOCOL)
        if self._end + len(content) > self._most:
            return None
        try:
            self._file.seek(self._end)
            self._file.write(len(content).to_bytes(4) + content)
            self._file.flush()
        except OSError:
            self._most = 0
            return None
        place, self._end = self._end, self._file.tell()
        return place

    def get(self, place: int) -> list[tuple[int, Any]]:
        """Return the records that lie at a place."""
        self._file.seek(place)
        size = int.from_bytes(self._file.read(4))
        # Nobody but this process can reach the file: its own records come back, nothing else.
        content: list[tuple[int, Any]] = loads(self._file.read(size))
        return content


class Kept:
    """The records of one file on a shelf, in order, as long as there is room."""

    def __init__(self, shelf: Shelf | None) -> None:
        self._shelf = shelf
        self._places: list[tuple[type[AnyRecord], int]] = []
        self._waiting: list[tuple[int, AnyRecord]] = []

    def add(self, line: int, record: AnyRecord) -> None:
        """Keep one more record."""
        waiting = self._waiting
        if waiting and (len(waiting) == AT_ONCE or type(waiting[0][1]) is not type(record)):
            self.finish()
        if self._shelf is not None:
            self._waiting.append((line, record))

    def finish(self) -> bool:
        """Put what waits on the shelf; return whether all of the file is there."""
        if self._shelf is not None and self._waiting:
            place = self._shelf.put(self._waiting)
            if place is None:
                self._shelf = None
            else:
                self._places.append((type(self._waiting[0][1]), place))
            self._waiting = []
        return self._shelf is not None

    def iter_kind(self, kind: type[R]) -> Iterator[Entry[R]]:
        """Yield the records of one kind with their lines."""
        for of, place in self._places:
            if of is kind and self._shelf is not None:
                for line, record in self._shelf.get(place):
                    yield Entry(line, record)

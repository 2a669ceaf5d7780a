"""Answers kept while the data stay as they are: never stale, bounded in bytes.

An answer is kept under the text of its question and used only while the database's and the index's
generation are those it was computed from, on the same day (a missing `asOf` means today). One that
asked nothing of the index does not depend on it. Answers with errors are not kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, NamedTuple

MAXIMUM_SHARE = 8
"""An answer larger than this part of the whole is not kept: it would push out many smaller ones."""


class Stamp(NamedTuple):
    """What an answer depends on beside its question.

    `generation` is the database's, `held` the index's or None, `day` a day's ordinal number.
    """

    generation: int
    held: int | None
    day: int


class KeptAnswers:
    """A bounded memory of answers, the least recently used forgotten first; safe among threads."""

    def __init__(self, maximum_bytes: int) -> None:
        self.maximum_bytes = maximum_bytes
        self.hits = 0
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Stamp, Any, int]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable, is_true: Callable[[Stamp], bool]) -> Any | None:
        """Return the answer kept under `key` if its stamp is still true, None otherwise."""
        found = self._kept.get(key)
        if found is None or not is_true(found[0]):
            return None
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            self.hits += 1
        return found[1]

    def keep(self, key: Hashable, stamp: Stamp, answer: Any, size: int) -> None:
        """Keep an answer of `size` bytes, with its question counted in."""
        if size > self.maximum_bytes // MAXIMUM_SHARE:
            return
        with self._lock:
            replaced = self._kept.pop(key, None)
            self._bytes += size - (replaced[2] if replaced else 0)
            self._kept[key] = (stamp, answer, size)
            while self._bytes > self.maximum_bytes:
                _, (_, _, freed) = self._kept.popitem(last=False)
                self._bytes -= freed

"""Answers kept while the data stay as they are: never stale, bounded in bytes.

An answer is kept under the text of its question and used only while the database's and the index's
generation are those it was computed from, on the same day (a missing `asOf` means today). Answers
with errors are not kept.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any

MAXIMUM_SHARE = 8
"""An answer larger than this part of the whole is not kept: it would push out many smaller ones."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an answer depends on beside its question."""

    generation: int
    held: int
    day: int


class KeptAnswers:
    """A bounded memory of answers, the least recently used forgotten first; safe among threads."""

    def __init__(self, maximum_bytes: int) -> None:
        self.maximum_bytes = maximum_bytes
        self.hits = 0
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Stamp, Any, int]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable, stamp: Stamp) -> Any | None:
        """Return the answer kept under `key` if it is still true, None when there is none."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] != stamp:
                return None
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

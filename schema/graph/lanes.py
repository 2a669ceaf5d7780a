"""Threads for the work of requests: one for what was quick the last time, a few for all else.

Threads that read SQLite at the same time fight for Python's lock at every row: four took 1.2 to 2.7
times the CPU of one. But one alone would let a slow question hold up all the others.
"""

from asyncio import get_running_loop
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")

QUICK = 0.02  # seconds
REMEMBERED = 1_024


class Lanes:
    """Runs calls in threads; which lane a call takes follows from how its kind went before."""

    def __init__(self, workers: int) -> None:
        self._quick = ThreadPoolExecutor(1, thread_name_prefix="callboard-quick")
        self._others = ThreadPoolExecutor(workers, thread_name_prefix="callboard-graph")
        self._known: OrderedDict[Hashable, None] = OrderedDict()
        self._lock = Lock()

    async def run(self, kind: Hashable, call: Callable[[], T]) -> T:
        """Return what the call returns; calls of one kind are expected to take alike."""
        lane = self._quick if kind in self._known else self._others
        return await get_running_loop().run_in_executor(lane, self._timed, kind, call)

    def close(self) -> None:
        """Let the running calls end and stop the threads."""
        self._quick.shutdown(wait=True)
        self._others.shutdown(wait=True)

    def _timed(self, kind: Hashable, call: Callable[[], T]) -> T:
        began = perf_counter()
        try:
            return call()
        finally:
            self._note(kind, is_quick=perf_counter() - began < QUICK)

    def _note(self, kind: Hashable, *, is_quick: bool) -> None:
        with self._lock:
            self._known.pop(kind, None)
            if is_quick:
                self._known[kind] = None
                if len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)

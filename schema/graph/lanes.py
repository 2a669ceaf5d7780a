"""Where the work of requests is done: brief work at once, the rest in threads.

Handing work to a thread and back costs 0.1 ms, as much as the briefest answers take. Threads that
read SQLite at the same time fight for Python's lock at every row: four took 1.2 to 2.7 times the
CPU of one, so what was quick of late shares one thread; but one alone would let a slow question
hold up all the others.
"""

from asyncio import get_running_loop
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import perf_counter, thread_time
from typing import TypeVar

T = TypeVar("T")

BRIEF = 0.003  # seconds that the event loop may be kept from other requests
QUICK = 0.02
STALLED = 0.03
"""Time on the clock from which on a call was held up by more than the other threads."""
REMEMBERED = 1_024


class Lanes:
    """Runs calls; which lane a call takes follows from how long its kind took before."""

    def __init__(self, workers: int) -> None:
        self._quick = ThreadPoolExecutor(1, thread_name_prefix="callboard-quick")
        self._others = ThreadPoolExecutor(workers, thread_name_prefix="callboard-graph")
        self._known: OrderedDict[Hashable, float] = OrderedDict()
        self._lock = Lock()

    def is_brief(self, kind: Hashable) -> bool:
        """Return whether calls of a kind are so brief of late that the event loop may do them."""
        return self._known.get(kind, QUICK) < BRIEF

    def at_once(self, kind: Hashable, call: Callable[[], T]) -> T:
        """Return what a brief call returns, called here and now."""
        began = perf_counter()
        found = call()
        seconds = perf_counter() - began
        # Most stay brief, which is known already.
        if seconds >= BRIEF:
            self._note(kind, seconds)
        return found

    async def run(self, kind: Hashable, call: Callable[[], T]) -> T:
        """Return what a call returns in a thread; those of one kind are expected to take alike."""
        lane = self._quick if self._known.get(kind, QUICK) < QUICK else self._others
        return await get_running_loop().run_in_executor(lane, self._timed, kind, call)

    def close(self) -> None:
        """Let the running calls end and stop the threads."""
        self._quick.shutdown(wait=True)
        self._others.shutdown(wait=True)

    def _timed(self, kind: Hashable, call: Callable[[], T]) -> T:
        # Its own time, not the clock's: under load a call waits longest for the other threads.
        began, own = perf_counter(), thread_time()
        try:
            return call()
        finally:
            elapsed = perf_counter() - began
            self._note(kind, elapsed if elapsed > STALLED else thread_time() - own)

    def _note(self, kind: Hashable, seconds: float) -> None:
        with self._lock:
            # What was slow is taken to be half as slow the next time, at least: of small and large
            # companies in turns, every large one would hold up the event loop.
            self._known[kind] = max(seconds, self._known.pop(kind, 0) / 2)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)

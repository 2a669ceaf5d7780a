"""Deadlines of the requests at work: one timer looks after all of them.

asyncio.timeout starts a timer for each request and another one when it is moved, which costs 0.02
ms: a fifth of the briefest answers.
"""

from asyncio import AbstractEventLoop, CancelledError, Task, current_task, get_running_loop
from types import TracebackType
from typing import Any

TICK = 0.2  # seconds; a deadline may be noticed so much late


class Deadlines:
    """The deadlines that run now; `tick` is how often they are looked at, in seconds."""

    def __init__(self, tick: float = TICK) -> None:
        self._tick = tick
        self._loop: AbstractEventLoop | None = None
        self._running: set[Deadline] = set()

    def begin(self, seconds: float) -> "Deadline":
        """Return a deadline for the running task, to be entered at once."""
        loop = get_running_loop()
        if loop is not self._loop:
            # A set for each loop: tests and hosts may run an app in one loop after another.
            self._loop, self._running = loop, set()
            loop.call_later(self._tick, self._look, loop, self._running)
        return Deadline(self._running, loop, seconds)

    def _look(self, loop: AbstractEventLoop, running: set["Deadline"]) -> None:
        """End what is over its time, and look again later while anything runs."""
        now = loop.time()
        for deadline in tuple(running):
            if deadline.until <= now:
                deadline.pass_by()
        if running:
            loop.call_later(self._tick, self._look, loop, running)
        elif running is self._running:
            self._loop = None


class Deadline:
    """Cancels the task that entered it once its time is over; leaving it raises TimeoutError."""

    __slots__ = ("_cancelling", "_loop", "_running", "_task", "is_past", "until")

    def __init__(self, running: set["Deadline"], loop: AbstractEventLoop, seconds: float) -> None:
        self._running = running
        self._loop = loop
        self.until = loop.time() + seconds
        self.is_past = False

    def __enter__(self) -> "Deadline":
        task: Task[Any] | None = current_task(self._loop)
        assert task is not None
        self._task = task
        self._cancelling = task.cancelling()
        self._running.add(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._running.discard(self)
        if self.is_past and self._task.uncancel() <= self._cancelling and kind is CancelledError:
            raise TimeoutError from error

    def move(self, seconds: float) -> None:
        """Let the time end so many seconds from now."""
        self.until = self._loop.time() + seconds

    def pass_by(self) -> None:
        """Cancel the task, which learns of it where it waits."""
        self._running.discard(self)
        self.is_past = True
        self._task.cancel()

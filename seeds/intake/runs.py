"""Runs: the days on which looks at a board showed a posting, as unbroken stretches.

A run says that the posting was on every look at its board from its first to its last day. A look
that comes late and does not show it breaks the run in two; nothing else is lost.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Run:
    """Days of a posting with one look and one named opening day."""

    first: date
    last: date
    look: str
    opened_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the posting was on the look at its board on that day, if there was one."""
        return self.first <= day <= self.last

    def is_like(self, other: "Run") -> bool:
        """Whether both tell the same of their days."""
        return (self.look, self.opened_on) == (other.look, other.opened_on)


@dataclass(frozen=True, slots=True)
class Place:
    """A day among the days of a board's looks, and the looks beside it."""

    day: date
    is_new: bool
    before: date | None
    after: date | None


def find_place(days: Sequence[date], day: date) -> Place:
    """Return the place of a day among ordered days, whether it is one of them or not."""
    at, end = bisect_left(days, day), bisect_right(days, day)
    before = days[at - 1] if at else None
    after = days[end] if end < len(days) else None
    return Place(day, at == end, before, after)


def hide(runs: Iterable[Run], place: Place) -> list[Run]:
    """Return the runs of a posting that was not on the look of that day."""
    left: list[Run] = []
    for run in runs:
        if not run.covers(place.day):
            left.append(run)
            continue
        if run.first < place.day and place.before:
            left.append(replace(run, last=place.before))
        if place.day < run.last and place.after:
            left.append(replace(run, first=place.after))
    return left


def show(runs: Sequence[Run], place: Place, sight: Run) -> list[Run]:
    """Return the runs of a posting that was on the look of that day, as `sight` says."""
    if any(run.covers(place.day) and run.is_like(sight) for run in runs):
        return list(runs)
    first = last = place.day
    apart: list[Run] = []
    for run in hide(runs, place):
        if run.is_like(sight) and run.last == place.before:
            first = run.first
        elif run.is_like(sight) and run.first == place.after:
            last = run.last
        else:
            apart.append(run)
    return [*apart, replace(sight, first=first, last=last)]

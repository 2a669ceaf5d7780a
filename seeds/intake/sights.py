"""Sights of postings: how several records of one advertisement, old and new, become one row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from seeds.records import PostingRecord

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sights:
    """One span of a posting: when it was seen and open, and what tells of it.

    `record` was seen last and says how it looks; `earliest` was seen first and says what it is.
    """

    record: PostingRecord
    earliest: PostingRecord
    seen_on: frozenset[date]
    opened_on: date
    closed_on: date | None

    @property
    def first(self) -> date:
        """The first day it was seen."""
        return min(self.seen_on)

    @property
    def last(self) -> date:
        """The last day it was seen."""
        return max(self.seen_on)


def read_sights(record: PostingRecord) -> Sights:
    """Return the sights that one record tells of.

    A posting that is said to be closed, without a day, closed on the day after its last sight.
    """
    closed_on = record.closed_on
    if closed_on is None and record.status == "CLOSED":
        closed_on = record.seen_last + ONE_DAY
    opened_on = min(record.first_seen_on, record.opened_on or record.first_seen_on)
    seen_on = frozenset({record.first_seen_on, record.seen_last})
    return Sights(record, record, seen_on, opened_on, closed_on)


def merge_sights(parts: Sequence[Sights]) -> Sights:
    """Return several sights of one posting as one; their order does not matter.

    Trackers overlap: the latest sight says how the posting looks and whether it closed. Equal days
    are told apart by the records' text.
    """
    latest = max(parts, key=lambda part: (part.last, part.record.model_dump_json()))
    first = min(part.first for part in parts)
    of_first_day = (part for part in parts if part.first == first)
    earliest = max(of_first_day, key=lambda part: (part.last, part.earliest.model_dump_json()))
    closings = [part.closed_on for part in parts if part.last == latest.last and part.closed_on]
    return Sights(
        latest.record,
        earliest.earliest,
        frozenset().union(*(part.seen_on for part in parts)),
        min(part.opened_on for part in parts),
        max(closings, default=None),
    )


def split_sights(parts: Iterable[Sights]) -> list[Sights]:
    """Return sights of one posting as its spans, earliest first, a gap between each."""
    spans: list[Sights] = []
    for part in sorted(parts, key=lambda part: (part.first, part.last)):
        if spans and not has_gap(spans[-1].closed_on, part.first):
            spans[-1] = merge_sights([spans[-1], part])
        else:
            spans.append(part)
    return spans


def has_gap(closed_on: date | None, seen_on: date) -> bool:
    """Whether a posting that closed, or did not, was gone before a later sight."""
    return closed_on is not None and closed_on < seen_on


def start_after(sights: Sights, closings: Iterable[date | None]) -> Sights:
    """Return sights that do not open before an earlier span closed, whatever the board says."""
    before = [day for day in closings if day is not None and day < sights.first]
    if before and sights.opened_on < max(before):
        return replace(sights, opened_on=sights.first)
    return sights


def choose_closing(sights: Sights, stored: Any) -> date | None:
    """Return when a posting closed, given its stored row: a later sight tells anew."""
    if sights.last > stored.last_seen_on:
        return sights.closed_on
    known: date | None = stored.closed_on
    if sights.last == stored.last_seen_on:
        return sights.closed_on or known
    return known

"""Sights of postings: how several records of one advertisement, old and new, become one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from seeds.records import PostingRecord

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sights:
    """When a posting was seen and open, and the record that was seen last: it says how it looks."""

    record: PostingRecord
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
    return Sights(record, seen_on, opened_on, closed_on)


def merge_sights(parts: Sequence[Sights]) -> Sights:
    """Return several sights of one posting as one; their order does not matter.

    Trackers overlap: the latest sight says how the posting looks, and one that was seen again
    after it had closed is open again. Equal days are told apart by the records' text.
    """
    latest = max(parts, key=lambda part: (part.last, part.record.model_dump_json()))
    closings = [part.closed_on for part in parts if part.last == latest.last and part.closed_on]
    return Sights(
        latest.record,
        frozenset().union(*(part.seen_on for part in parts)),
        min(part.opened_on for part in parts),
        max(closings, default=None),
    )


def choose_closing(sights: Sights, stored: Any) -> date | None:
    """Return when a posting closed, given its stored row: only a later sight opens it again."""
    if sights.last > stored.last_seen_on:
        return sights.closed_on
    known: date | None = stored.closed_on
    if sights.last == stored.last_seen_on:
        return sights.closed_on or known
    return known

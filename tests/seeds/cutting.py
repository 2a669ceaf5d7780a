"""What was known by a day: the records of a database, cut off there and taken into another one.

Knowledge is what the records themselves are dated with: the day of a call and of what was said on
it, the days of sights of postings and of looks at boards. What names no day (companies, calls and
events without one) is known from the start.

`python -m tests.seeds.cutting sqlite:////path/callboard.db 2026-01-31 2026-03-31` cuts a database
at each of some days and prints every answer that differs from the whole one's as of that day.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from sys import argv, stdout
from tempfile import TemporaryDirectory

from sqlalchemy import select

from schema.database import Database
from schema.graph.service import GraphService
from schema.store.indexing import catch_up, open_index
from schema.tables import Board, BoardCrawl, table_of
from schema.taxonomy.labels import CrawlOutcome
from search import QuoteIndex
from seeds.intake import import_paths
from seeds.outgoing.everything import iter_kinds
from seeds.outgoing.parts import Parts, Unit
from seeds.records import (
    CallRecord,
    CompanyRecord,
    CrawlRecord,
    EventRecord,
    PostingRecord,
    Record,
)
from tests.seeds.questions import Difference, compare

BOARD, CRAWL = table_of(Board), table_of(BoardCrawl)
BELIEVED = (CrawlOutcome.SUCCEEDED, CrawlOutcome.ACCEPTED)
Settled = Mapping[str, date]
"""By board, the day up to which looks at it count."""


@dataclass(frozen=True)
class Feed:
    """The records of a database by the names of their files, in units that stand together."""

    kinds: Mapping[str, list[Unit]]
    looks: Mapping[str, list[date]]
    """By board, the days of the looks at it that are believed, in order."""

    def known_by(self, day: date, settled: Settled | None = None) -> "Feed":
        """Return what was known by a day; of looks at boards, by the day of each in `settled`."""
        return self._each(lambda unit: cut_unit(unit, day, settled or {}, self._held()))

    def settling(self, day: date) -> Settled:
        """Return by board the day of the look that settles a day: the next one that is believed.

        Named exception: what the look of the day itself no longer shows counts as closed on that
        day only once the next look has confirmed it. Until then the day's count is preliminary.
        """
        after = {board: [each for each in days if each > day] for board, days in self.looks.items()}
        return {board: days[0] for board, days in after.items() if days}

    def without_backdating(self) -> "Feed":
        """Return the same, with postings opened on the day they came to light at the earliest.

        Named exception: a board may date a posting before the first look that shows it; from then
        on it counts for the days between, which nobody knew of on those days.
        """
        return self._each(lambda unit: [without_early_opening(each) for each in unit])

    def _held(self) -> dict[str, date | None]:
        calls = (each for unit in self._units() for each in unit if isinstance(each, CallRecord))
        return {call.key: call.held_on for call in calls}

    def _units(self) -> Iterator[Unit]:
        for units in self.kinds.values():
            yield from units

    def _each(self, change: Callable[[Unit], Unit | None]) -> "Feed":
        kinds = {
            name: [kept for unit in units if (kept := change(unit))]
            for name, units in self.kinds.items()
        }
        return Feed(kinds, self.looks)


def read_feed(database: Database) -> Feed:
    """Return all records of a database; people follow from what they said, and are left out."""
    with database.read() as reader:
        kinds: dict[str, list[Unit]] = {
            name: [list(unit) for unit in units] for name, units in iter_kinds(reader)
        }
        looks: dict[str, list[date]] = {}
        believed = select(BOARD.c.key, CRAWL.c.crawled_on).join(
            CRAWL, CRAWL.c.board_id == BOARD.c.id
        )
        for key, day in reader.rows(
            believed.where(CRAWL.c.outcome.in_(BELIEVED)).order_by(CRAWL.c.crawled_on)
        ):
            looks.setdefault(key, []).append(day)
    return Feed(kinds, looks)._each(lambda unit: [without_people(each) for each in unit])


def without_people(record: Record) -> Record:
    """Return a company without the people who speak for it, whom later calls have made known."""
    if isinstance(record, CompanyRecord):
        return record.model_copy(update={"people": ()})
    return record


def without_early_opening(record: Record) -> Record:
    """Return a posting that its source dates no earlier than the first sight that it tells of."""
    if isinstance(record, PostingRecord) and (record.opened_on or date.max) < record.first_seen_on:
        return record.model_copy(update={"opened_on": None})
    return record


def cut_unit(
    unit: Unit, day: date, settled: Settled, held: Mapping[str, date | None]
) -> Unit | None:
    """Return what of some records was known by a day, None for nothing."""
    first = unit[0]
    if isinstance(first, CrawlRecord):
        return unit if first.crawled_on <= settled.get(first.board, day) else None
    known = (cut_record(record, day, held) for record in unit)
    return [record for record in known if record is not None] or None


def cut_record(record: Record, day: date, held: Mapping[str, date | None]) -> Record | None:
    """Return what of a record was known by a day, None for nothing."""
    if isinstance(record, CallRecord):
        return record if (record.held_on or day) <= day else None
    if isinstance(record, EventRecord):
        said_on = record.occurred_on or held.get(record.call or "")
        return record if (said_on or day) <= day else None
    if isinstance(record, PostingRecord):
        return cut_sight(record, day)
    return record


def cut_sight(record: PostingRecord, day: date) -> PostingRecord | None:
    """Return what was known by a day of a posting's sight: it may last, and not be closed yet."""
    if record.first_seen_on > day:
        return None
    last, closed = record.last_seen_on, record.closed_on
    return record.model_copy(
        update={
            "last_seen_on": min(last, day) if last else None,
            "closed_on": closed if closed and closed <= day else None,
        }
    )


def feed(database: Database, given: Feed, folder: Path) -> None:
    """Import records into an empty database."""
    folder.mkdir()
    for name, units in given.kinds.items():
        Parts(folder, name).write(units)
    report = import_paths(database, sorted(folder.iterdir()))
    assert not report.failures, report.failures


@dataclass(frozen=True)
class Answering:
    """A database with its index, ready to be asked."""

    database: Database
    index: QuoteIndex
    service: GraphService

    def close(self) -> None:
        """Let go of all files."""
        self.service.close()
        self.index.close()
        self.database.close()


def open_answering(folder: Path, given: Feed) -> Answering:
    """Return a new database that knows some records."""
    folder.mkdir(parents=True)
    database = Database(f"sqlite:///{folder / 'callboard.db'}")
    database.upgrade()
    feed(database, given, folder / "records")
    index = open_index(folder / "index")
    catch_up(database, index)
    return Answering(database, index, GraphService(database, index, workers=1))


def compare_days(
    folder: Path, whole: Feed, days: Iterable[date], *, is_strict: bool = False
) -> Iterator[tuple[date, int, list[Difference]]]:
    """Yield for each day how many answers were compared, and those that differ.

    Strict is a cut on the day itself; else looks at boards reach as far as settles the day.
    """
    full = open_answering(folder / "full", whole)
    try:
        for day in days:
            settled = {} if is_strict else whole.settling(day)
            part = open_answering(folder / f"by-{day}", whole.known_by(day, settled))
            try:
                yield day, *compare(full.service, part.service, day)
            finally:
                part.close()
    finally:
        full.close()


def main(url: str, *days: str) -> None:
    """Print what differs between a database as of some days, and what was known by them."""
    database = Database(url)
    whole = read_feed(database)
    database.close()
    strict = "--strict" in days
    if not strict:
        whole = whole.without_backdating()
    asked = [date.fromisoformat(day) for day in days if day != "--strict"]
    with TemporaryDirectory() as folder:
        for day, answers, found in compare_days(Path(folder), whole, asked, is_strict=strict):
            stdout.write(f"{day}: {answers:,} figures, {len(found)} differ\n")
            stdout.writelines(f"  {each}\n" for each in found)
            stdout.flush()


if __name__ == "__main__":
    main(*argv[1:])

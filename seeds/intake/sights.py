"""Sights of postings as they are stored: told by a source, or run by run from looks at a board."""

from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, delete, select

from schema.store.keys import among
from schema.tables import PostingObservation, table_of
from seeds.intake.ledger import Ledger
from seeds.intake.life import Sight
from seeds.intake.rows import Values, put_rows
from seeds.intake.runs import Run, find_place, hide, show
from seeds.records import PostingRecord

OBSERVATION = table_of(PostingObservation)
OF_ADVERTS = (
    select(OBSERVATION)
    .where(among(OBSERVATION.c.board_id, "boards"), among(OBSERVATION.c.advert_id))
    .order_by(OBSERVATION.c.id)
)
REMOVE = delete(OBSERVATION).where(among(OBSERVATION.c.id))
ONE_DAY = timedelta(days=1)

SightKey = tuple[str, date]
"""The board's own id of a posting, and the first day of a sight."""
Shown = Mapping[date, Mapping[str, Run]]
"""What looks at a board showed, by day and the board's own id."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one record tells of a posting: its days, and the digest of its look."""

    advert_id: str
    sight: Sight


@dataclass(frozen=True, slots=True)
class Written:
    """What storing sights did: of which postings it is news, and which looks it replaced."""

    adverts: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()


def read_sight(record: PostingRecord, look: str) -> Told:
    """Return what a record tells.

    A posting that is said to be closed, without a day, closed on the day after its last sight.
    """
    closed_on = record.closed_on
    if closed_on is None and record.status == "CLOSED":
        closed_on = record.seen_last + ONE_DAY
    days = (record.first_seen_on, record.seen_last, record.opened_on, closed_on)
    return Told(record.id, Sight(*days, look))


def put_told(ledger: Ledger, board_id: int, told: Iterable[Told]) -> Written:
    """Store what sources tell.

    Of all that begin on one day the one that reaches furthest counts; trackers tell the same
    posting every day, seen until today.
    """
    wanted: dict[SightKey, Sight] = {}
    for each in sorted(told, key=lambda each: order_of_told(each.sight)):
        key = (each.advert_id, each.sight.first)
        wanted[key] = merge_told(wanted.get(key), each.sight)
    rows = load_observations(ledger, board_id, {advert for advert, _ in wanted})
    stored = {(row.advert_id, row.first_on): row for row in rows if not row.is_crawled}
    values = {
        key: build_values(board_id, key[0], merge_told(read_row(stored.get(key)), sight), False)
        for key, sight in wanted.items()
    }
    return put_sights(ledger, values, stored)


def order_of_told(sight: Sight) -> tuple[date, date, str]:
    """Return what sorts sights so that the last of those that begin on one day counts."""
    return sight.last, sight.closed_on or date.min, sight.look


def merge_told(known: Sight | None, sight: Sight) -> Sight:
    """Return what two sights that begin on one day tell; a correction counts, not what it was."""
    if known is None:
        return sight
    further = known if known.last > sight.last else sight
    closed_on = further.closed_on
    if known.last == sight.last:
        closed_on = sight.closed_on or known.closed_on
    named = [day for day in (known.opened_on, sight.opened_on) if day]
    return Sight(sight.first, further.last, min(named, default=None), closed_on, further.look)


def put_runs(ledger: Ledger, board_id: int, days: Sequence[date], shown: Shown) -> Written:
    """Store what looks at a board showed.

    `days` are those of the earlier looks. On a day that had one already, what either showed was
    there.
    """
    if not shown:
        return Written()
    rows = load_runs(ledger, board_id, find_place(days, min(shown)).before)
    stored = {(row.advert_id, row.first_on): row for row in rows}
    runs: dict[str, list[Run]] = {}
    for row in rows:
        run = Run(row.first_on, row.last_on, row.look, row.opened_on)
        runs.setdefault(row.advert_id, []).append(run)
    known = list(days)
    for day in sorted(shown):
        add_day(runs, known, day, shown[day])
    values = {
        (advert, run.first): build_values(board_id, advert, sight_of(run), True)
        for advert, of_advert in runs.items()
        for run in of_advert
    }
    gone = [row for key, row in stored.items() if key not in values]
    if gone:
        ledger.writer.session.execute(REMOVE, {"keys": [row.id for row in gone]})
        ledger.writer.mark_changed()
    written = put_sights(ledger, values, stored)
    return replace(written, replaced=written.replaced | {row.look for row in gone})


def put_sights(
    ledger: Ledger, values: Mapping[SightKey, Values], stored: Mapping[SightKey, Row[Any]]
) -> Written:
    """Store sights by posting and first day beside those that are stored."""
    outcome = put_rows(ledger.writer.session, OBSERVATION, values, stored)
    ledger.note(outcome)
    return Written(
        frozenset(advert for advert, _ in outcome.touched),
        frozenset(stored[key].look for key, names in outcome.changed.items() if "look" in names),
    )


def add_day(
    runs: dict[str, list[Run]], days: list[date], day: date, shown: Mapping[str, Run]
) -> None:
    """Take one look into the runs of a board's postings, and its day into the ordered days."""
    place = find_place(days, day)
    if place.is_new:
        insort(days, day)
        for advert in runs.keys() - shown.keys():
            runs[advert] = hide(runs[advert], place)
    for advert, sight in shown.items():
        runs[advert] = show(runs.get(advert, []), place, sight)


def load_runs(ledger: Ledger, board_id: int, since: date | None) -> Sequence[Row[Any]]:
    """Return the stored runs of a board that reach to a day or beyond."""
    statement = select(OBSERVATION).where(
        OBSERVATION.c.board_id == board_id, OBSERVATION.c.is_crawled
    )
    if since is not None:
        statement = statement.where(OBSERVATION.c.last_on >= since)
    return ledger.writer.session.execute(statement.order_by(OBSERVATION.c.id)).all()


def load_observations(
    ledger: Ledger, board_id: int, adverts: Collection[str]
) -> Sequence[Row[Any]]:
    """Return all stored sights of some postings of a board."""
    if not adverts:
        return []
    keys = {"boards": [board_id], "keys": adverts}
    return ledger.writer.session.execute(OF_ADVERTS, keys).all()


def build_values(board_id: int, advert: str, sight: Sight, is_crawled: bool) -> Values:
    """Return the columns of a sight."""
    return {
        "board_id": board_id,
        "advert_id": advert,
        "is_crawled": is_crawled,
        "first_on": sight.first,
        "last_on": sight.last,
        "opened_on": sight.opened_on,
        "closed_on": sight.closed_on,
        "look": sight.look,
    }


def sight_of(run: Run) -> Sight:
    """Return a run as a sight; looks at a board tell of no closing."""
    return Sight(run.first, run.last, run.opened_on, None, run.look)


def read_row(row: Row[Any] | None) -> Sight | None:
    """Return a stored sight."""
    if row is None:
        return None
    return Sight(row.first_on, row.last_on, row.opened_on, row.closed_on, row.look)

"""Boards: whose they are, the looks at them, and what follows for all their postings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session

from schema.tables import Board, BoardCrawl, PostingObservation, table_of
from schema.taxonomy.labels import CrawlOutcome
from seeds.intake.companies import Companies
from seeds.intake.ledger import Entry, Ledger
from seeds.intake.life import DECISIONS, Crawl, believed_days, judge_crawls
from seeds.intake.looks import pack_look, put_looks, remove_looks
from seeds.intake.rows import Values, insert_rows, load_rows, put_rows
from seeds.intake.runs import Run
from seeds.intake.sights import Told, Written, put_runs, put_told, read_sight
from seeds.intake.spans import Chronicle, Refreshed, find_affected, find_all, refresh_spans
from seeds.records import CrawlRecord, PostingRecord

BOARD, CRAWL = table_of(Board), table_of(BoardCrawl)
OBSERVATION = table_of(PostingObservation)

Crawls = Mapping[date, Row[Any]]
"""The stored looks at a board by day."""


@dataclass
class BoardNews:
    """What one file tells of one board."""

    id: int
    key: str
    company_id: int
    crawls: dict[date, Entry[CrawlRecord]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def split(self) -> tuple[list[Told], dict[date, dict[str, Run]]]:
        """Return what is told apart from what this file's looks at the board showed, by day."""
        shown: dict[date, dict[str, Run]] = {
            day: {}
            for day, entry in self.crawls.items()
            if entry.record.outcome != CrawlOutcome.FAILED
        }
        told: list[Told] = []
        for each in sorted(self.told, key=lambda each: each.sight.look):
            sight = each.sight
            of_day = shown.get(sight.first) if sight.first == sight.last else None
            if of_day is None or sight.closed_on:
                told.append(each)
            else:
                of_day[each.advert_id] = Run(sight.first, sight.last, sight.look, sight.opened_on)
        return told, shown


class Boards:
    """The boards that one file tells of; each belongs to one company, a new one to the first.

    A file that knows companies from hearsay may call the one of a known board otherwise.
    """

    def __init__(self, ledger: Ledger, companies: Companies, is_hearsay: bool) -> None:
        self._ledger = ledger
        self._companies = companies
        self._is_hearsay = is_hearsay
        self._known: dict[str, BoardNews] = {}
        self._refused: set[tuple[str, str]] = set()

    def find(self, line: int, key: str, company_name: str) -> BoardNews | None:
        """Return what is told of a board so far; None, with a problem noted, when it is not the
        company's.
        """
        known = self._known.get(key) or self._find_stored(key)
        if known is not None and self._is_hearsay:
            return known
        company = self._companies.resolve(line, company_name)
        if company is None:
            return None
        news = known or self._add(key, int(company.id))
        if news.company_id == company.id:
            return news
        # Once for a board: it would be the same on each of a thousand lines.
        if (key, company_name) not in self._refused:
            self._refused.add((key, company_name))
            owner = self._companies.slug_of(news.company_id)
            reason = (
                f'"{key}" is the board of {owner}, not of {company_name}; correct one of the two'
            )
            self._ledger.reject(line, "board", reason)
        return None

    def all(self) -> Collection[BoardNews]:
        """Return the boards that were asked for, in that order."""
        return self._known.values()

    def _find_stored(self, key: str) -> BoardNews | None:
        session = self._ledger.writer.session
        row = next(iter(load_rows(session, BOARD, BOARD.c.key, [key])), None)
        if row is None:
            return None
        return self._known.setdefault(key, BoardNews(int(row.id), key, int(row.company_id)))

    def _add(self, key: str, company_id: int) -> BoardNews:
        values: Values = {"key": key, "company_id": company_id}
        (board_id,) = insert_rows(self._ledger.writer.session, BOARD, [values], {})
        self._ledger.writer.mark_changed()
        return self._known.setdefault(key, BoardNews(board_id, key, company_id))


def put_postings(
    ledger: Ledger,
    companies: Companies,
    crawls: Iterable[Entry[CrawlRecord]],
    batches: Iterable[Sequence[Entry[PostingRecord]]],
    *,
    is_hearsay: bool = False,
) -> None:
    """Store what one file tells of boards and postings, and what follows from it."""
    boards = Boards(ledger, companies, is_hearsay)
    for crawl in crawls:
        news = boards.find(crawl.line, crawl.record.board, crawl.record.company)
        if news is not None:
            news.crawls[crawl.record.crawled_on] = crawl
    for batch in batches:
        looks: dict[str, bytes] = {}
        for entry in batch:
            news = boards.find(entry.line, entry.record.board, entry.record.company)
            if news is not None:
                digest, looks_of = pack_look(entry.record)
                looks[digest] = looks_of
                news.told.append(read_sight(entry.record, digest))
        put_looks(ledger, looks)
    for news in boards.all():
        put_news(ledger, news)


def put_news(ledger: Ledger, news: BoardNews) -> None:
    """Store what one file tells of one board, and make its postings follow."""
    session = ledger.writer.session
    told, shown = news.split()
    check_counts(ledger, news, shown)
    first, stored = find_first(session, news.id), load_crawls(session, news.id)
    days = [day for day, row in stored.items() if row.outcome != CrawlOutcome.FAILED]
    written = (put_told(ledger, news.id, told), put_runs(ledger, news.id, days, shown))
    records = {day: entry.record for day, entry in news.crawls.items()}
    facts = {day: read_facts(row) for day, row in stored.items()}
    facts |= {
        day: join_facts(facts.get(day), record, count_shown(session, news.id, day))
        for day, record in records.items()
    }
    changed = put_crawls(ledger, news.id, stored, facts)
    for day in records:
        ledger.count(day not in stored, day in changed)
    adverts = {each.advert_id for each in news.told}
    refreshed = refresh_board(ledger, news, adverts, changed, first)
    count_postings(ledger, news, written, refreshed)
    looks = {each.sight.look for each in news.told}.union(*(each.replaced for each in written))
    remove_looks(ledger, looks - refreshed.looks)


def check_counts(ledger: Ledger, news: BoardNews, days: Iterable[date]) -> None:
    """Note a problem for each look whose postings are not all in the file: they would close."""
    for day in days:
        entry = news.crawls[day]
        seen = {each.advert_id for each in news.told if each.sight.first <= day <= each.sight.last}
        if entry.record.postings not in (None, len(seen)):
            reason = (
                f"says {entry.record.postings}, but the file has {len(seen)} postings of "
                f'"{news.key}" seen on {day}; a look and its postings stand in one file'
            )
            ledger.reject(entry.line, "postings", reason)


def find_first(session: Session, board_id: int) -> date | None:
    """Return the first day on which anything is known of a board."""
    seen = select(func.min(OBSERVATION.c.first_on)).where(OBSERVATION.c.board_id == board_id)
    looked = select(func.min(CRAWL.c.crawled_on)).where(
        CRAWL.c.board_id == board_id, CRAWL.c.outcome != CrawlOutcome.FAILED
    )
    days = (session.execute(statement).scalar() for statement in (seen, looked))
    return min((day for day in days if day), default=None)


def load_crawls(session: Session, board_id: int) -> dict[date, Row[Any]]:
    """Return the stored looks at a board by day, in order."""
    statement = select(CRAWL).where(CRAWL.c.board_id == board_id).order_by(CRAWL.c.crawled_on)
    return {row.crawled_on: row for row in session.execute(statement)}


def count_shown(session: Session, board_id: int, day: date) -> int:
    """Return how many postings a look at a board showed."""
    statement = select(func.count()).where(
        OBSERVATION.c.board_id == board_id,
        OBSERVATION.c.is_crawled,
        OBSERVATION.c.first_on <= day,
        OBSERVATION.c.last_on >= day,
    )
    return int(session.execute(statement).scalar_one())


def read_facts(row: Row[Any]) -> Values:
    """Return what is known of a stored look."""
    return {"outcome": row.outcome, "postings": row.postings, "reason": row.reason}


def join_facts(known: Values | None, record: CrawlRecord, postings: int) -> Values:
    """Return what is known of a look of which a record comes; a success outweighs a failure.

    What somebody decided of it stays.
    """
    outcome = known["outcome"] if known else CrawlOutcome.FAILED
    if record.outcome != CrawlOutcome.FAILED and outcome not in DECISIONS:
        outcome = CrawlOutcome.SUCCEEDED
    if outcome != CrawlOutcome.FAILED:
        return {"outcome": outcome, "postings": postings, "reason": None}
    reasons = [reason for reason in (known and known["reason"], record.reason) if reason]
    return {"outcome": outcome, "postings": None, "reason": max(reasons, default=None)}


def put_crawls(
    ledger: Ledger, board_id: int, stored: Crawls, facts: Mapping[date, Values]
) -> Collection[date]:
    """Store all looks at a board as they are to be judged; return the days that differ now."""
    crawls = [Crawl(day, known["outcome"], known["postings"] or 0) for day, known in facts.items()]
    judged = judge_crawls(crawls)
    wanted = {
        day: {**known, "board_id": board_id, "crawled_on": day, "outcome": judged[day]}
        for day, known in facts.items()
    }
    outcome = put_rows(ledger.writer.session, CRAWL, wanted, stored)
    ledger.note(outcome)
    return outcome.touched


def refresh_board(
    ledger: Ledger,
    of: BoardNews | Row[Any],
    adverts: Collection[str],
    changed: Collection[date],
    first_before: date | None,
) -> Refreshed:
    """Make the postings of a board follow: some, and those that the changed looks bear on."""
    session = ledger.writer.session
    judged = {day: row.outcome for day, row in load_crawls(session, of.id).items()}
    first = find_first(session, of.id)
    board = Chronicle(of.id, of.key, of.company_id, believed_days(judged), first or date.min)
    affected = set(adverts)
    if changed:
        affected |= find_affected(ledger, board, min(changed))
    if first != first_before:
        affected |= find_all(ledger, of.id)
    return refresh_spans(ledger, board, affected)


def count_postings(
    ledger: Ledger, news: BoardNews, written: Iterable[Written], refreshed: Refreshed
) -> None:
    """Count the postings of the file that are new or tell something new."""
    records: dict[str, int] = {}
    for each in news.told:
        records[each.advert_id] = records.get(each.advert_id, 0) + 1
    changed = set(refreshed.changed.values()).union(*(each.adverts for each in written))
    for advert in refreshed.added.values():
        if records.get(advert):
            records[advert] -= 1
            changed.discard(advert)
            ledger.count(True, False)
    for advert in changed:
        if records.get(advert):
            ledger.count(False, True)

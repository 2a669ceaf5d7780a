"""Boards: when each was looked at last, what came of it, and which numbers that makes doubtful."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.keys import among
from schema.tables import Board, BoardCrawl, Company, table_of
from schema.taxonomy.labels import CrawlOutcome

BOARD, COMPANY, CRAWL = table_of(Board), table_of(Company), table_of(BoardCrawl)
UNTIL = bindparam("until", type_=CRAWL.c.crawled_on.type)

QUARANTINED = (
    select(CRAWL.c.board_id)
    .where(CRAWL.c.outcome == CrawlOutcome.QUARANTINED, CRAWL.c.crawled_on <= UNTIL)
    .distinct()
)
DOUBTED = Prepared(
    select(
        BOARD.c.company_id,
        BOARD.c.key,
        CRAWL.c.crawled_on,
        CRAWL.c.outcome,
        CRAWL.c.postings,
    )
    .join_from(CRAWL, BOARD, BOARD.c.id == CRAWL.c.board_id)
    .where(
        among(BOARD.c.company_id),
        CRAWL.c.board_id.in_(QUARANTINED),
        CRAWL.c.crawled_on <= UNTIL,
    )
    .order_by(BOARD.c.key, CRAWL.c.crawled_on)
)
ALL = (
    select(
        BOARD.c.key,
        COMPANY.c.slug,
        CRAWL.c.crawled_on,
        CRAWL.c.outcome,
        CRAWL.c.postings,
        CRAWL.c.reason,
    )
    .join_from(BOARD, COMPANY, COMPANY.c.id == BOARD.c.company_id)
    .join(CRAWL, CRAWL.c.board_id == BOARD.c.id, isouter=True)
    .order_by(BOARD.c.key, CRAWL.c.crawled_on)
)


@dataclass(frozen=True, slots=True)
class BoardDoubt:
    """A board that collapsed and of which nobody has said yet whether that is true.

    It showed `postings` when it was looked at last, and `before` when it was believed last, on
    `believed_on`; since `since` its postings count as open although it does not show them.
    """

    board: str
    since: date
    postings: int
    before: int
    believed_on: date
    company_id: int


@dataclass(frozen=True, slots=True)
class BoardState:
    """A board and the last look at it; None where nobody looked at it as a whole."""

    key: str
    company: str
    crawls: int
    last: date | None
    outcome: CrawlOutcome | None
    postings: int | None
    reason: str | None
    doubt: BoardDoubt | None


def read_doubts(reader: Reader, company_ids: Sequence[int], as_of: date) -> list[list[BoardDoubt]]:
    """Return per company the boards that were in quarantine on a day, by key.

    A look that somebody accepted or rejected is settled for all days.
    """
    looks: dict[int, dict[str, list[Any]]] = {company_id: {} for company_id in company_ids}
    for row in reader.fetch_once(DOUBTED, {"keys": company_ids, "until": as_of}):
        looks[row[0]].setdefault(row[1], []).append(row[2:])
    return [
        [
            doubt
            for key, of_board in looks[company_id].items()
            if (doubt := find_doubt(key, company_id, of_board))
        ]
        for company_id in company_ids
    ]


def find_doubt(key: str, company_id: int, looks: Iterable[Any]) -> BoardDoubt | None:
    """Return what is doubtful after looks as (day, outcome, postings), oldest first."""
    believed: tuple[date, int] | None = None
    since: date | None = None
    shown = 0
    for day, outcome, postings in looks:
        if outcome in (CrawlOutcome.SUCCEEDED, CrawlOutcome.ACCEPTED):
            believed, since = (day, postings), None
        elif outcome == CrawlOutcome.REJECTED:
            since = None
        elif outcome == CrawlOutcome.QUARANTINED:
            since, shown = since or day, postings
    if since is None or believed is None:
        return None
    return BoardDoubt(key, since, shown, believed[1], believed[0], company_id)


def read_boards(reader: Reader) -> list[BoardState]:
    """Return all boards by key."""
    looks: dict[tuple[str, str], list[Any]] = {}
    for row in reader.rows(ALL):
        of_board = looks.setdefault((row.key, row.slug), [])
        if row.crawled_on is not None:
            of_board.append(row)
    return [describe_board(key, company, rows) for (key, company), rows in looks.items()]


def describe_board(key: str, company: str, looks: Sequence[Any]) -> BoardState:
    """Return the state of a board after the looks at it, oldest first."""
    doubt = find_doubt(key, 0, [(row.crawled_on, row.outcome, row.postings) for row in looks])
    if not looks:
        return BoardState(key, company, 0, None, None, None, None, None)
    last = looks[-1]
    return BoardState(
        key=key,
        company=company,
        crawls=len(looks),
        last=last.crawled_on,
        outcome=last.outcome,
        postings=last.postings,
        reason=last.reason,
        doubt=doubt,
    )

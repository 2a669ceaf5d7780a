"""Postings as records: what sources told of them, and look by look what boards showed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from schema.database import Reader
from schema.tables import (
    Board,
    BoardCrawl,
    Company,
    Correction,
    PostingLook,
    PostingObservation,
    table_of,
)
from schema.taxonomy.labels import CrawlOutcome
from seeds.correctable import parse_value
from seeds.intake.looks import unpack_look
from seeds.outgoing.parts import Unit
from seeds.outgoing.rows import iter_rows
from seeds.records import CorrectionRecord, CrawlRecord, PostingRecord

BOARD, CRAWL, COMPANY = table_of(Board), table_of(BoardCrawl), table_of(Company)
OBSERVATION, LOOK = table_of(PostingObservation), table_of(PostingLook)
CORRECTION = table_of(Correction)

AT_ONCE = 500
SIGHTS = (
    select(OBSERVATION, LOOK.c.content, COMPANY.c.slug)
    .join(LOOK, LOOK.c.digest == OBSERVATION.c.look)
    .join(BOARD, BOARD.c.id == OBSERVATION.c.board_id)
    .join(COMPANY, COMPANY.c.id == BOARD.c.company_id)
)


def iter_told(reader: Reader) -> Iterator[Unit]:
    """Yield what sources told of postings, apart from looks at whole boards."""
    told = SIGHTS.where(OBSERVATION.c.is_crawled.is_(False))
    for row in iter_rows(reader, OBSERVATION, told, AT_ONCE):
        yield [build_posting(row, row.first_on, row.last_on)]


def iter_looks(reader: Reader) -> Iterator[Unit]:
    """Yield every look at a board with the postings that it showed."""
    statement = (
        select(CRAWL, BOARD.c.key, COMPANY.c.slug)
        .join(BOARD, BOARD.c.id == CRAWL.c.board_id)
        .join(COMPANY, COMPANY.c.id == BOARD.c.company_id)
    )
    for row in iter_rows(reader, CRAWL, statement, AT_ONCE):
        is_failed = row.outcome is CrawlOutcome.FAILED
        crawl = CrawlRecord(
            board=row.key,
            company=row.slug,
            crawled_on=row.crawled_on,
            outcome="FAILED" if is_failed else "SUCCEEDED",
            reason=row.reason,
        )
        yield [crawl, *(() if is_failed else iter_shown(reader, row.board_id, row.crawled_on))]


def iter_shown(reader: Reader, board_id: int, day: date) -> Iterator[PostingRecord]:
    """Yield the postings that a look at a board showed."""
    shown = SIGHTS.where(
        OBSERVATION.c.board_id == board_id,
        OBSERVATION.c.is_crawled,
        OBSERVATION.c.first_on <= day,
        OBSERVATION.c.last_on >= day,
    )
    for row in reader.rows(shown.order_by(OBSERVATION.c.id)):
        yield build_posting(row, day, day)


def build_posting(row: Any, first: date, last: date) -> PostingRecord:
    """Return the record of a posting as a stored look has it, seen from one day to another."""
    return unpack_look(row.content).model_copy(
        update={
            "company": row.slug,
            "first_seen_on": first,
            "last_seen_on": None if last == first else last,
            "opened_on": row.opened_on,
            "closed_on": row.closed_on,
        }
    )


def iter_corrections(reader: Reader) -> Iterator[Unit]:
    """Yield what somebody corrected, a record for each label."""
    for row in iter_rows(reader, CORRECTION, select(CORRECTION), AT_ONCE):
        said = {row.name: parse_value(row.kind, row.name, row.value)}
        yield [CorrectionRecord(kind=row.kind, key=row.key, reason=row.reason, **said)]

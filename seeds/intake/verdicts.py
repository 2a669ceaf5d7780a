"""What somebody decides about a look at a board, and what follows for its postings."""

from datetime import date

from sqlalchemy import select

from schema.database import Database
from schema.errors import BadInput
from schema.store.roles import refresh_roles
from schema.taxonomy.labels import CrawlOutcome
from seeds.intake.blurbs import refresh_blurbs
from seeds.intake.boards import (
    BOARD,
    find_first,
    load_crawls,
    put_crawls,
    read_facts,
    refresh_board,
)
from seeds.intake.ledger import Ledger


def decide_crawl(database: Database, key: str, day: date, *, is_accepted: bool) -> bool:
    """Believe a look at a board, or do not, whatever the rules say; return whether that is news.

    The later decision counts. Raises BadInput when there was no such look, or it failed.
    """
    decided = CrawlOutcome.ACCEPTED if is_accepted else CrawlOutcome.REJECTED
    with database.write() as writer:
        ledger, session = Ledger(writer), writer.session
        board = session.execute(select(BOARD).where(BOARD.c.key == key)).first()
        if board is None:
            raise BadInput(f'no board is named "{key}"; `callboard boards` lists them')
        stored = load_crawls(session, board.id)
        if day not in stored:
            raise BadInput(f'"{key}" was not looked at on {day}; `callboard boards` says when')
        if stored[day].outcome == CrawlOutcome.FAILED:
            raise BadInput(f'the look at "{key}" on {day} failed; it shows nothing to decide on')
        facts = {known: read_facts(row) for known, row in stored.items()}
        facts[day]["outcome"] = decided
        first = find_first(session, board.id)
        changed = put_crawls(ledger, board.id, stored, facts)
        refresh_board(ledger, board, (), changed, first)
        refresh_blurbs(ledger, ledger.reworded_boards)
        refresh_roles(writer, sorted(ledger.posting_companies))
        return writer.has_changed

"""What boards say on AI in most advertisements: found anew when a board's words change."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, and_, bindparam, select, update

from schema.classify.blurbs import (
    Blurbs,
    format_blurbs,
    iter_pieces,
    parse_blurbs,
    trace_blurbs,
)
from schema.classify.involvement import is_of_ai_company
from schema.classify.postings import MAX_DESCRIPTION
from schema.store.keys import among
from schema.tables import Board, Posting, table_of
from schema.taxonomy.labels import CorrectedKind
from seeds.intake.corrections import lay_over, posting_key
from seeds.intake.ledger import Ledger
from seeds.intake.looks import LOOK, load_looks, text_of
from seeds.intake.postings import build_labels, build_role_key
from seeds.intake.rows import put_rows
from seeds.records import PostingRecord

BOARD, POSTING = table_of(Board), table_of(Posting)
ADVERTISED = (
    select(POSTING.c.first_seen_on, POSTING.c.role_key, POSTING.c.description, LOOK.c.content)
    .outerjoin(
        LOOK,  # of what looks otherwise by now
        and_(LOOK.c.digest == POSTING.c.first_look, POSTING.c.first_look != POSTING.c.last_look),
    )
    .where(POSTING.c.board_id == bindparam("board"))
    .order_by(POSTING.c.first_seen_on)
    .execution_options(yield_per=200)
)
LABELLED = (
    select(
        POSTING.c.id,
        POSTING.c.company_id,
        POSTING.c.source_id,
        BOARD.c.key.label("board_key"),
        POSTING.c.is_corrected,
        POSTING.c.first_look,
        POSTING.c.first_seen_on,
        POSTING.c.role_key,
        POSTING.c.ai_involvement,
        POSTING.c.stage,
        POSTING.c.function,
        POSTING.c.seniority,
        POSTING.c.evidence,
        POSTING.c.taxonomy_version,
    )
    .join_from(POSTING, BOARD, BOARD.c.id == POSTING.c.board_id)
    .where(POSTING.c.board_id == bindparam("board"), POSTING.c.first_look.is_not(None))
    .order_by(POSTING.c.id)
)
# A look may be 100 kB of text: two hundred fit in memory with room.
LOOKS_AT_ONCE = 200


def know_blurbs(
    ledger: Ledger, board_id: int, looks: Iterable[tuple[date, PostingRecord]]
) -> Blurbs:
    """Return what a board is known to say on AI in most of its advertisements, by day.

    That of a board without postings is guessed from the looks at hand, with the days on which they
    were first seen, so that few are classified again when all are known.
    """
    session = ledger.writer.session
    stored = session.execute(select(BOARD.c.blurbs).where(BOARD.c.id == board_id)).scalar()
    any_posting = select(POSTING.c.id).where(POSTING.c.board_id == board_id).limit(1)
    if stored is not None or session.execute(any_posting).first() is not None:
        return parse_blurbs(stored)
    texts = ((day, build_role_key(look.title), look.description or "") for day, look in looks)
    guessed = trace_blurbs(
        (day, job, text[:MAX_DESCRIPTION])
        for day, job, text in sorted(texts, key=itemgetter(0))
        if text
    )
    if guessed.turns:
        keep_blurbs(ledger, board_id, guessed)
        ledger.reworded_boards.add(board_id)
    return guessed


def keep_blurbs(ledger: Ledger, board_id: int, blurbs: Blurbs) -> None:
    """Store what a board says in most of its advertisements."""
    kept = update(BOARD).where(BOARD.c.id == board_id).values(blurbs=format_blurbs(blurbs))
    ledger.writer.session.connection().execute(kept)
    ledger.writer.mark_changed()


def refresh_blurbs(ledger: Ledger, board_ids: Iterable[int]) -> None:
    """Find what each board says in most of its stored advertisements, and classify by it.

    All stored advertisements of a board count, so the order of imports does not matter; for each
    those first seen up to its own day, so that later ones change nothing before them. Classified
    anew are those whose first look holds a sentence which has become a blurb of their day or is no
    longer one, or all of a day when the board becomes that of an AI company then or is no longer.
    """
    session = ledger.writer.session
    boards = select(BOARD.c.id, BOARD.c.blurbs).where(among(BOARD.c.id)).order_by(BOARD.c.id)
    for board_id, stored in session.execute(boards, {"keys": set(board_ids)}).all():
        blurbs, before = trace_blurbs(iter_first_texts(ledger, board_id)), parse_blurbs(stored)
        if blurbs != before:
            keep_blurbs(ledger, board_id, blurbs)
            rows = session.execute(LABELLED, {"board": board_id}).all()
            moved = [
                row for row in rows if blurbs.on(row.first_seen_on) != before.on(row.first_seen_on)
            ]
            for at in range(0, len(moved), LOOKS_AT_ONCE):
                classify_anew(ledger, moved[at : at + LOOKS_AT_ONCE], blurbs, before)


def iter_first_texts(ledger: Ledger, board_id: int) -> Iterator[tuple[date, str, str]]:
    """Yield the day, the job and the text of the first look of each of a board's advertisements."""
    for day, job, text, look in ledger.writer.session.execute(ADVERTISED, {"board": board_id}):
        first = text if look is None else text_of(look)
        if first:
            yield day, job, first[:MAX_DESCRIPTION]


def classify_anew(ledger: Ledger, rows: Sequence[Row[Any]], blurbs: Blurbs, before: Blurbs) -> None:
    """Give the advertisements their labels to which other blurbs than before make a difference."""
    looks = load_looks(ledger, {row.first_look for row in rows})
    stored: dict[int, Row[Any]] = {}
    for row in rows:
        now, then = blurbs.on(row.first_seen_on), before.on(row.first_seen_on)
        is_other_kind = is_of_ai_company(now) != is_of_ai_company(then)
        if is_other_kind or has_piece(looks[row.first_look].description or "", now ^ then):
            stored[row.id] = row
    wanted = {
        key: build_labels(looks[row.first_look], blurbs.on(row.first_seen_on))
        for key, row in stored.items()
    }
    keys = {key: posting_key(row.board_key, row.source_id) for key, row in stored.items()}
    lay_over(ledger, CorrectedKind.POSTING, wanted, stored, keys)
    outcome = put_rows(ledger.writer.session, POSTING, wanted, stored)
    ledger.posting_companies.update(stored[key].company_id for key in outcome.changed)


def has_piece(description: str, pieces: frozenset[str]) -> bool:
    """Tell whether a description holds one of some sentences."""
    return any(key in pieces for _, _, key in iter_pieces(description[:MAX_DESCRIPTION]))

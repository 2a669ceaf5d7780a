"""What boards say on AI in most advertisements: found anew when a board's words change."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from schema.classify.blurbs import find_blurbs, format_blurbs, iter_pieces, parse_blurbs
from schema.classify.involvement import is_of_ai_company
from schema.classify.postings import MAX_DESCRIPTION
from schema.store.keys import among
from schema.tables import Board, Posting, table_of
from schema.taxonomy.labels import CorrectedKind
from seeds.intake.corrections import lay_over, posting_key
from seeds.intake.ledger import Ledger
from seeds.intake.looks import load_looks
from seeds.intake.postings import build_labels, build_role_key
from seeds.intake.rows import put_rows
from seeds.records import PostingRecord

BOARD, POSTING = table_of(Board), table_of(Posting)
ADVERTISED = (
    select(POSTING.c.role_key, POSTING.c.description)
    .where(POSTING.c.board_id == bindparam("board"), POSTING.c.description.is_not(None))
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


def know_blurbs(ledger: Ledger, board_id: int, looks: Iterable[PostingRecord]) -> frozenset[str]:
    """Return what a board is known to say on AI in most of its advertisements.

    That of a board without postings is guessed from the looks at hand, so that few are classified
    again when all are known.
    """
    session = ledger.writer.session
    stored = session.execute(select(BOARD.c.blurbs).where(BOARD.c.id == board_id)).scalar()
    any_posting = select(POSTING.c.id).where(POSTING.c.board_id == board_id).limit(1)
    if stored is not None or session.execute(any_posting).first() is not None:
        return parse_blurbs(stored)
    texts = ((build_role_key(look.title), look.description or "") for look in looks)
    guessed = find_blurbs((job, text[:MAX_DESCRIPTION]) for job, text in texts if text)
    if guessed:
        keep_blurbs(ledger, board_id, guessed)
        ledger.reworded_boards.add(board_id)
    return guessed


def keep_blurbs(ledger: Ledger, board_id: int, blurbs: frozenset[str]) -> None:
    """Store what a board says in most of its advertisements."""
    kept = update(BOARD).where(BOARD.c.id == board_id).values(blurbs=format_blurbs(blurbs))
    ledger.writer.session.connection().execute(kept)
    ledger.writer.mark_changed()


def refresh_blurbs(ledger: Ledger, board_ids: Iterable[int]) -> None:
    """Find what each board says in most of its stored advertisements, and classify by it.

    All stored advertisements of a board count, so the order of imports does not matter. Classified
    anew are those whose first look holds a sentence which has become a blurb or is no longer one,
    or all when the board becomes that of an AI company or is no longer.
    """
    session = ledger.writer.session
    boards = select(BOARD.c.id, BOARD.c.blurbs).where(among(BOARD.c.id)).order_by(BOARD.c.id)
    for board_id, stored in session.execute(boards, {"keys": set(board_ids)}).all():
        advertised = session.execute(ADVERTISED, {"board": board_id})
        blurbs = find_blurbs((job, text[:MAX_DESCRIPTION]) for job, text in advertised)
        before = parse_blurbs(stored)
        if differing := blurbs ^ before:
            keep_blurbs(ledger, board_id, blurbs)
            is_same_kind = is_of_ai_company(blurbs) == is_of_ai_company(before)
            rows = session.execute(LABELLED, {"board": board_id}).all()
            for at in range(0, len(rows), LOOKS_AT_ONCE):
                batch = rows[at : at + LOOKS_AT_ONCE]
                classify_anew(ledger, batch, blurbs, differing if is_same_kind else None)


def classify_anew(
    ledger: Ledger,
    rows: Sequence[Row[Any]],
    blurbs: frozenset[str],
    differing: frozenset[str] | None,
) -> None:
    """Give the advertisements whose first look holds some sentences, or all, their labels."""
    looks = load_looks(ledger, {row.first_look for row in rows})
    stored = {
        row.id: row
        for row in rows
        if differing is None or has_piece(looks[row.first_look].description or "", differing)
    }
    wanted = {key: build_labels(looks[row.first_look], blurbs) for key, row in stored.items()}
    keys = {key: posting_key(row.board_key, row.source_id) for key, row in stored.items()}
    lay_over(ledger, CorrectedKind.POSTING, wanted, stored, keys)
    outcome = put_rows(ledger.writer.session, POSTING, wanted, stored)
    ledger.posting_companies.update(stored[key].company_id for key in outcome.changed)


def has_piece(description: str, pieces: frozenset[str]) -> bool:
    """Tell whether a description holds one of some sentences."""
    return any(key in pieces for _, _, key in iter_pieces(description[:MAX_DESCRIPTION]))

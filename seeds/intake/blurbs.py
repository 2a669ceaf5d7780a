"""What boards say on AI in most advertisements: found anew when a board's words change."""

from collections.abc import Iterable, Iterator
from typing import Any

from orjson import dumps, loads
from sqlalchemy import Row, bindparam, select, update

from schema.classify.blurbs import find_blurbs, format_blurbs, iter_pieces, parse_blurbs
from schema.classify.involvement import find_involvement, is_of_ai_company
from schema.classify.postings import MAX_DESCRIPTION
from schema.store.keys import among
from schema.tables import Board, Posting, table_of
from seeds.intake.evidence import find_given, format_evidence
from seeds.intake.ledger import Ledger
from seeds.intake.rows import Values, update_rows

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
        POSTING.c.title,
        POSTING.c.department,
        POSTING.c.team,
        POSTING.c.description,
        POSTING.c.function,
        POSTING.c.ai_involvement,
        POSTING.c.stage,
        POSTING.c.evidence,
    )
    .where(POSTING.c.board_id == bindparam("board"), POSTING.c.description.is_not(None))
    .execution_options(yield_per=200)
)


def refresh_blurbs(ledger: Ledger, board_ids: Iterable[int]) -> None:
    """Find what each board says in most of its stored advertisements, and classify by it.

    All stored advertisements of a board count, so the order of imports does not matter. Classified
    anew are those that hold a sentence which has become a blurb or is no longer one, or all when
    the board becomes that of an AI company or is no longer; the words of their last look decide,
    for earlier ones are not kept.
    """
    session = ledger.writer.session
    boards = select(BOARD.c.id, BOARD.c.blurbs).where(among(BOARD.c.id)).order_by(BOARD.c.id)
    for board_id, stored in session.execute(boards, {"keys": set(board_ids)}).all():
        advertised = session.execute(ADVERTISED, {"board": board_id})
        blurbs = find_blurbs((job, text[:MAX_DESCRIPTION]) for job, text in advertised)
        before = parse_blurbs(stored)
        if differing := blurbs ^ before:
            kept = update(BOARD).where(BOARD.c.id == board_id)
            session.connection().execute(kept.values(blurbs=format_blurbs(blurbs)))
            ledger.writer.mark_changed()
            is_same_kind = is_of_ai_company(blurbs) == is_of_ai_company(before)
            classify_anew(ledger, board_id, blurbs, differing if is_same_kind else None)


def classify_anew(
    ledger: Ledger, board_id: int, blurbs: frozenset[str], differing: frozenset[str] | None
) -> None:
    """Give a board's advertisements that hold some sentences, or all, their involvement."""
    session = ledger.writer.session
    rows = session.execute(LABELLED, {"board": board_id})
    changes = [
        (row, values)
        for row in rows
        if (differing is None or has_piece(row.description, differing))
        and (values := find_changes(row, blurbs))
    ]
    update_rows(session, POSTING, [(row.id, values, values) for row, values in changes])
    ledger.posting_companies.update(row.company_id for row, _ in changes)


def has_piece(description: str, pieces: frozenset[str]) -> bool:
    """Tell whether a description holds one of some sentences."""
    return any(key in pieces for _, _, key in iter_pieces(description[:MAX_DESCRIPTION]))


def find_changes(row: Row[Any], blurbs: frozenset[str]) -> Values:
    """Return the columns in which an advertisement's part in AI differs; given labels stay."""
    evidence = loads(row.evidence)
    given = find_given(evidence)
    if "AiInvolvement" in given:
        return {}
    units = (("team", row.team or ""), ("department", row.department or ""))
    text = row.description[:MAX_DESCRIPTION]
    found = find_involvement(row.title, units, text, row.function, blurbs)
    stage = row.stage if "Stage" in given and found.stage else found.stage
    kept = [each for each in evidence if not is_of_ai(each["label"])]
    stages = [each for each in evidence if "Stage" in given and each["label"][:6] == "Stage."]
    proof = loads(format_evidence(iter_without(found.evidence, given)))
    values: Values = {
        "ai_involvement": found.label,
        "stage": stage,
        "evidence": dumps([*proof, *stages, *kept]).decode(),
    }
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def is_of_ai(label: str) -> bool:
    """Tell whether a label with its vocabulary is one that blurbs have a say in."""
    return label.partition(".")[0] in ("AiInvolvement", "Stage")


def iter_without(evidence: Iterable[tuple[str, Any]], given: frozenset[str]) -> Iterator[Any]:
    """Yield the evidence for labels of other vocabularies than those that were given."""
    return (each for each in evidence if each[0].partition(".")[0] not in given)

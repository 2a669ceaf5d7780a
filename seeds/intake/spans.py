"""Spans of a posting: one that was gone and came back has a row for each, so the gap stays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from re import compile as compile_pattern
from typing import Any

from sqlalchemy import Row, or_, select
from sqlmodel import Session

from schema.store.keys import among
from schema.tables import Posting, table_of
from seeds.intake.rows import Values
from seeds.intake.sights import Sights, has_gap, merge_sights, start_after

POSTING = table_of(Posting)
AGAIN = compile_pattern(r"(.+)@\d{4}-\d\d-\d\d")
# What is left of the column's 300 beside `@2026-03-01`.
BASE_MAX = 289

PostingKey = tuple[int, str]
Families = Mapping[PostingKey, Sequence[Row[Any]]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A span of a posting with its company and board."""

    sights: Sights
    company: Row[Any]
    board_id: int


def load_families(session: Session, postings: Iterable[Prepared]) -> Families:
    """Return the stored spans of each posting, earliest first, by board and the board's own id."""
    families: dict[PostingKey, list[Row[Any]]] = {
        (each.board_id, each.sights.record.id): [] for each in postings
    }
    bases = {(board_id, build_base(own)): (board_id, own) for board_id, own in families}
    is_again = POSTING.c.source_id.like("%@____-__-__")
    statement = (
        select(POSTING)
        .where(among(POSTING.c.board_id, "boards"), or_(among(POSTING.c.source_id), is_again))
        .order_by(POSTING.c.first_seen_on, POSTING.c.source_id)
    )
    keys = {"boards": {board for board, _ in families}, "keys": {own for _, own in families}}
    for row in session.execute(statement, keys) if families else ():
        key = (row.board_id, row.source_id)
        if key in families:
            families[key].append(row)
        again = AGAIN.fullmatch(row.source_id)
        own = bases.get((row.board_id, again[1])) if again else None
        if own is not None:
            families[own].append(row)
    return families


def place_spans(postings: Iterable[Prepared], families: Families) -> dict[PostingKey, Prepared]:
    """Return the rows that spans belong to, each with its sights; a span after a gap has its own.

    The first row of a posting has the board's own id, every other one `id@first day`.
    """
    placed: dict[PostingKey, Prepared] = {}
    for posting in postings:
        own = (posting.board_id, posting.sights.record.id)
        family = families[own]
        row = next((row for row in family if is_same_span(row, posting.sights)), None)
        key = (posting.board_id, row.source_id) if row else name_span(posting, family, placed)
        closings = [each.closed_on for each in family if each is not row]
        sights = start_after(posting.sights, closings)
        if key in placed:
            sights = merge_sights([placed[key].sights, sights])
        placed[key] = replace(posting, sights=sights)
    return placed


def find_overlong(
    placed: Mapping[PostingKey, Prepared], families: Families, wanted: Mapping[PostingKey, Values]
) -> Iterator[tuple[PostingKey, Row[Any]]]:
    """Yield the stored spans that the board says opened before an earlier span, new now, closed."""
    for key, posting in placed.items():
        closed_on = wanted[key]["closed_on"]
        for row in families[posting.board_id, posting.sights.record.id]:
            other = (row.board_id, row.source_id)
            is_later = other != key and has_gap(closed_on, row.first_seen_on)
            if is_later and row.opened_on < closed_on:
                yield other, row


def is_same_span(row: Row[Any], sights: Sights) -> bool:
    """Whether sights and a stored span have no gap between them."""
    if row.first_seen_on <= sights.first:
        return not has_gap(row.closed_on, sights.first)
    return not has_gap(sights.closed_on, row.first_seen_on)


def name_span(
    posting: Prepared, family: Sequence[Row[Any]], placed: Mapping[PostingKey, Prepared]
) -> PostingKey:
    """Return the key of a span that has no row yet."""
    own = posting.sights.record.id
    if not family and (posting.board_id, own) not in placed:
        return posting.board_id, own
    return posting.board_id, build_again_id(own, posting.sights.first)


def build_again_id(own: str, first: date) -> str:
    """Return the id of a later span of a posting."""
    return f"{build_base(own)}@{first.isoformat()}"


def build_base(own: str) -> str:
    """Return what the ids of a posting's later spans begin with; long ids differ by a digest."""
    if len(own) <= BASE_MAX:
        return own
    return f"{own[: BASE_MAX - 9]}-{sha256(own.encode()).hexdigest()[:8]}"

"""Stored transcripts and postings as what the rules read, a company's at a time."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from schema.database import Reader
from schema.errors import BadInput
from schema.store.keys import among
from schema.tables import (
    Board,
    Call,
    Company,
    Posting,
    PostingLook,
    Transcript,
    Turn,
    table_of,
)
from seeds.intake.statements import Found
from seeds.intake.transcripts import Spoken, SpokenRow
from seeds.records import CallRecord, TurnRecord

BOARD, CALL, COMPANY = table_of(Board), table_of(Call), table_of(Company)
LOOK, POSTING = table_of(PostingLook), table_of(Posting)
TRANSCRIPT, TURN = table_of(Transcript), table_of(Turn)
CALLS_AT_ONCE = 20
POSTINGS_AT_ONCE = 500

COMPANIES = select(COMPANY).order_by(COMPANY.c.slug)
CALLS = (
    select(CALL)
    .where(CALL.c.company_id == bindparam("company"), CALL.c.id > bindparam("after"))
    .order_by(CALL.c.id)
    .limit(CALLS_AT_ONCE)
)
TRANSCRIPTS = (
    select(TRANSCRIPT)
    .where(among(TRANSCRIPT.c.call_id))
    .order_by(TRANSCRIPT.c.call_id, TRANSCRIPT.c.id)
)
TURNS = select(TURN).where(among(TURN.c.transcript_id)).order_by(TURN.c.transcript_id, TURN.c.n)
POSTINGS = (
    select(POSTING, BOARD.c.key.label("board_key"), BOARD.c.blurbs, LOOK.c.content)
    .join(BOARD, BOARD.c.id == POSTING.c.board_id)
    .join(LOOK, LOOK.c.digest == POSTING.c.first_look)
    .where(POSTING.c.company_id == bindparam("company"), POSTING.c.id > bindparam("after"))
    .order_by(POSTING.c.id)
    .limit(POSTINGS_AT_ONCE)
)


def read_rows(source: Reader | Session, statement: Any, parameters: dict[str, Any]) -> list[Any]:
    """Return rows, within a snapshot or within a write transaction."""
    if isinstance(source, Reader):
        return source.rows(statement, parameters)
    return list(source.execute(statement, parameters).all())


def find_companies(source: Reader | Session, reference: str | None) -> list[Row[Any]]:
    """Return all companies by slug, or the one with a slug or ticker. Raises BadInput for none."""
    found = [
        row for row in read_rows(source, COMPANIES, {}) if reference in (None, row.slug, row.ticker)
    ]
    if reference is not None and not found:
        raise BadInput(f'"{reference}" is no slug or ticker of a company')
    return found


def iter_calls(source: Reader | Session, company_id: int) -> Iterator[list[Row[Any]]]:
    """Yield the calls of a company, batch by batch."""
    after = 0
    while calls := read_rows(source, CALLS, {"company": company_id, "after": after}):
        yield calls
        after = calls[-1].id


def iter_postings(source: Reader | Session, company_id: int) -> Iterator[list[Row[Any]]]:
    """Yield a company's postings, batch by batch, each with its board's key and blurbs.

    `content` is the first look, from which the labels are read.
    """
    after = 0
    while postings := read_rows(source, POSTINGS, {"company": company_id, "after": after}):
        yield postings
        after = postings[-1].id


def read_quotable(
    source: Reader | Session, company: Row[Any], calls: Sequence[Row[Any]]
) -> dict[int, list[Found]]:
    """Return, by call, the turns in which leadership speaks, of old transcripts before newer ones.

    Transcripts in which no statements are to be found are left out.
    """
    by_id = {call.id: call for call in calls}
    transcripts = {
        row.id: row
        for row in read_rows(source, TRANSCRIPTS, {"keys": list(by_id)})
        if row.finds_statements
    }
    found: dict[int, list[Found]] = {call_id: [] for call_id in by_id}
    rows = read_rows(source, TURNS, {"keys": list(transcripts)})
    turns = {key: list(group) for key, group in groupby(rows, lambda row: row.transcript_id)}
    for transcript in transcripts.values():
        call = by_id[transcript.call_id]
        record = CallRecord.model_construct(key=call.key, held_on=call.held_on)
        for turn in turns.get(transcript.id, ()):
            spoken = build_spoken(turn, transcript.text)
            if spoken.is_quotable:
                row = SpokenRow(turn.id, turn.person_id, spoken)
                found[call.id].append(Found(call.id, record, company, transcript.id, row))
    return found


def build_spoken(turn: Row[Any], text: str) -> Spoken:
    """Return a stored turn with its words."""
    record = TurnRecord.model_construct(
        speaker=turn.speaker_printed,
        title=turn.title_printed,
        section=turn.section,
        text=text[turn.start : turn.end],
    )
    return Spoken(turn.n, turn.start, turn.end, record, turn.role)

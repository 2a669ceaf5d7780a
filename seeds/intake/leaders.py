"""Of several texts of a call the one whose statements and heading count, whatever came first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, delete, func, select

from schema.store.keys import among
from schema.tables import Event, Quote, QuoteTheme, Transcript, Turn, table_of
from schema.taxonomy.labels import Origin, TranscriptStatus
from seeds.intake.ledger import Ledger
from seeds.intake.rows import Values, load_rows, update_rows
from seeds.intake.statements import (
    Found,
    build_event_values,
    build_key,
    build_quote_values,
    iter_found,
)
from seeds.intake.transcripts import Script
from seeds.records import CallRecord

EVENT, QUOTE, QUOTE_THEME = table_of(Event), table_of(Quote), table_of(QuoteTheme)
TRANSCRIPT, TURN = table_of(Transcript), table_of(Turn)
RANKED = (
    select(
        TRANSCRIPT.c.call_id,
        TRANSCRIPT.c.status,
        func.max(case((TURN.c.speaker_printed.is_not(None), 1), else_=0)).label("named"),
        func.coalesce(func.sum(TURN.c.end - TURN.c.start), 0).label("spoken"),
        TRANSCRIPT.c.sha256,
        TRANSCRIPT.c.source,
    )
    .join_from(TRANSCRIPT, TURN, TURN.c.transcript_id == TRANSCRIPT.c.id, isouter=True)
    .group_by(
        TRANSCRIPT.c.id,
        TRANSCRIPT.c.call_id,
        TRANSCRIPT.c.status,
        TRANSCRIPT.c.sha256,
        TRANSCRIPT.c.source,
    )
)
GENERATED = select(
    QUOTE, EVENT.c.key.label("event_key"), EVENT.c.is_corrected.label("is_ruled")
).join_from(QUOTE, EVENT, (EVENT.c.id == QUOTE.c.event_id) & (EVENT.c.method == Origin.GENERATED))


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """How much a text is worth: edited, then with speakers, then with most speech.

    The digest decides between equals, and of the same text the source, so that the order of import
    never does.
    """

    is_edited: bool
    names_speakers: bool
    spoken: int
    sha256: str
    source: str


def rank_script(script: Script, record: CallRecord) -> Rank:
    """Return the rank of a text that comes in."""
    return Rank(
        record.status is TranscriptStatus.EDITED,
        any(each.turn.speaker is not None for each in script.spoken),
        sum(each.end - each.start for each in script.spoken),
        script.sha256,
        record.source or "",
    )


def load_ranks(ledger: Ledger, call_ids: Iterable[int]) -> dict[int, list[Rank]]:
    """Return the ranks of the stored texts of calls."""
    ranks: dict[int, list[Rank]] = {}
    for row in load_rows(ledger.writer.session, RANKED, TRANSCRIPT.c.call_id, call_ids):
        is_edited = row.status is TranscriptStatus.EDITED
        named, spoken = bool(row.named), int(row.spoken)
        rank = Rank(is_edited, named, spoken, row.sha256, row.source or "")
        ranks.setdefault(row.call_id, []).append(rank)
    return ranks


def leads(rank: Rank, others: Collection[Rank]) -> bool:
    """Whether a text counts for more than all others of its call; itself is none of them."""
    itself = (rank.sha256, rank.source)
    return all(rank >= other for other in others if (other.sha256, other.source) != itself)


def take_over(ledger: Ledger, found: Sequence[Found], call_ids: Collection[int]) -> None:
    """Let the statements of calls' new leading texts take the place of those found before.

    What both say keeps its event and moves to the new text; what only the old one says goes.
    """
    session = ledger.writer.session
    stored = load_rows(session, GENERATED, QUOTE.c.call_id, call_ids)
    if not stored:
        return
    statements = {build_key(each): each for turn in found for each in iter_found(turn)}
    moved: list[tuple[int, Values, Collection[str]]] = []
    renamed: list[tuple[int, Values, Collection[str]]] = []
    gone = []
    for row in stored:
        statement = statements.get(row.event_key)
        if statement is None:
            gone.append(row)
            continue
        values = build_quote_values(row.event_key, row.event_id, statement)
        moved.append((row.id, values, tuple(values)))
        event = build_event_values(row.event_key, statement)
        # The labels of the same words are the same; what somebody corrected stays.
        names = ("headline",) if row.is_ruled else ("headline", "evidence")
        renamed.append((row.event_id, event, names))
    update_rows(session, QUOTE, moved)
    update_rows(session, EVENT, renamed)
    ledger.writer.mark_quotes(row.id for row in stored)
    remove_events(ledger, [row.event_id for row in gone], [row.id for row in gone])


def remove_events(ledger: Ledger, event_ids: Sequence[int], quote_ids: Sequence[int]) -> None:
    """Remove generated events with their quotes."""
    connection = ledger.writer.session.connection()
    for column, keys in (
        (QUOTE_THEME.c.quote_id, quote_ids),
        (QUOTE.c.id, quote_ids),
        (EVENT.c.id, event_ids),
    ):
        if keys:
            connection.execute(delete(column.table).where(among(column)), {"keys": list(keys)})

"""What is uncertain about transcripts, kept beside them: a state to be shown, not an error."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import delete, select

from schema.store.keys import among
from schema.tables import Transcript, TranscriptDoubt, table_of
from schema.taxonomy.labels import CallKind, DoubtKind
from seeds.intake.ledger import Ledger
from seeds.intake.rows import Values, insert_rows, load_rows
from seeds.records import CallRecord

DOUBT, TRANSCRIPT = table_of(TranscriptDoubt), table_of(Transcript)
ORIGINS = select(TRANSCRIPT.c.id, TRANSCRIPT.c.call_id, TRANSCRIPT.c.source, TRANSCRIPT.c.sha256)

Doubt = tuple[DoubtKind, int | None, str]
"""Its kind, the number of the turn that it is about, and a note."""


def find_doubts(record: CallRecord) -> list[Doubt]:
    """Return what is uncertain about the transcript of a call record: as given, and as it shows."""
    given: list[Doubt] = [(each.kind, each.turn, each.note) for each in record.doubts]
    known = {(kind, turn) for kind, turn, _ in given}
    return given + [each for each in iter_shown(record) if each[:2] not in known]


def iter_shown(record: CallRecord) -> Iterator[Doubt]:
    """Yield what a record shows to be uncertain about the whole of its transcript."""
    if record.held_on is None:
        yield DoubtKind.NO_DATE, None, "no day is given"
    if record.period is None and record.kind is CallKind.EARNINGS:
        yield DoubtKind.NO_PERIOD, None, "no fiscal period is given"
    if record.has_own_text and not record.turns:
        yield DoubtKind.NO_TURNS, None, "nobody speaks in it"
    elif all(turn.speaker is None and turn.title is None for turn in record.turns):
        yield DoubtKind.NO_SPEAKER, None, "no speaker is named"
    else:
        for n, turn in enumerate(record.turns):
            if turn.speaker is None and turn.title is None:
                yield DoubtKind.NO_SPEAKER, n, "nobody is named"


def put_doubts(
    ledger: Ledger, records: Mapping[int, CallRecord], call_ids: Mapping[int, int]
) -> set[int]:
    """Store the doubts about transcripts, by transcript id; `call_ids` are their calls'.

    Returns the ids of the transcripts about which others are stored than before.
    """
    wanted = {key: set(find_doubts(record)) for key, record in records.items()}
    session = ledger.writer.session
    by_call: dict[int, list[tuple[int, str]]] = {}
    for row in load_rows(session, ORIGINS, TRANSCRIPT.c.call_id, call_ids.values()):
        origin = row.source or row.sha256[:12]
        by_call.setdefault(row.call_id, []).append((row.id, origin))
    for texts in by_call.values():
        for key, _ in texts if len(texts) > 1 else ():
            others = sorted(origin for other, origin in texts if other != key)
            note = f"also published as {', '.join(others)}"[:1000]
            wanted.setdefault(key, set()).add((DoubtKind.PUBLISHED_TWICE, None, note))
    return replace_doubts(ledger, wanted, frozenset(records))


def replace_doubts(
    ledger: Ledger, wanted: Mapping[int, set[Doubt]], whole: frozenset[int]
) -> set[int]:
    """Make stored doubts equal to the wanted ones, and return the transcripts where they were not.

    Of transcripts that are not in `whole` only the kinds that are wanted are replaced.
    """
    session = ledger.writer.session
    stored = load_rows(session, DOUBT, DOUBT.c.transcript_id, wanted)
    kept: set[tuple[int, Doubt]] = set()
    gone: dict[int, int] = {}
    for row in stored:
        doubt: Doubt = (row.kind, row.n, row.note)
        is_other = row.transcript_id not in whole and row.kind is not DoubtKind.PUBLISHED_TWICE
        if doubt in wanted[row.transcript_id] or is_other:
            kept.add((row.transcript_id, doubt))
        else:
            gone[row.id] = row.transcript_id
    if gone:
        session.connection().execute(delete(DOUBT).where(among(DOUBT.c.id)), {"keys": list(gone)})
    new: list[Values] = [
        {"transcript_id": key, "kind": kind, "n": n, "note": note}
        for key, doubts in wanted.items()
        for kind, n, note in sort_doubts(doubts)
        if (key, (kind, n, note)) not in kept
    ]
    insert_rows(session, DOUBT, new, {})
    if new or gone:
        ledger.writer.mark_changed()
    return {*gone.values(), *(row["transcript_id"] for row in new)}


def sort_doubts(doubts: set[Doubt]) -> Sequence[Doubt]:
    """Return doubts in the order of their turns, those about the whole first."""

    def place(doubt: Doubt) -> tuple[int, str, str]:
        kind, n, note = doubt
        return -1 if n is None else n, kind.value, note

    return sorted(doubts, key=place)

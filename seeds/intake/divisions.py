"""A stored text that is divided into other turns by now: the old turns go, quotes find the new."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, delete, select, update

from schema.store.keys import among
from schema.tables import Event, Quote, Turn, table_of
from schema.taxonomy.labels import Origin, Verification
from seeds.intake.ledger import Ledger
from seeds.intake.rows import Values, load_rows, update_rows

EVENT, QUOTE, TURN = table_of(Event), table_of(Quote), table_of(Turn)
PLACED = select(QUOTE, EVENT.c.method).join_from(QUOTE, EVENT, EVENT.c.id == QUOTE.c.event_id)
SPOKEN = ("section", "speaker_printed", "title_printed", "role", "person_id")
NOWHERE: Values = {
    "transcript_id": None,
    "turn_id": None,
    "start": None,
    "end": None,
    "verification": Verification.UNVERIFIED,
}

Key = tuple[int, int]
"""A turn by its transcript and its number."""


def clear_divisions(
    ledger: Ledger, stored: Mapping[Key, Row[Any]], wanted: Mapping[Key, Values]
) -> set[int]:
    """Remove the turns of transcripts whose turns are other stretches now; return which those are.

    A reader that has learned of one more speaker shifts all turns after it: changed in place they
    would give a quote the words' neighbour as its speaker.
    """
    before = {key: (row.start, row.end) for key, row in stored.items()}
    after = {key: (values["start"], values["end"]) for key, values in wanted.items()}
    differ = {key[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    moved = differ & {transcript_id for transcript_id, _ in stored}
    if moved:
        connection = ledger.writer.session.connection()
        keys = {"keys": moved}
        loose = update(QUOTE).where(among(QUOTE.c.transcript_id)).values(turn_id=None)
        connection.execute(loose, keys)
        connection.execute(delete(TURN).where(among(TURN.c.transcript_id)), keys)
    return moved


def place_quotes(ledger: Ledger, transcript_ids: Collection[int]) -> None:
    """Give the quotes of transcripts that were divided anew the turn that they lie in.

    Generated ones take its speaker. One that lies in no turn is placed nowhere, and tried again.
    """
    session = ledger.writer.session
    turns: dict[int, list[Row[Any]]] = {}
    for turn in load_rows(session, select(TURN), TURN.c.transcript_id, transcript_ids):
        turns.setdefault(turn.transcript_id, []).append(turn)
    places: list[tuple[int, Values, Collection[str]]] = []
    for quote in load_rows(session, PLACED, QUOTE.c.transcript_id, transcript_ids):
        place = NOWHERE
        for turn in turns.get(quote.transcript_id, ()):
            if turn.start <= quote.start and quote.end <= turn.end:
                place = read_place(turn, quote.method == Origin.GENERATED)
        if place is NOWHERE:
            ledger.calls_to_verify.add(quote.call_id)
        places.append((quote.id, place, tuple(place)))
        ledger.writer.mark_quotes([quote.id])
    update_rows(session, QUOTE, places)


def read_place(turn: Row[Any], is_generated: bool) -> Values:
    """Return the columns of a quote that follow from its turn."""
    names = SPOKEN if is_generated else ()
    return {"turn_id": turn.id} | {name: getattr(turn, name) for name in names}

"""Quotes placed in transcripts: an exact span that cannot be another makes a quote verified."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Row, select

from schema.tables import Quote, Transcript, Turn, table_of
from schema.taxonomy.labels import Section, SpeakerRole, Verification
from seeds.intake.ledger import Ledger
from seeds.intake.rows import Values, load_rows, update_rows
from seeds.names import fold

QUOTE, TRANSCRIPT, TURN = table_of(Quote), table_of(Transcript), table_of(Turn)
LOOSE = select(QUOTE).where(QUOTE.c.verification == Verification.UNVERIFIED)
IDS = select(TRANSCRIPT.c.id, TRANSCRIPT.c.call_id).order_by(TRANSCRIPT.c.id)


def verify_quotes(ledger: Ledger) -> None:
    """Place the unverified quotes of the calls at hand, oldest transcript first."""
    session = ledger.writer.session
    loose: dict[int, list[Row[Any]]] = {}
    for quote in load_rows(session, LOOSE, QUOTE.c.call_id, ledger.calls_to_verify):
        loose.setdefault(quote.call_id, []).append(quote)
    for transcript in load_rows(session, IDS, TRANSCRIPT.c.call_id, loose):
        text = session.execute(
            select(TRANSCRIPT.c.text).where(TRANSCRIPT.c.id == transcript.id)
        ).scalar_one()
        turns = load_rows(session, TURN, TURN.c.transcript_id, [transcript.id])
        left = []
        for quote in loose[transcript.call_id]:
            place = find_place(quote, text, turns)
            if place is None:
                left.append(quote)
                continue
            update_rows(session, QUOTE, [(quote.id, place, tuple(place))])
            ledger.writer.mark_quotes([quote.id])
        loose[transcript.call_id] = left
    ledger.calls_to_verify.clear()


def find_place(quote: Row[Any], text: str, turns: Sequence[Row[Any]]) -> Values | None:
    """Return the columns that place a quote, None when its words have no place or several.

    Of several places the one that the named speaker speaks is taken.
    """
    # A second place in a turn is one too many; a word may stand there a hundred thousand times.
    places = [
        (turn, start) for turn in turns for start in islice(iter_places(quote.text, text, turn), 2)
    ]
    if len(places) > 1 and quote.speaker_printed:
        name = fold(quote.speaker_printed)
        places = [(t, start) for t, start in places if fold(t.speaker_printed or "") == name]
    if len(places) != 1:
        return None
    turn, start = places[0]
    place: Values = {
        "transcript_id": turn.transcript_id,
        "turn_id": turn.id,
        "start": start,
        "end": start + len(quote.text),
        "verification": Verification.VERIFIED,
    }
    if quote.section is Section.UNKNOWN:
        place["section"] = turn.section
    if quote.role is SpeakerRole.UNKNOWN:
        place["role"] = turn.role
    return place


def iter_places(words: str, text: str, turn: Row[Any]) -> Iterator[int]:
    """Yield where words begin inside one turn."""
    start = text.find(words, turn.start, turn.end)
    while start != -1:
        yield start
        start = text.find(words, start + 1, turn.end)

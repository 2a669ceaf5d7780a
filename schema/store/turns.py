"""What was said in turns."""

from collections.abc import Sequence

from sqlalchemy import func, select

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.keys import among
from schema.tables import Transcript, Turn, table_of

TURN, TRANSCRIPT = table_of(Turn), table_of(Transcript)
# The database cuts: a call's text is a hundred times as long as one turn of it.
READ_TEXTS = Prepared(
    select(
        TURN.c.id,
        func.substr(TRANSCRIPT.c.text, TURN.c.start + 1, TURN.c.end - TURN.c.start),
    )
    .join_from(TURN, TRANSCRIPT, TURN.c.transcript_id == TRANSCRIPT.c.id)
    .where(among(TURN.c.id))
)


def texts_of(reader: Reader, turn_ids: Sequence[int]) -> list[str | None]:
    """Return the words of each turn, as its transcript has them; None where there is no turn."""
    keys = {key for key in turn_ids if key is not None}  # a quote without a turn has none
    found = dict(map(tuple, reader.fetch(READ_TEXTS, {"keys": list(keys)})))
    return [found.get(key) for key in turn_ids]

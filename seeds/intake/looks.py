"""Looks: what postings looked like, kept apart from the days on which they did."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from zlib import compress, decompress

from orjson import loads
from sqlalchemy import delete, select

from schema.store.keys import among
from schema.tables import PostingLook, table_of
from seeds.intake.ledger import Ledger
from seeds.intake.rows import insert_rows, load_rows
from seeds.records import PostingRecord

LOOK = table_of(PostingLook)
LOOKS = select(LOOK.c.id, LOOK.c.digest, LOOK.c.content)
REMOVE_LOOKS = delete(LOOK).where(among(LOOK.c.digest))
# Days are the sights' to tell, and whose board it is the board's.
LEFT_OUT = {"first_seen_on", "last_seen_on", "opened_on", "closed_on", "status", "company"}
PUT_BACK = b'{"first_seen_on":"1980-01-01","company":"-",'


def pack_look(record: PostingRecord) -> tuple[str, bytes]:
    """Return the digest of a record without its days, and its text.

    Board and id are part of it: a look belongs to one posting and goes with it.
    """
    content = record.model_dump_json(exclude=LEFT_OUT, exclude_defaults=True).encode()
    return blake2b(content, digest_size=16).hexdigest(), content


def put_looks(ledger: Ledger, looks: Mapping[str, bytes]) -> None:
    """Store the looks that are not known yet."""
    session = ledger.writer.session
    stored = load_rows(session, LOOK.c.digest, LOOK.c.digest, looks)
    known = {row.digest for row in stored}
    rows = [
        {"digest": digest, "content": compress(content, 6)}
        for digest, content in looks.items()
        if digest not in known
    ]
    insert_rows(session, LOOK, rows, {})
    if rows:
        ledger.writer.mark_changed()


def load_looks(ledger: Ledger, digests: Iterable[str]) -> dict[str, PostingRecord]:
    """Return looks as records by digest; their days and their company mean nothing."""
    rows = load_rows(ledger.writer.session, LOOKS, LOOK.c.digest, digests)
    return {row.digest: unpack_look(row.content) for row in rows}


def unpack_look(packed: bytes) -> PostingRecord:
    """Return a look as a record; its days and its company mean nothing."""
    return PostingRecord.model_validate_json(PUT_BACK + decompress(packed).removeprefix(b"{"))


def text_of(packed: bytes) -> str | None:
    """Return the description in a look."""
    text: str | None = loads(decompress(packed)).get("description")
    return text


def remove_looks(ledger: Ledger, digests: Collection[str]) -> None:
    """Remove looks that no sight has any more."""
    if digests:
        ledger.writer.session.execute(REMOVE_LOOKS, {"keys": digests})
        ledger.writer.mark_changed()

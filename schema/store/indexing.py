"""The search index kept equal to the quotes: their documents, and the outbox drained into it.

The database is the truth. Every transaction that changes a quote leaves its number in the outbox
(`quote_change`) beside the generation; the index records the generation that it holds. So whatever
moment a process dies at, the next `catch_up` knows what is missing.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from logging import getLogger
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.exc import OperationalError

from schema.database import Database, Reader
from schema.store.keys import among
from schema.tables import (
    Call,
    Company,
    Event,
    Person,
    PersonAlias,
    Quote,
    QuoteChange,
    QuoteTheme,
    Theme,
    table_of,
)
from search import IndexBusy, IndexDamaged, QuoteDocument, QuoteIndex, SearchFailed

log = getLogger("callboard.indexing")

# Three statements a batch; larger ones only hold more rows in memory.
QUOTES_PER_BATCH = 2000
PATIENCE = 10.0  # seconds

CALL, COMPANY, EVENT = table_of(Call), table_of(Company), table_of(Event)
PERSON, ALIAS, THEME = table_of(Person), table_of(PersonAlias), table_of(Theme)
QUOTE, QUOTE_CHANGE, QUOTE_THEME = table_of(Quote), table_of(QuoteChange), table_of(QuoteTheme)

QUOTES = (
    select(
        QUOTE.c.id,
        QUOTE.c.text,
        QUOTE.c.occurred_on,
        QUOTE.c.title_printed,
        QUOTE.c.speaker_printed,
        QUOTE.c.role,
        QUOTE.c.section,
        QUOTE.c.verification,
        QUOTE.c.person_id,
        EVENT.c.headline,
        EVENT.c.type,
        EVENT.c.stage,
        CALL.c.period,
        COMPANY.c.slug.label("company"),
        COMPANY.c.name.label("company_name"),
        COMPANY.c.ticker,
        COMPANY.c.sector,
        PERSON.c.slug.label("speaker"),
        PERSON.c.name.label("speaker_name"),
    )
    .join_from(QUOTE, EVENT, EVENT.c.id == QUOTE.c.event_id)
    .join(COMPANY, COMPANY.c.id == QUOTE.c.company_id)
    .outerjoin(CALL, CALL.c.id == QUOTE.c.call_id)
    .outerjoin(PERSON, PERSON.c.id == QUOTE.c.person_id)
    .order_by(QUOTE.c.id)
)
NAMED_QUOTES = QUOTES.where(among(QUOTE.c.id))
NEXT_QUOTES = QUOTES.where(QUOTE.c.id > bindparam("after")).limit(QUOTES_PER_BATCH)
THEMES = (
    select(QUOTE_THEME.c.quote_id, THEME.c.slug)
    .join_from(QUOTE_THEME, THEME, THEME.c.id == QUOTE_THEME.c.theme_id)
    .where(among(QUOTE_THEME.c.quote_id))
    .order_by(QUOTE_THEME.c.quote_id, QUOTE_THEME.c.id)
)
ALIASES = (
    select(ALIAS.c.person_id, ALIAS.c.name)
    .where(among(ALIAS.c.person_id))
    .order_by(ALIAS.c.person_id, ALIAS.c.id)
)
CHANGES = (
    select(QUOTE_CHANGE.c.quote_id, QUOTE.c.id.label("is_there"))
    .join_from(QUOTE_CHANGE, QUOTE, QUOTE.c.id == QUOTE_CHANGE.c.quote_id, isouter=True)
    .where(QUOTE_CHANGE.c.generation > bindparam("position"))
    .distinct()
)
OLDEST_CHANGE = select(func.min(QUOTE_CHANGE.c.generation))
QUOTE_COUNT = select(func.count()).select_from(QUOTE)


@dataclass(frozen=True)
class IndexReport:
    """What a catch-up did; `rebuilt` says why the index was made anew, None when it was not."""

    generation: int
    upserted: int
    deleted: int
    rebuilt: str | None
    seconds: float


def open_index(folder: Path) -> QuoteIndex:
    """Return the index in a folder, made there when there is none. Raises IndexBusy."""
    return QuoteIndex.open(folder)


def catch_up(database: Database, index: QuoteIndex, *, anew: bool = False) -> IndexReport:
    """Bring the index to the database's generation and return what that took.

    Applying a change again gives the same index, so this may die or be repeated at any moment.
    A database that was restored from a backup is noticed while it is behind the index: catch up
    before writing to it. `anew` rebuilds in any case.

    Raises NotReady when the database cannot answer, IndexBusy when another process kept writing the
    index for PATIENCE seconds.
    """
    started = perf_counter()
    while True:
        try:
            generation, upserted, deleted, rebuilt = advance(database, index, anew=anew)
            break
        except IndexBusy:
            # The other process may be doing our work; with a new snapshot we see how far it came.
            if perf_counter() - started > PATIENCE:
                raise
            sleep(0.1)
    prune_outbox(database, generation)
    return IndexReport(generation, upserted, deleted, rebuilt, perf_counter() - started)


def advance(
    database: Database, index: QuoteIndex, *, anew: bool
) -> tuple[int, int, int, str | None]:
    """Bring the index to one snapshot; return its generation, upserts, deletes, rebuild reason."""
    # Before the snapshot: another process may move the index on, but never past a later snapshot.
    position = held = index.position()
    with database.read() as reader:
        generation = reader.generation()
        reason = "as asked" if anew else find_rebuild_reason(reader, index, position)
        if reason is None:
            try:
                upserted, deleted = apply_changes(reader, index, position)
                held = generation
                reason = find_wrong_total(reader, index)
            except (IndexDamaged, SearchFailed):
                if index.health(deep=True).ok:
                    raise
                reason = "its files are damaged"
        if reason is not None:
            check_position(index, held)
            log.info("rebuilding the index: %s", reason)
            index.rebuild(quote_documents(reader, None), generation)
            upserted, deleted = int(reader.value(QUOTE_COUNT)), 0
    return generation, upserted, deleted, reason


def apply_changes(reader: Reader, index: QuoteIndex, position: int) -> tuple[int, int]:
    """Write what the outbox names after a position, in one commit; return upserts and deletes."""
    generation = reader.generation()
    if position == generation:
        return 0, 0
    check_position(index, position)
    changes = reader.rows(CHANGES, {"position": position})
    upserts = [change.quote_id for change in changes if change.is_there is not None]
    deletes = [change.quote_id for change in changes if change.is_there is None]
    index.apply(quote_documents(reader, upserts), deletes, generation)
    return len(upserts), len(deletes)


def check_position(index: QuoteIndex, position: int) -> None:
    """Raise IndexBusy when another process moved the index on, so that it is not set back."""
    if index.position() != position:
        raise IndexBusy("Another process has moved the index on; try again.")


def find_rebuild_reason(reader: Reader, index: QuoteIndex, position: int) -> str | None:
    """Return why the outbox cannot bring the index to this snapshot, or None when it can."""
    if index.needs_rebuild:
        return "its files are missing or damaged"
    generation = reader.generation()
    if position > generation:
        return f"it held generation {position}, the database was restored to {generation}"
    if position == 0 < generation:
        return "it was empty"
    oldest = reader.value(OLDEST_CHANGE)
    if oldest is not None and position < oldest:
        return f"it held generation {position}, the changes are kept from {oldest}"
    return None


def find_wrong_total(reader: Reader, index: QuoteIndex) -> str | None:
    """Return a sentence when the index does not hold as many documents as there are quotes.

    Only a second line of defence: nothing that goes by the outbox leads here.
    """
    documents, quotes = index.health().documents, int(reader.value(QUOTE_COUNT))
    return None if documents == quotes else f"it held {documents} documents for {quotes} quotes"


def prune_outbox(database: Database, position: int) -> None:
    """Forget the changes that the index holds, all but the newest; raises no generation.

    The newest stays as a mark of how far was pruned: an index that is further behind than the
    oldest row is rebuilt. A database that is busy is left alone, the next catch-up prunes.
    """
    held = QUOTE_CHANGE.c.generation <= position
    newest = (
        select(QUOTE_CHANGE.c.id)
        .where(held)
        .order_by(QUOTE_CHANGE.c.generation.desc(), QUOTE_CHANGE.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    stale = (held, QUOTE_CHANGE.c.id != newest)
    try:
        with database.read() as reader:
            if reader.value(select(QUOTE_CHANGE.c.id).where(*stale).limit(1)) is None:
                return
        with database.engine.connect() as connection:
            connection.execution_options(callboard_write=True)
            connection.execute(delete(QUOTE_CHANGE).where(*stale))
            connection.commit()
    except OperationalError as error:
        log.info("the outbox was not pruned: %s", error.orig)


def quote_documents(reader: Reader, quote_ids: Collection[int] | None) -> Iterator[QuoteDocument]:
    """Yield the documents of the named quotes, or of all, by id; ids that are gone are left out."""
    batches = iter_all(reader) if quote_ids is None else iter_named(reader, quote_ids)
    for quotes in batches:
        themes = group_pairs(reader, THEMES, {quote.id for quote in quotes})
        aliases = group_pairs(reader, ALIASES, {quote.person_id for quote in quotes} - {None})
        for quote in quotes:
            yield build_document(quote, themes.get(quote.id, []), aliases.get(quote.person_id, []))


def iter_all(reader: Reader) -> Iterator[list[Any]]:
    """Yield the rows of all quotes, batch by batch."""
    after = 0
    while quotes := reader.rows(NEXT_QUOTES, {"after": after}):
        yield quotes
        after = quotes[-1].id


def iter_named(reader: Reader, quote_ids: Collection[int]) -> Iterator[list[Any]]:
    """Yield the rows of the named quotes, batch by batch."""
    ordered = sorted(set(quote_ids))
    for start in range(0, len(ordered), QUOTES_PER_BATCH):
        yield reader.rows(NAMED_QUOTES, {"keys": ordered[start : start + QUOTES_PER_BATCH]})


def group_pairs(reader: Reader, statement: Any, keys: Collection[int]) -> dict[int, list[str]]:
    """Return the second columns of a two-column statement by the first."""
    groups: dict[int, list[str]] = {}
    for key, value in reader.rows(statement, {"keys": keys}):
        groups.setdefault(key, []).append(str(value))
    return groups


def build_document(quote: Any, themes: list[str], aliases: list[str]) -> QuoteDocument:
    """Return what search needs of a row of QUOTES, its themes and its speaker's spellings."""
    names = (quote.speaker_name, *aliases, quote.speaker_printed)
    return QuoteDocument(
        pk=quote.id,
        text=quote.text,
        headline=quote.headline,
        held_on=quote.occurred_on,
        company=quote.company,
        company_name=quote.company_name,
        ticker=quote.ticker,
        sector=quote.sector and quote.sector.value,
        speaker=quote.speaker,
        speaker_names=tuple(dict.fromkeys(name for name in names if name)),
        title=quote.title_printed,
        role=quote.role.value,
        section=quote.section.value,
        event_type=quote.type.value,
        stage=quote.stage.value,
        verification=quote.verification.value,
        themes=tuple(themes),
        period=quote.period,
    )

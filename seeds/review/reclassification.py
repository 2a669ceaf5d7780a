"""Everything stored classified anew by today's taxonomy, in one transaction a company."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from re import compile as compile_pattern
from typing import Any

from sqlalchemy import Row, delete, select, update

from schema.classify.blurbs import parse_blurbs
from schema.classify.gate import has_ai_mention
from schema.database import Database
from schema.store.keys import among
from schema.store.roles import refresh_roles
from schema.tables import Quote, table_of
from schema.taxonomy.labels import CorrectedKind, Origin
from seeds.intake.corrections import lay_over, posting_key
from seeds.intake.ledger import Ledger
from seeds.intake.looks import unpack_look
from seeds.intake.postings import build_labels, came_labelled
from seeds.intake.rows import load_rows, put_rows
from seeds.intake.statements import EVENT, Found, find_statements, write_statements
from seeds.review.stored import (
    CALL,
    POSTING,
    find_companies,
    iter_calls,
    iter_postings,
    read_quotable,
)

QUOTE = table_of(Quote)
OF_FOUND = compile_pattern(r"(.+)#[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Renewed:
    """What classifying a company anew did."""

    company: str
    events_added: int
    events_changed: int
    events_removed: int
    postings_changed: int

    @property
    def has_changed(self) -> bool:
        """Whether anything is otherwise than before."""
        return bool(
            self.events_added + self.events_changed + self.events_removed + self.postings_changed
        )


def reclassify(
    database: Database,
    company: str | None = None,
    progress: Callable[[Renewed], None] | None = None,
) -> list[Renewed]:
    """Classify all companies anew, or the one with a slug or ticker; again, it changes nothing.

    Events found in transcripts and labels of postings become what today's taxonomy says; labels
    that were given, and corrected ones, stay. Raises BadInput for a company that is not known.
    """
    with database.read() as reader:
        companies = find_companies(reader, company)
    done = []
    for row in companies:
        done.append(renew_company(database, row))
        if progress:
            progress(done[-1])
    return done


def renew_company(database: Database, company: Row[Any]) -> Renewed:
    """Classify one company anew, all of it or nothing."""
    with database.write() as writer:
        ledger = Ledger(writer)
        added, changed, removed = renew_events(ledger, company)
        moved = renew_postings(ledger, company.id)
        if moved:
            refresh_roles(writer, [company.id])
        ledger.mark_quotes()
    return Renewed(company.slug, added, changed, removed, moved)


def renew_events(ledger: Ledger, company: Row[Any]) -> tuple[int, int, int]:
    """Find the statements of a company's calls anew; return events added, changed and removed."""
    session = ledger.writer.session
    added = changed = removed = 0
    for calls in iter_calls(session, company.id):
        quotable = read_quotable(session, company, calls)
        statements = find_statements([turn for turns in quotable.values() for turn in turns])
        keys = {call.id: call.key for call in calls}
        stored = {row.key: row.id for row in iter_stored(ledger, keys)}
        gone = [row_id for key, row_id in stored.items() if key not in statements]
        touched = write_statements(ledger, statements)
        remove_events(ledger, gone)
        note_mentions(ledger, calls, quotable)
        added += len(statements.keys() - stored.keys())
        changed += len(touched & stored.keys())
        removed += len(gone)
    return added, changed, removed


def iter_stored(ledger: Ledger, calls: Mapping[int, str]) -> Iterator[Row[Any]]:
    """Yield the events that were found in the transcripts of calls; their keys tell them."""
    statement = select(EVENT.c.id, EVENT.c.key, EVENT.c.call_id).where(
        EVENT.c.method == Origin.GENERATED
    )
    for row in load_rows(ledger.writer.session, statement, EVENT.c.call_id, calls):
        found = OF_FOUND.fullmatch(row.key)
        if found and found[1] == calls[row.call_id]:
            yield row


def remove_events(ledger: Ledger, event_ids: list[int]) -> None:
    """Remove events with their quotes, and leave word of these for the index."""
    if event_ids:
        session = ledger.writer.session
        quotes = load_rows(session, QUOTE.c.id, QUOTE.c.event_id, event_ids)
        ledger.writer.mark_quotes([row.id for row in quotes])
        session.execute(delete(EVENT).where(among(EVENT.c.id)), {"keys": event_ids})
        ledger.writer.mark_changed()


def note_mentions(ledger: Ledger, calls: list[Any], quotable: Mapping[int, list[Found]]) -> None:
    """Let calls say whether leadership mentions AI: in a transcript's words, or in a quote."""
    session = ledger.writer.session
    quoted = {
        row.call_id
        for row in load_rows(session, select(QUOTE.c.call_id).distinct(), QUOTE.c.call_id, quotable)
    }
    for call in calls:
        turns = quotable[call.id]
        mentions = call.id in quoted or any(
            has_ai_mention(each.turn.spoken.turn.text) for each in turns
        )
        # Without a transcript to read, what the import said stays.
        if turns and mentions != call.mentions_ai:
            said = update(CALL).where(CALL.c.id == call.id).values(mentions_ai=mentions)
            session.connection().execute(said)
            ledger.writer.mark_changed()


def renew_postings(ledger: Ledger, company_id: int) -> int:
    """Label a company's postings anew and return how many changed.

    Of those that came with all labels the rules say nothing. The looks of those that an older
    callboard imported were written when the tables were brought up to date, with all labels.
    """
    changed = 0
    for rows in iter_postings(ledger.writer.session, company_id):
        stored = {row.id: row for row in rows}
        keys = {row.id: posting_key(row.board_key, row.source_id) for row in rows}
        wanted = {
            row.id: build_labels(record, parse_blurbs(row.blurbs).on(row.first_seen_on))
            for row in rows
            if not came_labelled(record := unpack_look(row.content))
        }
        lay_over(ledger, CorrectedKind.POSTING, wanted, stored, keys)
        outcome = put_rows(ledger.writer.session, POSTING, wanted, stored)
        ledger.note(outcome)
        changed += len(outcome.changed)
    return changed

"""Events that are given: their labels, quotes and themes; what is not given the rules say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, select, update

from schema.classify.headlines import build_headline
from schema.classify.statements import StatementLabels, classify_statement
from schema.store.keys import among
from schema.tables import Call, Event, Quote, table_of
from schema.taxonomy.labels import (
    CorrectedKind,
    EventType,
    Origin,
    Section,
    SpeakerRole,
    Stage,
    ThemeSlug,
    Verification,
)
from schema.taxonomy.rules import load_taxonomy
from seeds.intake.companies import Companies
from seeds.intake.corrections import UNCORRECTED, lay_over, lay_over_themes
from seeds.intake.evidence import format_evidence
from seeds.intake.ledger import Entry, Ledger
from seeds.intake.people import People, Who
from seeds.intake.rows import Outcome, Values, load_rows, put_rows
from seeds.intake.themes import put_themes
from seeds.intake.transcripts import read_role
from seeds.names import names_nobody
from seeds.records import EventRecord, QuoteRecord

CALL, EVENT, QUOTE = table_of(Call), table_of(Event), table_of(Quote)
CALLS = select(CALL.c.id, CALL.c.key, CALL.c.company_id, CALL.c.held_on, CALL.c.mentions_ai)
UNPLACED: Values = {"transcript_id": None, "turn_id": None, "start": None, "end": None}


@dataclass(frozen=True, slots=True)
class Prepared:
    """An event record with its company, its call, and what the rules say of its words."""

    record: EventRecord
    company: Row[Any]
    call: Row[Any] | None
    labels: StatementLabels | None

    @property
    def occurred_on(self) -> Any:
        """The given day, else the call's."""
        return self.record.occurred_on or (self.call.held_on if self.call else None)


def put_events(
    ledger: Ledger,
    companies: Companies,
    people: People,
    entries: Sequence[Entry[EventRecord]],
) -> None:
    """Store a batch of events with their quotes; quotes are placed in transcripts later."""
    events = prepare_events(ledger, companies, entries)
    session = ledger.writer.session
    stored = {row.key: row for row in load_rows(session, EVENT, EVENT.c.key, events)}
    wanted = {key: build_event_values(event) for key, event in events.items()}
    lay_over(ledger, CorrectedKind.EVENT, wanted, stored, {key: key for key in wanted})
    outcome = put_rows(session, EVENT, wanted, stored, UNCORRECTED)
    ledger.note(outcome)
    for key in outcome.changed:
        ledger.note_quotes_of("event_id", outcome.ids[key])
    with_quotes = put_quotes(ledger, people, events, outcome)
    note_mentions(ledger, events.values())
    for key in events:
        ledger.count(key in outcome.added, key in outcome.changed or key in with_quotes)


def prepare_events(
    ledger: Ledger, companies: Companies, entries: Sequence[Entry[EventRecord]]
) -> dict[str, Prepared]:
    """Return the events whose company and call are known, by key."""
    keys = {entry.record.call for entry in entries if entry.record.call}
    calls = {row.key: row for row in load_rows(ledger.writer.session, CALLS, CALL.c.key, keys)}
    events: dict[str, Prepared] = {}
    for entry in entries:
        record = entry.record
        company = companies.resolve(entry.line, record.company)
        call = calls.get(record.call or "")
        if company is None:
            continue
        if record.call and (call is None or call.company_id != company.id):
            reason = (
                f'"{record.call}" is no call of {company.slug}; add a call record with this key'
            )
            ledger.reject(entry.line, "call", reason)
            continue
        words = record.quotes[0].text if record.quotes else record.headline or ""
        events[record.key] = Prepared(record, company, call, classify_statement(words))
    return events


def build_event_values(event: Prepared) -> Values:
    """Return the columns of an event's row."""
    record, labels = event.record, event.labels
    is_given = record.type is not None and record.stage is not None
    return {
        "key": record.key,
        "company_id": event.company.id,
        "call_id": event.call.id if event.call else None,
        "headline": record.headline or build_event_headline(event),
        "headline_origin": Origin.GIVEN if record.headline else Origin.GENERATED,
        "type": record.type or (labels.event_type if labels else EventType.MARKET_VIEW),
        "stage": record.stage or (labels.stage if labels else Stage.EXPLORE),
        "occurred_on": event.occurred_on,
        "specificity": record.specificity or (labels.specificity if labels else None),
        "horizon": record.horizon or (labels.horizon if labels else None),
        "method": Origin.GIVEN if is_given else Origin.GENERATED,
        "evidence": format_evidence(labels.evidence if labels and not is_given else ()),
        "taxonomy_version": None if is_given else load_taxonomy().version,
        "is_illustrative": record.is_illustrative,
    }


def build_event_headline(event: Prepared) -> str:
    """Return a headline made of the first quote."""
    quote = event.record.quotes[0]
    return build_headline(quote.text, quote.speaker, event.company.name)


def put_quotes(
    ledger: Ledger, people: People, events: Mapping[str, Prepared], outcome: Outcome[str]
) -> set[str]:
    """Make the quotes of events those of their records; return the keys of events that changed."""
    session = ledger.writer.session
    event_ids = [outcome.ids[key] for key in events]
    given = {key: quote for event in events.values() for key, quote in iter_quotes(event.record)}
    of_events = load_rows(session, QUOTE, QUOTE.c.event_id, event_ids)
    elsewhere = load_rows(session, QUOTE, QUOTE.c.key, given)
    stored = {row.key: row for row in (*of_events, *elsewhere)}
    owners = {key: event for event in events.values() for key, _ in iter_quotes(event.record)}
    persons = people.link(filter(None, (find_speaker(owners[key], q) for key, q in given.items())))
    wanted = {
        key: build_quote_values(key, quote, owners[key], outcome.ids, persons)
        for key, quote in given.items()
    }
    for key in wanted.keys() & stored.keys():
        if wanted[key]["text"] != stored[key].text:
            wanted[key] |= UNPLACED | {"verification": Verification.UNVERIFIED}
    found = {key: find_themes(quote) for key, quote in given.items()}
    themes, corrected = lay_over_themes(ledger, found)
    for key in corrected:
        wanted[key]["is_corrected"] = True
    written = put_rows(session, QUOTE, wanted, stored, {**UNPLACED, **UNSAID, **UNCORRECTED})
    ledger.note(written)
    ledger.writer.mark_quotes(written.ids[key] for key in written.touched)
    put_themes(ledger, {written.ids[key]: slugs for key, slugs in themes.items()})
    gone = {row.id: row.event_id for key, row in stored.items() if key not in wanted}
    remove_quotes(ledger, gone)
    ledger.calls_to_verify |= {
        event.call.id for key in written.touched if (event := owners[key]).call
    }
    left = {key for key in events if outcome.ids[key] in gone.values()}
    return left | {owners[key].record.key for key in written.touched}


UNSAID: Values = {
    "verification": Verification.UNVERIFIED,
    "section": Section.UNKNOWN,
    "role": SpeakerRole.UNKNOWN,
}


def iter_quotes(record: EventRecord) -> Iterator[tuple[str, QuoteRecord]]:
    """Yield the quotes of an event with their keys; the event's and a number if not given."""
    for n, quote in enumerate(record.quotes, 1):
        yield quote.key or f"{record.key}/{n}", quote


def find_speaker(event: Prepared, quote: QuoteRecord) -> Who | None:
    """Return who said a quote: whoever an event quotes speaks for its company."""
    if quote.speaker is None or names_nobody(quote.speaker):
        return None
    return event.company.id, quote.speaker


def build_quote_values(
    key: str,
    quote: QuoteRecord,
    event: Prepared,
    event_ids: Mapping[str, int],
    persons: Mapping[Who, int],
) -> Values:
    """Return the columns of a quote's row that its record decides; its place is found later."""
    who = find_speaker(event, quote)
    values: Values = {
        "key": key,
        "event_id": event_ids[event.record.key],
        "company_id": event.company.id,
        "call_id": event.call.id if event.call else None,
        "occurred_on": event.occurred_on,
        "text": quote.text,
        "person_id": persons[who] if who else None,
        "speaker_printed": quote.speaker,
        "title_printed": quote.title,
    }
    if quote.section is not None:
        values["section"] = quote.section
    if quote.title is not None:
        values["role"] = read_role(quote.title, None)
    return values


def find_themes(quote: QuoteRecord) -> tuple[ThemeSlug, ...]:
    """Return the given themes, else those that the rules find."""
    if quote.themes is not None:
        return quote.themes
    labels = classify_statement(quote.text)
    return labels.themes if labels else ()


def remove_quotes(ledger: Ledger, gone: Mapping[int, int]) -> None:
    """Remove quotes and leave word of it for the index."""
    if gone:
        keys = {"keys": list(gone)}
        ledger.writer.session.execute(delete(QUOTE).where(among(QUOTE.c.id)), keys)
        ledger.writer.mark_quotes(gone)


def note_mentions(ledger: Ledger, events: Iterable[Prepared]) -> None:
    """Let calls that are quoted count as calls on which AI was mentioned."""
    silent = {
        event.call.id
        for event in events
        if event.call and event.record.quotes and not event.call.mentions_ai
    }
    if silent:
        said = update(CALL).where(among(CALL.c.id)).values(mentions_ai=True)
        ledger.writer.session.connection().execute(said, {"keys": list(silent)})
        ledger.writer.mark_changed()

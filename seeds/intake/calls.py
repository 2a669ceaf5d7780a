"""Calls: their rows, transcripts and turns, and the statements on AI that are found in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select, update

from schema.store.keys import among
from schema.tables import Call, Event, Quote, table_of
from seeds.intake.companies import Companies
from seeds.intake.doubts import put_doubts
from seeds.intake.leaders import leads, load_ranks, rank_script, take_over
from seeds.intake.ledger import Entry, Ledger
from seeds.intake.people import People
from seeds.intake.rows import Outcome, Values, load_rows, put_rows
from seeds.intake.statements import Found, put_statements
from seeds.intake.transcripts import Script, build_script, put_transcripts, put_turns
from seeds.records import CallRecord

CALL, EVENT, QUOTE = table_of(Call), table_of(Event), table_of(Quote)
KEPT = ("kind", "fiscal_year", "fiscal_quarter", "held_on")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A call record, as given and completed, with its company and its transcript.

    `leads` says whether that transcript is the call's best.
    """

    given: CallRecord
    record: CallRecord
    company: Row[Any]
    script: Script | None
    leads: bool = True


def put_calls(
    ledger: Ledger,
    companies: Companies,
    people: People,
    entries: Sequence[Entry[CallRecord]],
) -> None:
    """Store a batch of calls; a call with another text keeps its old transcript beside the new."""
    session = ledger.writer.session
    keys = [entry.record.key for entry in entries]
    stored = {row.key: row for row in load_rows(session, CALL, CALL.c.key, keys)}
    calls = prepare_calls(ledger, companies, entries, stored)
    calls = let_leaders_speak(ledger, calls, stored)
    wanted = {key: build_call_values(call, stored.get(key)) for key, call in calls.items()}
    outcome = put_rows(session, CALL, wanted, stored)
    ledger.note(outcome)
    for key, columns in outcome.changed.items():
        ledger.note_quotes_of("call_id", outcome.ids[key])
        if "held_on" in columns:
            move_events(ledger, stored[key], wanted[key]["held_on"])
    with_text = put_texts(ledger, people, calls, outcome)
    for key in calls:
        is_changed = key in outcome.changed or key in with_text
        ledger.count(key in outcome.added, is_changed)


def prepare_calls(
    ledger: Ledger,
    companies: Companies,
    entries: Sequence[Entry[CallRecord]],
    stored: Mapping[str, Row[Any]],
) -> dict[str, Prepared]:
    """Return the calls whose company is known, by key; a call never changes its company."""
    calls: dict[str, Prepared] = {}
    for entry in entries:
        record = entry.record
        company = companies.resolve(entry.line, record.company)
        if company is None:
            continue
        if record.key in stored and stored[record.key].company_id != company.id:
            reason = f'"{record.key}" is a call of another company; give this one another key'
            ledger.reject(entry.line, "key", reason)
            continue
        whole = complete_record(record, stored.get(record.key))
        calls[record.key] = Prepared(record, whole, company, build_script(whole))
    return calls


def let_leaders_speak(
    ledger: Ledger, calls: Mapping[str, Prepared], stored: Mapping[str, Row[Any]]
) -> dict[str, Prepared]:
    """Return calls in which a text that does not lead only adds what the stored call lacks."""
    ranks = load_ranks(
        ledger, {stored[key].id for key, call in calls.items() if key in stored and call.script}
    )
    result: dict[str, Prepared] = {}
    for key, call in calls.items():
        others = ranks.get(stored[key].id, []) if key in stored else []
        if call.script is None or leads(rank_script(call.script, call.record), others):
            result[key] = call
            continue
        known = {name: value for name in KEPT if (value := getattr(stored[key], name)) is not None}
        result[key] = replace(call, record=call.record.model_copy(update=known), leads=False)
    return result


def complete_record(record: CallRecord, stored: Row[Any] | None) -> CallRecord:
    """Return a record in which fields that are left out have their stored value."""
    if stored is None:
        return record
    kept = {name: getattr(stored, name) for name in KEPT if name not in record.model_fields_set}
    return record.model_copy(update=kept)


def build_call_values(call: Prepared, stored: Row[Any] | None) -> Values:
    """Return the columns of a call's row; once AI was mentioned on a call it stays so."""
    record, script = call.record, call.script
    title = record.title or build_title(call.company.name, record.period)
    # A heading of our own follows the period; a given one stays until another is given.
    if stored is not None and ("title" not in record.model_fields_set or not call.leads):
        is_ours = stored.title == build_title(call.company.name, stored.period)
        title = title if is_ours else stored.title
    mentioned = stored is not None and stored.mentions_ai
    return {
        "key": record.key,
        "company_id": call.company.id,
        "kind": record.kind,
        "fiscal_year": record.fiscal_year,
        "fiscal_quarter": record.fiscal_quarter,
        "period": record.period,
        "held_on": record.held_on,
        "title": title,
        "mentions_ai": mentioned or (script is not None and bool(script.ai_turns)),
    }


def build_title(company: str, period: str | None) -> str:
    """Return the heading of a call that gives none."""
    return " ".join(part for part in (company, period, "call") if part)


def put_texts(
    ledger: Ledger, people: People, calls: dict[str, Prepared], outcome: Outcome[str]
) -> set[str]:
    """Store transcripts, turns and statements; return the keys of calls in which these differ."""
    by_id = {outcome.ids[key]: call for key, call in calls.items() if call.script is not None}
    scripts = {call_id: call.script for call_id, call in by_id.items() if call.script is not None}
    records = {call_id: call.record for call_id, call in by_id.items()}
    texts = put_transcripts(ledger, scripts, records)
    turns, differ = put_turns(
        ledger,
        people,
        {texts[call_id].id: call.company.id for call_id, call in by_id.items()},
        {texts[call_id].id: script for call_id, script in scripts.items()},
    )
    given = {texts[call_id].id: call.given for call_id, call in by_id.items()}
    differ |= put_doubts(ledger, given, {text.id: call_id for call_id, text in texts.items()})
    new = {call_id for call_id, text in texts.items() if text.is_new}
    ledger.calls_to_verify |= new
    leading = {
        call_id
        for call_id in new
        if by_id[call_id].leads and by_id[call_id].record.finds_statements
    }
    found = [
        Found(call_id, by_id[call_id].record, by_id[call_id].company, texts[call_id].id, turn)
        for call_id in leading
        for turn in turns[texts[call_id].id]
        if turn.spoken.n in scripts[call_id].ai_turns
    ]
    take_over(ledger, found, leading - outcome_ids(outcome))
    put_statements(ledger, found)
    return {
        call.record.key
        for call_id, call in by_id.items()
        if texts[call_id].is_new or texts[call_id].is_changed or texts[call_id].id in differ
    }


def outcome_ids(outcome: Outcome[str]) -> set[int]:
    """Return the ids of the calls that were added."""
    return {outcome.ids[key] for key in outcome.added}


def move_events(ledger: Ledger, stored: Row[Any], held_on: date | None) -> None:
    """Give the events whose day is their call's the call's corrected date.

    Those are the events found in its transcript, and those that had no day for want of a call's.
    An event of a record of its own may give the day itself; it moves when it is imported again.
    """
    connection = ledger.writer.session.connection()
    is_found = EVENT.c.key.startswith(f"{stored.key}#", autoescape=True)
    has_call_s_day = or_(is_found, EVENT.c.occurred_on.is_(None))
    moving = select(EVENT.c.id).where(EVENT.c.call_id == stored.id, has_call_s_day)
    event_ids = list(connection.execute(moving).scalars())
    for table, column in ((EVENT, EVENT.c.id), (QUOTE, QUOTE.c.event_id)):
        moved = update(table).where(among(column)).values(occurred_on=held_on)
        connection.execute(moved, {"keys": event_ids})

"""Events found in transcripts: one a statement on AI, with its verified quote."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row

from schema.classify.headlines import build_headline
from schema.classify.statements import StatementLabels, classify_statement, iter_statements
from schema.tables import Event, Quote, table_of
from schema.taxonomy.labels import CorrectedKind, Origin, Verification
from schema.taxonomy.rules import load_taxonomy
from seeds.intake.corrections import UNCORRECTED, lay_over, lay_over_themes
from seeds.intake.evidence import format_evidence
from seeds.intake.ledger import Ledger
from seeds.intake.rows import Values, load_rows, put_rows
from seeds.intake.themes import put_themes
from seeds.intake.transcripts import SpokenRow
from seeds.records import CallRecord

EVENT, QUOTE = table_of(Event), table_of(Quote)
UNSEEN = frozenset({"evidence", "taxonomy_version", "specificity", "horizon"})
"""Columns of an event that its search document does not have."""


@dataclass(frozen=True, slots=True)
class Found:
    """A quotable turn of a new transcript."""

    call_id: int
    call: CallRecord
    company: Row[Any]
    transcript_id: int
    turn: SpokenRow


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement on AI: where it stands in its turn, and its labels."""

    found: Found
    start: int
    end: int
    labels: StatementLabels

    @property
    def text(self) -> str:
        """The words."""
        return self.found.turn.spoken.turn.text[self.start : self.end]


def put_statements(ledger: Ledger, found: Sequence[Found]) -> None:
    """Store an event with a quote for each statement that the call does not have yet.

    A second transcript of a call repeats most of the first; what it repeats stays where it is.
    """
    statements = find_statements(found)
    session = ledger.writer.session
    rows = load_rows(session, EVENT.c.key, EVENT.c.key, statements)
    known = {row.key for row in rows}
    new = {key: each for key, each in statements.items() if key not in known}
    if new:
        write_statements(ledger, new)


def find_statements(found: Sequence[Found]) -> dict[str, Statement]:
    """Return the statements of turns by natural key; what is said again counts where it was first.

    Turns of older transcripts come before those of newer ones.
    """
    statements: dict[str, Statement] = {}
    for turn in found:
        for each in iter_found(turn):
            statements.setdefault(build_key(each), each)
    return statements


def write_statements(ledger: Ledger, statements: Mapping[str, Statement]) -> set[str]:
    """Make an event and a quote of each statement; return the keys of which something changed."""
    session = ledger.writer.session
    stored = {row.key: row for row in load_rows(session, EVENT, EVENT.c.key, statements)}
    events = {key: build_event_values(key, each) for key, each in statements.items()}
    lay_over(ledger, CorrectedKind.EVENT, events, stored, {key: key for key in events})
    written = put_rows(session, EVENT, events, stored, UNCORRECTED)
    ledger.note(written)
    found = {f"{key}/1": each.labels.themes for key, each in statements.items()}
    themes, corrected = lay_over_themes(ledger, found)
    quotes = {
        f"{key}/1": build_quote_values(key, written.ids[key], each)
        | {"is_corrected": f"{key}/1" in corrected}
        for key, each in statements.items()
    }
    known = {row.key: row for row in load_rows(session, QUOTE, QUOTE.c.key, quotes)}
    quoted = put_rows(session, QUOTE, quotes, known)
    ledger.note(quoted)
    put_themes(ledger, {quoted.ids[key]: slugs for key, slugs in themes.items()})
    ledger.writer.mark_quotes(quoted.ids[key] for key in quoted.touched)
    shown = {key for key, columns in written.changed.items() if columns - UNSEEN}
    ledger.writer.mark_quotes(quoted.ids[f"{key}/1"] for key in shown)
    return {*written.touched, *(key.removesuffix("/1") for key in quoted.touched)}


def iter_found(found: Found) -> Iterator[Statement]:
    """Yield the statements of one turn."""
    text = found.turn.spoken.turn.text
    for start, end in iter_statements(text):
        labels = classify_statement(text[start:end])
        if labels is not None:
            yield Statement(found, start, end, labels)


def build_key(statement: Statement) -> str:
    """Return the natural key: the call's and a digest of the words, white space aside."""
    words = " ".join(statement.text.split())
    return f"{statement.found.call.key}#{sha256(words.encode()).hexdigest()[:16]}"


def build_event_values(key: str, statement: Statement) -> Values:
    """Return the columns of the event of a statement."""
    found, labels = statement.found, statement.labels
    speaker = found.turn.spoken.turn.speaker
    return {
        "key": key,
        "company_id": found.company.id,
        "call_id": found.call_id,
        "headline": build_headline(statement.text, speaker, found.company.name),
        "headline_origin": Origin.GENERATED,
        "type": labels.event_type,
        "stage": labels.stage,
        "occurred_on": found.call.held_on,
        "specificity": labels.specificity,
        "horizon": labels.horizon,
        "method": Origin.GENERATED,
        "evidence": format_evidence(labels.evidence),
        "taxonomy_version": load_taxonomy().version,
        "is_illustrative": found.company.is_illustrative,
    }


def build_quote_values(key: str, event_id: int, statement: Statement) -> Values:
    """Return the columns of the quote of a statement: an exact span of its transcript."""
    found, spoken = statement.found, statement.found.turn.spoken
    return {
        "key": f"{key}/1",
        "event_id": event_id,
        "company_id": found.company.id,
        "call_id": found.call_id,
        "occurred_on": found.call.held_on,
        "transcript_id": found.transcript_id,
        "turn_id": found.turn.turn_id,
        "start": spoken.start + statement.start,
        "end": spoken.start + statement.end,
        "text": statement.text,
        "verification": Verification.VERIFIED,
        "person_id": found.turn.person_id,
        "speaker_printed": spoken.turn.speaker,
        "title_printed": spoken.turn.title,
        "role": spoken.role,
        "section": spoken.turn.section,
    }

"""Companies, calls and events as records. Events that the rules found are left to be found."""

from collections.abc import Iterator, Mapping, Sequence
from re import compile as compile_pattern
from typing import Any, Literal

from sqlalchemy import select

from schema.classify.statements import classify_statement
from schema.database import Reader
from schema.tables import (
    Call,
    Company,
    Correction,
    Event,
    Person,
    PersonAlias,
    Quote,
    QuoteTheme,
    Theme,
    Transcript,
    TranscriptDoubt,
    Turn,
    table_of,
)
from schema.taxonomy.labels import CorrectedKind, DoubtKind, EventType, Origin, Section, Stage
from seeds.correctable import CORRECTABLE
from seeds.intake.calls import build_title
from seeds.intake.corrections import read_base
from seeds.intake.transcripts import build_script, read_role
from seeds.outgoing.parts import Unit
from seeds.outgoing.rows import iter_rows, load_of
from seeds.records import (
    CallRecord,
    CompanyRecord,
    DoubtRecord,
    EventRecord,
    PersonRecord,
    QuoteRecord,
    TurnRecord,
)

COMPANY, PERSON, ALIAS = table_of(Company), table_of(Person), table_of(PersonAlias)
CALL, TRANSCRIPT, TURN = table_of(Call), table_of(Transcript), table_of(Turn)
DOUBT, EVENT, QUOTE = table_of(TranscriptDoubt), table_of(Event), table_of(Quote)
QUOTE_THEME, THEME, CORRECTION = table_of(QuoteTheme), table_of(Theme), table_of(Correction)

AT_ONCE = 200
TEXTS_AT_ONCE = 10
MOST_PEOPLE, MOST_ALIASES = 500, 50
Hint = Literal["unknown", "executive", "analyst", "operator"]
HINTS: tuple[Hint, ...] = ("unknown", "executive", "analyst", "operator")
FOUND_KEY = compile_pattern(r".*#[0-9a-f]{16}")


def iter_companies(reader: Reader) -> Iterator[Unit]:
    """Yield every company with its people and the spellings of their names."""
    for row in iter_rows(reader, COMPANY, select(COMPANY), AT_ONCE):
        people = select(PERSON).where(PERSON.c.company_id == row.id).order_by(PERSON.c.id)
        known = reader.rows(people.limit(MOST_PEOPLE))
        names = load_of(reader, select(ALIAS), ALIAS.c.person_id, [each.id for each in known])
        yield [
            CompanyRecord(
                slug=row.slug,
                ticker=row.ticker,
                name=row.name,
                sector=row.sector,
                industry=row.industry,
                people=tuple(build_person(each.name, names[each.id]) for each in known),
                is_illustrative=row.is_illustrative,
            )
        ]


def build_person(name: str, spellings: Sequence[Any]) -> PersonRecord:
    """Return a person with the other spellings of the name."""
    aliases = sorted(each.name for each in spellings if each.name != name)
    return PersonRecord(name=name, aliases=tuple(aliases[:MOST_ALIASES]))


def iter_calls(reader: Reader, number: int) -> Iterator[Unit]:
    """Yield every call that has a text of this number, from 0, with it; those without with 0.

    A call stands in a file once, so further texts of a call go into files of their own.
    """
    statement = select(CALL, COMPANY.c.slug, COMPANY.c.name).join(
        COMPANY, COMPANY.c.id == CALL.c.company_id
    )
    of_calls = select(TRANSCRIPT.c.id, TRANSCRIPT.c.call_id).order_by(TRANSCRIPT.c.id)
    for row in iter_rows(reader, CALL, statement, TEXTS_AT_ONCE):
        texts = load_of(reader, of_calls, TRANSCRIPT.c.call_id, [row.id])[row.id]
        if len(texts) > number:
            yield [build_call(reader, row, texts[number].id)]
        elif number == 0:
            yield [CallRecord(**build_head(row), finds_statements=True)]


def count_texts(reader: Reader) -> int:
    """Return how many texts the call with the most of them has."""
    counts: dict[int, int] = {}
    for row in reader.rows(select(TRANSCRIPT.c.call_id)):
        counts[row.call_id] = counts.get(row.call_id, 0) + 1
    return max(counts.values(), default=0)


def build_head(row: Any) -> dict[str, Any]:
    """Return what a record says of a call beside its text; a heading of our own is left out."""
    head = {
        "key": row.key,
        "company": row.slug,
        "kind": row.kind,
        "fiscal_year": row.fiscal_year,
        "fiscal_quarter": row.fiscal_quarter,
        "held_on": row.held_on,
    }
    if row.title != build_title(row.name, row.period):
        head["title"] = row.title
    return head


def build_call(reader: Reader, row: Any, transcript_id: int) -> CallRecord:
    """Return the record of a call with one of its texts."""
    (text,) = reader.rows(select(TRANSCRIPT).where(TRANSCRIPT.c.id == transcript_id))
    turns = reader.rows(
        select(TURN).where(TURN.c.transcript_id == transcript_id).order_by(TURN.c.n)
    )
    doubts = reader.rows(
        select(DOUBT)
        .where(DOUBT.c.transcript_id == transcript_id, DOUBT.c.kind != DoubtKind.PUBLISHED_TWICE)
        .order_by(DOUBT.c.id)
    )
    head = {
        **build_head(row),
        "source": text.source,
        "layout": text.layout,
        "status": text.status,
        "doubts": tuple(DoubtRecord(kind=d.kind, turn=d.n, note=d.note) for d in doubts),
        "finds_statements": text.finds_statements,
    }
    alone = tuple(build_turn(text.text, turn) for turn in turns)
    record = CallRecord(**head, turns=alone)
    script = build_script(record)
    if script is not None and script.text == text.text:
        return record
    spans = zip(alone, turns, strict=True)
    placed = tuple(turn.model_copy(update={"start": at.start, "end": at.end}) for turn, at in spans)
    return CallRecord(**head, text=text.text, turns=placed)


def build_turn(text: str, turn: Any) -> TurnRecord:
    """Return the record of a turn; its hint is one that gives the stored role."""
    title = turn.title_printed
    fits = (hint for hint in HINTS if read_role(title, hint) is turn.role)
    return TurnRecord(
        speaker=turn.speaker_printed,
        title=title,
        role=next(fits, "unknown"),
        section=turn.section,
        text=text[turn.start : turn.end],
    )


def iter_events(reader: Reader) -> Iterator[Unit]:
    """Yield every event that a record gave, with its quotes."""
    statement = (
        select(
            EVENT,
            COMPANY.c.slug,
            CALL.c.key.label("call_key"),
            CALL.c.held_on,
        )
        .join(COMPANY, COMPANY.c.id == EVENT.c.company_id)
        .outerjoin(CALL, CALL.c.id == EVENT.c.call_id)
    )
    for row in iter_rows(reader, EVENT, statement, AT_ONCE):
        if not is_found(row):
            yield [build_event(reader, row)]


def is_found(row: Any) -> bool:
    """Return whether an event was found in a transcript by the rules, and will be again."""
    has_key = row.call_key is not None and row.key.startswith(f"{row.call_key}#")
    return has_key and row.method is Origin.GENERATED and bool(FOUND_KEY.fullmatch(row.key))


def build_event(reader: Reader, row: Any) -> EventRecord:
    """Return the record of an event; labels that the rules give are left to them."""
    quotes = reader.rows(select(QUOTE).where(QUOTE.c.event_id == row.id).order_by(QUOTE.c.id))
    base = {name: row._mapping[name] for name in CORRECTABLE[CorrectedKind.EVENT]}
    if row.is_corrected:
        base |= read_beneath(reader, CorrectedKind.EVENT, row.key)
    words = quotes[0].text if quotes else row.headline
    if row.method is Origin.GENERATED:
        by_rules = read_labels(words)
        base = {name: value for name, value in base.items() if value != by_rules[name]}
    return EventRecord(
        key=row.key,
        company=row.slug,
        call=row.call_key,
        occurred_on=None if row.occurred_on == row.held_on else row.occurred_on,
        headline=row.headline if row.headline_origin is Origin.GIVEN else None,
        quotes=tuple(build_quote(reader, each) for each in quotes),
        is_illustrative=row.is_illustrative,
        **base,
    )


def read_labels(words: str) -> Mapping[str, Any]:
    """Return the labels that the rules give an event of these words."""
    labels = classify_statement(words)
    if labels is None:
        rest = {"specificity": None, "horizon": None}
        return {"type": EventType.MARKET_VIEW, "stage": Stage.EXPLORE, **rest}
    return {
        "type": labels.event_type,
        "stage": labels.stage,
        "specificity": labels.specificity,
        "horizon": labels.horizon,
    }


def build_quote(reader: Reader, row: Any) -> QuoteRecord:
    """Return the record of a quote."""
    of_quote = select(THEME.c.slug).join(QUOTE_THEME, QUOTE_THEME.c.theme_id == THEME.c.id)
    themes = [each.slug for each in reader.rows(of_quote.where(QUOTE_THEME.c.quote_id == row.id))]
    if row.is_corrected:
        themes = read_beneath(reader, CorrectedKind.QUOTE, row.key).get("themes", themes)
    return QuoteRecord(
        key=row.key,
        text=row.text,
        speaker=row.speaker_printed,
        title=row.title_printed,
        section=None if row.section is Section.UNKNOWN else row.section,
        themes=tuple(sorted(themes)),
    )


def read_beneath(reader: Reader, kind: CorrectedKind, key: str) -> Mapping[str, Any]:
    """Return what file and rules say of a row that was corrected."""
    of_row = select(CORRECTION.c.beneath).where(CORRECTION.c.kind == kind, CORRECTION.c.key == key)
    return read_base(kind, reader.value(of_row.limit(1)) or "{}")

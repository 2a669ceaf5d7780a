"""Whether what is stored is still what was said: every quote, transcript and count, again."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlalchemy import (
    Column,
    CompoundSelect,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)

from schema.database import Reader
from schema.store.daybook import count_wrong
from schema.store.keys import among
from schema.tables import (
    Call,
    Company,
    Posting,
    Quote,
    Role,
    RoleCount,
    RoleGap,
    Transcript,
    Turn,
    table_of,
)
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, Unit, Verification

# A database restored from the wrong backup is wrong in every row; the first thousand say enough.
PROBLEMS_MAX = 1000
QUOTES_PER_STATEMENT = 2000

CALL, COMPANY, QUOTE, ROLE = table_of(Call), table_of(Company), table_of(Quote), table_of(Role)
ROLE_COUNT, TRANSCRIPT, TURN = table_of(RoleCount), table_of(Transcript), table_of(Turn)
ROLE_GAP, POSTING = table_of(RoleGap), table_of(Posting)

COMPANIES = select(COMPANY.c.id, COMPANY.c.slug).order_by(COMPANY.c.id)
TRANSCRIPT_IDS = select(TRANSCRIPT.c.id).order_by(TRANSCRIPT.c.id)
ONE_TRANSCRIPT = (
    select(TRANSCRIPT.c.sha256, TRANSCRIPT.c.text, CALL.c.key)
    .join(CALL, CALL.c.id == TRANSCRIPT.c.call_id)
    .where(TRANSCRIPT.c.id == bindparam("transcript"))
)
QUOTES = select(
    QUOTE.c.id,
    QUOTE.c.key,
    QUOTE.c.verification,
    QUOTE.c.transcript_id,
    QUOTE.c.start,
    QUOTE.c.end,
    QUOTE.c.text,
    TURN.c.transcript_id.label("turn_transcript_id"),
    TURN.c.start.label("turn_start"),
    TURN.c.end.label("turn_end"),
).join_from(QUOTE, TURN, TURN.c.id == QUOTE.c.turn_id, isouter=True)
QUOTES_OF_A_TRANSCRIPT = QUOTES.where(QUOTE.c.transcript_id == bindparam("transcript"))
QUOTES_WITHOUT_TRANSCRIPT = (
    QUOTES.where(QUOTE.c.transcript_id.is_(None), QUOTE.c.id > bindparam("after"))
    .order_by(QUOTE.c.id)
    .limit(QUOTES_PER_STATEMENT)
)


@dataclass(frozen=True)
class Problem:
    """A contradiction; `quote_id` is None for a transcript or a count, `key` says which."""

    quote_id: int | None
    key: str
    reason: str


@dataclass(frozen=True)
class VerificationReport:
    """What a check of everything found; `verified` counts the quotes that are exact spans today.

    `problems` holds the first PROBLEMS_MAX; `has_more` says that there are others.
    """

    quotes: int
    verified: int
    unverified: int
    problems: tuple[Problem, ...]
    has_more: bool


def verify(reader: Reader) -> VerificationReport:
    """Return what is wrong in this snapshot; reads every quote, holds one transcript at a time."""
    quotes = verified = unverified = found = 0
    problems: list[Problem] = []
    for quote, problem in chain(
        iter_transcripts(reader),
        iter_quotes_without_transcript(reader),
        iter_numbers(reader),
    ):
        is_claimed = quote is not None and quote.verification == Verification.VERIFIED
        quotes += quote is not None
        verified += is_claimed and problem is None
        unverified += quote is not None and not is_claimed
        found += problem is not None
        if problem and found <= PROBLEMS_MAX:
            problems.append(problem)
    return VerificationReport(quotes, verified, unverified, tuple(problems), found > PROBLEMS_MAX)


def iter_transcripts(reader: Reader) -> Iterator[tuple[Any, Problem | None]]:
    """Yield each quote that has a transcript, with what is wrong; None for a transcript itself."""
    for transcript_id in [row.id for row in reader.rows(TRANSCRIPT_IDS)]:
        this = {"transcript": transcript_id}
        [transcript] = reader.rows(ONE_TRANSCRIPT, this)
        text: str = transcript.text
        if sha256(text.encode()).hexdigest() != transcript.sha256:
            changed = f"the text of transcript {transcript_id} is not the one that was imported"
            yield None, Problem(None, transcript.key, changed)
        for quote in reader.rows(QUOTES_OF_A_TRANSCRIPT, this):
            reason = find_fault(quote, text)
            yield quote, Problem(quote.id, quote.key, reason) if reason else None


def iter_quotes_without_transcript(reader: Reader) -> Iterator[tuple[Any, Problem | None]]:
    """Yield each quote that has no transcript; one that is marked VERIFIED has a problem."""
    after = 0
    while rows := reader.rows(QUOTES_WITHOUT_TRANSCRIPT, {"after": after}):
        after = rows[-1].id
        for quote in rows:
            is_claimed = quote.verification == Verification.VERIFIED
            reason = "is marked VERIFIED but has no transcript"
            yield quote, Problem(quote.id, quote.key, reason) if is_claimed else None


def iter_numbers(reader: Reader) -> Iterator[tuple[None, Problem]]:
    """Yield what is wrong with the counts, or with what is made of them where they are right."""
    has_fault = False
    for found in iter_counts(reader):
        has_fault = True
        yield found
    if not has_fault:
        yield from iter_prepared(reader)


def iter_counts(reader: Reader) -> Iterator[tuple[None, Problem]]:
    """Yield a problem for each company, unit, day, stage and function with a wrong daily count."""
    for row in reader.rows(count_differences(), {"involvements": AI_ROLE_INVOLVEMENTS}):
        place = f"{row.slug} {row.day} {row.stage or 'no stage'} {row.function}"
        reason = (
            f"the daily count differs from the {row.unit.lower()}s by {row.opened} opened, "
            f"{row.closed} closed"
        )
        yield None, Problem(None, place, reason)


def iter_prepared(reader: Reader) -> Iterator[tuple[None, Problem]]:
    """Yield a problem for each company whose prepared numbers are not those of its rows."""
    for company in reader.rows(COMPANIES):
        wrong = count_wrong(reader, {"keys": [company.id]})
        if wrong:
            reason = f"{wrong} prepared numbers are not those of its roles and postings"
            yield None, Problem(None, company.slug, reason)


def find_fault(quote: Any, text: str) -> str | None:
    """Return why a quote is no span of its transcript's text and of its turn, or None."""
    if quote.start is None or quote.end is None:
        is_claimed = quote.verification == Verification.VERIFIED
        return "is marked VERIFIED but has no place in its transcript" if is_claimed else None
    # A negative start would count from the end and could match by accident.
    span = f"{quote.start}..{quote.end}"
    if not 0 <= quote.start < quote.end <= len(text):
        return f"lies outside its transcript: {span} of {len(text)}"
    if text[quote.start : quote.end] != quote.text:
        return f"differs from its transcript at {span}"
    if quote.turn_transcript_id != quote.transcript_id:
        return "belongs to no turn of its transcript"
    if not quote.turn_start <= quote.start < quote.end <= quote.turn_end:
        return f"lies outside its turn: {span}, the turn at {quote.turn_start}..{quote.turn_end}"
    return None


def count_differences() -> Any:
    """Return the statement for stored daily counts minus the AI roles, where any is left."""
    counted = count_entries().subquery()
    opened, closed = func.sum(counted.c.opened), func.sum(counted.c.closed)
    group = (
        counted.c.company_id,
        counted.c.unit,
        counted.c.day,
        counted.c.stage,
        counted.c.function,
    )
    differing = (
        select(*group, opened.label("opened"), closed.label("closed"))
        .group_by(*group)
        .having((opened != 0) | (closed != 0))
        .limit(PROBLEMS_MAX + 1)
        .subquery()
    )
    return select(COMPANY.c.slug, differing).join_from(
        differing, COMPANY, COMPANY.c.id == differing.c.company_id
    )


def count_entries() -> CompoundSelect[Any]:
    """Return the stored daily counts, and minus one for each time that something opened or closed.

    What that is are AI roles, their gaps the other way round, and AI postings.
    """
    stored = select(
        ROLE_COUNT.c.company_id,
        ROLE_COUNT.c.unit,
        ROLE_COUNT.c.day,
        ROLE_COUNT.c.stage,
        ROLE_COUNT.c.function,
        ROLE_COUNT.c.opened,
        ROLE_COUNT.c.closed,
    )
    is_ai_posting = and_(
        among(POSTING.c.ai_involvement, "involvements"),
        or_(POSTING.c.closed_on.is_(None), POSTING.c.opened_on < POSTING.c.closed_on),
    )
    of_gaps = ROLE.c.is_ai & (ROLE.c.id == ROLE_GAP.c.role_id)
    return union_all(
        stored,
        count_one(Unit.ROLE, ROLE, ROLE.c.opened_on, is_opened=True).where(ROLE.c.is_ai),
        count_one(Unit.ROLE, ROLE, ROLE.c.closed_on, is_opened=False).where(ROLE.c.is_ai),
        count_one(Unit.ROLE, ROLE, ROLE_GAP.c.reopened_on, is_opened=True).where(of_gaps),
        count_one(Unit.ROLE, ROLE, ROLE_GAP.c.closed_on, is_opened=False).where(of_gaps),
        count_one(Unit.POSTING, POSTING, POSTING.c.opened_on, is_opened=True).where(is_ai_posting),
        count_one(Unit.POSTING, POSTING, POSTING.c.closed_on, is_opened=False).where(is_ai_posting),
    )


def count_one(unit: Unit, table: Table, day: Column[Any], *, is_opened: bool) -> Select[Any]:
    """Return minus one for each row of a table that has a day, as a daily count of that day."""
    return select(
        table.c.company_id,
        literal(unit.value),
        day,
        table.c.stage,
        table.c.function,
        literal(-1 if is_opened else 0),
        literal(0 if is_opened else -1),
    ).where(day.is_not(None))

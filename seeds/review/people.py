"""Decisions on people: two names made one person, one name set apart, and each taken back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlmodel import Session

from schema.database import Database, Reader
from schema.errors import BadInput
from schema.store.keys import among
from schema.tables import Call, Company, Transcript, Turn, table_of
from schema.taxonomy.labels import DecisionKind
from seeds.intake.decisions import ALIAS, DECISION, PERSON, Names, read_names, settle_names
from seeds.intake.ledger import Ledger
from seeds.intake.people import People
from seeds.names import fold
from seeds.review.stored import find_companies

CALL, COMPANY = table_of(Call), table_of(Company)
TRANSCRIPT, TURN = table_of(Transcript), table_of(Turn)
TALK = TURN.join(TRANSCRIPT, TRANSCRIPT.c.id == TURN.c.transcript_id).join(
    CALL, CALL.c.id == TRANSCRIPT.c.call_id
)
SPELLINGS = select(ALIAS).where(among(ALIAS.c.person_id)).order_by(ALIAS.c.name)
SPOKEN = (
    select(
        TURN.c.person_id,
        func.count().label("turns"),
        func.min(CALL.c.held_on).label("first"),
        func.max(CALL.c.held_on).label("last"),
    )
    .select_from(TALK)
    .where(among(TURN.c.person_id))
    .group_by(TURN.c.person_id)
)
NAME_MAX = 200


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was made: its number, and the person's name that it was about."""

    id: int
    name: str
    other: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A person with the spellings that are known, and when they spoke."""

    company: str | None
    slug: str
    name: str
    spellings: tuple[str, ...]
    turns: int
    first: date | None
    last: date | None


def merge_names(
    database: Database, company: str | None, name: str, into: str, note: str | None = None
) -> Decided:
    """Let a name (or short name) of a company stand for another of its people, now and later.

    Raises BadInput for names that are not known, or that are one person already.
    """
    with database.write() as writer:
        ledger = Ledger(writer)
        names = read_names(ledger, find_company_id(writer.session, company))
        folded, target = find_name(names, name), find_person(names, into)
        own = names.by_name.get(folded)
        if names.bearer(folded) == target:
            raise BadInput(f'"{name}" already is {names.people[target].name}')
        if own == target:
            shown = names.people[names.bearer(folded)].name
            raise BadInput(f'"{into}" stands for {shown} by a decision; undo that one instead')
        decision = write_decision(
            ledger, DecisionKind.MERGE, names, folded, names.people[target].slug, note
        )
        return Decided(decision, name, names.people[target].name)


def split_name(
    database: Database, company: str | None, name: str, from_: str, note: str | None = None
) -> Decided:
    """Set a spelling apart from the person that it stands for, now and later.

    Raises BadInput for a spelling that is not that person's, or is their own name.
    """
    with database.write() as writer:
        ledger = Ledger(writer)
        names = read_names(ledger, find_company_id(writer.session, company))
        folded, person = find_name(names, name), find_person(names, from_)
        if names.bearer(folded) != person:
            raise BadInput(f'"{name}" is not {names.people[person].name}')
        if names.by_name.get(folded) == person:
            raise BadInput(f'"{name}" is the name of {from_} itself; split off the other spelling')
        decision = write_decision(
            ledger, DecisionKind.SPLIT, names, folded, names.people[person].slug, note
        )
        return Decided(decision, name, names.people[person].name)


def undo_decision(database: Database, number: int) -> Decided:
    """Take a decision back; what it moved goes where it would be without it.

    Raises BadInput for a number that no standing decision has.
    """
    with database.write() as writer:
        session = writer.session
        found = session.execute(select(DECISION).where(DECISION.c.id == number)).one_or_none()
        if found is None:
            raise BadInput(f"there is no decision {number}; `callboard people --decisions` lists")
        if found.undone_at is not None:
            raise BadInput(f"decision {number} was undone on {found.undone_at:%Y-%m-%d}")
        undone = update(DECISION).where(DECISION.c.id == number)
        session.connection().execute(undone.values(undone_at=datetime.now(UTC)))
        writer.mark_changed()
        ledger = Ledger(writer)
        settle_names(ledger, People(ledger), found.company_id)
        ledger.mark_quotes()
        return Decided(number, found.name, found.into)


def write_decision(
    ledger: Ledger, kind: DecisionKind, names: Names, folded: str, into: str, note: str | None
) -> int:
    """Store a decision, apply it and return its number."""
    session = ledger.writer.session
    values = {
        "kind": kind,
        "company_id": names.company_id,
        "name": folded,
        "into": into,
        "note": note,
        "made_at": datetime.now(UTC),
    }
    added = insert(DECISION).values(values).returning(DECISION.c.id)
    number = int(session.execute(added).scalar_one())
    ledger.writer.mark_changed()
    settle_names(ledger, People(ledger), names.company_id)
    ledger.mark_quotes()
    return number


def find_company_id(session: Session, reference: str | None) -> int | None:
    """Return the company with a slug or ticker, None for none. Raises BadInput for an unknown."""
    if reference is None:
        return None
    return int(find_companies(session, reference)[0].id)


def find_name(names: Names, text: str) -> str:
    """Return the folded name that a name or short name stands for. Raises BadInput."""
    person_id = names.by_slug.get(text)
    folded = fold(text) if person_id is None else fold(names.people[person_id].name)
    if folded not in names.owners:
        known = [row.name for row in names.aliases]
        close = get_close_matches(text[:NAME_MAX], known, 1)
        hint = f'; is it "{close[0]}"?' if close else "; `callboard people` lists the names"
        raise BadInput(f'nobody spoke as "{text[:NAME_MAX]}"{hint}')
    return folded


def find_person(names: Names, text: str) -> int:
    """Return who stands for a name or short name. Raises BadInput."""
    person_id = names.by_slug.get(text)
    return names.bearer(find_name(names, text)) if person_id is None else names.root(person_id)


def list_people(reader: Reader, company: str | None, first: int) -> list[Listed]:
    """Return the people of one company, or of all, by company and name; analysts last.

    Raises BadInput for a company that is not known.
    """
    statement = (
        select(PERSON.c.id, COMPANY.c.slug.label("company"), PERSON.c.slug, PERSON.c.name)
        .join_from(PERSON, COMPANY, COMPANY.c.id == PERSON.c.company_id, isouter=True)
        .where(PERSON.c.same_as_id.is_(None))
        .order_by(PERSON.c.company_id.is_(None), COMPANY.c.slug, PERSON.c.name, PERSON.c.id)
        .limit(first)
    )
    people = reader.rows(of_company(reader, statement, PERSON.c.company_id, company))
    keys = {"keys": [row.id for row in people]}
    spellings: dict[int, list[str]] = {}
    for row in reader.rows(SPELLINGS, keys):
        spellings.setdefault(row.person_id, []).append(row.name)
    spoken = {row.person_id: row for row in reader.rows(SPOKEN, keys)}
    return [build_listed(row, spellings.get(row.id, []), spoken.get(row.id)) for row in people]


def of_company(reader: Reader, statement: Any, column: Any, company: str | None) -> Any:
    """Return a statement narrowed to one company, if one is named. Raises BadInput."""
    if company is None:
        return statement
    return statement.where(column == find_companies(reader, company)[0].id)


def build_listed(person: Any, spellings: list[str], spoken: Any) -> Listed:
    """Return a person as the list shows them."""
    others = tuple(name for name in spellings if name != person.name)
    talk = (spoken.turns, spoken.first, spoken.last) if spoken else (0, None, None)
    return Listed(person.company, person.slug, person.name, others, *talk)


def list_decisions(reader: Reader, company: str | None) -> list[Row[Any]]:
    """Return the decisions, the oldest first, each with its company's slug. Raises BadInput."""
    statement = (
        select(DECISION, COMPANY.c.slug.label("company"))
        .join_from(DECISION, COMPANY, COMPANY.c.id == DECISION.c.company_id, isouter=True)
        .order_by(DECISION.c.id)
    )
    return reader.rows(of_company(reader, statement, DECISION.c.company_id, company))

"""Decisions on people laid over the names that were met: who is whom, and what moves with it.

Names are met by imports alone and never forget whose they are (`moved_from_id`); decisions are kept
apart. Who stands for a name follows from the two, whatever order they came in.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Table, select, update

from schema.errors import BadInput
from schema.store.keys import among
from schema.tables import Person, PersonAlias, PersonDecision, Quote, Turn, table_of
from schema.taxonomy.labels import DecisionKind
from seeds.intake.ledger import Ledger
from seeds.intake.people import People
from seeds.intake.rows import update_rows
from seeds.names import best_spelling, fold

PERSON, ALIAS, DECISION = table_of(Person), table_of(PersonAlias), table_of(PersonDecision)
QUOTE, TURN = table_of(Quote), table_of(Turn)
STANDING = select(DECISION).where(DECISION.c.undone_at.is_(None)).order_by(DECISION.c.id)


@dataclass
class Names:
    """The names of one company: its people, its spellings, and the newest decision on a name."""

    company_id: int | None
    people: dict[int, Row[Any]]
    aliases: Sequence[Row[Any]]
    decided: dict[str, Row[Any]]
    added: dict[str, int] = field(default_factory=dict)
    """People made for names that were another's, by folded name."""

    def __post_init__(self) -> None:
        self.by_slug = {row.slug: row.id for row in self.people.values()}
        self.by_name = {fold(row.name): row.id for row in self.people.values()}
        self.owners = {row.folded: row.moved_from_id or row.person_id for row in self.aliases}

    def missing(self) -> list[str]:
        """Return the names that a decision sets apart and that nobody bears yet."""
        return [name for name in self.decided if name in self.owners and name not in self.by_name]

    def root(self, person_id: int) -> int:
        """Return who stands for a person. Raises BadInput when decisions run in a circle."""
        seen = [person_id]
        while (following := self._next(seen[-1])) is not None:
            if following in seen:
                number = max(each.id for each in self.decided.values() if self._is_of(each, seen))
                raise BadInput(
                    f"{self.people[person_id].name} would be merged in a circle; "
                    f"undo decision {number} first"
                )
            seen.append(following)
        return seen[-1]

    def bearer(self, folded: str) -> int:
        """Return who stands for a spelling."""
        owner = self.by_name[folded] if folded in self.decided else self.owners[folded]
        return self.root(owner)

    def _next(self, person_id: int) -> int | None:
        folded = fold(self.people[person_id].name)
        decision = self.decided.get(folded)
        if decision is None:
            owner = self.owners.get(folded, person_id)
            return None if owner == person_id else owner
        return self.by_slug.get(decision.into) if decision.kind is DecisionKind.MERGE else None

    def _is_of(self, decision: Row[Any], people: Collection[int]) -> bool:
        return self.by_name.get(decision.name) in people


def settle_met(ledger: Ledger, people: People) -> None:
    """Apply the standing decisions to the names that an import met for the first time."""
    if people.met:
        rows = ledger.writer.session.execute(STANDING).all()
        for company_id in {row.company_id for row in rows} & people.met:
            settle_names(ledger, people, company_id)


def settle_names(ledger: Ledger, people: People, company_id: int | None) -> None:
    """Make people, spellings, turns and quotes of a company follow from the standing decisions.

    None stands for the analysts. Raises BadInput when decisions run in a circle.
    """
    names = read_names(ledger, company_id)
    if missing := names.missing():
        for folded in missing:
            spelling = best_spelling(row.name for row in names.aliases if row.folded == folded)
            people.add_apart(company_id, spelling)
        ledger.writer.mark_changed()
        names = read_names(ledger, company_id)
    moved = move_spellings(ledger, names)
    name_people(ledger, names)
    for (old, new), spellings in moved.items():
        for table in (TURN, QUOTE):
            move_words(ledger, table, old, new, spellings)
        ledger.note_quotes_of("person_id", old)
        ledger.note_quotes_of("person_id", new)


def read_names(ledger: Ledger, company_id: int | None) -> Names:
    """Return the names of a company as they are stored."""
    session = ledger.writer.session
    is_theirs = PERSON.c.company_id.is_not_distinct_from(company_id)
    people = {row.id: row for row in session.execute(select(PERSON).where(is_theirs))}
    spellings = select(ALIAS).join(PERSON, PERSON.c.id == ALIAS.c.person_id).where(is_theirs)
    aliases = session.execute(spellings.order_by(ALIAS.c.id)).all()
    of_company = STANDING.where(DECISION.c.company_id.is_not_distinct_from(company_id))
    decided = {row.name: row for row in session.execute(of_company)}
    return Names(company_id, people, aliases, decided)


def move_spellings(ledger: Ledger, names: Names) -> dict[tuple[int, int], list[str]]:
    """Give each spelling to who stands for it; return those that moved, by old and new person."""
    moved: dict[tuple[int, int], list[str]] = {}
    changes = []
    for row in names.aliases:
        owner, bearer = names.owners[row.folded], names.bearer(row.folded)
        if bearer != row.person_id:
            moved.setdefault((row.person_id, bearer), []).append(row.name)
            values = {"person_id": bearer, "moved_from_id": None if owner == bearer else owner}
            changes.append((row.id, values, tuple(values)))
    write(ledger, ALIAS, changes)
    return moved


def name_people(ledger: Ledger, names: Names) -> None:
    """Point each person at who stands for them, and name each by the best spelling of their own."""
    spellings: dict[str, list[str]] = {}
    for row in names.aliases:
        spellings.setdefault(row.folded, []).append(row.name)
    changes = []
    for row in names.people.values():
        root = names.root(row.id)
        values = {
            "same_as_id": None if root == row.id else root,
            "name": best_spelling(spellings.get(fold(row.name), [row.name])),
        }
        changed = tuple(name for name, value in values.items() if row._mapping[name] != value)
        if changed:
            changes.append((row.id, values, changed))
    write(ledger, PERSON, changes)


def move_words(ledger: Ledger, table: Table, old: int, new: int, spellings: Iterable[str]) -> None:
    """Give what was said under some spellings of one person to another."""
    said = update(table).where(table.c.person_id == old, among(table.c.speaker_printed))
    ledger.writer.session.connection().execute(
        said.values(person_id=new), {"keys": list(spellings)}
    )


def write(ledger: Ledger, table: Table, changes: Sequence[tuple[int, Any, Any]]) -> None:
    """Write changed columns, if there are any."""
    if changes:
        update_rows(ledger.writer.session, table, changes)
        ledger.writer.mark_changed()

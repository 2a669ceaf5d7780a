"""The people who speak: one a company and folded name, one a folded name among analysts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from schema.tables import Company, Person, PersonAlias, table_of
from seeds.intake.ledger import Ledger
from seeds.intake.rows import insert_rows, load_rows, update_rows
from seeds.names import best_spelling, build_slug, fold

COMPANY, PERSON, ALIAS = table_of(Company), table_of(Person), table_of(PersonAlias)
COMPANIES = select(COMPANY.c.id, COMPANY.c.slug)
KNOWN = select(
    PERSON.c.id,
    PERSON.c.company_id,
    PERSON.c.name,
    ALIAS.c.folded,
    ALIAS.c.name.label("alias"),
    ALIAS.c.moved_from_id,
).join_from(PERSON, ALIAS, ALIAS.c.person_id == PERSON.c.id)

Who = tuple[int | None, str]
"""A company's id, or None for analysts, and a name as printed or folded."""


@dataclass
class KnownPerson:
    """A stored person with the spellings that are known."""

    id: int
    company_id: int | None
    name: str
    spellings: set[str]


class People:
    """The people met in one transaction; every name is looked up once.

    `met` are the companies (None: the analysts) with a spelling that was not known before.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.met: set[int | None] = set()
        self._ledger = ledger
        self._session = ledger.writer.session
        self._by_fold: dict[Who, KnownPerson] = {}
        # Whose a spelling is without the decisions, where they gave it to another person.
        self._moved_from: dict[Who, int | None] = {}
        self._looked_up: set[str] = set()
        self._company_slugs: dict[int, str] = {}

    def link(self, printed: Iterable[Who]) -> Mapping[Who, int]:
        """Return the person behind each (company, printed name); unknown ones are added."""
        wanted = set(printed)
        self._look_up(fold(name) for _, name in wanted)
        self._add(wanted)
        self._add_spellings({who: self._by_fold[who[0], fold(who[1])] for who in wanted})
        return {who: self._by_fold[who[0], fold(who[1])].id for who in wanted}

    def add_aliases(self, company_id: int, name: str, aliases: Iterable[str]) -> None:
        """Let names stand for the same person of a company, also those that do not look alike.

        A name that already is another person's stays with that one.
        """
        self.link([(company_id, name)])
        person = self._by_fold[company_id, fold(name)]
        spellings = {alias for alias in aliases if fold(alias)}
        self._look_up(map(fold, spellings))
        for alias in spellings:
            if (company_id, fold(alias)) not in self._by_fold:
                self._by_fold[company_id, fold(alias)] = person
                own = self._moved_from.get((company_id, fold(name)))
                self._moved_from[company_id, fold(alias)] = own
            owner = self._by_fold[company_id, fold(alias)]
            self._add_spellings({(company_id, alias): owner})

    def add_apart(self, company_id: int | None, name: str) -> None:
        """Add a person for a name that is, without the decisions, a spelling of another one."""
        who = (company_id, fold(name))
        slug = self._choose_slugs({who: name})[who]
        row = {"slug": slug, "name": name, "company_id": company_id}
        insert_rows(self._session, PERSON, [row], {})

    def _look_up(self, folds: Iterable[str]) -> None:
        new = set(folds) - self._looked_up
        rows = load_rows(self._session, KNOWN, ALIAS.c.folded, new)
        known: dict[int, KnownPerson] = {}
        # Own names before aliases: who was first met under a name keeps it.
        for row in sorted(rows, key=lambda row: (fold(row.name) != row.folded, row.id)):
            fresh = KnownPerson(row.id, row.company_id, row.name, set())
            person = known.setdefault(row.id, fresh)
            person.spellings.add(row.alias)
            self._by_fold.setdefault((row.company_id, row.folded), person)
            self._moved_from.setdefault((row.company_id, row.folded), row.moved_from_id)
        self._looked_up |= new

    def _add(self, wanted: set[Who]) -> None:
        groups: dict[Who, set[str]] = {}
        for company_id, name in wanted:
            if (company_id, fold(name)) not in self._by_fold:
                groups.setdefault((company_id, fold(name)), set()).add(name)
        slugs = self._choose_slugs(groups)
        rows = [
            {"slug": slugs[who], "name": best_spelling(names), "company_id": who[0]}
            for who, names in groups.items()
        ]
        ids = insert_rows(self._session, PERSON, rows, {})
        for who, row, person_id in zip(groups, rows, ids, strict=True):
            self._by_fold[who] = KnownPerson(person_id, who[0], str(row["name"]), set())

    def _choose_slugs(self, groups: Mapping[Who, object]) -> dict[Who, str]:
        self._load_companies({company_id for company_id, _ in groups if company_id is not None})
        wanted = {who: self._build_slug(who) for who in sorted(groups, key=str)}
        rows = load_rows(
            self._session, PERSON.c.slug, PERSON.c.slug, iter_candidates(wanted.values())
        )
        taken = {row.slug for row in rows}
        chosen: dict[Who, str] = {}
        for who, slug in wanted.items():
            chosen[who] = next(s for s in iter_candidates([slug]) if s not in taken)
            taken.add(chosen[who])
        return chosen

    def _build_slug(self, who: Who) -> str:
        company_id, folded = who
        slug = build_slug(folded)
        return slug if company_id is None else f"{slug}-{self._company_slugs[company_id]}"

    def _load_companies(self, company_ids: set[int]) -> None:
        missing = company_ids - self._company_slugs.keys()
        rows = load_rows(self._session, COMPANIES, COMPANY.c.id, missing)
        self._company_slugs.update({row.id: row.slug for row in rows})

    def _add_spellings(self, met: Mapping[Who, KnownPerson]) -> None:
        new, renamed = [], {}
        for (company_id, name), person in met.items():
            if name in person.spellings:
                continue
            person.spellings.add(name)
            own = self._moved_from.get((company_id, fold(name)))
            alias = {"person_id": person.id, "name": name, "folded": fold(name)}
            new.append({**alias, "moved_from_id": own})
            self.met.add(company_id)
            self._ledger.note_quotes_of("person_id", person.id)
            own_spellings = (n for n in person.spellings if fold(n) == fold(person.name))
            best = best_spelling((person.name, *own_spellings))
            if best != person.name:
                person.name = best
                renamed[person.id] = (person.id, {"name": best}, ("name",))
        insert_rows(self._session, ALIAS, new, {})
        update_rows(self._session, PERSON, renamed.values())
        if new:
            self._ledger.writer.mark_changed()


def iter_candidates(slugs: Iterable[str]) -> Iterator[str]:
    """Yield each slug and the numbered ones to take where it is taken."""
    for slug in slugs:
        yield slug
        yield from (f"{slug}-{n}" for n in range(2, 21))

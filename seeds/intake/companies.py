"""Companies: found again by slug or ticker; a field that is left out keeps its stored value."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from sqlalchemy import Row, select

from schema.tables import Company, table_of
from seeds.intake.ledger import Entry, Ledger
from seeds.intake.people import People
from seeds.intake.rows import Values, put_rows
from seeds.names import build_slug, fold
from seeds.records import CompanyRecord

COMPANY = table_of(Company)


class Companies:
    """The companies as they stand in one transaction, by slug and by ticker."""

    def __init__(self, ledger: Ledger, people: People) -> None:
        self._ledger = ledger
        self._people = people
        self._by_slug: dict[str, Row[Any]] = {}
        self._by_ticker: dict[str, Row[Any]] = {}
        self._rumoured: dict[str, CompanyRecord] = {}
        # A few thousand small rows at most; asking for each reference would be slower.
        for row in ledger.writer.session.execute(select(COMPANY)):
            self._remember(row)

    def find(self, reference: str) -> Row[Any] | None:
        """Return the company with this slug or this ticker."""
        return self._by_slug.get(reference) or self._by_ticker.get(reference)

    def slug_of(self, company_id: int) -> str:
        """Return the slug of a stored company."""
        return next(slug for slug, row in self._by_slug.items() if row.id == company_id)

    def resolve(self, line: int, reference: str) -> Row[Any] | None:
        """Return the company that a record names, or note the problem and return None."""
        rumour = self._rumoured.pop(reference, None)
        if rumour is not None and self.find(reference) is None:
            self._put_one(rumour, None, True)
        row = self.find(reference)
        if row is None:
            shown = f'"{reference[:60]}"'
            reason = f"{shown} is no known slug or ticker; add a company record, here or beside"
            self._ledger.reject(line, "company", reason)
        return row

    def put(self, entries: Iterable[Entry[CompanyRecord]], is_hearsay: bool) -> None:
        """Store company records; hearsay only adds a company or names one that had no name.

        Of several with one ticker the first counts: a table has a line for each class of shares.
        Hearsay without a ticker waits until a call or board has no other company.
        """
        seen: set[str] = set()
        for entry in entries:
            if entry.record.slug is None and entry.record.ticker in seen:
                continue
            seen.add(entry.record.ticker or "")
            stored = self._match(entry.record)
            if is_hearsay and stored is None and entry.record.ticker is None:
                self._rumoured[entry.record.slug or ""] = entry.record
                continue
            if is_hearsay and stored is not None and stored.name != stored.ticker:
                continue
            if not is_hearsay and self._has_conflict(entry):
                continue
            self._put_one(entry.record, stored, is_hearsay)

    def _match(self, record: CompanyRecord) -> Row[Any] | None:
        by_slug = self._by_slug.get(record.slug) if record.slug else None
        return by_slug or (self._by_ticker.get(record.ticker) if record.ticker else None)

    def _has_conflict(self, entry: Entry[CompanyRecord]) -> bool:
        # By ticker alone two sources may mean one company; two slugs are two companies.
        record = entry.record
        owner = self._by_ticker.get(record.ticker or "")
        if record.slug is None or owner is None or owner.slug == record.slug:
            return False
        if record.slug not in self._by_slug and (is_bare(owner) or is_short_form(record, owner)):
            return False
        reason = f'"{record.ticker}" is the ticker of {owner.slug}; correct one of the two'
        self._ledger.reject(entry.line, "ticker", reason)
        return True

    def _put_one(self, record: CompanyRecord, stored: Row[Any] | None, is_hearsay: bool) -> None:
        session = self._ledger.writer.session
        wanted = self._build_values(record, stored)
        outcome = put_rows(
            session,
            COMPANY,
            {"it": wanted},
            {} if stored is None else {"it": stored},
            {"is_illustrative": False},
        )
        company_id = outcome.ids["it"]
        self._ledger.note(outcome)
        if not is_hearsay:
            self._ledger.count(bool(outcome.added), bool(outcome.changed))
        if stored is not None and stored.name != wanted.get("name", stored.name):
            self._ledger.renamed.setdefault(company_id, stored.name)
        if outcome.touched:
            self._ledger.note_quotes_of("company_id", company_id)
            self._refresh(company_id, stored)
        for person in record.people:
            self._people.add_aliases(company_id, person.name, (person.name, *person.aliases))

    def _build_values(self, record: CompanyRecord, stored: Row[Any] | None) -> Values:
        values: Values = record.model_dump(exclude_unset=True, exclude={"record", "people"})
        if values.get("slug") is None:
            values["slug"] = self._choose_slug(record, stored)
        # A table without names calls a company by its ticker; that is no reason to rename it.
        if stored is not None and record.name == record.ticker:
            del values["name"]
        return values

    def _choose_slug(self, record: CompanyRecord, stored: Row[Any] | None) -> str:
        if stored is not None and (record.name == record.ticker or not is_bare(stored)):
            return str(stored.slug)
        taken = self._by_slug.keys() - ({stored.slug} if stored else set())
        return next(slug for slug in iter_slugs(record) if slug not in taken)

    def _refresh(self, company_id: int, stored: Row[Any] | None) -> None:
        if stored is not None:
            self._by_slug.pop(stored.slug, None)
            self._by_ticker.pop(stored.ticker or "", None)
        statement = select(COMPANY).where(COMPANY.c.id == company_id)
        self._remember(self._ledger.writer.session.execute(statement).one())

    def _remember(self, row: Row[Any]) -> None:
        self._by_slug[row.slug] = row
        if row.ticker:
            self._by_ticker[row.ticker] = row


def is_bare(company: Row[Any]) -> bool:
    """Whether only the ticker of a company is known, of which name and slug are made.

    With its name it gets a slug made of that; pages find it by the ticker still.
    """
    return bool(company.ticker) and (company.name, company.slug) == (
        company.ticker,
        build_slug(company.ticker),
    )


def is_short_form(record: CompanyRecord, owner: Row[Any]) -> bool:
    """Whether a record calls a company shorter than a table did that knew its ticker only.

    "Spotify" under `spotify` is "Spotify Technology S.A.", whose slug nobody gave: it was made.
    """
    is_made = owner.slug == build_slug(owner.name) and record.slug == build_slug(record.name)
    return is_made and fold(owner.name).startswith(f"{fold(record.name)} ")


def iter_slugs(record: CompanyRecord) -> Iterator[str]:
    """Yield slugs for a company that gives none, best first, without end."""
    # Of a name in another script, or of signs, only a digest would be left.
    has_letters = any(c.isascii() and c.isalnum() for c in fold(record.name))
    if record.ticker and not has_letters:
        yield build_slug(record.ticker)
    yield build_slug(record.name)
    yield build_slug(f"{record.name} {record.ticker or ''}")
    yield from (build_slug(f"{record.name} {n}") for n in count(2))

"""A database of quotes and its index in one folder, and the writes that an import would do."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import delete, func, select

from schema.database import Database, Writer
from schema.store.indexing import IndexReport, catch_up, open_index
from schema.tables import (
    Call,
    Company,
    Event,
    Person,
    PersonAlias,
    Quote,
    QuoteChange,
    Theme,
    table_of,
)
from schema.taxonomy.labels import (
    CallKind,
    EventType,
    Origin,
    Section,
    Sector,
    SpeakerRole,
    Stage,
    ThemeSlug,
    Verification,
)
from search import OneOf, QuoteIndex, SearchRequest


@dataclass
class Indexed:
    """A database and an index in one folder, and the writes that an import would do."""

    folder: Path
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        self.database = Database(f"sqlite:///{self.folder / 'callboard.db'}")

    def open(self) -> QuoteIndex:
        return open_index(self.folder / "index")

    def catch_up(self) -> IndexReport:
        with closing(self.open()) as index:
            return catch_up(self.database, index)

    def add(self, *texts: str) -> list[int]:
        with self.database.write() as writer:
            return add_quotes(writer, texts)

    def change(self, quote_id: int, text: str) -> None:
        with self.database.write() as writer:
            quote = writer.session.get_one(Quote, quote_id)
            quote.text = text
            writer.mark_quotes([quote_id])

    def remove(self, quote_id: int) -> None:
        with self.database.write() as writer:
            writer.session.delete(writer.session.get_one(Quote, quote_id))
            writer.mark_quotes([quote_id])

    def outbox(self) -> list[tuple[int, int]]:
        table = table_of(QuoteChange)
        with self.database.read() as reader:
            return [tuple(row) for row in reader.rows(select(table.c.generation, table.c.quote_id))]

    def quotes(self) -> dict[int, str]:
        table = table_of(Quote)
        with self.database.read() as reader:
            return {row.id: row.text for row in reader.rows(select(table.c.id, table.c.text))}

    def indexed(self) -> dict[int, str]:
        """The quotes that the index finds by their key and by their whole text."""
        with closing(self.open()) as index:
            total = index.search(SearchRequest()).total
            found = {
                pk: text
                for pk, text in self.quotes().items()
                if index.search(SearchRequest(f'"{text}"', where=OneOf("pk", (pk,)))).total == 1
            }
        assert total == len(found), "documents that no quote stands behind"
        return found


def add_quotes(writer: Writer, texts: tuple[str, ...] | list[str]) -> list[int]:
    event = writer.session.get_one(Event, 1)
    assert event.id is not None
    taken = writer.session.scalar(select(func.coalesce(func.max(table_of(Quote).c.id), 0)))
    quotes = [
        Quote(
            key=f"{writer.generation}-{taken}-{number}",
            event_id=event.id,
            company_id=event.company_id,
            call_id=1,
            occurred_on=date(2026, 4, 28),
            text=text,
            verification=Verification.UNVERIFIED,
            person_id=1,
            speaker_printed="Gustav Soderstrom",
            title_printed="Co-CEO",
            role=SpeakerRole.CEO,
            section=Section.PREPARED,
        )
        for number, text in enumerate(texts)
    ]
    writer.session.add_all(quotes)
    writer.session.flush()
    ids = [quote.id for quote in quotes if quote.id is not None]
    writer.mark_quotes(ids)
    return ids


def add_company(writer: Writer) -> None:
    session = writer.session
    session.execute(delete(table_of(Theme)))
    rows = (
        Theme(id=1, slug=ThemeSlug.AGENTS, label="Agents", description="Software that acts."),
        Company(id=1, slug="spotify", ticker="SPOT", name="Spotify", sector=Sector.CONSUMER),
        Person(id=1, slug="gustav-soderstrom", name="Gustav Söderström", company_id=1),
        PersonAlias(person_id=1, name="G. Söderström", folded="g. soderstrom"),
        Call(id=1, key="c1", company_id=1, kind=CallKind.EARNINGS, period="2026Q1", title="Q1"),
        Event(
            id=1,
            key="e1",
            company_id=1,
            call_id=1,
            headline="A model of taste",
            headline_origin=Origin.GIVEN,
            type=EventType.LAUNCH,
            stage=Stage.SHIP,
            method=Origin.GIVEN,
        ),
    )
    for row in rows:
        session.add(row)
        session.flush()
    writer.mark_changed()


def restore(indexed: Indexed) -> None:
    """Put the backup in the place of the database, as an operator does with everything stopped."""
    indexed.database.close()
    for name in ("callboard.db-wal", "callboard.db-shm"):
        (indexed.folder / name).unlink(missing_ok=True)
    copyfile(indexed.folder / "backup", indexed.folder / "callboard.db")


@pytest.fixture(scope="session")
def empty_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a company and no quote."""
    path = tmp_path_factory.mktemp("empty") / "callboard.db"
    copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    with database.write() as writer:
        add_company(writer)
    database.close()
    return path


@pytest.fixture
def indexed(empty_file: Path, tmp_path: Path) -> Iterator[Indexed]:
    copyfile(empty_file, tmp_path / "callboard.db")
    indexed = Indexed(tmp_path)
    yield indexed
    indexed.database.close()

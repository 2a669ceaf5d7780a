"""The database: what a snapshot sees, how writers follow one another, what a value becomes."""

from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from sqlite3 import connect
from threading import Barrier, Thread, Timer
from time import sleep
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import StatementError
from sqlalchemy.pool import QueuePool

from schema.database import Database, Reader, Writer
from schema.errors import CallboardError, NotReady
from schema.prepared import Prepared
from schema.tables import Company, ImportRun, Quote, QuoteChange, table_of
from schema.taxonomy.labels import Sector
from tests.schema.conftest import World

COMPANY = table_of(Company)
COUNT = select(func.count()).select_from(COMPANY)
PREPARED_COUNT = Prepared(COUNT)


def add_company(database: Database, slug: str = "acme") -> None:
    with database.write() as writer:
        writer.session.add(Company(slug=slug, name=slug.title()))
        writer.mark_changed()


def generation(database: Database) -> int:
    with database.read() as reader:
        return reader.generation()


def count(database: Database) -> int:
    with database.read() as reader:
        return int(reader.value(COUNT))


class TestSnapshots:
    @pytest.mark.parametrize("way", ["rows", "fetch"])
    def test_a_reader_sees_one_moment(self, database: Database, way: str) -> None:
        def counted(reader: Any) -> int:
            found = reader.rows(COUNT) if way == "rows" else reader.fetch(PREPARED_COUNT, {})
            return int(found[0][0])

        with database.read() as reader:
            before = counted(reader)
            add_company(database)

            assert counted(reader) == before == 0
        assert count(database) == 1

    def test_both_ways_of_reading_see_the_same_moment(self, database: Database) -> None:
        with database.read() as reader:
            reader.generation()
            add_company(database)

            assert reader.value(COUNT) == reader.fetch(PREPARED_COUNT, {})[0][0] == 0

    def test_a_reader_does_not_wait_for_a_writer(self, database: Database) -> None:
        with database.write() as writer:
            writer.session.add(Company(slug="acme", name="Acme"))
            writer.session.flush()

            assert count(database) == 0

    def test_a_reader_counts_what_it_does(self, database: Database) -> None:
        add_company(database)

        with database.read() as reader:
            reader.rows(select(COMPANY))
            reader.fetch(PREPARED_COUNT, {})

        assert (reader.statements, reader.rows_read) == (2, 2)

    def test_a_reader_that_fails_gives_its_connection_back(self, database: Database) -> None:
        def fail(reader: Reader) -> None:
            reader.generation()
            raise ZeroDivisionError

        for _ in range(50):
            with pytest.raises(ZeroDivisionError), database.read() as reader:
                fail(reader)

        assert generation(database) == 0

    def test_no_number_of_readers_at_once_holds_up_who_comes_later(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path / 'some.db'}", pool_size=1)
        database.upgrade()

        with ExitStack() as readers:
            for _ in range(4):
                readers.enter_context(database.read())
        add_company(database)

        assert count(database) == 1
        database.close()

    def test_where_all_connections_are_taken_the_next_reader_is_told_so(
        self, postgres_url: str
    ) -> None:
        database = Database(postgres_url, pool_size=1)
        assert isinstance(database.engine.pool, QueuePool)
        database.engine.pool._timeout = 0.05

        with ExitStack() as readers:
            for _ in range(2):
                readers.enter_context(database.read())
            with pytest.raises(NotReady, match="the database cannot answer"):
                readers.enter_context(database.read())
        database.close()


class TestWriters:
    def test_a_change_raises_the_generation_by_one(self, database: Database) -> None:
        add_company(database, "a")
        add_company(database, "b")

        assert generation(database) == 2

    def test_a_transaction_that_changed_nothing_leaves_no_trace(self, database: Database) -> None:
        with database.write() as writer:
            writer.session.add(Company(slug="acme", name="Acme"))
            writer.session.flush()

        assert (generation(database), count(database)) == (0, 0)

    def test_a_transaction_that_failed_leaves_no_trace(self, database: Database) -> None:
        def fail(writer: Writer) -> None:
            writer.session.add(Company(slug="acme", name="Acme"))
            writer.mark_quotes([1, 2])
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError), database.write() as writer:
            fail(writer)

        assert (generation(database), count(database)) == (0, 0)
        with database.read() as reader:
            assert reader.rows(select(table_of(QuoteChange))) == []

    def test_a_writer_after_one_that_failed_is_not_held_up(self, database: Database) -> None:
        with pytest.raises(ZeroDivisionError), database.write():
            raise ZeroDivisionError

        add_company(database)

        assert generation(database) == 1

    def test_marked_quotes_stand_in_the_outbox_once(self, database: Database) -> None:
        with database.write() as writer:
            writer.mark_quotes([3, 1])
            writer.mark_quotes([3])

        with database.read() as reader:
            outbox = table_of(QuoteChange).c
            rows = reader.rows(select(outbox.generation, outbox.quote_id))
        assert sorted(map(tuple, rows)) == [(1, 1), (1, 3)]

    def test_marking_no_quotes_is_no_change(self, database: Database) -> None:
        with database.write() as writer:
            writer.mark_quotes([])

        assert generation(database) == 0

    def test_there_is_one_at_a_time_and_generations_are_in_commit_order(
        self, database: Database
    ) -> None:
        inside: list[int] = []
        committed: list[int] = []
        start = Barrier(4)

        def write(n: int) -> None:
            start.wait()
            with database.write() as writer:
                inside.append(n)
                assert len(inside) == 1
                sleep(0.02)
                writer.session.add(Company(slug=f"acme-{n}", name="Acme"))
                writer.mark_changed()
                committed.append(writer.generation)
                inside.remove(n)

        threads = [Thread(target=write, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)

        assert committed == [1, 2, 3, 4]
        assert (generation(database), count(database)) == (4, 4)

    def test_a_writer_sees_what_the_one_before_committed(self, database: Database) -> None:
        add_company(database)

        with database.write() as writer:
            assert writer.session.execute(COUNT).scalar_one() == 1


def test_an_upgrade_waits_for_who_writes_and_begins_after_it(
    tmp_path: Path, sqlite_database: Database
) -> None:
    sqlite_database.upgrade()  # loads what an upgrade needs, which may take longer than the wait
    database = Database(f"sqlite:///{tmp_path / 'some.db'}")
    other = connect(tmp_path / "some.db", isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode=WAL").close()
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE of_the_other (id INTEGER)")
    ending = Timer(0.5, lambda: other.execute("COMMIT"))

    ending.start()
    database.upgrade()
    ending.join()

    assert database.is_current()
    other.close()
    database.close()


class TestValues:
    @pytest.mark.parametrize("hours", [-5, 0, 9])
    def test_moments_come_back_in_utc(self, database: Database, hours: int) -> None:
        moment = datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=hours)))
        with database.write() as writer:
            writer.session.add(
                ImportRun(
                    generation=1,
                    file="a",
                    sha256="0",
                    records=1,
                    added=1,
                    changed=0,
                    finished_at=moment,
                )
            )
            writer.mark_changed()

        with database.read() as reader:
            found = reader.value(select(table_of(ImportRun).c.finished_at))

        assert found == moment
        assert found.tzinfo is UTC

    def test_a_moment_without_a_zone_is_refused(self, database: Database) -> None:
        statement = select(table_of(ImportRun)).where(
            table_of(ImportRun).c.finished_at == datetime(2026, 1, 1)  # noqa: DTZ001
        )

        with pytest.raises(StatementError, match="has no time zone"), database.read() as reader:
            reader.rows(statement)

    def test_labels_are_stored_by_value(self, world: World) -> None:
        world.add(Company(slug="acme", name="Acme", sector=Sector.ENERGY))

        with world.database.read() as reader:
            stored = reader.value(text("SELECT sector FROM company"))
            read = reader.value(select(COMPANY.c.sector))

        assert stored == "ENERGY"
        assert read is Sector.ENERGY

    def test_a_label_of_no_vocabulary_is_refused(self, database: Database) -> None:
        insert = text(
            "INSERT INTO company (slug, name, sector, is_illustrative) "
            "VALUES ('a', 'A', 'MAGIC', false)"
        )

        with pytest.raises(Exception, match=r"(?i)check|constraint"), database.write() as writer:
            writer.session.execute(insert)

    def test_rows_go_with_the_row_they_belong_to(self, world: World) -> None:
        company = world.company()
        world.say(company, "2026-01-01", quotes=2)

        with world.database.write() as writer:
            writer.session.execute(COMPANY.delete().where(COMPANY.c.id == company))
            writer.mark_changed()

        with world.database.read() as reader:
            assert reader.rows(select(table_of(Quote))) == []

    def test_days_are_days_on_both(self, world: World) -> None:
        company = world.company()
        world.say(company, "2026-02-28", quotes=1)

        with world.database.read() as reader:
            assert reader.value(select(table_of(Quote).c.occurred_on)) == date(2026, 2, 28)


class TestAway:
    @pytest.mark.parametrize("url", ["sqlite:///{}", "postgresql://nobody@127.0.0.1:1/callboard"])
    def test_a_database_that_cannot_be_reached_is_not_ready(self, url: str, tmp_path: Path) -> None:
        database = Database(url.format(tmp_path))  # a folder is no file

        with pytest.raises(NotReady, match="the database cannot answer"):
            database.is_current()
        with pytest.raises(NotReady, match="the database cannot answer"), database.read() as reader:
            reader.generation()
        database.close()

    @pytest.mark.parametrize("url", ["", "callboard.db", "mysql://u@h/x", "sqlite+nix:///x", "://"])
    def test_a_url_of_no_such_database_is_refused_with_what_to_write(self, url: str) -> None:
        with pytest.raises(CallboardError, match=r"SQLite|sqlite"):
            Database(url)


class TestCheck:
    def test_a_sound_database_has_nothing_to_say(self, database: Database) -> None:
        add_company(database)

        assert list(database.check()) == []

    def test_a_damaged_file_says_what_is_wrong(self, sqlite_database: Database) -> None:
        for n in range(300):
            add_company(sqlite_database, f"company-{n}" + "x" * 100)
        path = Path(make_url(sqlite_database.url).database or "")
        sqlite_database.close()
        with path.open("r+b") as file:
            file.seek(path.stat().st_size // 2)
            file.write(b"\xff" * 4096)

        assert list(sqlite_database.check()) != []

    def test_a_file_that_is_no_database_is_not_ready(self, tmp_path: Path) -> None:
        (tmp_path / "callboard.db").write_bytes(b"no database at all" * 1000)
        database = Database(f"sqlite:///{tmp_path / 'callboard.db'}")

        assert list(database.check()) == ["file is not a database"]
        with pytest.raises(NotReady, match="file is not a database"), database.read() as reader:
            reader.generation()
        database.close()

# Real SQLite files and real indexes; one test runs on PostgreSQL too.
from contextlib import closing
from datetime import date
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Any

import pytest
from sqlalchemy import func, select

from schema import database as database_module
from schema.database import Database
from schema.store import indexing
from schema.store.indexing import catch_up, open_index, quote_documents
from schema.tables import (
    Quote,
    QuoteChange,
    QuoteTheme,
    table_of,
)
from search import IndexBusy, SearchRequest
from search.versions import writer_lock
from tests.schema.store.conftest import Indexed, add_company, add_quotes, restore


class TestDocuments:
    def test_a_document_holds_all_that_a_quote_is_found_by(self, indexed: Indexed) -> None:
        [quote_id] = indexed.add("We ship a model of taste.")
        with indexed.database.write() as writer:
            writer.session.add(QuoteTheme(quote_id=quote_id, theme_id=1))
            writer.mark_quotes([quote_id])

        with indexed.database.read() as reader:
            [document] = quote_documents(reader, None)

        assert (document.company, document.ticker, document.sector) == (
            "spotify",
            "SPOT",
            "CONSUMER",
        )
        assert document.themes == ("AGENTS",)
        assert document.speaker_names == ("Gustav Söderström", "G. Söderström", "Gustav Soderstrom")
        assert (document.period, document.held_on) == ("2026Q1", date(2026, 4, 28))
        assert (document.event_type, document.stage) == ("LAUNCH", "SHIP")

    def test_ids_that_are_gone_are_left_out(self, indexed: Indexed) -> None:
        [quote_id] = indexed.add("one")

        with indexed.database.read() as reader:
            found = [document.pk for document in quote_documents(reader, [999, quote_id])]

        assert found == [quote_id]

    def test_a_batch_costs_three_statements_however_large_it_is(self, indexed: Indexed) -> None:
        indexed.add(*(f"quote {number}" for number in range(50)))

        with indexed.database.read() as reader:
            documents = list(quote_documents(reader, range(1, 51)))

            assert (len(documents), reader.statements) == (50, 3)

    def test_all_documents_come_once_across_batches(
        self, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ids = indexed.add(*(f"quote {number}" for number in range(25)))
        monkeypatch.setattr(indexing, "NEXT_QUOTES", indexing.NEXT_QUOTES.limit(10))

        with indexed.database.read() as reader:
            found = [document.pk for document in quote_documents(reader, None)]

        assert found == ids


class TestCatchUp:
    def test_new_quotes_are_found(self, indexed: Indexed) -> None:
        indexed.add("first words", "second words")

        report = indexed.catch_up()

        assert report.upserted == 2
        assert indexed.indexed() == indexed.quotes()

    def test_changes_are_applied_without_a_rebuild(self, indexed: Indexed) -> None:
        first, second = indexed.add("first words", "second words")
        indexed.catch_up()
        indexed.change(first, "other words")
        indexed.remove(second)

        report = indexed.catch_up()

        assert (report.upserted, report.deleted, report.rebuilt) == (1, 1, None)
        assert indexed.indexed() == {first: "other words"}

    def test_a_second_catch_up_has_nothing_to_do(self, indexed: Indexed) -> None:
        indexed.add("words")
        indexed.catch_up()

        report = indexed.catch_up()

        assert (report.upserted, report.deleted, report.rebuilt) == (0, 0, None)

    def test_the_index_holds_the_generation_of_the_database(self, indexed: Indexed) -> None:
        indexed.add("words")
        with indexed.database.write() as writer:
            writer.mark_changed()

        report = indexed.catch_up()

        with indexed.database.read() as reader, closing(indexed.open()) as index:
            assert index.position() == report.generation == reader.generation()

    def test_pruning_is_no_change_and_keeps_the_newest_row(self, indexed: Indexed) -> None:
        indexed.add("a", "b")
        indexed.add("c")
        before = indexed.outbox()

        report = indexed.catch_up()

        assert indexed.outbox() == before[-1:]
        with indexed.database.read() as reader:
            assert reader.generation() == report.generation

    def test_an_index_from_before_the_pruning_is_rebuilt(self, indexed: Indexed) -> None:
        [first] = indexed.add("first")
        indexed.catch_up()
        copy = indexed.folder / "copy"
        (indexed.folder / "index").rename(copy)
        indexed.add("second")
        indexed.remove(first)
        indexed.add("third")
        indexed.catch_up()
        rmtree(indexed.folder / "index")
        copy.rename(indexed.folder / "index")

        report = indexed.catch_up()

        assert "the changes are kept from" in str(report.rebuilt)
        assert indexed.indexed() == indexed.quotes()

    def test_an_index_ahead_of_a_restored_database_is_rebuilt(self, indexed: Indexed) -> None:
        indexed.add("kept")
        indexed.database.close()
        copyfile(indexed.folder / "callboard.db", indexed.folder / "backup")
        indexed.add("lost")
        indexed.catch_up()
        restore(indexed)

        report = indexed.catch_up()

        assert "restored" in str(report.rebuilt)
        assert list(indexed.indexed().values()) == ["kept"]

    def test_a_restored_database_that_passed_the_index_is_noticed_by_its_total(
        self, indexed: Indexed
    ) -> None:
        indexed.add("kept")
        indexed.database.close()
        copyfile(indexed.folder / "callboard.db", indexed.folder / "backup")
        indexed.add("lost", "lost too")
        indexed.catch_up()
        restore(indexed)
        indexed.add("new")
        with indexed.database.write() as writer:
            writer.mark_changed()

        report = indexed.catch_up()

        assert report.rebuilt == "it held 3 documents for 2 quotes"
        assert list(indexed.indexed().values()) == ["kept", "new"]

    def test_a_flipped_bit_is_noticed_and_mended(self, indexed: Indexed) -> None:
        indexed.add("words")
        indexed.catch_up()
        flip_a_bit(indexed.folder / "index")

        report = indexed.catch_up()

        assert report.rebuilt == "its files are missing or damaged"
        assert indexed.indexed() == indexed.quotes()

    def test_a_removed_index_is_made_again(self, indexed: Indexed) -> None:
        indexed.add("words")
        indexed.catch_up()
        rmtree(indexed.folder / "index")

        indexed.catch_up()

        assert indexed.indexed() == indexed.quotes()

    def test_another_writer_is_waited_for_and_then_reported(
        self, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(indexing, "PATIENCE", 0.2)
        indexed.add("words")

        with (
            closing(indexed.open()),
            writer_lock(indexed.folder / "index"),
            pytest.raises(IndexBusy),
        ):
            indexed.catch_up()

    def test_an_index_that_was_moved_on_meanwhile_is_neither_set_back_nor_rebuilt(
        self, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        indexed.add("first")
        indexed.catch_up()
        indexed.add("second")
        find_reason = indexing.find_rebuild_reason

        def move_on(*arguments: Any) -> str | None:
            monkeypatch.setattr(indexing, "find_rebuild_reason", find_reason)
            indexed.add("third")
            indexed.catch_up()
            return find_reason(*arguments)

        monkeypatch.setattr(indexing, "find_rebuild_reason", move_on)
        report = indexed.catch_up()

        assert (report.upserted, report.rebuilt) == (0, None)
        assert indexed.indexed() == indexed.quotes()

    def test_each_kind_of_database_is_followed_and_pruned(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.write() as writer:
            add_company(writer)
            first, second = add_quotes(writer, ["first words", "second words"])
        with closing(open_index(tmp_path / "index")) as index:
            catch_up(database, index)
            with database.write() as writer:
                writer.session.delete(writer.session.get_one(Quote, first))
                writer.mark_quotes([first])

            report = catch_up(database, index)

            assert (report.upserted, report.deleted, report.rebuilt) == (0, 1, None)
            assert [hit.pk for hit in index.search(SearchRequest("words")).hits] == [second]
        with database.read() as reader:
            assert reader.value(select(func.count()).select_from(table_of(QuoteChange))) == 1

    def test_a_busy_database_is_left_unpruned(
        self, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database_module, "PRAGMAS", ("PRAGMA busy_timeout=50",))
        indexed.add("a", "b")

        with Database(indexed.database.url).write():
            indexed.catch_up()

        assert len(indexed.outbox()) == 2


def flip_a_bit(folder: Path) -> None:
    path = max(folder.rglob("*.term"), key=lambda path: path.stat().st_size)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

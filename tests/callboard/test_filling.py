from contextlib import closing
from io import BytesIO, TextIOWrapper
from json import dumps
from pathlib import Path
from shutil import copyfile
from sqlite3 import connect
from typing import Any

import pytest

from callboard.commands.filling import describe_import
from schema import database
from seeds import reading
from seeds.intake import files
from seeds.intake.reports import FileReport, ImportReport
from tests.callboard.conftest import Home, Typed, type_command


def company(slug: str, **fields: object) -> str:
    """One line of an import file."""
    return dumps({"record": "company", "slug": slug, "name": slug.title(), **fields})


def said(words: str) -> str:
    """A line with an event of the company `acme` in which somebody says these words."""
    quotes = [{"text": words, "speaker": "Ada Byron", "title": "CEO"}]
    event = {"record": "event", "key": words, "company": "acme", "quotes": quotes}
    return dumps({**event, "occurredOn": "2026-03-02"})


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A file with a company that says one thing."""
    path = tmp_path / "acme.jsonl"
    path.write_text(f"{company('acme')}\n{said('Our agents answer every letter.')}\n", "utf-8")
    return path


@pytest.fixture
def page(tmp_path: Path, home: Home) -> Path:
    """A call as a page of text."""
    path = tmp_path / "pages" / "ACME_2026_Q1.txt"
    path.parent.mkdir()
    path.write_text("Operator: Hello.\nAda Byron: Hello to all.\nOperator: Bye.\n", "utf-8")
    return path


class TestSample:
    def test_it_makes_tables_rows_and_index_and_says_what_there_is(
        self, sampled: tuple[Path, Typed]
    ) -> None:
        _, loaded = sampled

        assert "Tables: brought up to date." in loaded.out
        assert "There are 7 companies, " in loaded.out

    def test_it_can_be_repeated(self, home: Home) -> None:
        loaded = type_command("sample")

        assert loaded.status == 0
        assert "Tables: up to date." in loaded.out
        assert "nothing changed" in loaded.out
        assert "Index: up to date." in loaded.out


class TestMigrate:
    def test_it_makes_the_tables_once(self, empty: Home) -> None:
        first, second = type_command("migrate"), type_command("migrate")

        assert first.out == "Tables: brought up to date.\n"
        assert second.out == "Tables: up to date.\n"


class TestImport:
    def test_what_was_imported_is_found(self, acme: Path) -> None:
        imported = type_command("import", acme)

        assert imported.status == 0
        assert "1 file, 2 records: 2 added" in imported.out
        assert "letter" in type_command("search", "agents").out

    def test_an_empty_name_is_no_folder(self, home: Home) -> None:
        typed = type_command("import", "")

        assert typed.status == 2
        assert "is empty; write . for this folder" in typed.err

    def test_the_same_file_again_changes_nothing(self, acme: Path) -> None:
        type_command("import", acme)

        again = type_command("import", acme)

        assert again.status == 0
        assert "1 file, 2 records: nothing changed" in again.out
        assert "Index: up to date." in again.out

    def test_it_does_not_say_that_nothing_changed_when_something_did(self) -> None:
        file = FileReport("a.json", 1, added=0, changed=0, unchanged=1, seconds=0, generation=7)

        said = describe_import(ImportReport((file,), ()))

        assert "1 record: only what follows changed" in said

    def test_a_bad_file_is_left_out_and_the_good_ones_go_in(
        self, acme: Path, tmp_path: Path
    ) -> None:
        bad = tmp_path / "bad.jsonl"
        bad.write_text(f"{company('good')}\n{company('x', sector='HATS')}\n", "utf-8")

        imported = type_command("import", bad, acme)

        assert imported.status == 1
        assert imported.err.startswith(f"{bad}:2: sector: ")
        assert "1 file, 2 records: 2 added; 1 file left out" in imported.out

    def test_an_error_nobody_foresaw_still_ends_with_a_summary_and_an_index(
        self, acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = tmp_path / "other.jsonl"
        other.write_text(company("other"), "utf-8")
        store = files.write_group

        def fail_for_other(database: Any, surveys: Any, *rest: Any) -> Any:
            if surveys[0].path == other:
                raise RuntimeError("a bug")
            return store(database, surveys, *rest)

        monkeypatch.setattr(files, "write_group", fail_for_other)

        imported = type_command("import", other, acme)

        assert imported.status == 1
        assert f"{other}: was left out: an error of callboard's own (RuntimeError)" in imported.err
        assert "2 added; 1 file left out" in imported.out
        assert "letter" in type_command("search", "agents").out

    def test_while_another_import_writes_each_file_is_one_sentence(
        self, acme: Path, empty: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        type_command("migrate")
        monkeypatch.setattr(database, "PRAGMAS", ("PRAGMA busy_timeout=1",))

        with closing(connect(empty.path / "callboard.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            imported = type_command("import", acme)

        assert imported.status == 1
        assert f"{acme}: was left out: another import is writing; try again" in imported.err
        assert "1 file left out" in imported.out

    def test_a_folder_stands_for_its_files(self, acme: Path) -> None:
        assert "2 added" in type_command("import", acme.parent).out

    def test_a_file_that_is_not_there_is_one_sentence(self, tmp_path: Path) -> None:
        imported = type_command("import", tmp_path / "nothing.jsonl")

        assert imported.status == 1
        assert imported.err.startswith(f"{tmp_path / 'nothing.jsonl'}: cannot be read: ")

    def test_a_hyphen_is_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "stdin", TextIOWrapper(BytesIO(company("acme").encode())))

        imported = type_command("import", "-")

        assert "1 file, 1 record: 1 added" in imported.out

    def test_without_a_file_it_is_a_mistake_in_typing(self) -> None:
        imported = type_command("import")

        assert imported.status == 2
        assert "Missing argument 'FILE'" in imported.err

    def test_no_index_leaves_the_index_for_later(self, acme: Path) -> None:
        imported = type_command("import", "--no-index", acme)
        found = type_command("search", "agents")

        assert "Index" not in imported.out
        assert found.status == 1
        assert "the search index is empty; `callboard index` fills it" in found.err

    def test_escape_sequences_in_a_file_do_not_reach_the_terminal(self, tmp_path: Path) -> None:
        path = tmp_path / "red.jsonl"
        path.write_text('{"record": "company", "\\u001b[31mred": 1}', "utf-8")

        imported = type_command("import", path)

        assert "\x1b" not in imported.err
        assert "red: is no field here" in imported.err

    def test_a_restored_database_is_noticed_before_it_grows_past_its_index(
        self, acme: Path, empty: Home, tmp_path: Path
    ) -> None:
        type_command("import", acme)
        copyfile(empty.path / "callboard.db", tmp_path / "backup")
        for words in ("A lost promise.", "A second promise."):
            acme.write_text(said(words), "utf-8")
            type_command("import", acme)
        copyfile(tmp_path / "backup", empty.path / "callboard.db")
        acme.write_text(said("A robot."), "utf-8")

        imported = type_command("import", acme)

        assert "the database was restored" in imported.out
        assert type_command("search", "promise").out == "No quotes found.\n"
        assert "«robot»" in type_command("search", "robot").out

    def test_a_page_is_read_as_the_layout_that_was_asked_for(self, page: Path) -> None:
        assert type_command("import", page).status == 0

        wrong = type_command("import", "--layout", "motley", page)

        assert wrong.status == 1
        assert 'is not read as "motley", but as one of bilingual-table' in wrong.err


class TestLayouts:
    def test_calls_are_counted_by_layout(self, page: Path) -> None:
        shown = type_command("layouts", page.parent)

        assert shown.status == 0
        heading, row = shown.out.splitlines()
        assert heading.split()[:4] == ["layout", "files", "calls", "turns"]
        assert row.split()[:5] == ["labelled-text", "1", "1", "3", "40.4%"]
        assert row.endswith("NO_DATE 1")

    def test_another_layout_can_be_tried(self, page: Path) -> None:
        shown = type_command("layouts", "--layout", "plain-text", page)

        assert shown.out.splitlines()[1].startswith("plain-text")

    def test_what_cannot_be_read_ends_with_status_1(self, tmp_path: Path) -> None:
        shown = type_command("layouts", tmp_path / "gone.txt")

        assert shown.status == 1
        assert "gone.txt: cannot be read" in shown.err


class TestImportOfBoards:
    @pytest.fixture
    def answer(self, tmp_path: Path) -> Path:
        """An answer of a board in a file whose name tells nothing."""
        job = {"id": 1, "title": "Cook", "absolute_url": "https://acme.example/1"}
        path = tmp_path / "answer.json"
        path.write_text(dumps({"jobs": [job], "meta": {"total": 1}}), "utf-8")
        return path

    def test_options_say_whose_an_answer_is_and_of_which_day(
        self, empty: Home, acme: Path, answer: Path
    ) -> None:
        told = ("--board", "greenhouse:acme", "--company", "acme", "--crawled-on", "2026-05-01")

        typed = type_command("import", acme, answer, *told)

        assert (typed.status, typed.err) == (0, "")
        with closing(connect(empty.path / "callboard.db")) as database:
            seen = database.execute("SELECT source_id, first_seen_on FROM posting").fetchall()
        assert seen == [("1", "2026-05-01")]

    def test_what_is_missing_is_asked_for(self, empty: Home, acme: Path, answer: Path) -> None:
        typed = type_command("import", acme, answer, "--board", "greenhouse:acme")

        assert typed.status == 1
        assert "of which company? Give --company" in typed.err

    def test_a_board_of_another_form_is_refused(self, empty: Home, answer: Path) -> None:
        typed = type_command("import", answer, "--board", "acme")

        assert typed.status == 1
        assert '"acme" names no board; write system:token' in typed.err

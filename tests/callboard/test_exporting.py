import subprocess
import sys
from contextlib import suppress
from csv import DictReader
from json import loads
from pathlib import Path

import pytest
from pyarrow.parquet import ParquetFile

from callboard.commands.exporting import open_output
from schema.store.formats import MISSING
from schema.store.parquet import iter_parts
from tests.callboard.conftest import Home, environment_of, type_command

pytestmark = pytest.mark.usefixtures("home")


def test_a_list_is_written_to_standard_output() -> None:
    typed = type_command("export", "companies")

    rows = list(DictReader(typed.out.splitlines()))
    assert typed.status == 0
    assert typed.err == "7 rows of companies written.\n"
    assert [row["ticker"] for row in rows if row["slug"] == "spotify"] == ["SPOT"]


def test_a_list_is_narrowed_as_the_api_narrows_it(tmp_path: Path) -> None:
    where = '{"company": {"ticker": {"eq": "SPOT"}}}'
    path = tmp_path / "quotes.jsonl"

    typed = type_command(
        "export", "quotes", "--where", where, "--format", "jsonl", "--output", path
    )

    rows = [loads(line) for line in path.read_text("utf-8").splitlines()]
    assert typed.err == f"{len(rows)} rows of quotes written.\n"
    assert {row["ticker"] for row in rows} == {"SPOT"}


def test_a_list_is_written_as_of_a_day(tmp_path: Path) -> None:
    path = tmp_path / "quotes.parquet"

    typed = type_command(
        "export", "quotes", "--as-of", "2025-10-31", "--format", "parquet", "--output", path
    )

    assert typed.status == 0
    file = ParquetFile(path)
    assert max(file.read().column("occurredOn").to_pylist()).isoformat() <= "2025-10-31"
    assert file.schema_arrow.metadata[b"callboard.asOf"] == b"2025-10-31"


def test_a_search_is_written_whole() -> None:
    typed = type_command("export", "search", "--query", "personal*", "--format", "jsonl")

    assert len(typed.out.splitlines()) == 3


def test_a_list_is_written_as_parquet(tmp_path: Path) -> None:
    path = tmp_path / "postings.parquet"

    typed = type_command("export", "postings", "--format", "parquet", "--output", path)

    file = ParquetFile(path)
    assert typed.err == f"{file.metadata.num_rows:,} rows of postings written.\n"
    assert file.schema_arrow.metadata[b"callboard.list"] == b"postings"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nothing",), "there is no list 'nothing'"),
        (("quotes", "--where", "{"), "no valid JSON in --where"),
        (("quotes", "--where", '{"speakr": {}}'), "Did you mean 'speaker'"),
        (("quotes", "--query", "agents"), "goes with search"),
    ],
)
def test_what_cannot_be_exported_leaves_the_file_as_it_was(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    path = tmp_path / "kept.csv"
    path.write_text("as it was")

    typed = type_command("export", *words, "--output", path)

    assert typed.status == 1
    assert says in typed.err
    assert path.read_text() == "as it was"
    assert list(tmp_path.glob(".*")) == []


def test_an_interrupted_export_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "kept.parquet"
    path.write_text("as it was")

    with suppress(KeyboardInterrupt), open_output(path) as stream:
        stream.write(b"PAR1")
        raise KeyboardInterrupt

    assert path.read_text() == "as it was"
    assert list(tmp_path.glob(".*")) == []


def test_without_the_library_parquet_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, iter_parts.__module__)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "quotes.parquet"

    typed = type_command("export", "quotes", "--format", "parquet", "--output", path)

    assert (typed.status, typed.out, path.exists()) == (1, "", False)
    assert typed.err == f"callboard: {MISSING}\n"


WATCHED = """
import sys
from atexit import register
from callboard.cli import main
register(lambda: print("pyarrow" in sys.modules))
main()
"""


def test_the_library_is_not_loaded_for_another_format(home: Home) -> None:
    words = [sys.executable, "-c", WATCHED, "export", "companies"]

    printed = subprocess.check_output(words, env=environment_of(home.path), text=True)

    assert printed.endswith("\nFalse\n")


def test_an_export_needs_tables(empty: Home) -> None:
    for path in empty.path.glob("callboard.db*"):
        path.unlink()

    assert "callboard migrate" in type_command("export", "quotes").err


def test_everything_as_json_lines_is_what_an_import_takes(tmp_path: Path) -> None:
    folder = tmp_path / "all"

    typed = type_command("export", "everything", "--format", "jsonl", "--output", folder)

    again = type_command("import", "--no-index", folder)
    assert typed.err == "companies 7, calls 52, events 14, postings 2,050 written.\n"
    assert again.status == 0
    assert "nothing changed" in again.out


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_everything_as_tables_is_every_list(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "all"

    type_command("export", "everything", "--format", kind, "--output", folder)

    names = ["calls", "companies", "events", "people", "postings", "quotes", "roles"]
    assert sorted(path.name for path in folder.iterdir()) == [f"{name}.{kind}" for name in names]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "name a new folder with --output"),
        (("--output", "{folder}"), "is not empty"),
        (("--output", "{folder}/new", "--query", "agents"), "leave --where, --query"),
        (("--output", "{folder}/new", "--as-of", "2025-09-01"), "and --as-of out"),
    ],
)
def test_everything_needs_a_new_folder_and_is_whole(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "kept").write_text("as it was")

    typed = type_command("export", "everything", *(word.format(folder=folder) for word in words))

    assert typed.status == 1
    assert says in typed.err
    assert [path.name for path in folder.iterdir()] == ["kept"]

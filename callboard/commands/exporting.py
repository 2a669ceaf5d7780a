"""The command that writes whole lists, or everything, to files."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

import typer

from callboard.console import complain, count_of
from callboard.stores import open_database, open_quote_index, read_settings
from schema.errors import BadInput

if TYPE_CHECKING:
    from schema.graph.exporting import TableReader
    from schema.graph.service import GraphService

EVERYTHING = "everything"
UNBOUNDED = 2**63 - 1  # whoever types the command has the whole database anyway


def export(
    name: Annotated[
        str,
        typer.Argument(
            metavar="LIST",
            help="companies, calls, people, events, quotes, roles, postings, search or everything.",
        ),
    ],
    where: Annotated[
        str | None,
        typer.Option("--where", metavar="JSON", help="Which rows, as the API's `where` says it."),
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", metavar="TEXT", help="What to search, for `search`.")
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            metavar="DAY",
            formats=["%Y-%m-%d"],
            help="Only what was known on this day, as the API's `asOf` says it.",
        ),
    ] = None,
    file_format: Annotated[
        Literal["csv", "jsonl", "parquet"], typer.Option("--format", help="How to write it.")
    ] = "csv",
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="PATH", help="The file, or for everything the folder."),
    ] = None,
) -> None:
    """Write a whole list, or all that a search finds, as CSV, JSON lines or Parquet.

    A text that a spreadsheet would run as a formula gets an apostrophe before it in CSV. Parquet
    needs the extra `parquet`. `everything` goes into a new folder: every list as CSV or Parquet,
    or, as JSON lines, all records that were imported, which `callboard import` takes into an empty
    database again.
    """
    asked = Asked(name, where, query, as_of.date() if as_of else None)
    settings = read_settings()
    with open_database(settings) as database, open_quote_index(settings) as index:
        from schema.graph.service import GraphService

        with closing(GraphService(database, index, workers=1)) as service:
            if name == EVERYTHING:
                with open_folder(output, asked) as folder:
                    said = write_all(service, file_format, folder)
            else:
                said = write_list(service, asked, file_format, output)
    complain(f"{said} written.")


@dataclass(frozen=True)
class Asked:
    """A list that was asked for, as it was typed."""

    name: str
    where: str | None
    query: str | None
    as_of: date | None


def write_list(service: "GraphService", asked: Asked, file_format: str, output: Path | None) -> str:
    """Write one list and return what was written."""
    from schema.graph.exporting import TableReader

    where = read_where(asked.where)
    reader = TableReader(service, asked.name, where, asked.query, asked.as_of)
    with open_output(output) as stream:
        rows = write_table(reader, file_format, stream)
    return f"{count_of(rows, 'row')} of {asked.name}"


def write_all(service: "GraphService", file_format: str, folder: Path) -> str:
    """Write everything into a folder and return what was written."""
    if file_format != "jsonl":
        return listed(write_tables(service, file_format, folder))
    from seeds.outgoing.everything import write_everything

    return listed(write_everything(service.database, folder))


@contextmanager
def open_folder(output: Path | None, asked: Asked) -> Iterator[Path]:
    """Yield a folder for everything that becomes `output` at the end; nothing is left of half.

    Raises BadInput for a folder that holds files; everything is neither narrowed nor searched.
    """
    if asked.where or asked.query or asked.as_of:
        raise BadInput("everything is written whole: leave --where, --query and --as-of out")
    if output is None:
        raise BadInput("everything is many files: name a new folder with --output")
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise BadInput(f"{output} is not empty; name a new folder")
    beside = output.with_name(f".{output.name}.part")
    beside.mkdir(parents=True)
    try:
        yield beside
        beside.replace(output)
    finally:
        rmtree(beside, ignore_errors=True)


def write_tables(service: "GraphService", file_format: str, folder: Path) -> dict[str, int]:
    """Write every list into a folder, a file each; return the rows of each."""
    from schema.graph.exporting import EXPORTS, SEARCH, TableReader

    counts: dict[str, int] = {}
    for name in EXPORTS:
        if name != SEARCH:
            with (folder / f"{name}.{file_format}").open("wb") as stream:
                counts[name] = write_table(TableReader(service, name), file_format, stream)
    return counts


def listed(counts: Mapping[str, int]) -> str:
    """Return `companies 7, calls 52` of files and what they hold."""
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "nothing"


def read_where(text: str | None) -> Any:
    """Return a `where` out of its JSON. Raises BadInput for a text that is none."""
    from orjson import JSONDecodeError, loads

    if text is None:
        return None
    try:
        return loads(text)
    except JSONDecodeError as error:
        raise BadInput(f"there is no valid JSON in --where: {error}") from None


@contextmanager
def open_output(path: Path | None) -> Iterator[BinaryIO]:
    """Yield where to write to; a file stands there in full at the end, or is left as it was."""
    if path is None:
        yield sys.stdout.buffer
        return
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as stream:
            yield stream
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_table(reader: "TableReader", file_format: str, stream: BinaryIO) -> int:
    """Write a list and return how many rows it has."""
    from schema.store.formats import FORMATS

    rows = 0

    def counted(pages: Iterable[Any]) -> Iterator[Any]:
        nonlocal rows
        for page in pages:
            rows += len(page)
            yield page

    # A `where` that does not fit is refused in opening, before anything is written.
    with reader.open(UNBOUNDED) as table:
        for part in FORMATS[file_format].write(replace(table, pages=counted(table.pages))):
            stream.write(part)
    return rows

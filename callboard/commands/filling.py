"""The commands that fill the database: migrate, import, sample."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callboard.commands.index import bring_up_to_date
from callboard.console import complain, count_of, open_console, safe, say
from callboard.stores import open_database, open_quote_index, read_settings

if TYPE_CHECKING:
    from rich.progress import TaskID

    from api.settings import Settings
    from schema.database import Database
    from schema.errors import UnreadableFile
    from seeds.boards.directory import Boards
    from seeds.intake import ImportReport
    from seeds.intake.files import Progress, Surveyed
    from seeds.intake.reports import FileReport


def migrate() -> None:
    """Bring the tables to today's shape.

    Makes them where there are none. Safe to repeat.
    """
    with open_database(read_settings(), must_be_current=False) as database:
        upgrade(database)


def import_files(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Files, or folders of .jsonl, .json, .csv, .txt and .html, also with .gz; - is "
            "standard input.",
        ),
    ],
    layout: Annotated[
        str | None,
        typer.Option("--layout", help="Read all files as this layout, whatever they look like."),
    ] = None,
    no_index: Annotated[
        bool, typer.Option("--no-index", help="Leave the search index to `callboard index`.")
    ] = False,
    board: Annotated[
        str | None,
        typer.Option(metavar="SYSTEM:TOKEN", help="Whose answers the files are, where not told."),
    ] = None,
    company: Annotated[
        str | None, typer.Option(help="The slug or ticker of the boards' company.")
    ] = None,
    crawled_on: Annotated[
        datetime | None,
        typer.Option(metavar="DAY", formats=["%Y-%m-%d"], help="The day of the boards' answers."),
    ] = None,
    boards: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A map of boards to companies, TOML or CSV."),
    ] = None,
) -> None:
    """Import companies, calls and job boards. The same file twice changes nothing.

    A file with an error is left out whole, and each error is printed as `path:line: field:
    reason`; the other files go in. Exits 1 when a file was left out.
    """
    from seeds.boards.directory import Boards, read_boards

    if "" in files:
        # An empty variable of a shell would name the folder one is in, and all below it.
        raise typer.BadParameter("is empty; write . for this folder", param_hint="FILE")
    settings = read_settings()
    day = crawled_on.date() if crawled_on else None
    told = Boards(board, company, day, read_boards(boards) if boards else {})
    with open_database(settings, must_be_current=False) as database:
        upgrade(database, is_quiet=True)
        paths = [Path(name) for name in files]
        fill(database, settings, paths, boards=told, has_index=not no_index, layout=layout)


def sample() -> None:
    """Load the sample set and index it.

    Makes the tables where there are none. Safe to repeat.
    """
    from seeds.samples import sample_paths

    settings = read_settings()
    with open_database(settings, must_be_current=False) as database:
        upgrade(database)
        fill(database, settings, list(sample_paths()))
        say(describe_data(database))


def upgrade(database: "Database", *, is_quiet: bool = False) -> None:
    """Bring the tables to today's shape, and say so; `is_quiet` says nothing about nothing."""
    from schema.store.upgrading import bring_up_to_date

    if bring_up_to_date(database):
        say("Tables: brought up to date.")
    elif not is_quiet:
        say("Tables: up to date.")


def fill(
    database: "Database",
    settings: "Settings",
    paths: Sequence[Path],
    *,
    boards: "Boards | None" = None,
    has_index: bool = True,
    layout: str | None = None,
) -> None:
    """Import files, then let the index follow; exits 1 when a file was left out."""
    from seeds.boards.directory import NO_BOARDS
    from seeds.intake import import_paths

    notice_restore(database, settings)
    with show_progress() as (surveyed, progress):
        report = import_paths(
            database,
            paths,
            progress=progress,
            surveyed=surveyed,
            layout=layout,
            boards=boards or NO_BOARDS,
        )
    for failure in report.failures:
        complain(safe(str(failure)))
    say(describe_import(report))
    if has_index:
        bring_up_to_date(database, settings)
    if report.failures:
        raise typer.Exit(1)


def notice_restore(database: "Database", settings: "Settings") -> None:
    """Rebuild an index that is ahead of the database, which was restored from a backup.

    This import may take the database past the index, and then nobody could tell any more.
    """
    if not settings.index_dir.is_dir():
        return
    with open_quote_index(settings) as index:
        position = index.position()
        with database.read() as reader:
            is_ahead = position > reader.generation()
    if is_ahead:
        bring_up_to_date(database, settings)


@contextmanager
def show_progress() -> Iterator[tuple["Surveyed | None", "Progress | None"]]:
    """Yield what moves two progress bars on, or None where no terminal would show them.

    Every file is looked at before the first is written, so each of the two has its own bar, with
    files a second and the time that is left.
    """
    console = open_console(stderr=True)
    if not console.is_terminal:
        yield None, None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress as ProgressBar,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with ProgressBar(*columns, console=console, transient=True) as bar:
        reading = bar.add_task("Reading", total=None, rate="")
        writing = bar.add_task("Importing", total=None, rate="")

        def move(task: "TaskID", name: str, total: float | None) -> None:
            speed = bar.tasks[task].speed
            rate = f"{speed:.0f} files/s" if speed else ""
            bar.update(task, advance=1, total=total, description=safe(Path(name).name), rate=rate)

        def surveyed(name: str, total: int) -> None:
            bar.update(writing, total=total)
            move(reading, name, total)

        def written(done: "FileReport | UnreadableFile") -> None:
            move(writing, done.path, bar.tasks[writing].total)

        yield surveyed, written


def describe_import(report: "ImportReport") -> str:
    """Return what an import did, as one sentence."""
    files = report.files
    added, changed = sum(file.added for file in files), sum(file.changed for file in files)
    parts = [f"{added:,} added"] if added else []
    parts += [f"{changed:,} changed"] if changed else []
    records = count_of(sum(file.records for file in files), "record")
    left_out = f"; {count_of(len(report.failures), 'file')} left out" if report.failures else ""
    # A board's other name, say, changes the company that it is hearsay of.
    follows = any(file.generation is not None for file in files)
    done = ", ".join(parts) or ("only what follows changed" if follows else "nothing changed")
    seconds = sum(file.seconds for file in files)
    return f"Import: {count_of(len(files), 'file')}, {records}: {done}{left_out} ({seconds:.1f} s)."


def describe_data(database: "Database") -> str:
    """Return how much there is of what people ask for, as one sentence."""
    from sqlalchemy import func, select

    from schema.tables import Call, Company, Posting, Quote, table_of

    counts = []
    with database.read() as reader:
        for row, noun, plural in (
            (Company, "company", "companies"),
            (Call, "call", None),
            (Quote, "quote", None),
            (Posting, "posting", None),
        ):
            number = int(reader.value(select(func.count()).select_from(table_of(row))))
            counts.append(count_of(number, noun, plural))
    return f"There are {', '.join(counts[:-1])} and {counts[-1]}."

"""The command that brings the search index up to date."""

from typing import TYPE_CHECKING, Annotated

import typer

from callboard.console import count_of, say
from callboard.stores import open_database, open_quote_index, read_settings

if TYPE_CHECKING:
    from api.settings import Settings
    from schema.database import Database
    from schema.store.indexing import IndexReport


def index(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the index anew from the database.")
    ] = False,
) -> None:
    """Bring the search index up to date.

    Makes it anew where it is missing or damaged. Safe to repeat.
    """
    settings = read_settings()
    with open_database(settings) as database:
        bring_up_to_date(database, settings, anew=rebuild)


def bring_up_to_date(database: "Database", settings: "Settings", *, anew: bool = False) -> None:
    """Let the search index hold what the database holds, and say what that took."""
    from schema.store.indexing import catch_up

    with open_quote_index(settings) as quote_index:
        # Opening compares a large index by sizes only; whoever types the command wants certainty.
        is_damaged = not quote_index.health(deep=True).ok
        report = catch_up(database, quote_index, anew=anew or is_damaged)
    say(describe(report))


def describe(report: "IndexReport") -> str:
    """Return what a catch-up did, as one sentence."""
    if report.rebuilt:
        quotes = count_of(report.upserted, "quote")
        return f"Index: made anew with {quotes} in {report.seconds:.1f} s ({report.rebuilt})."
    if not report.upserted and not report.deleted:
        return "Index: up to date."
    written = count_of(report.upserted, "quote")
    removed = f", {report.deleted:,} removed" if report.deleted else ""
    return f"Index: {written} written{removed} in {report.seconds:.1f} s."

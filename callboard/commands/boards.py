"""Commands for the job boards: when they were looked at, and what to believe of that."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from callboard.console import count_of, safe, say
from callboard.stores import open_database, read_settings

if TYPE_CHECKING:
    from schema.store.boards import BoardState

boards = typer.Typer()
Board = Annotated[str, typer.Argument(metavar="BOARD", help="The board, e.g. greenhouse:spotify.")]
Day = Annotated[
    datetime,
    typer.Argument(metavar="DAY", formats=["%Y-%m-%d"], help="The day of the look, 2026-04-08."),
]


@boards.callback(invoke_without_command=True)
def list_boards(context: typer.Context) -> None:
    """List the job boards with the last look at each; decide what to believe.

    A board in doubt is marked with `!`.
    A board that falls by more than 60 %, or to nothing, from one look to the next is in quarantine:
    nothing of it closes until it recovers or somebody decides with `accept` or `reject`.
    """
    if context.invoked_subcommand is not None:
        return
    from schema.store.boards import read_boards

    with open_database(read_settings()) as database, database.read() as reader:
        found = read_boards(reader)
    for state in found:
        say(safe(describe(state)))
    in_doubt = sum(state.doubt is not None for state in found)
    say(f"{count_of(len(found), 'board')}, {in_doubt} in doubt.")


def describe(state: "BoardState") -> str:
    """Return a line about a board."""
    mark = "!" if state.doubt else " "
    line = f"{mark} {state.key}  {state.company}"
    if state.last is None or state.outcome is None:
        return f"{line}  never looked at as a whole"
    line += f"  {state.last}  {state.outcome.value.lower()}"
    if state.postings is not None:
        line += f"  {count_of(state.postings, 'posting')}"
    if state.doubt:
        doubt = state.doubt
        line += f", {doubt.before:,} on {doubt.believed_on}; in doubt since {doubt.since}"
    return f"{line}  ({state.reason})" if state.reason else line


@boards.command()
def accept(board: Board, day: Day) -> None:
    """Believe a look at a board: what it no longer showed is gone.

    `reject` takes it back. Safe to repeat.
    """
    decide(board, day, is_accepted=True)


@boards.command()
def reject(board: Board, day: Day) -> None:
    """Do not believe a look at a board: nothing closes because of it.

    `accept` takes it back. Safe to repeat.
    """
    decide(board, day, is_accepted=False)


def decide(board: str, day: datetime, *, is_accepted: bool) -> None:
    """Store a decision and say what it is."""
    from seeds.intake.verdicts import decide_crawl

    with open_database(read_settings()) as database:
        is_news = decide_crawl(database, board, day.date(), is_accepted=is_accepted)
    decided = "accepted" if is_accepted else "rejected"
    again = "" if is_news else " already"
    say(safe(f"The look at {board} on {day.date()} is{again} {decided}."))

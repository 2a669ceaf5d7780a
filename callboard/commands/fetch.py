"""The command that asks job boards what they show today."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callboard.commands.filling import fill, upgrade
from callboard.console import complain, safe, say
from callboard.stores import open_database, read_settings

if TYPE_CHECKING:
    from seeds.boards.directory import Boards
    from seeds.fetching.boards import Fetched
    from seeds.fetching.client import Client


def fetch(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="BOARD", help="Boards such as greenhouse:spotify."),
    ] = None,
    company: Annotated[
        str | None, typer.Option(help="The slug or ticker of the boards' company.")
    ] = None,
    boards: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A map of boards to companies; fetches all of them."),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where answers are kept; else in the data folder."),
    ] = None,
    imports: Annotated[
        bool, typer.Option("--import/--no-import", help="Whether the answers are imported.")
    ] = True,
    url: Annotated[
        str | None, typer.Option(help="Ask this address instead of the system's own.")
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow one's own network, and plain http.")
    ] = False,
) -> None:
    """Fetch job boards, keep their answers, and import them.

    A board that cannot be read is recorded as a look that failed, which closes no posting; the
    others go in. Exits 1 when a board failed.
    """
    from seeds.boards.directory import Boards, read_boards
    from seeds.boards.known import add_known
    from seeds.fetching.client import Client

    settings = read_settings()
    told = Boards(company=company, companies=read_boards(boards) if boards else {})
    wanted = choose_boards(names or [], told, url)
    client = Client(contact=settings.contact, allow_private=allow_private)
    with open_database(settings, must_be_current=False) as database:
        upgrade(database, is_quiet=True)
        known = add_known(database, told)
        if imports:
            require_companies(wanted, known)
        looks = fetch_all(wanted, save or settings.home / "boards", client, known, url)
        paths = [look.path for look in looks if look.path is not None]
        if imports and paths:
            fill(database, settings, paths, boards=known)
    if any(look.reason for look in looks):
        raise typer.Exit(1)


def choose_boards(names: Sequence[str], told: "Boards", url: str | None) -> list[str]:
    """Return the boards to fetch, each once. Raises BadInput for one that cannot be fetched."""
    from seeds.fetching.systems import find_system

    wanted = list(dict.fromkeys(names or told.companies))
    if not wanted:
        raise typer.BadParameter("name a board such as greenhouse:spotify, or give --boards")
    if url and len(wanted) > 1:
        raise typer.BadParameter("--url is the address of one board; name just that one")
    for board in wanted:
        find_system(board)
    return wanted


def require_companies(wanted: Sequence[str], known: "Boards") -> None:
    """End the command when nobody has said whose a board is; else an answer could not go in."""
    for board in wanted:
        if known.find_company(board) is None:
            raise typer.BadParameter(f"of which company is {board}? Give --company or --boards")


def fetch_all(
    wanted: Sequence[str], folder: Path, client: "Client", known: "Boards", url: str | None
) -> list["Fetched"]:
    """Return what became of each board, and say it."""
    from seeds.fetching.boards import fetch_board

    looks = []
    for board in wanted:
        today = datetime.now(UTC).date()
        company = known.find_company(board)
        look = fetch_board(board, folder, today, client, company=company, url=url)
        looks.append(look)
        if look.reason:
            complain(safe(f"callboard: {board}: {look.reason}"))
        else:
            what = "unchanged" if look.is_unchanged else "fetched"
            say(safe(f"{board}: {what}, {look.path}"))
    return looks

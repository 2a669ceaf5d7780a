"""Commands for the page to write queries in."""

import typer

from callboard.console import say
from callboard.stores import read_settings

ide = typer.Typer(no_args_is_help=True, help="The page to write queries in (GraphiQL).")


@ide.callback()
def ide_commands() -> None:
    """Keep `fetch` a command of its own; Typer would make the only one the group itself."""


@ide.command()
def fetch() -> None:
    """Fetch GraphiQL's files with npm, check their hashes, and keep them in the data folder.

    Without them `callboard serve` shows a small built-in page instead.
    """
    from api.ide import fetch_ide

    report = fetch_ide(read_settings().ide_dir)
    size = f"{report.files} files, {report.bytes / 1e6:.1f} MB"
    say(f"GraphiQL is in {report.folder} ({size}).")

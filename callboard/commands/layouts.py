"""`callboard layouts`: what files of calls hold, without importing them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callboard.console import complain, safe, say

if TYPE_CHECKING:
    from seeds.census import LayoutCount

COLUMNS = ("layout", "files", "calls", "turns", "in turns", "no speaker", "doubts")


def layouts(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files, or folders of files.")],
    layout: Annotated[
        str | None, typer.Option("--layout", help="Read all of them as this layout.")
    ] = None,
) -> None:
    """Show, by layout, how many calls files hold and what is doubtful, without importing.

    `in turns` is the share of a transcript's characters that somebody speaks. Exits 1 when a file
    cannot be read.
    """
    from seeds.census import take_census

    census = take_census([Path(name) for name in files], layout=layout)
    rows = [COLUMNS, *(format_row(census.counts[name]) for name in sorted(census.counts))]
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
    for name, *cells, doubts in rows:
        numbers = (cell.rjust(width) for cell, width in zip(cells, widths[1:-1], strict=True))
        say("  ".join((name.ljust(widths[0]), *numbers, doubts)).rstrip())
    for failure in census.failures:
        complain(safe(str(failure)))
    if census.failures:
        raise typer.Exit(1)


def format_row(count: "LayoutCount") -> tuple[str, ...]:
    """Return the cells of a layout's row."""
    doubts = ((number, kind) for kind, number in count.doubts.items() if number)
    return (
        count.layout,
        f"{count.files:,}",
        f"{count.calls:,}",
        f"{count.turns:,}",
        "" if count.share is None else f"{count.share:.1%}",
        f"{count.without_speaker:,}",
        ", ".join(f"{kind.value} {number:,}" for number, kind in sorted(doubts, reverse=True)),
    )

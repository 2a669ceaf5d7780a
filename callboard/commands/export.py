"""The command that prints the GraphQL schema, or compares a file with it."""

from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from callboard.console import complain, say

DIFFERENCE_LINES = 20


def export_schema(
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write it to this file.")
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="FILE", help="Compare this file; exit 1 if it differs."),
    ] = None,
) -> None:
    """Print the GraphQL schema (SDL)."""
    if output and check:
        raise typer.BadParameter("takes no --output beside it", param_hint="--check")
    sdl = build_sdl()
    if check:
        compare(check, sdl)
    elif output:
        output.write_text(sdl, encoding="utf-8")
        say(f"{output} holds the schema.")
    else:
        say(sdl.removesuffix("\n"))


def build_sdl() -> str:
    """Return the schema as text, ending in a newline; needs no data."""
    from schema.graph.schema import build_schema, print_sdl

    return print_sdl(build_schema())


def compare(path: Path, sdl: str) -> None:
    """Say whether a file holds this schema; exits 1 with the first differing lines if not."""
    held = path.read_text(encoding="utf-8")
    if held == sdl:
        say(f"{path} is up to date.")
        return
    lines = unified_diff(held.splitlines(), sdl.splitlines(), str(path), "the schema", lineterm="")
    complain(f"{path} is not the schema; `callboard export-schema --output {path}` renews it")
    complain("\n".join(islice(lines, DIFFERENCE_LINES)))
    raise typer.Exit(1)

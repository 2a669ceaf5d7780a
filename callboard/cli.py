"""The command line: which commands there are, and what becomes of an error."""

import sys
from logging import DEBUG, WARNING, basicConfig, getLogger
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from callboard.commands.bench import bench
from callboard.commands.boards import boards
from callboard.commands.checks import doctor, verify
from callboard.commands.correct import correct
from callboard.commands.explain import explain
from callboard.commands.export import export_schema
from callboard.commands.exporting import export
from callboard.commands.fetch import fetch
from callboard.commands.filling import import_files, migrate, sample
from callboard.commands.ide import ide
from callboard.commands.index import index
from callboard.commands.label import label
from callboard.commands.layouts import layouts
from callboard.commands.people import people
from callboard.commands.search import search
from callboard.commands.serve import serve
from callboard.commands.taxonomy import reclassify, taxonomy
from callboard.console import Notes, complain, say
from callboard.failures import explain as explain_failure

# Typer turns these into a usage message, a status, and silence for a reader that went away.
FOR_TYPER = (TyperException, typer.Exit, typer.Abort, BrokenPipeError)
NOTES = Notes(level=WARNING)


class EdgeGroup(TyperGroup):
    """The edge of the program: an error becomes one sentence and status 1, never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed; `--debug` lets tracebacks through."""
        try:
            return super().invoke(ctx)
        except FOR_TYPER:
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            complain(f"callboard: {explain_failure(error)}")
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=EdgeGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: half the time, and the same text in docs/cli.md
    context_settings={"help_option_names": ["-h", "--help"]},
)


def show_version(is_wanted: bool) -> None:
    """Print the version and end."""
    if is_wanted:
        from schema.version import own_version

        say(f"callboard {own_version()}")
        raise typer.Exit


@app.callback()
def prepare(
    debug: Annotated[
        bool, typer.Option("--debug", help="Log everything to standard error; show tracebacks.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=show_version),
    ] = False,
) -> None:
    """What leadership says about AI on earnings calls, beside what the company hires for."""
    if debug:
        basicConfig(level=DEBUG, stream=sys.stderr)
    else:
        getLogger("callboard").addHandler(NOTES)


app.command()(serve)
app.command()(sample)
app.command("import")(import_files)
app.command()(layouts)
app.command()(fetch)
app.command()(search)
app.command()(correct)
app.command()(index)
app.command()(verify)
app.command()(doctor)
app.command()(migrate)
app.command()(reclassify)
app.command()(export_schema)
app.command()(export)
app.command()(explain)
app.command()(label)
app.command()(bench)
app.add_typer(boards, name="boards")
app.add_typer(ide, name="ide")
app.add_typer(people, name="people")
app.add_typer(taxonomy, name="taxonomy")


def main() -> None:
    """Run the command that was typed and exit with its status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows only ASCII gets question marks for the rest, not an error.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="callboard")

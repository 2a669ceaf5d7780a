import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from callboard.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
BLOCK = re.compile(r"^```console\n\$ callboard (?P<words>.*?) ?--help\n.*?^```$", re.M | re.S)
HEAVY = {"graphql", "rich", "sqlalchemy", "sqlmodel", "starlette", "strawberry", "tantivy"}


def iter_commands(words: tuple[str, ...], command: object) -> Iterator[tuple[str, ...]]:
    """The words of every command, groups too."""
    yield words
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from iter_commands((*words, name), inner)


def iter_described(command: object) -> Iterator[tuple[str, str | None]]:
    """Every command and every one of its options with its help."""
    assert isinstance(command, TyperCommand | TyperGroup)
    yield str(command.name), command.help
    yield from ((param.opts[0], getattr(param, "help", None)) for param in command.params)
    if isinstance(command, TyperGroup):
        for inner in command.commands.values():
            yield from iter_described(inner)


COMMANDS = list(iter_commands((), get_command(app)))


def help_block(words: tuple[str, ...]) -> str:
    """The help of a command as docs/cli.md prints it: no colours, 80 columns."""
    arguments = [*words, "--help"]
    shown = CliRunner(env={"COLUMNS": "80"}).invoke(app, arguments, prog_name="callboard")
    assert shown.exit_code == 0
    lines = [line.rstrip() for line in shown.stdout.strip().splitlines()]
    return "\n".join(["```console", f"$ callboard {' '.join(arguments)}", *lines, "```"])


@pytest.mark.skipif("WRITE_DOCS" not in os.environ, reason="WRITE_DOCS=1 renews docs/cli.md")
def test_the_page_is_renewed() -> None:
    page = PAGE.read_text("utf-8")

    renewed = BLOCK.sub(lambda block: help_block(tuple(block["words"].split())), page)

    PAGE.write_text(renewed, "utf-8")
    assert len(BLOCK.findall(renewed)) == len(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_page_prints_the_help_of_each_command(words: tuple[str, ...]) -> None:
    assert help_block(words) in PAGE.read_text("utf-8")


def test_the_page_prints_no_command_that_is_gone() -> None:
    printed = {tuple(block["words"].split()) for block in BLOCK.finditer(PAGE.read_text("utf-8"))}

    assert printed == set(COMMANDS)


def test_each_command_and_each_option_says_what_it_is_for() -> None:
    silent = [name for name, meaning in iter_described(get_command(app)) if not meaning]

    assert silent == []


def test_importing_the_package_and_its_commands_loads_nothing_heavy() -> None:
    asked = f"import sys, callboard, callboard.cli; print({HEAVY!r} & set(sys.modules))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    loaded = run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )

    assert loaded.stdout == "set()\n"

"""What the README tells a reader to type exists: targets, commands, options, settings, extras."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from callboard import Settings
from callboard.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SETTINGS = {f"CALLBOARD_{field.name.upper()}" for field in fields(Settings)}


def iter_typed_lines(markdown: str) -> Iterator[str]:
    """The lines to type: all of a `sh` block, those after `$` of a `console` block."""
    for kind, block in re.findall(
        r"^```(sh|console)\n(.*?)^```", markdown, re.DOTALL | re.MULTILINE
    ):
        for line in block.replace("\\\n", " ").splitlines():
            if kind == "sh":
                yield line
            elif line.startswith("$ "):
                yield line.removeprefix("$ ")


def iter_commands(line: str) -> Iterator[list[str]]:
    """The commands of one line, each as its words without the settings before them."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if not set(word) <= set("();<>|&"):
            words.append(word)
            continue
        while words and re.match(r"[A-Z_]+=", words[0]):
            words.pop(0)
        if words:
            yield words
        words = []


COMMANDS = [words for line in iter_typed_lines(README) for words in iter_commands(line)]


def commands_of(program: str) -> list[list[str]]:
    """The arguments of each use of a program, however its path is written."""
    return [words[1:] for words in COMMANDS if Path(words[0]).name == program]


def split_options(arguments: list[str]) -> tuple[set[str], set[str]]:
    """The options that are typed after a subcommand, and those that this subcommand has."""
    command, rest = get_command(app), list(arguments)
    while isinstance(command, TyperGroup) and rest and not rest[0].startswith("-"):
        name = rest.pop(0)
        assert name in command.commands, f"callboard has no command {name!r}"
        command = command.commands[name]
    typed = {word.partition("=")[0] for word in rest if word.startswith("-")}
    return typed, {
        name for option in command.params for name in (*option.opts, *option.secondary_opts)
    }


def test_a_reader_is_told_to_make_and_to_type_callboard() -> None:
    assert commands_of("make") != []
    assert commands_of("callboard") != []


@pytest.mark.parametrize("arguments", commands_of("make"), ids=" ".join)
def test_what_is_made_is_in_the_makefile(arguments: list[str]) -> None:
    for word in arguments:
        name, is_variable, _ = word.partition("=")
        defined = rf"^{name} \??=" if is_variable else rf"^{name}:"
        assert re.search(defined, MAKEFILE, re.MULTILINE), word


@pytest.mark.parametrize("arguments", commands_of("callboard"), ids=" ".join)
def test_each_command_and_option_exists(arguments: list[str]) -> None:
    typed, known = split_options(arguments)

    assert typed <= known | {"--help", "-h"}


def test_each_setting_that_is_named_exists() -> None:
    named = set(re.findall(r"\bCALLBOARD_[A-Z_]+\b", README))

    assert named - SETTINGS == set()


def test_each_setting_is_documented() -> None:
    pages = README + "".join(page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md"))

    assert {setting for setting in SETTINGS if setting not in pages} == set()


def test_each_extra_that_is_named_exists() -> None:
    named = re.findall(r"callboard\[([a-z,]+)\]", README)

    extras = {extra for names in named for extra in names.split(",")}

    assert extras <= set(PROJECT["optional-dependencies"])

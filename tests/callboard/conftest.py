"""The small world of the command line: homes with the samples in them, and a way to type.

The samples are loaded once a run and copied for each test. Commands run in this process, with
standard output and standard error apart; the few tests that need a real process start one.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

from callboard.cli import app
from schema.database import Database


@dataclass(frozen=True)
class Typed:
    """What came of a command."""

    status: int
    out: str
    err: str
    raised: BaseException | None


def type_command(*words: str | Path, width: int = 80) -> Typed:
    """Run a command in this process."""
    runner = CliRunner(env={"COLUMNS": str(width)})
    typed = runner.invoke(app, [str(word) for word in words], prog_name="callboard")
    return Typed(typed.exit_code, typed.stdout, typed.stderr, typed.exception)


@dataclass(frozen=True)
class Home:
    """A data folder."""

    path: Path

    @property
    def index(self) -> Path:
        return self.path / "index"

    def database(self) -> Database:
        return Database(f"sqlite:///{self.path / 'callboard.db'}")

    def run_sql(self, statement: str) -> None:
        database = self.database()
        with database.engine.begin() as connection:
            connection.exec_driver_sql(statement)
        database.close()


def environment_of(home: Path) -> dict[str, str]:
    """What a process is told to run this callboard on a data folder."""
    path = os.pathsep.join(filter(None, sys.path))
    return {**os.environ, "CALLBOARD_HOME": str(home), "PYTHONPATH": path}


def start(home: Path, *words: str, stdin: int | None = None) -> "subprocess.Popen[str]":
    """Start a command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "callboard", *words],
        env=environment_of(home),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine reaches a test; nothing is written outside its folder."""
    for name in [name for name in os.environ if name.startswith("CALLBOARD_")]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CALLBOARD_HOME", str(tmp_path / "home"))


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    """A data folder that nothing was ever put into."""
    return Home(tmp_path / "home")


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Typed]:
    """A data folder with the samples, to copy, and what `callboard sample` said in making it."""
    path = tmp_path_factory.mktemp("samples") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLBOARD_HOME", str(path))
        loaded = type_command("sample")
    assert (loaded.status, loaded.err) == (0, "")
    return path, loaded


@pytest.fixture
def home(sampled: tuple[Path, Typed], tmp_path: Path) -> Home:
    """A data folder with the samples."""
    copytree(sampled[0], tmp_path / "home")
    return Home(tmp_path / "home")

import signal
from pathlib import Path
from subprocess import PIPE
from urllib.request import urlopen

import pytest

from callboard import Settings, __version__, create_app
from callboard.commands import index as index_command
from schema.version import own_version
from tests.callboard.conftest import Home, start, type_command


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError("something that nobody foresaw")


@pytest.fixture
def faulty(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home in which `callboard index` fails in a way that nobody foresaw."""
    monkeypatch.setattr(index_command, "describe", fail)
    return home


def test_the_version_is_printed() -> None:
    assert type_command("--version").out == f"callboard {own_version()}\n"


def test_the_package_offers_the_app_and_its_settings(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path))

    assert app.routes
    assert __version__ == own_version()


def test_an_unforeseen_error_is_one_sentence_and_its_traceback_is_in_the_log(faulty: Home) -> None:
    failed = type_command("index")

    log = faulty.path / "callboard.log"
    assert failed.status == 1
    assert failed.err.startswith(f"callboard: unexpected ZeroDivisionError; {log} says where")
    assert "Traceback" not in failed.err
    assert "something that nobody foresaw" in log.read_text("utf-8")


@pytest.mark.usefixtures("faulty")
def test_with_debug_the_error_itself_comes_through() -> None:
    failed = type_command("--debug", "index")

    assert isinstance(failed.raised, ZeroDivisionError)


def test_a_setting_that_cannot_be_used_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLBOARD_PORT", "http")

    failed = type_command("index")

    assert failed.status == 1
    assert (
        failed.err == "callboard: CALLBOARD_PORT is 'http'; write a whole number from 0 to 65,535\n"
    )


def test_a_setting_that_is_unknown_is_noted(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLBOARD_PROT", "80")

    noted = type_command("index")

    assert noted.status == 0
    assert noted.err.startswith("note: CALLBOARD_PROT is not a setting")


def test_a_home_that_cannot_be_made_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CALLBOARD_HOME", str(tmp_path / "file" / "home"))

    failed = type_command("migrate")

    assert failed.status == 1
    assert failed.err == f"callboard: {tmp_path / 'file' / 'home'}: Not a directory\n"


class TestExportSchema:
    def test_it_prints_the_schema(self) -> None:
        printed = type_command("export-schema")

        assert printed.status == 0
        assert "\ntype Query {\n" in printed.out

    def test_a_file_that_was_written_passes_the_check(self, tmp_path: Path) -> None:
        path = tmp_path / "schema.graphql"
        type_command("export-schema", "--output", path)

        assert type_command("export-schema", "--check", path).status == 0

    def test_a_file_that_differs_fails_the_check_and_shows_where(self, tmp_path: Path) -> None:
        path = tmp_path / "schema.graphql"
        type_command("export-schema", "--output", path)
        path.write_text(path.read_text("utf-8").replace("type Query {", "type Queries {"), "utf-8")

        checked = type_command("export-schema", "--check", path)

        assert checked.status == 1
        assert "-type Queries {\n+type Query {" in checked.err


@pytest.mark.slow
class TestProcess:
    """What only a real process shows; each start takes about a second."""

    def test_a_reader_that_goes_away_is_not_an_error_worth_a_word(self, home: Home) -> None:
        process = start(home.path, "search", "ai", "--json", "--first", "100")
        assert process.stdout is not None
        process.stdout.close()

        assert process.stderr is not None
        assert process.stderr.read() == ""
        process.stderr.close()
        process.wait(30)

    def test_ctrl_c_ends_quietly_with_130(self, empty: Home) -> None:
        process = start(empty.path, "import", "-", stdin=PIPE)
        assert process.stdin is not None
        assert process.stderr is not None
        # More than a pipe holds: once it is written, the process is at work and reads.
        process.stdin.write("\n" * 200_000)
        process.stdin.flush()

        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)

        assert (process.returncode, said) == (130, "")

    @pytest.mark.network
    def test_it_serves_until_it_is_told_to_stop(self, home: Home) -> None:
        process = start(home.path, "serve", "--port", "0")
        assert process.stdout is not None
        with process:
            address = process.stdout.readline().split()[3]
            with urlopen(f"{address}/healthz", timeout=10) as answer:
                status = answer.status
            process.send_signal(signal.SIGTERM)
            process.wait(30)

        assert status == 200

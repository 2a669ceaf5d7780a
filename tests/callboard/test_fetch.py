"""`callboard fetch` against a board on the loopback interface."""

from json import dumps
from pathlib import Path

import pytest

from tests.callboard.conftest import Home, type_command
from tests.seeds.fetching.conftest import Board, Scripted, board, scripted

__all__ = ["board"]
pytestmark = pytest.mark.network

JOB = {"id": 1, "title": "Machine Learning Engineer", "absolute_url": "https://acme.example/1"}
ANSWER = {"jobs": [JOB], "meta": {"total": 1}}


def fetch(url: str, *words: str | Path) -> tuple[int, str, str]:
    typed = type_command("fetch", "greenhouse:acme", "--url", url, "--allow-private", *words)
    return typed.status, typed.out, typed.err


@pytest.fixture
def acme(empty: Home, tmp_path: Path) -> Home:
    """A data folder with a company."""
    path = tmp_path / "acme.jsonl"
    path.write_text(dumps({"record": "company", "slug": "acme", "name": "Acme"}), "utf-8")
    assert type_command("import", path).status == 0
    return empty


def count_postings(home: Home) -> int:
    database = home.database()
    with database.engine.connect() as connection:
        counted = connection.exec_driver_sql("SELECT count(*) FROM posting").scalar_one()
    database.close()
    return int(counted)


def test_a_board_is_fetched_kept_and_imported(acme: Home, board: Board) -> None:
    board.script = [scripted(ANSWER)]

    status, out, err = fetch(board.url, "--company", "acme")

    assert (status, err) == (0, "")
    assert out.startswith("greenhouse:acme: fetched, ")
    assert count_postings(acme) == 1
    assert len(list((acme.path / "boards/greenhouse/acme").glob("*.json.gz"))) == 1


def test_an_import_of_what_was_kept_changes_nothing(acme: Home, board: Board) -> None:
    board.script = [scripted(ANSWER)]
    fetch(board.url, "--company", "acme")

    typed = type_command("import", acme.path / "boards")

    assert "nothing changed" in typed.out


def test_a_board_that_is_known_needs_no_company(acme: Home, board: Board) -> None:
    board.script = [scripted(ANSWER)]
    fetch(board.url, "--company", "acme")

    assert fetch(board.url)[0] == 0


def test_a_board_of_nobody_is_not_asked(acme: Home, board: Board) -> None:
    status, _, err = fetch(board.url)

    assert (status, board.asked) == (2, [])
    assert "of which company is greenhouse:acme?" in err


def test_without_an_import_the_answer_is_only_kept(
    acme: Home, board: Board, tmp_path: Path
) -> None:
    board.script = [scripted(ANSWER)]

    status, _, _ = fetch(board.url, "--no-import", "--save", tmp_path / "kept")

    assert (status, count_postings(acme)) == (0, 0)
    assert len(list((tmp_path / "kept").rglob("*.json.gz"))) == 1


def test_a_failed_look_is_said_and_exits_1(acme: Home, board: Board) -> None:
    board.script = [Scripted(b"<p>Moved", status=200)]

    status, out, err = fetch(board.url, "--company", "acme")

    assert status == 1
    assert "callboard: greenhouse:acme: the answer is a page of HTML" in err
    assert "1 record" in out


def test_ones_own_network_is_not_asked_unless_allowed(acme: Home, board: Board) -> None:
    secure = board.url.replace("http:", "https:")

    typed = type_command("fetch", "greenhouse:acme", "--company", "acme", "--url", secure)

    assert (typed.status, board.asked) == (1, [])
    assert "no public address; --allow-private" in typed.err


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ((), "name a board such as greenhouse:spotify"),
        (("lever:a", "lever:b", "--url", "https://a.example"), "--url is the address of one"),
        (("monster:a",), "monster:a cannot be fetched"),
    ],
)
def test_what_cannot_be_done_is_said(empty: Home, words: tuple[str, ...], advice: str) -> None:
    typed = type_command("fetch", *words)

    assert typed.status in (1, 2)
    assert advice in " ".join(typed.err.replace("│", " ").split())


def test_a_map_says_what_to_fetch_and_whose_it_is(acme: Home, board: Board, tmp_path: Path) -> None:
    board.script = [scripted(ANSWER)]
    path = tmp_path / "boards.toml"
    path.write_text('[boards]\n"greenhouse:acme" = "acme"\n', "utf-8")

    typed = type_command("fetch", "--boards", path, "--url", board.url, "--allow-private")

    assert (typed.status, count_postings(acme)) == (0, 1)

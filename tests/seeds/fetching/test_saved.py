from collections.abc import Callable
from datetime import date
from gzip import decompress
from pathlib import Path

import pytest
from orjson import loads

from seeds.fetching import saved
from seeds.fetching.saved import SavedAnswers
from seeds.records import CrawlRecord

DAY = date(2026, 5, 1)
URL = "https://boards.example/acme"
FAILED = CrawlRecord(
    board="lever:acme", company="acme", crawled_on=DAY, outcome="FAILED", reason="HTTP 404"
)


@pytest.fixture
def answers(tmp_path: Path) -> SavedAnswers:
    return SavedAnswers(tmp_path, "lever:acme")


def test_an_answer_is_a_file_a_day_in_its_board_s_folder(
    answers: SavedAnswers, tmp_path: Path
) -> None:
    path = answers.save(DAY, b"[]")

    assert path == tmp_path / "lever" / "acme" / "2026-05-01.json.gz"
    assert decompress(path.read_bytes()) == b"[]"


def test_the_same_answer_is_the_same_file(answers: SavedAnswers) -> None:
    first, second = (answers.save(DAY, b"[]").read_bytes() for _ in range(2))

    assert first == second


def test_a_tag_is_kept_with_its_answer(answers: SavedAnswers) -> None:
    answers.save(DAY, b"[]", url=URL, tag='W/"1"')

    kept = answers.find_kept(URL)

    assert kept is not None
    assert (kept.tag, kept.content) == ('W/"1"', b"[]")


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / "2026-05-01.json.gz").unlink(),
        lambda folder: (folder / "2026-05-01.json.gz").write_bytes(b"no gzip"),
        lambda folder: (folder / ".etag.json").write_bytes(b"{"),
        lambda folder: (folder / ".etag.json").write_bytes(b"[]"),
        lambda folder: (folder / ".etag.json").write_bytes(b"{}"),
    ],
)
def test_a_tag_whose_answer_is_damaged_is_not_used(
    answers: SavedAnswers, harm: Callable[[Path], None]
) -> None:
    answers.save(DAY, b"[]", url=URL, tag='"1"')

    harm(answers.folder)

    assert answers.find_kept(URL) is None


def test_a_tag_of_another_answer_is_not_used(answers: SavedAnswers) -> None:
    answers.save(DAY, b"[]", url=URL, tag='"1"')
    (answers.folder / "2026-05-01.json.gz").write_bytes(b"")

    assert answers.find_kept(URL) is None


def test_a_tag_of_another_address_is_not_used(answers: SavedAnswers) -> None:
    answers.save(DAY, b"[]", url=URL, tag='"1"')

    assert answers.find_kept("https://mirror.example/acme") is None


def test_a_failure_is_a_record_of_the_import_format(answers: SavedAnswers) -> None:
    path = answers.save_failure(FAILED)

    assert path is not None
    assert loads(path.read_bytes()) == {
        "record": "crawl",
        "board": "lever:acme",
        "company": "acme",
        "crawledOn": "2026-05-01",
        "outcome": "FAILED",
        "reason": "HTTP 404",
    }


def test_a_failure_does_not_replace_an_answer_of_the_day(answers: SavedAnswers) -> None:
    answers.save(DAY, b"[]")

    assert answers.save_failure(FAILED) is None


def test_an_answer_replaces_a_failure_of_the_day(answers: SavedAnswers) -> None:
    failed = answers.save_failure(FAILED)

    answers.save(DAY, b"[]")

    assert failed is not None
    assert not failed.exists()


def test_a_crash_leaves_the_file_as_it_was(
    answers: SavedAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = answers.save(DAY, b"[1]")
    monkeypatch.setattr(saved, "fsync", crash)

    with pytest.raises(OSError, match="No space left"):
        answers.save(DAY, b"[2]")

    assert decompress(path.read_bytes()) == b"[1]"
    assert [each.name for each in answers.folder.iterdir()] == [path.name]


@pytest.mark.parametrize("token", ["..", ".", "...", "~", "-"])
def test_a_token_leads_nowhere_else(tmp_path: Path, token: str) -> None:
    folder = SavedAnswers(tmp_path, f"lever:{token}").folder

    assert folder.resolve().parent == tmp_path / "lever"

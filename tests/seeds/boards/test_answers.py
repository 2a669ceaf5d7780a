"""Answers of boards in files: whose they are, of which day, and their way into the database."""

from collections.abc import Callable
from datetime import date
from gzip import compress
from io import BytesIO, TextIOWrapper
from json import dumps
from pathlib import Path
from typing import Any

import pytest

from schema.database import Database
from schema.errors import UnreadableFile
from seeds import reading
from seeds.boards.answers import read_import
from seeds.boards.directory import NO_BOARDS, Boards
from seeds.intake import import_paths
from seeds.limits import DEFAULT_LIMITS
from seeds.reading import STANDARD_INPUT
from tests.seeds.conftest import Rows

ACME = {"record": "company", "slug": "acme", "name": "Acme"}
TOLD = Boards("greenhouse:acme", "acme", date(2026, 5, 1))
MAP = Boards(companies={"greenhouse:acme": "acme", "lever:acme": "acme", "web:acme": "acme"})
AD = {"@type": "JobPosting", "title": "Cook", "identifier": "1"}


def job(key: int, **fields: Any) -> dict[str, Any]:
    url = f"https://job-boards.greenhouse.io/acme/jobs/{key}"
    return {"id": key, "internal_job_id": 1, "title": f"Job {key}", "absolute_url": url, **fields}


def board(*keys: int) -> bytes:
    return dumps({"jobs": [job(key) for key in keys], "meta": {"total": len(keys)}}).encode()


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def save_file(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return save_file


Save = Callable[[str, bytes], Path]


def read(path: Path, boards: Boards = NO_BOARDS) -> list[dict[str, Any]]:
    documents = read_import(path, DEFAULT_LIMITS, boards).documents
    assert documents is not None
    return list(documents)


def test_a_crawl_that_counts_the_postings_comes_first(save: Save) -> None:
    crawl, *postings = read(save("a.json", board(1, 2)), TOLD)

    assert crawl == {
        "record": "crawl",
        "board": "greenhouse:acme",
        "company": "acme",
        "crawledOn": "2026-05-01",
        "postings": 2,
    }
    assert [posting["id"] for posting in postings] == ["1", "2"]


def test_board_and_day_are_told_by_content_and_path(save: Save) -> None:
    crawl, *_ = read(save("snapshots/x.2026-05-02.json.gz", compress(board(1))), MAP)

    assert (crawl["board"], crawl["crawledOn"]) == ("greenhouse:acme", "2026-05-02")


def test_an_option_wins_over_content_and_path(save: Save) -> None:
    crawl, *_ = read(save("greenhouse/other/2026-04-01.json", board(1)), TOLD)

    assert (crawl["board"], crawl["crawledOn"]) == ("greenhouse:acme", "2026-05-01")


@pytest.mark.parametrize(
    ("name", "boards", "advice"),
    [
        ("a.json", Boards(company="acme"), "of which day\\? Give --crawled-on"),
        ("greenhouse/acme/2026-05-01.json", NO_BOARDS, "of which company\\? Give --company"),
    ],
)
def test_what_nobody_told_is_asked_for(save: Save, name: str, boards: Boards, advice: str) -> None:
    with pytest.raises(UnreadableFile, match=advice):
        read(save(name, board(1)), boards)


def test_a_board_that_names_itself_nowhere_is_asked_for(save: Save) -> None:
    answer = dumps({"jobs": [job(1, absolute_url="https://acme.example/?gh_jid=1")]}).encode()

    with pytest.raises(UnreadableFile, match="but whose\\? Give --board system:token"):
        read(save("a.json", answer), Boards(company="acme"))


def test_an_empty_list_is_a_look_at_its_folder_s_system(save: Save) -> None:
    [crawl] = read(save("lever/acme/2026-05-01.json", b"[]"), MAP)

    assert (crawl["board"], crawl["postings"]) == ("lever:acme", 0)


def test_half_an_answer_is_refused(save: Save) -> None:
    with pytest.raises(UnreadableFile, match=r"is not JSON at character 41: .*; fetch it again"):
        read(save("greenhouse/acme/2026-05-01.json", board(1)[:40]), MAP)


def test_a_posting_that_stands_twice_counts_once(save: Save) -> None:
    assert read(save("a.json", board(1, 1)), TOLD)[0]["postings"] == 1


def test_a_fault_in_one_posting_is_named_by_its_place(save: Save) -> None:
    answer = dumps({"jobs": [job(1), job(2, title=None)], "meta": {}}).encode()

    with pytest.raises(UnreadableFile, match=r"a.json: jobs\[1\].title: must be a text, not null"):
        read(save("a.json", answer), TOLD)


def test_a_table_is_a_look_too(save: Save) -> None:
    table = b"Job ID,Job Title,Location\n7,Cook,Oslo\n8,Baker,Bergen\n"

    crawl, cook, _ = read(save("web/acme/2026-05-01.csv", table), MAP)

    assert (crawl["board"], crawl["postings"]) == ("web:acme", 2)
    assert (cook["id"], cook["title"], cook["locations"]) == ("7", "Cook", ["Oslo"])


def test_a_page_of_one_ad_is_no_look_at_a_whole_board(save: Save) -> None:
    page = f'<script type="application/ld+json">{dumps(AD)}</script>'.encode()

    [posting] = read(save("web/acme/2026-05-01/cook.html", page), TOLD)

    assert (posting["record"], posting["id"]) == ("posting", "1")


def test_a_list_of_ads_is(save: Save) -> None:
    records = read(save("web/acme/2026-05-01.json", dumps([AD]).encode()), MAP)

    assert [record["record"] for record in records] == ["crawl", "posting"]


def test_an_answer_may_come_through_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "stdin", TextIOWrapper(BytesIO(board(1))))

    crawl, posting = read(STANDARD_INPUT, TOLD)

    assert (crawl["record"], posting["id"]) == ("crawl", "1")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", dumps(ACME).encode()),
        ("a.csv", b"ticker,name,sector,industry\nACME,Acme,,\n"),
        ("a.json", b'{"symbol": "ACME", "content": "Hello."}'),
        ("a.html", b"<h1>Acme earnings call</h1>"),
    ],
)
def test_a_file_of_another_kind_is_left_to_others(save: Save, name: str, content: bytes) -> None:
    assert read_import(save(name, content), DEFAULT_LIMITS, TOLD).documents is None


class TestImport:
    def test_a_folder_of_looks_goes_in_by_day(
        self, database: Database, save: Save, rows: Rows, tmp_path: Path
    ) -> None:
        save("acme.jsonl", dumps(ACME).encode())
        save("a/acme.2026-05-02.json", board(1, 2))
        save("b/acme.2026-05-01.json", board(1))

        report = import_paths(database, [tmp_path], boards=MAP)

        assert report.failures == ()
        assert [Path(file.path).name for file in report.files][1:] == [
            "acme.2026-05-01.json",
            "acme.2026-05-02.json",
        ]
        seen = {
            row["source_id"]: (row["first_seen_on"], row["last_seen_on"]) for row in rows("posting")
        }
        first, second = date(2026, 5, 1), date(2026, 5, 2)
        assert seen == {"1": (first, second), "2": (second, second)}

    def test_the_same_answer_twice_changes_nothing(self, database: Database, save: Save) -> None:
        paths = [save("a.jsonl", dumps(ACME).encode()), save("b.json", board(1))]

        first, second = (import_paths(database, paths, boards=TOLD) for _ in range(2))

        assert first.failures == second.failures == ()
        assert [file.generation for file in second.files] == [None, None]

    def test_a_board_that_is_stored_need_not_be_explained_again(
        self, database: Database, save: Save
    ) -> None:
        paths = [save("a.jsonl", dumps(ACME).encode()), save("b.json", board(1))]
        import_paths(database, paths, boards=TOLD)

        report = import_paths(database, [save("greenhouse/acme/2026-05-02.json", board(1))])

        assert report.failures == ()

    def test_on_target_pay_is_stored_apart(
        self, database: Database, save: Save, rows: Rows
    ) -> None:
        pay = {"minimum": 100, "maximum": 120.5, "currency": "USD", "oteMaximum": 150}
        posting = {"record": "posting", "board": "lever:acme", "id": "1", "company": "acme"}
        line = dumps({**posting, "title": "Seller", "firstSeenOn": "2026-05-01", "pay": pay})

        import_paths(database, [save("a.jsonl", f"{dumps(ACME)}\n{line}\n".encode())])

        [row] = rows("posting")
        assert (row["pay_maximum_cents"], row["ote_maximum_cents"]) == (12_050, 15_000)
        assert (row["pay_origin"].value, row["ote_minimum_cents"]) == ("STRUCTURED", None)

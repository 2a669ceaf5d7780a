"""Real answers of Greenhouse, Lever and Ashby: read whole, field by field as often as counted."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tarfile import open as open_archive
from typing import Any

import pytest
from orjson import loads

from seeds.boards.answers import find_answer, find_look, read_records
from seeds.boards.directory import Boards
from seeds.layouts.boards import find_board_layout
from seeds.layouts.look import Look
from seeds.limits import DEFAULT_LIMITS
from seeds.reading import read_source
from seeds.records import CrawlRecord, PostingRecord

pytestmark = [pytest.mark.realdata, pytest.mark.slow]


def unpack(real_data: Path, name: str, folder: Path) -> Path:
    archive = real_data / "postings" / "raw" / f"{name}.tar.xz"
    with open_archive(archive) as opened:
        opened.extractall(folder, filter="data")
    return folder


def iter_answers(folder: Path, boards: Boards) -> Iterator[tuple[CrawlRecord, list[PostingRecord]]]:
    for path in sorted(folder.rglob("*.json")):
        source = read_source(path)
        answer = find_answer(source, DEFAULT_LIMITS, boards)
        if answer is not None:
            look = find_look(source.path, answer, boards)
            crawl, *postings = read_records(source, answer, look, DEFAULT_LIMITS)
            assert isinstance(crawl, CrawlRecord)
            yield crawl, [each for each in postings if isinstance(each, PostingRecord)]


def test_the_samples_of_three_systems(real_data: Path, tmp_path: Path) -> None:
    folder = unpack(real_data, "ats-single-board-samples", tmp_path)
    boards = Boards(company="x", crawled_on=date(2026, 7, 18))

    looks = {crawl.board: postings for crawl, postings in iter_answers(folder, boards)}

    assert {board: len(postings) for board, postings in looks.items()} == {
        "ashby:linear": 2,
        "greenhouse:gitlab": 2,
        "lever:matchgroup": 2,
    }
    every = [posting for postings in looks.values() for posting in postings]
    assert all(each.description and each.department and each.opened_on for each in every)
    assert not any("&lt;" in (each.description or "") for each in every)


@pytest.mark.parametrize(
    ("page", "wrap", "place"),
    [
        ("greenhouse", lambda job: {"jobs": [job], "meta": {}}, "Tokyo, Japan"),
        ("lever", lambda job: [job], "Arlington, TX"),
        ("ashby", lambda job: {"jobs": [job], "apiVersion": "1"}, "San Francisco"),
        ("teamtailor", lambda job: {"items": [job]}, "Stockholm, SE"),
    ],
)
def test_the_records_of_a_catalogue(
    real_data: Path, tmp_path: Path, page: str, wrap: Callable[[Any], Any], place: str
) -> None:
    folder = unpack(real_data, "ats-catalog", tmp_path)
    text = (folder / "catalog" / f"{page}.md").read_text("utf-8")
    document = wrap(loads(text.partition("```json\n")[2].partition("```")[0]))
    layout = find_board_layout(document)
    assert layout is not None

    [posting] = layout.read(document, Look("web:x", "x", date(2026, 8, 3)))

    assert posting.locations == (place,)
    assert posting.opened_on
    assert posting.description
    assert "<" not in posting.description


def test_44_boards_of_ashby(real_data: Path, tmp_path: Path) -> None:
    folder = unpack(real_data, "ashby-boards-2025-10-28", tmp_path)
    boards = Boards(company="x", crawled_on=date(2025, 10, 28))

    looks = list(iter_answers(folder, boards))

    postings = [posting for _, found in looks for posting in found]
    assert (len(looks), len(postings)) == (44, 2154)
    assert len({crawl.board for crawl, _ in looks}) == 44
    assert sum(posting.pay is not None for posting in postings) == 991
    paid = [posting.pay for posting in postings if posting.pay]
    assert sum(pay.ote_maximum is not None for pay in paid) == 6
    assert all(each.department and each.opened_on and each.description for each in postings)


def test_boards_over_time_are_named_by_their_folders(real_data: Path, tmp_path: Path) -> None:
    folder = unpack(real_data, "greenhouse-ashby-boards-over-time", tmp_path)

    looks = list(iter_answers(folder, Boards(company="x")))

    counts = {(crawl.board, str(crawl.crawled_on)): len(found) for crawl, found in looks}
    assert len(counts) == 37
    assert counts["greenhouse:deepmind", "2026-02-02"] == 134
    assert counts["ashby:openai", "2026-03-02"] == 517
    assert all(posting.opened_on for _, found in looks for posting in found)

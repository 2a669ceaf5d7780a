"""Looks at boards: pages, details, unchanged answers, and every way in which a look fails."""

from datetime import date
from gzip import decompress
from http.server import BaseHTTPRequestHandler
from json import dumps, loads
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from schema.errors import BadInput
from seeds.fetching.boards import Fetched, fetch_board
from seeds.fetching.client import Client
from seeds.fetching.systems import SYSTEMS, build_address, find_host, find_system
from tests.seeds.fetching.conftest import Board, Scripted, scripted

pytestmark = pytest.mark.network
DAY = date(2026, 5, 1)
JOB = {"id": 1, "title": "Cook", "absolute_url": "https://acme.example/1", "internal_job_id": 1}
GREENHOUSE = {"jobs": [JOB], "meta": {"total": 1}}


@pytest.fixture
def fetch(client: Client, board: Board, tmp_path: Path) -> Any:
    def fetch_it(name: str = "greenhouse:acme", day: date = DAY, query: str = "") -> Fetched:
        url = f"{board.url}{query}"
        return fetch_board(name, tmp_path, day, client, company="acme", url=url)

    return fetch_it


def content(look: Fetched) -> Any:
    assert look.path is not None
    assert look.reason is None
    return loads(decompress(look.path.read_bytes()))


def test_an_answer_is_saved_as_it_came(fetch: Any, board: Board, tmp_path: Path) -> None:
    board.script = [scripted(GREENHOUSE)]

    look = fetch()

    assert content(look) == GREENHOUSE
    assert look.path == tmp_path / "greenhouse" / "acme" / "2026-05-01.json.gz"


class TestUnchanged:
    def test_a_304_is_a_look_with_the_same_postings(self, fetch: Any, board: Board) -> None:
        board.script = [scripted(GREENHOUSE, headers={"ETag": 'W/"7"'}), Scripted(status=304)]
        fetch()

        look = fetch(day=date(2026, 5, 2))

        assert look.is_unchanged
        assert content(look) == GREENHOUSE
        assert board.asked[1][2]["If-None-Match"] == 'W/"7"'

    def test_it_can_be_unchanged_again_and_again(self, fetch: Any, board: Board) -> None:
        board.script = [scripted(GREENHOUSE, headers={"ETag": '"7"'}), Scripted(status=304)]

        looks = [fetch(day=date(2026, 5, day)) for day in (1, 2, 3)]

        assert [look.is_unchanged for look in looks] == [False, True, True]

    def test_without_the_last_answer_nothing_is_compared(self, fetch: Any, board: Board) -> None:
        board.script = [scripted(GREENHOUSE, headers={"ETag": '"7"'})]
        fetch().path.unlink()

        assert content(fetch()) == GREENHOUSE
        assert "If-None-Match" not in board.asked[1][2]

    def test_a_304_that_nobody_asked_for_is_a_failure(self, fetch: Any, board: Board) -> None:
        board.script = [Scripted(status=304)]

        assert fetch().reason == "HTTP 304"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Scripted(b'{"status":404}', status=404), "HTTP 404: there is no such board, or it has m"),
        (Scripted(status=410), "HTTP 410: there is no such board"),
        (Scripted(status=403), "HTTP 403"),
        (Scripted(), "the answer is empty"),
        (Scripted(b" \n"), "the answer is empty"),
        (Scripted(b"<!doctype html><p>Moved"), "a page of HTML; the board may have moved"),
        (Scripted(dumps(GREENHOUSE)[:30].encode()), "is not JSON at character 31"),
        (Scripted(b"\xff\xfe"), "is not JSON"),
        (Scripted(b"[" * 100_000), "is not JSON"),
        (Scripted(b"null"), "JSON, but none of greenhouse's"),
        (scripted({"jobs": []}), "JSON, but none of greenhouse's"),
        (scripted({"offers": []}), "JSON, but none of greenhouse's"),
        (Scripted(b"x" * 1_000_001), "over 1,000,000 bytes"),
        (Scripted(b"{", length=50), "tried 4 times"),
    ],
)
def test_a_look_that_fails_is_recorded_with_its_reason(
    fetch: Any, board: Board, answer: Scripted, reason: str
) -> None:
    board.script = [answer]

    look = fetch()

    assert reason in look.reason
    record = loads(look.path.read_bytes())
    assert (record["record"], record["outcome"]) == ("crawl", "FAILED")
    assert record["reason"] == look.reason


def test_an_empty_board_is_no_failure(fetch: Any, board: Board) -> None:
    board.script = [scripted({"jobs": [], "meta": {"total": 0}})]

    assert content(fetch())["jobs"] == []


def test_a_failure_of_nobody_s_board_is_not_recorded(
    client: Client, board: Board, tmp_path: Path
) -> None:
    board.script = [Scripted(status=404)]

    look = fetch_board("greenhouse:acme", tmp_path, DAY, client, url=board.url)

    assert (look.path, list(tmp_path.iterdir())) == (None, [])


class TestLever:
    def serve(self, count: int, honours_skip: bool = True) -> Any:
        """A board of so many postings in pages."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            query = parse_qs(urlsplit(handler.path).query)
            skip = int(query["skip"][0]) if honours_skip else 0
            keys = range(skip, min(count, skip + int(query["limit"][0])))
            scripted([{"id": str(key), "text": "Cook", "categories": {}} for key in keys])(handler)

        return answer

    @pytest.mark.parametrize(("count", "pages"), [(0, 1), (99, 1), (100, 2), (250, 3)])
    def test_pages_are_asked_for_up_to_a_short_one(
        self, fetch: Any, board: Board, count: int, pages: int
    ) -> None:
        board.script = [self.serve(count)]

        postings = content(fetch("lever:acme", query="?mode=json"))

        assert [each["id"] for each in postings] == [str(key) for key in range(count)]
        assert len(board.asked) == pages

    def test_a_board_that_repeats_its_page_fails(self, fetch: Any, board: Board) -> None:
        board.script = [self.serve(100, honours_skip=False)]

        assert "page is the one before it again" in fetch("lever:acme", query="?mode=json").reason

    def test_an_endless_board_fails(self, fetch: Any, board: Board) -> None:
        board.script = [self.serve(10**6)]

        assert "more than 10,000 postings" in fetch("lever:acme", query="?mode=json").reason
        assert 101 <= len(board.asked) <= 120  # a few may be asked again on a busy machine

    def test_a_page_that_fails_fails_the_look(self, fetch: Any, board: Board) -> None:
        board.script = [self.serve(250), Scripted(status=404)]

        assert "HTTP 404" in fetch("lever:acme", query="?mode=json").reason


COOK, BAKER = {"id": "1", "name": "Cook"}, {"id": "2", "name": "Baker"}
LISTED = {"totalFound": 2, "content": [COOK, BAKER]}


class TestSmartRecruiters:
    def test_details_complete_the_list(self, fetch: Any, board: Board) -> None:
        details = {"id": "1", "name": "Cook", "jobAd": {"sections": {}}}
        board.script = [scripted(LISTED), scripted(details), Scripted(status=404)]

        found = content(fetch("smartrecruiters:acme"))

        assert found == {"totalFound": 2, "content": [details, BAKER]}
        assert [path for _, path, _, _ in board.asked][1:] == ["/v1/acme/1", "/v1/acme/2"]

    def test_a_list_with_fewer_postings_than_it_says_fails(self, fetch: Any, board: Board) -> None:
        board.script = [scripted({**LISTED, "totalFound": 90})]

        assert fetch("smartrecruiters:acme").reason == "says it has 90 postings and shows 2"

    def test_details_that_break_fail_the_look(self, fetch: Any, board: Board) -> None:
        board.script = [scripted(LISTED), Scripted(b"<p>Busy")]

        assert "a page of HTML" in fetch("smartrecruiters:acme").reason


class TestWorkday:
    def serve(self, handler: BaseHTTPRequestHandler, start: int) -> None:
        """A site of 25 postings; like Workday it says 0 in all on every page but the first."""
        keys = range(start, min(25, start + 20))
        jobs = [{"title": "Cook", "externalPath": f"/job/Oslo/Cook_R{key}"} for key in keys]
        scripted({"total": 0 if start else 25, "jobPostings": jobs})(handler)

    def test_pages_of_20_are_posted_for_and_details_fetched(self, fetch: Any, board: Board) -> None:
        details = scripted({"jobPostingInfo": {"jobDescription": "<p>Cook.</p>"}})
        pages = [lambda handler: self.serve(handler, 0), lambda handler: self.serve(handler, 20)]
        board.script = [*pages, details]

        found = content(fetch("workday:acme.wd5.Jobs", query="/jobs"))

        assert len(found["jobPostings"]) == 25
        assert found["jobPostings"][0]["jobPostingInfo"] == {"jobDescription": "<p>Cook.</p>"}
        assert [loads(body)["offset"] for _, _, _, body in board.asked[:2]] == [0, 20]
        assert board.asked[2][:2] == ("GET", "/v1/acme/job/Oslo/Cook_R0")

    @pytest.mark.parametrize("path", ["@10.0.0.1/", "//10.0.0.1/", "job", "/a b\r\n", None])
    def test_a_path_of_another_form_is_not_asked(
        self, fetch: Any, board: Board, path: str | None
    ) -> None:
        board.script = [
            scripted({"total": 1, "jobPostings": [{"title": "A", "externalPath": path}]})
        ]

        fetch("workday:acme.wd5.Jobs", query="/jobs")

        assert all("10.0.0.1" not in headers["Host"] for _, _, headers, _ in board.asked)
        assert len(board.asked) <= 2


class TestSystems:
    @pytest.mark.parametrize(
        ("board", "reason"),
        [
            ("acme", "names no board"),
            ("monster:acme", "cannot be fetched; systems are greenhouse, lever"),
            ("workday:acme", "write workday:tenant.wd5.site"),
            ("workday:a.b.wd5.c", "write workday:tenant.wd5.site"),
            ("recruitee:acme.example", "write recruitee:name"),
        ],
    )
    def test_what_cannot_be_fetched_is_refused(self, board: str, reason: str) -> None:
        with pytest.raises(BadInput, match=reason):
            find_system(board)

    @pytest.mark.parametrize("url", ["https://", "https://a:99999/", "boards", "https://[", ""])
    def test_an_address_without_a_host_is_refused(self, url: str) -> None:
        with pytest.raises(BadInput, match="is no address; write https://host/path"):
            find_host(url)

    @pytest.mark.parametrize(
        ("board", "address"),
        [
            ("lever:acme", "https://api.lever.co/v0/postings/acme?mode=json"),
            ("recruitee:acme", "https://acme.recruitee.com/api/offers/"),
            (
                "workday:acme.wd5.Jobs",
                "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Jobs/jobs",
            ),
        ],
    )
    def test_a_board_has_its_address(self, board: str, address: str) -> None:
        assert build_address(find_system(board), board.partition(":")[2]) == address

    @pytest.mark.parametrize("name", SYSTEMS)
    def test_an_address_is_within_its_system_s_hosts(self, name: str) -> None:
        token = "acme.wd5.Jobs" if name == "workday" else "acme"

        parts = urlsplit(build_address(SYSTEMS[name], token))

        assert parts.scheme == "https"
        assert (parts.hostname or "").endswith(SYSTEMS[name].hosts)

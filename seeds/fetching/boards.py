"""A look at a board: its answer fetched page by page, checked, and saved; or why there is none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from logging import getLogger
from pathlib import Path
from typing import Any

from orjson import JSONDecodeError, dumps, loads

from seeds.fetching.client import Client
from seeds.fetching.exchange import Answer, Request
from seeds.fetching.failures import FetchFailed
from seeds.fetching.saved import SavedAnswers
from seeds.fetching.systems import Paging, System, build_address, find_host, find_system
from seeds.layouts.boards import find_board_layout
from seeds.records import CrawlRecord
from seeds.validation import parse_model

log = getLogger("callboard.fetching")

NOT_MODIFIED = 304
GONE = frozenset({404, 410})
MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a look: the file to import, and the reason when it failed.

    `path` is None for a failure that need not be recorded: the day already has an answer, or
    nobody said whose board it is. `is_unchanged` says that the board sent only word of that.
    """

    board: str
    path: Path | None
    reason: str | None = None
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a board's answer, and its tag."""

    body: bytes
    tag: str | None = None
    is_unchanged: bool = False


def fetch_board(
    board: str,
    folder: Path,
    day: date,
    client: Client,
    *,
    company: str | None = None,
    url: str | None = None,
) -> Fetched:
    """Fetch a board, save its answer or the record that there was none, and say which.

    `url` is asked instead of the system's own address. Raises BadInput for a board that cannot be
    fetched and OSError when nothing can be saved.
    """
    system = find_system(board)
    address = url or build_address(system, board.partition(":")[2])
    hosts = (find_host(url),) if url else system.hosts
    saved = SavedAnswers(folder, board)
    try:
        content = fetch_content(system, address, hosts, client, saved)
    except FetchFailed as failure:
        reason = str(failure)[:MOST_REASON]
        log.info("%s: %s", board, reason)
        path = saved.save_failure(build_failure(board, company, day, reason)) if company else None
        return Fetched(board, path, reason)
    path = saved.save(day, content.body, url=address, tag=content.tag)
    return Fetched(board, path, is_unchanged=content.is_unchanged)


def build_failure(board: str, company: str, day: date, reason: str) -> CrawlRecord:
    """Return the record of a failed look."""
    line = " ".join("".join(c if c.isprintable() else " " for c in reason).split())
    fields = {"board": board, "company": company, "crawledOn": day, "reason": line}
    return parse_model(CrawlRecord, {**fields, "outcome": "FAILED"})


def fetch_content(
    system: System, address: str, hosts: tuple[str, ...], client: Client, saved: SavedAnswers
) -> Content:
    """Return a board's answer as one document. Raises FetchFailed."""
    if system.paging is None:
        return fetch_whole(system, address, hosts, client, saved)
    pages = list(iter_pages(system.paging, address, hosts, client))
    postings = [posting for page in pages for posting in page]
    if system.find_details is not None:
        postings = [add_details(system, address, hosts, client, each) for each in postings]
    key = system.paging.key
    if key is None:
        document: Any = postings
    else:
        document = {system.paging.total or "total": len(postings), key: postings}
    check_layout(system, document)
    return Content(dumps(document))


def fetch_whole(
    system: System, address: str, hosts: tuple[str, ...], client: Client, saved: SavedAnswers
) -> Content:
    """Return the answer of a board that has no pages; an unchanged one is the last one again."""
    kept = saved.find_kept(address)
    headers = {"If-None-Match": kept.tag} if kept else {}
    answer = client.ask(Request(address, headers=headers), hosts)
    if answer.status == NOT_MODIFIED and kept is not None:
        return Content(kept.content, kept.tag, is_unchanged=True)
    check_layout(system, read_json(answer))
    return Content(answer.body, answer.headers.get("etag"))


def iter_pages(
    paging: Paging, address: str, hosts: tuple[str, ...], client: Client
) -> Iterator[list[Any]]:
    """Yield the postings of each page, to the end. Raises FetchFailed, also for a missing part."""
    start, expected = 0, None
    last: list[Any] = []
    for number in range(client.bounds.pages):
        document = read_json(client.ask(paging.build(address, start), hosts))
        page = find_page(paging, document)
        if number == 0 and paging.total and isinstance(document, dict):
            # Workday says 0 on every page but the first.
            expected = document.get(paging.total)
        if page and page == last:
            raise FetchFailed("a page is the one before it again")
        if page:
            yield page
        start, last = start + len(page), page
        if start > client.bounds.postings:
            raise FetchFailed(f"has more than {client.bounds.postings:,} postings")
        if len(page) < paging.size:
            if isinstance(expected, int) and start < expected:
                raise FetchFailed(f"says it has {expected:,} postings and shows {start:,}")
            return
    raise FetchFailed(f"has more than {client.bounds.pages:,} pages")


def find_page(paging: Paging, document: Any) -> list[Any]:
    """Return the postings of a page. Raises FetchFailed where there is no list of them."""
    if paging.key is not None:
        document = document.get(paging.key) if isinstance(document, dict) else None
    if not isinstance(document, list):
        raise FetchFailed("the answer has no list of postings")
    return document


def add_details(
    system: System, address: str, hosts: tuple[str, ...], client: Client, posting: Any
) -> Any:
    """Return a posting with its details; without them when it is gone by now."""
    if system.find_details is None or system.put_details is None:
        return posting
    place = system.find_details(address, posting) if isinstance(posting, Mapping) else None
    if place is None:
        return posting
    answer = client.ask(Request(place), hosts)
    if answer.status in GONE:
        return posting
    return system.put_details(posting, read_json(answer))


def read_json(answer: Answer) -> Any:
    """Return the document of an answer. Raises FetchFailed with what it is instead."""
    if answer.status in GONE:
        raise FetchFailed(f"HTTP {answer.status}: there is no such board, or it has moved")
    if answer.status != 200:
        raise FetchFailed(f"HTTP {answer.status}")
    start = answer.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise FetchFailed("the answer is empty")
    if start.startswith(b"<"):
        raise FetchFailed("the answer is a page of HTML; the board may have moved")
    try:
        return loads(answer.body)
    except JSONDecodeError as error:
        raise FetchFailed(
            f"the answer is not JSON at character {error.pos + 1}: {error.msg}"
        ) from error


def check_layout(system: System, document: Any) -> None:
    """Raise FetchFailed for JSON that is no answer of the system's."""
    if document == []:
        return
    layout = find_board_layout(document)
    if layout is None or layout.system != system.name.partition("-")[0]:
        raise FetchFailed(f"the answer is JSON, but none of {system.name}'s")

"""A board's answer in a file, turned into the records of one look at that board."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from orjson import JSONDecodeError, loads

from schema.errors import UnreadableFile
from seeds.boards.directory import Boards
from seeds.boards.naming import PathName, clean_token, parse_path
from seeds.errors import BadFile, Problem
from seeds.layouts.boards import (
    JOB_POSTING,
    BoardLayout,
    find_board_layout,
    find_layout_of_system,
    find_token,
)
from seeds.layouts.job_posting import read_page
from seeds.layouts.look import Look
from seeds.layouts.registry import NEUTRAL, find_layout
from seeds.layouts.snapshot import is_snapshot_row, iter_snapshot_postings
from seeds.limits import Limits
from seeds.reading import BadLine, SourceFile, iter_source, read_source
from seeds.records import CrawlRecord, PostingRecord
from seeds.validation import BadRecord, parse_model

DOCUMENTS = (".json", ".json.gz")
PAGES = (".html", ".htm")
TABLES = (".csv", ".jsonl", ".jsonl.gz")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a file holds of a board: a document of a layout, or the rows of a table (no layout).

    `is_whole` says that a posting which is not in it was not on the board.
    """

    layout: BoardLayout | None
    document: Any
    is_whole: bool = True


def read_import(path: Path, limits: Limits, boards: Boards) -> SourceFile:
    """Return the content of a file; a board's answer as the documents of its neutral records.

    Raises UnreadableFile, for an answer whose board, company or day nobody told too.
    """
    source = read_source(path, limits)
    answer = find_answer(source, limits, boards)
    if answer is None:
        return source
    look = find_look(source.path, answer, boards)
    documents = [
        record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        | {"record": record.record}
        for record in read_records(source, answer, look, limits)
    ]
    return replace(source, documents=tuple(documents))


def find_answer(source: SourceFile, limits: Limits, boards: Boards) -> Answer | None:
    """Return what a file holds of a board, None where it is of another kind."""
    is_piped = source.path == "standard input" and boards.board is not None
    if source.path.endswith(DOCUMENTS) or is_piped:
        return find_document(source, limits, boards)
    if source.path.endswith(PAGES):
        blocks = read_page(source.content.decode("utf-8", errors="replace"))
        return Answer(JOB_POSTING, blocks, is_whole=False) if JOB_POSTING.fits(blocks) else None
    if source.path.endswith(TABLES):
        _, row = next(iter_source(source, limits), (0, None))
        if not isinstance(row, dict) or "record" in row or find_layout(row) is not NEUTRAL:
            return None
        return Answer(None, None) if is_snapshot_row(row) else None
    return None


def find_document(source: SourceFile, limits: Limits, boards: Boards) -> Answer | None:
    """Return the answer in a JSON file; an empty list is its system's when the path names one.

    Raises UnreadableFile for one that is no JSON though its name says so, or is over the limit.
    """
    if len(source.content) > limits.answer_bytes:
        reason = f"is over {limits.answer_bytes:,} bytes unpacked; no board's answer is"
        raise UnreadableFile(source.path, reason)
    try:
        document = loads(source.content.removeprefix(b"\xef\xbb\xbf"))
    except JSONDecodeError as error:
        if not is_named_as_board(source.path, boards):
            return None
        reason = f"is not JSON at character {error.pos + 1}: {error.msg}; fetch it again"
        raise UnreadableFile(source.path, reason) from error
    layout = find_board_layout(document)
    if document == []:
        system = (boards.board or "").partition(":")[0] or parse_path(source.path).system
        layout = find_layout_of_system(system)
    if layout is None:
        return None
    is_whole = layout is not JOB_POSTING or isinstance(document, list)
    return Answer(layout, document, is_whole)


def is_named_as_board(path: str, boards: Boards) -> bool:
    """Whether a path or an option says that a file is a board's answer."""
    return boards.board is not None or parse_path(path).system is not None


def find_look(path: str, answer: Answer, boards: Boards) -> Look:
    """Return whose board an answer is of, and when: options first, then content, then the path.

    Raises UnreadableFile, which says what to give.
    """
    name = parse_path(path)
    board = boards.board or find_board(answer, name)
    if board is None:
        raise UnreadableFile(
            path,
            "is a board's answer, but whose? Give --board system:token, such as "
            "--board greenhouse:spotify, or save it as greenhouse/spotify/2026-05-01.json",
        )
    company = boards.find_company(board)
    if company is None:
        raise UnreadableFile(
            path,
            f"is of {board}, but of which company? Give --company with its slug or ticker, or "
            f'--boards with a map that has "{board}"',
        )
    day = boards.crawled_on or name.day
    if day is None:
        raise UnreadableFile(
            path,
            f"is of {board}, but of which day? Give --crawled-on 2026-05-01, or put the day into "
            "the file's name: 2026-05-01.json",
        )
    return Look(board, company, day)


def find_board(answer: Answer, name: PathName) -> str | None:
    """Return `system:token` as content and path tell it; a board's own folder names it best."""
    layout = answer.layout
    system = layout.system if layout else name.system
    if system is None:
        return None
    if name.system is not None and name.system.partition("-")[0] == system:
        system = name.system
    found = find_token(layout, answer.document) if layout else None
    token = (name.token if name.system else None) or clean_token(found) or name.token
    return f"{system}:{token}" if token else None


def read_records(
    source: SourceFile, answer: Answer, look: Look, limits: Limits
) -> list[CrawlRecord | PostingRecord]:
    """Return the crawl, where the answer is the whole board, and its postings. Raises BadFile."""
    problems: list[Problem] = []
    postings: list[PostingRecord] = []
    try:
        postings.extend(iter_postings(source, answer, look, limits))
    except BadRecord as bad:
        problems = [Problem(None, field, reason) for field, reason in bad.faults]
    except BadLine as bad:
        problems = [bad.problem]
    if problems:
        most = limits.problems
        raise BadFile(source.path, problems[:most], more=len(problems) > most)
    if not answer.is_whole:
        return [*postings]
    return [build_crawl(look, len({posting.id for posting in postings})), *postings]


def iter_postings(
    source: SourceFile, answer: Answer, look: Look, limits: Limits
) -> Iterator[PostingRecord]:
    """Yield the postings of an answer. Raises BadRecord or BadLine."""
    if answer.layout is not None:
        return answer.layout.read(answer.document, look)
    return iter_snapshot_postings(iter_rows(source, limits), look)


def iter_rows(source: SourceFile, limits: Limits) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line, row) of a table. Raises BadLine."""
    for line, row in iter_source(source, limits):
        if isinstance(row, BadLine):
            raise row
        if isinstance(row, dict):
            yield line, row


def build_crawl(look: Look, postings: int) -> CrawlRecord:
    """Return the record of a look that succeeded."""
    fields = {
        "board": look.board,
        "company": look.company,
        "crawledOn": look.crawled_on,
        "postings": postings,
    }
    return parse_model(CrawlRecord, fields)


def find_day(documents: tuple[dict[str, Any], ...] | None) -> str:
    """Return the day of the look that documents tell of as ISO text, empty without one.

    Looks go in by day, the earliest first.
    """
    first = next(islice(documents or (), 1), {})
    return str(first.get("crawledOn", ""))

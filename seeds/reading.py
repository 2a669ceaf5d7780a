"""Files in, numbered records out: JSON lines, CSV, whole documents; plain or gzip, bounded."""

from collections.abc import Iterable, Iterator, Mapping
from csv import DictReader, Error as CsvError
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from sys import stdin
from typing import Any, BinaryIO
from zlib import error as ZlibError

from orjson import JSONDecodeError, loads

from schema.errors import UnreadableFile
from seeds.errors import Problem
from seeds.limits import DEFAULT_LIMITS, Limits
from seeds.pages import Page, parse_page

STANDARD_INPUT = Path("-")
PAGE_SUFFIXES = (".txt", ".html", ".htm")
WHOLE = (".json", ".nlp", *PAGE_SUFFIXES)
# Some archives name a packed page only `.gz`.
SUFFIXES = (".jsonl", ".csv", *WHOLE, ".gz")
SIDECAR = ".toml"
ITEMS = "items"
"""Where a document holds the values of a file that is a bare list."""
PLAIN = "plain"
"""Where a document holds the text of a file that is no JSON."""
CHUNK = 1 << 16


class BadLine(Exception):
    """A line that holds no record; carries the problem, and reading goes on after it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


@dataclass(frozen=True)
class SourceFile:
    """The unpacked bytes of a file as they were at one moment, and their SHA-256.

    All passes over a file read these bytes, so a file that is being written to cannot tear. A
    board's answer is read once as a whole: `documents` are the neutral records that it became.
    """

    path: str
    content: bytes
    sha256: str
    sidecar: bytes = b""
    documents: tuple[dict[str, Any], ...] | None = None

    @property
    def is_csv(self) -> bool:
        """Whether the file is a table with a header line."""
        return self.path.endswith(".csv")

    @property
    def is_whole(self) -> bool:
        """Whether the file is one document."""
        name = self.name.removesuffix(".gz")
        return name.endswith(WHOLE) or (name != self.name and not name.endswith(".jsonl"))

    @property
    def name(self) -> str:
        """The file's name without its folders; some layouts tell the company nowhere else."""
        return Path(self.path).name


def walk(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that paths name; of folders the importable ones, sorted, at any depth.

    Raises UnreadableFile for a path that is not there or a folder with nothing to import.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(inside for inside in path.rglob("*") if is_importable(inside))
        if not found:
            raise UnreadableFile(str(path), f"holds no file that ends in {', '.join(SUFFIXES)}")
        yield from found


def is_importable(path: Path) -> bool:
    """Whether a walk through folders takes this file."""
    hidden = path.name.startswith(".")
    return has_known_name(path.name) and not hidden and path.is_file()


def has_known_name(name: str) -> bool:
    """Whether a file can be read by its name; packed only what is no table, or nameless inside."""
    inside = name.removesuffix(".gz")
    if inside == name:
        return name.endswith(SUFFIXES)
    return inside.endswith((".jsonl", *WHOLE)) or "." not in inside


def read_source(path: Path, limits: Limits = DEFAULT_LIMITS) -> SourceFile:
    """Return the unpacked content of a file or, for `-`, of standard input.

    Raises UnreadableFile when it is missing, of another kind, damaged or over the limit.
    """
    name = "standard input" if path == STANDARD_INPUT else str(path)
    if path != STANDARD_INPUT and not has_known_name(path.name) and path.exists():
        raise UnreadableFile(name, f"is no import file: its name ends in {', '.join(SUFFIXES)}")
    try:
        if path == STANDARD_INPUT:
            content = read_bounded(name, stdin.buffer, limits)
        else:
            with path.open("rb") as stream:
                content = read_unpacked(name, stream, limits)
    except (BadGzipFile, EOFError, ZlibError) as error:
        raise UnreadableFile(name, f"is no whole gzip file ({error}); pack it again") from error
    except OSError as error:
        raise UnreadableFile(name, f"cannot be read: {error.strerror or error}") from error
    sidecar = read_sidecar(path, limits)
    return SourceFile(name, content, sha256(content + sidecar).hexdigest(), sidecar)


def read_sidecar(path: Path, limits: Limits) -> bytes:
    """Return what `<file>.toml` beside a page holds, nothing where there is none.

    Raises UnreadableFile when it is longer than a line may be.
    """
    beside = path.with_name(f"{path.name}{SIDECAR}")
    is_page = path.name.removesuffix(".gz").endswith(PAGE_SUFFIXES)
    if path == STANDARD_INPUT or not is_page or not beside.is_file():
        return b""
    with beside.open("rb") as stream:
        content = stream.read(limits.line_bytes + 1)
    if len(content) > limits.line_bytes:
        raise UnreadableFile(str(beside), f"is over {limits.line_bytes:,} bytes")
    return content


def read_unpacked(name: str, stream: BinaryIO, limits: Limits) -> bytes:
    """Return the content of a stream, unpacked where the name says gzip."""
    if not name.endswith(".gz"):
        return read_bounded(name, stream, limits)
    with GzipFile(fileobj=stream) as unpacked:
        return read_bounded(name, unpacked, limits)


def read_bounded(name: str, stream: BinaryIO | GzipFile, limits: Limits) -> bytes:
    """Return all of a stream; a bomb is given up as soon as it passes the limit.

    Raises UnreadableFile over the limit.
    """
    content = BytesIO()
    while chunk := stream.read(CHUNK):
        content.write(chunk)
        if content.tell() > limits.file_bytes:
            reason = f"is over {limits.file_bytes:,} bytes unpacked; split it into several files"
            raise UnreadableFile(name, reason)
    return content.getvalue()


def iter_source(
    source: SourceFile, limits: Limits = DEFAULT_LIMITS
) -> Iterator[tuple[int, dict[str, Any] | Page | BadLine]]:
    """Yield (line number, record or what is wrong with the line); empty lines are passed over.

    A page of text or HTML stands on line 1. Raises UnreadableFile when it is no text.
    """
    if source.documents is not None:
        yield from enumerate(source.documents, 1)
    elif source.is_csv:
        yield from iter_table(source)
    elif source.is_whole:
        yield 1, read_whole(source, limits)
    else:
        yield from iter_json_lines(source, limits)


def read_whole(source: SourceFile, limits: Limits) -> dict[str, Any] | Page | BadLine:
    """Return the one document of a file: its JSON object, a bare list under a name, or its page.

    Raises UnreadableFile for a page that is no text.
    """
    content = source.content.removeprefix(b"\xef\xbb\xbf").strip()
    if len(content) > limits.document_bytes:
        reason = (
            f"the document is {len(content):,} bytes; at most {limits.document_bytes:,} are read"
        )
        return BadLine(Problem(None, None, reason))
    if not content:
        return BadLine(Problem(None, None, "is empty"))
    if source.path.endswith(".nlp"):
        return read_plain(content)
    if not is_json(content):
        return parse_page(source.path, source.content, source.sidecar)
    try:
        value = loads(content)
    except JSONDecodeError as error:
        reason = f"is not JSON at character {error.colno}: {error.msg}"
        return BadLine(Problem(error.lineno, None, reason))
    return value if isinstance(value, dict) else {ITEMS: value}


def is_json(content: bytes) -> bool:
    """Whether a document is JSON; a text may begin with `[Operator Instructions]`."""
    return content.startswith((b"{", b"[{", b"[\n", b"[ ", b"[[", b'["', b"[]", b"[\r"))


def read_plain(content: bytes) -> dict[str, Any] | BadLine:
    """Return a text as a document."""
    fault = find_bad_byte(content)
    return BadLine(Problem(None, None, fault)) if fault else {PLAIN: content.decode()}


def iter_json_lines(
    source: SourceFile, limits: Limits
) -> Iterator[tuple[int, dict[str, Any] | BadLine]]:
    """Yield the objects of JSON lines; a byte order mark at the start is no part of them."""
    for number, line in enumerate(BytesIO(source.content.removeprefix(b"\xef\xbb\xbf")), 1):
        if not line.strip():
            continue
        try:
            yield number, parse_line(number, line, limits)
        except BadLine as bad:
            yield number, bad


def parse_line(number: int, line: bytes, limits: Limits) -> dict[str, Any]:
    """Return the object that a line holds. Raises BadLine when it is none."""
    if len(line) > limits.line_bytes:
        reason = f"the line is {len(line):,} bytes; at most {limits.line_bytes:,} are read"
        raise BadLine(Problem(number, None, reason))
    try:
        record = loads(line)
    except JSONDecodeError as error:
        # Lone surrogates, NaN and 1,025 nested arrays end here too.
        reason = f"is not JSON at character {error.pos + 1}: {error.msg}"
        raise BadLine(Problem(number, None, find_bad_byte(line) or reason)) from error
    if not isinstance(record, dict):
        raise BadLine(Problem(number, None, 'is no JSON object; write {"record": ...} on one line'))
    return record


def find_bad_byte(content: bytes) -> str | None:
    """Return where bytes are no UTF-8, in words; None where they are."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        return f"is not UTF-8 at byte {error.start + 1}; convert it"
    return None


def iter_table(source: SourceFile) -> Iterator[tuple[int, dict[str, Any] | BadLine]]:
    """Yield the rows of a CSV table by the names in its header."""
    try:
        text = source.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.content.count(b"\n", 0, error.start) + 1
        yield line, BadLine(Problem(line, None, f"is not UTF-8 at byte {error.start + 1}"))
        return
    table = DictReader(StringIO(text, newline=""), strict=True)
    try:
        for row in table:
            yield table.line_num, check_row(table.line_num, row)
    except CsvError as error:
        problem = Problem(table.line_num, None, f"is no CSV: {error}")
        yield table.line_num, BadLine(problem)


def check_row(line: int, row: Mapping[Any, Any]) -> dict[str, Any] | BadLine:
    """Return a row of a table, or what is wrong with its number of fields."""
    if None in row:
        return BadLine(Problem(line, None, "has more fields than the header"))
    if None in row.values():
        return BadLine(Problem(line, None, "has fewer fields than the header"))
    return dict(row)

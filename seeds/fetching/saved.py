"""Saved answers: a folder a board, a file a day, written whole or not at all."""

from dataclasses import dataclass
from datetime import date
from gzip import compress
from hashlib import sha256
from os import fsync, replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from orjson import JSONDecodeError, dumps, loads

from schema.errors import UnreadableFile
from seeds.boards.naming import clean_token
from seeds.limits import DEFAULT_LIMITS
from seeds.reading import read_source
from seeds.records import CrawlRecord

# Hidden, so that an import of the folder passes it over.
TAG_FILE = ".etag.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """The last answer that carried a tag: the tag, the address it is of and the answer itself."""

    tag: str
    content: bytes


class SavedAnswers:
    """The saved answers of one board, below `folder/<system>/<token>`.

    `<day>.json.gz` is what the board showed on a day, `<day>.failed.jsonl` the record of a day on
    which nothing could be had.
    """

    def __init__(self, folder: Path, board: str) -> None:
        system, _, token = board.partition(":")
        # A token such as `..` is none of a board, and no folder.
        self.folder = folder / system / (clean_token(token.strip(".")) or "unknown")

    def find_kept(self, url: str) -> Kept | None:
        """Return the last answer of an address with its tag; None when it is damaged or gone."""
        try:
            note = loads((self.folder / TAG_FILE).read_bytes())
            path = self.folder / Path(note["file"]).name
            content = read_source(path, DEFAULT_LIMITS).content
        except (OSError, UnreadableFile, JSONDecodeError, KeyError, TypeError):
            return None
        is_same = note.get("url") == url and note.get("sha256") == sha256(content).hexdigest()
        tag = note.get("etag")
        return Kept(tag, content) if is_same and isinstance(tag, str) else None

    def save(self, day: date, content: bytes, *, url: str = "", tag: str | None = None) -> Path:
        """Write a day's answer and its tag and return its path; an earlier one of the day goes."""
        path = self.folder / f"{day}.json.gz"
        # Without a time in it, the same answer is the same file.
        write_whole(path, compress(content, mtime=0))
        (self.folder / f"{day}.failed.jsonl").unlink(missing_ok=True)
        note = self.folder / TAG_FILE
        if tag is None:
            note.unlink(missing_ok=True)
        else:
            digest = sha256(content).hexdigest()
            known = {"etag": tag, "url": url, "file": path.name, "sha256": digest}
            write_whole(note, dumps(known))
        return path

    def save_failure(self, crawl: CrawlRecord) -> Path | None:
        """Write the record of a failed look; returns its path, None when the day has an answer."""
        if (self.folder / f"{crawl.crawled_on}.json.gz").exists():
            return None
        path = self.folder / f"{crawl.crawled_on}.failed.jsonl"
        document = crawl.model_dump(mode="json", by_alias=True, exclude_none=True)
        write_whole(path, dumps(document) + b"\n")
        return path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or, after a crash, as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            fsync(file.fileno())
            replace(file.name, path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise

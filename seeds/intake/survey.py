"""A first look at a file: is every record sound, what does it bring, what does it need?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from seeds.boards.answers import find_day, read_import
from seeds.boards.directory import NO_BOARDS, Boards
from seeds.errors import BadFile, Problem
from seeds.intake.ledger import Entry
from seeds.intake.shelf import Kept, Shelf
from seeds.layouts.companies_table import COLUMNS
from seeds.layouts.excerpts import gather_excerpts
from seeds.layouts.registry import NEUTRAL, Layout, find_layout
from seeds.limits import Limits
from seeds.reading import STANDARD_INPUT, BadLine, SourceFile, iter_source
from seeds.records import (
    AnyRecord,
    CallRecord,
    CompanyRecord,
    CorrectionRecord,
    CrawlRecord,
    EventRecord,
    Record,
)
from seeds.validation import BadRecord, show

R = TypeVar("R", bound=Record)


@dataclass
class Survey:
    """What is known of a sound file before it is written.

    `kept` has its records, unless there was no room for them: then the file is read again, or
    `source`, which is left of standard input. `brings` and `needs` are (kind, key) pairs of
    companies and calls. `boards` is what an answer was read with, `day` when it was fetched,
    `wanted` the name of the layout that was asked for.
    """

    path: Path
    name: str
    sha256: str
    source: SourceFile | None = None
    kept: Kept | None = None
    boards: Boards = NO_BOARDS
    day: str = ""
    wanted: str | None = None
    layout: Layout[Any] | None = None
    records: int = 0
    kinds: set[str] = field(default_factory=set)
    hearsay: dict[str, CompanyRecord] = field(default_factory=dict)
    brings: set[tuple[str, str]] = field(default_factory=set)
    needs: set[tuple[str, str]] = field(default_factory=set)

    def is_hearsay(self, record: AnyRecord) -> bool:
        """Whether a record only repeats what the file happens to know of a company."""
        is_company = isinstance(record, CompanyRecord)
        return is_company and self.layout is not None and self.layout.is_hearsay

    def may_repeat(self, record: AnyRecord) -> bool:
        """Whether what a record tells of may be told again in the same file."""
        is_twofold = isinstance(record, CallRecord | CompanyRecord)
        lets_repeat = self.layout is not None and self.layout.may_repeat
        return self.is_hearsay(record) or (is_twofold and lets_repeat)

    def add(self, record: AnyRecord) -> None:
        """Note what a record brings and needs; of hearsay companies the first mention counts."""
        if isinstance(record, CompanyRecord) and self.is_hearsay(record):
            self.hearsay.setdefault(record.ticker or record.name, record)
            return
        self.records += 1
        self.kinds.add(record.record)
        if isinstance(record, CompanyRecord):
            self.brings.update(("company", key) for key in (record.slug, record.ticker) if key)
            if record.ticker:
                # Who knows a company by its ticker only comes after who names its slug.
                (self.brings if record.slug else self.needs).add(("slug", record.ticker))
            return
        if isinstance(record, CorrectionRecord):
            return  # waits by itself for what it corrects
        self.needs.add(("company", record.company))
        if isinstance(record, CallRecord):
            self.brings.add(("call", record.key))
        elif isinstance(record, EventRecord):
            self.needs.update({("call", record.call)} if record.call else ())


def survey_file(
    path: Path,
    limits: Limits,
    boards: Boards = NO_BOARDS,
    layout: str | None = None,
    shelf: Shelf | None = None,
) -> Survey:
    """Return what a file holds, and put its records on the shelf if there is one.

    Raises UnreadableFile, or BadFile with all that is wrong in it.
    """
    source = read_import(path, limits, boards)
    day = find_day(source.documents)
    survey = Survey(path, source.path, source.sha256, boards=boards, day=day, wanted=layout)
    kept = Kept(shelf)
    check_records(source, limits, survey, kept)
    if kept.finish():
        survey.kept = kept
    elif path == STANDARD_INPUT:
        survey.source = source
    return survey


def check_records(source: SourceFile, limits: Limits, survey: Survey, kept: Kept) -> None:
    """Note what the records of a file bring and need, and keep them. Raises BadFile."""
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for line, found in iter_entries(source, limits, survey):
        if isinstance(found, list):
            problems.extend(found)
        else:
            survey.add(found)
            if not survey.is_hearsay(found):
                kept.add(line, found)
            if not survey.may_repeat(found):
                problems.extend(find_repeat(line, found, seen))
        if len(problems) > limits.problems:
            break
    if problems:
        has_more = len(problems) > limits.problems
        raise BadFile(source.path, problems[: limits.problems], more=has_more)


def iter_entries(
    source: SourceFile, limits: Limits, survey: Survey
) -> Iterator[tuple[int, AnyRecord | list[Problem]]]:
    """Yield (line, record or problems); the first record decides on the file's layout."""
    name = source.name
    for line, document in gather_excerpts(iter_source(source, limits)):
        if isinstance(document, BadLine):
            yield line, [document.problem]
            continue
        try:
            survey.layout = survey.layout or find_layout(document, survey.wanted)
        except BadLine as bad:
            yield line, [bad.problem]
            return
        is_neutral = survey.layout is NEUTRAL and (source.is_csv or source.is_whole)
        if is_neutral and isinstance(document, dict) and "record" not in document:
            yield line, [explain_layout(source, document)]
            return
        try:
            for record in survey.layout.read(document, name):
                yield line, record
        except BadRecord as bad:
            yield line, [Problem(line, name, reason) for name, reason in bad.faults]


def explain_layout(source: SourceFile, document: Mapping[str, Any]) -> Problem:
    """Return that a document, or the header of a table, is of no known layout."""
    if source.is_whole:
        reason = "is of no layout that is known; docs/import-format.md lists them"
        return Problem(None, None, reason)
    given = show(", ".join(document))
    wanted = ", ".join(COLUMNS)
    reason = f"the header {given} is not known; a table has the columns {wanted}, between commas"
    return Problem(1, None, reason)


def find_repeat(
    line: int, record: AnyRecord, seen: dict[tuple[str, str], int]
) -> Iterator[Problem]:
    """Yield a problem when a company, call, event, quote or crawl stands there a second time.

    Two records that contradict each other would change the data at every import.
    """
    for name, key in iter_keys(record):
        first = seen.setdefault((f"{record.record} {name}", key), line)
        if first != line:
            yield Problem(
                line, name, f'"{key}" already stands on line {first}; keep one of the two'
            )


def iter_keys(record: AnyRecord) -> Iterator[tuple[str, str]]:
    """Yield the (field, key) pairs of a record that no other record of the file may have."""
    if isinstance(record, CompanyRecord):
        keys = (("slug", record.slug), ("ticker", record.ticker))
        yield from ((name, key) for name, key in keys if key)
    elif isinstance(record, CallRecord):
        yield "key", record.key
    elif isinstance(record, CrawlRecord):
        yield "crawledOn", f"{record.board} {record.crawled_on}"
    elif isinstance(record, CorrectionRecord):
        yield from (("key", f"{record.kind} {record.key} {name}") for name in record.labels)
    elif isinstance(record, EventRecord):
        yield "key", record.key
        yield from (("quotes", quote.key) for quote in record.quotes if quote.key)


def iter_kind(
    source: SourceFile | None, survey: Survey, limits: Limits, kind: type[R]
) -> Iterator[Entry[R]]:
    """Yield the records of one kind of a file that was surveyed, kept or from its content."""
    name = kind.model_fields["record"].default
    layout = survey.layout
    if layout is None or name not in survey.kinds:
        return
    if source is None:
        yield from survey.kept.iter_kind(kind) if survey.kept else ()
        return
    for line, document in gather_excerpts(iter_source(source, limits)):
        if isinstance(document, BadLine):
            continue
        if isinstance(document, dict) and document.get("record", name) != name:
            continue
        for record in layout.read(document, source.name):
            if isinstance(record, kind):
                yield Entry(line, record)

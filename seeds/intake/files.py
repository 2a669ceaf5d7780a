"""Files written to the database: a transaction each, nothing of a bad one, the good beside it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from logging import getLogger
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from schema.database import Database, is_unready, plain_words
from schema.errors import UnreadableFile
from schema.store.roles import refresh_roles
from schema.tables import ImportRun
from seeds.boards.answers import read_import
from seeds.boards.directory import NO_BOARDS, Boards
from seeds.boards.known import add_known
from seeds.errors import BadFile, Problem
from seeds.intake.blurbs import refresh_blurbs
from seeds.intake.boards import put_postings
from seeds.intake.calls import put_calls
from seeds.intake.companies import Companies
from seeds.intake.corrections import put_corrections
from seeds.intake.decisions import settle_met
from seeds.intake.events import put_events
from seeds.intake.ledger import Entry, Ledger, Tally
from seeds.intake.order import order_surveys
from seeds.intake.people import People
from seeds.intake.renames import follow_names
from seeds.intake.reports import FileReport, ImportReport
from seeds.intake.shelf import Shelf
from seeds.intake.survey import Survey, iter_kind, survey_file
from seeds.intake.verification import verify_quotes
from seeds.limits import DEFAULT_LIMITS, Limits
from seeds.reading import SourceFile, walk
from seeds.records import (
    CallRecord,
    CompanyRecord,
    CorrectionRecord,
    CrawlRecord,
    EventRecord,
    PostingRecord,
)

log = getLogger("callboard.intake")

Progress = Callable[[FileReport | UnreadableFile], None]
"""Is told of every file when it is done."""

Surveyed = Callable[[str, int], None]
"""Is told of every file that was looked at, and how many there are."""

# A call is some 50 turns, so its batches are smaller: about the same number of rows each.
CALLS_AT_ONCE = 20
EVENTS_AT_ONCE = 500
POSTINGS_AT_ONCE = 1000

T = TypeVar("T")


class Intake:
    """One write transaction over a group of files: all their records, kind by kind."""

    def __init__(self, ledger: Ledger, limits: Limits) -> None:
        self._ledger = ledger
        self._limits = limits
        self._people = People(ledger)
        self._companies = Companies(ledger, self._people)

    def put(self, files: Sequence[tuple[Survey, SourceFile | None, Tally]]) -> None:
        """Store the records of files. Raises BadFile when a record names what is not there."""
        for put_kind in (
            self._put_companies,
            self._put_calls,
            self._put_events,
            self._put_postings,
            self._put_corrections,
        ):
            for survey, source, tally in files:
                self._ledger.tally = tally
                put_kind(survey, source)
                self._refuse(survey)
        self._finish()

    def _put_companies(self, survey: Survey, source: SourceFile | None) -> None:
        self._companies.put(iter_kind(source, survey, self._limits, CompanyRecord), False)
        hearsay = (Entry(1, record) for record in survey.hearsay.values())
        self._companies.put(hearsay, True)

    def _put_calls(self, survey: Survey, source: SourceFile | None) -> None:
        entries = iter_kind(source, survey, self._limits, CallRecord)
        for batch in iter_call_batches(entries):
            put_calls(self._ledger, self._companies, self._people, batch)

    def _put_events(self, survey: Survey, source: SourceFile | None) -> None:
        entries = iter_kind(source, survey, self._limits, EventRecord)
        for batch in iter_batches(entries, EVENTS_AT_ONCE):
            put_events(self._ledger, self._companies, self._people, batch)

    def _put_postings(self, survey: Survey, source: SourceFile | None) -> None:
        crawls = iter_kind(source, survey, self._limits, CrawlRecord)
        postings = iter_kind(source, survey, self._limits, PostingRecord)
        batches = iter_batches(postings, POSTINGS_AT_ONCE)
        is_hearsay = survey.layout is not None and survey.layout.is_hearsay
        put_postings(self._ledger, self._companies, crawls, batches, is_hearsay=is_hearsay)

    def _put_corrections(self, survey: Survey, source: SourceFile | None) -> None:
        put_corrections(self._ledger, iter_kind(source, survey, self._limits, CorrectionRecord))

    def _refuse(self, survey: Survey) -> None:
        problems = self._ledger.problems
        if problems:
            most = self._limits.problems
            raise BadFile(survey.name, problems[:most], more=len(problems) > most)

    def _finish(self) -> None:
        settle_met(self._ledger, self._people)
        verify_quotes(self._ledger)
        follow_names(self._ledger)
        refresh_blurbs(self._ledger, self._ledger.reworded_boards)
        if self._ledger.posting_companies:
            refresh_roles(self._ledger.writer, sorted(self._ledger.posting_companies))
        self._ledger.mark_quotes()


def import_file(
    database: Database,
    path: Path,
    *,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> FileReport:
    """Store one file and return what that did; the same file again changes nothing.

    Raises UnreadableFile, mostly as BadFile with up to twenty problems; then nothing is written.
    """
    bounds = limits or DEFAULT_LIMITS
    started = perf_counter()
    with Shelf() as shelf:
        survey = survey_file(path, bounds, shelf=shelf)
        (report,) = write_group(database, [survey], bounds, started)
    if progress:
        progress(report)
    return report


def import_paths(
    database: Database,
    paths: Iterable[Path],
    *,
    progress: Progress | None = None,
    surveyed: Surveyed | None = None,
    layout: str | None = None,
    limits: Limits | None = None,
    boards: Boards = NO_BOARDS,
) -> ImportReport:
    """Store files and folders of files, in the order that they need each other, good beside bad.

    Looks at boards go in by day; `boards` says whose their answers are, and of which day.

    Files that need each other in a circle go in together or not at all. Whatever goes wrong with a
    file is among the failures, so the report tells of every file. With `layout` all files are read
    as the layout of that name.
    """
    bounds = limits or DEFAULT_LIMITS
    tell = progress or (lambda done: None)
    told = add_known(database, boards)
    reports: list[FileReport] = []
    with Shelf() as shelf:
        look = partial(survey_file, limits=bounds, boards=told, layout=layout, shelf=shelf)
        surveys, failures = survey_paths(paths, look, surveyed or ignore)
        for failure in failures:
            tell(failure)
        for group in order_surveys(surveys):
            try:
                done = write_group(database, group, bounds, perf_counter())
            except Exception as cause:
                error = explain_failure(group[0].name, cause)
                left_out = [error, *iter_left_out(group, error)]
                failures.extend(left_out)
                for failure in left_out:
                    tell(failure)
                continue
            reports.extend(done)
            for report in done:
                tell(report)
    return ImportReport(tuple(reports), tuple(failures))


def ignore(name: str, total: int) -> None:
    """Tell nobody that a file was looked at."""


def survey_paths(
    paths: Iterable[Path], look: Callable[[Path], Survey], surveyed: Surveyed
) -> tuple[list[Survey], list[UnreadableFile]]:
    """Return the sound files below paths, by a look at each, and why the others are not."""
    surveys: list[Survey] = []
    failures: list[UnreadableFile] = []
    files: dict[Path, None] = {}
    for path in paths:
        try:
            files.update(dict.fromkeys(walk([path])))
        except UnreadableFile as error:
            failures.append(error)
    for path in files:
        try:
            surveys.append(look(path))
        except Exception as cause:
            failures.append(explain_failure(str(path), cause))
        surveyed(str(path), len(files))
    return sorted(surveys, key=lambda survey: survey.day), failures


def explain_failure(name: str, cause: Exception) -> UnreadableFile:
    """Return why a file was left out, whatever went wrong; the log has what nobody foresaw."""
    if isinstance(cause, UnreadableFile):
        log.info("left out %s: %s", name, cause.reason)
        return cause
    if is_locked(cause):
        log.warning("left out %s: the database is locked", name)
        return UnreadableFile(name, "was left out: another import is writing; try again")
    log.error("left out %s", name, exc_info=cause)
    if is_unready(cause):
        said = plain_words(cause)
        reason = f"was left out: the database cannot answer ({said}); import the file again later"
    else:
        kind = type(cause).__name__
        reason = f"was left out: an error of callboard's own ({kind}); the log says more"
    return UnreadableFile(name, reason)


def is_locked(cause: Exception) -> bool:
    """Whether another process holds the database's write lock for longer than we wait."""
    driver = getattr(cause, "orig", None) or cause
    # SQLITE_BUSY is 5, its kinds are 5 + n * 256; PostgreSQL's lock_not_available is 55P03.
    code = getattr(driver, "sqlite_errorcode", None)
    is_busy = code is not None and code & 0xFF == 5
    return is_busy or getattr(driver, "sqlstate", None) == "55P03"


def iter_left_out(group: Sequence[Survey], error: UnreadableFile) -> Iterator[UnreadableFile]:
    """Yield why the other files of a group were left out."""
    for survey in group:
        if survey.name != error.path:
            yield UnreadableFile(survey.name, f"was left out: it needs {error.path}, which was too")


def write_group(
    database: Database, surveys: Sequence[Survey], limits: Limits, started: float
) -> list[FileReport]:
    """Write files in one transaction and return a report each. Raises UnreadableFile."""
    files = [
        (survey, None if survey.kept else read_again(survey, limits), Tally()) for survey in surveys
    ]
    with database.write() as writer:
        Intake(Ledger(writer), limits).put(files)
        if writer.has_changed:
            writer.session.add_all(
                build_run(writer.generation, survey, tally) for survey, _, tally in files
            )
            writer.session.flush()
    generation = writer.generation if writer.has_changed else None
    seconds = (perf_counter() - started) / len(files)
    return [build_report(survey, tally, seconds, generation) for survey, _, tally in files]


def read_again(survey: Survey, limits: Limits) -> SourceFile:
    """Return the content of a surveyed file. Raises UnreadableFile when it is another by now."""
    source = survey.source or read_import(survey.path, limits, survey.boards)
    if source.sha256 != survey.sha256:
        raise BadFile(
            survey.name, [Problem(None, None, "changed while it was read; import it again")]
        )
    return source


def build_run(generation: int, survey: Survey, tally: Tally) -> ImportRun:
    """Return the row that tells of a file that changed the data."""
    return ImportRun(
        generation=generation,
        file=survey.name,
        sha256=survey.sha256,
        records=survey.records,
        added=tally.added,
        changed=tally.changed,
        finished_at=datetime.now(UTC),
    )


def build_report(
    survey: Survey, tally: Tally, seconds: float, generation: int | None
) -> FileReport:
    """Return what a file did; further sights of a posting in the same file count as unchanged."""
    unchanged = survey.records - tally.added - tally.changed
    return FileReport(
        survey.name, survey.records, tally.added, tally.changed, unchanged, seconds, generation
    )


def iter_call_batches(entries: Iterable[Entry[CallRecord]]) -> Iterator[list[Entry[CallRecord]]]:
    """Yield lists of calls; one that stands there twice comes after the first was stored."""
    batch: dict[str, Entry[CallRecord]] = {}
    for entry in entries:
        if len(batch) == CALLS_AT_ONCE or entry.record.key in batch:
            yield list(batch.values())
            batch = {}
        batch[entry.record.key] = entry
    if batch:
        yield list(batch.values())


def iter_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of up to `size` items."""
    pending = iter(items)
    while batch := list(islice(pending, size)):
        yield batch

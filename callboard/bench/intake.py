"""How fast files are taken in: read, classified and stored by one process."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy import func, select

from schema.database import Database
from schema.tables import Call, Posting, Quote, table_of
from schema.taxonomy.rules import TEXTS, load_taxonomy, rules_for
from seeds.intake import import_paths

COUNTED = {"calls": table_of(Call), "quotes": table_of(Quote), "postings": table_of(Posting)}


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in one file or folder did and cost; memory in bytes is the process's peak."""

    name: str
    rows: dict[str, int]
    seconds: float
    cpu_seconds: float
    peak_memory: int | None
    problems: tuple[str, ...]

    def rate(self, what: str) -> float:
        """Return rows a second of CPU."""
        return self.rows[what] / self.cpu_seconds if self.cpu_seconds else 0.0


def measure_intake(paths: Iterable[Path]) -> Iterator[Taken]:
    """Yield what each file or folder cost, one after the other, in an empty database.

    The rules are read beforehand: that is a cost of starting, not of a file.
    """
    for reads in TEXTS:
        for vocabulary in load_taxonomy().labels:
            rules_for(reads, vocabulary)
    with (
        TemporaryDirectory(prefix="callboard-bench-") as folder,
        closing(Database(f"sqlite:///{folder}/callboard.db")) as database,
    ):
        database.upgrade()
        before = count_rows(database)
        for path in paths:
            started, cpu_started = perf_counter(), process_time()
            report = import_paths(database, [path])
            seconds, cpu_seconds = perf_counter() - started, process_time() - cpu_started
            now = count_rows(database)
            rows = {what: now[what] - before[what] for what in COUNTED}
            problems = tuple(map(str, report.failures))
            yield Taken(path.name, rows, seconds, cpu_seconds, read_peak_memory(), problems)
            before = now


def count_rows(database: Database) -> dict[str, int]:
    """Return how many rows there are of what is counted."""
    with database.read() as reader:
        return {
            what: int(reader.value(select(func.count()).select_from(table)))
            for what, table in COUNTED.items()
        }


def read_peak_memory() -> int | None:
    """Return the most memory that this process ever held, in bytes; None where nobody tells."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:  # Windows has no such thing
        return None
    return getrusage(RUSAGE_SELF).ru_maxrss * 1024


def format_taken(taken: Taken) -> str:
    """Return what one file cost, on one line."""
    parts = [
        f"{count:,} {what} ({taken.rate(what):,.0f} a second of CPU)"
        for what, count in taken.rows.items()
        if count
    ]
    peak = "" if taken.peak_memory is None else f", peak memory {taken.peak_memory >> 20:,} MiB"
    done = ", ".join(parts) or "nothing new"
    return f"{taken.name}: {done}; {taken.seconds:.1f} s, CPU {taken.cpu_seconds:.1f} s{peak}"

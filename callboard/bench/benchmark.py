"""One run of the benchmark: make the data, check the answers, then measure."""

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from sqlite3 import Connection, sqlite_version
from tempfile import TemporaryDirectory

from orjson import dumps

from callboard.bench.answers import read_one
from callboard.bench.checking import check_answers, open_tables
from callboard.bench.load import Load, can_use_wrk, put_load
from callboard.bench.planning import make_unseen, read_plans
from callboard.bench.queries import QUERIES, Query, Variables
from callboard.bench.report import HTTP_ALONE, Report, Sample
from callboard.bench.server import Server, start_server
from callboard.bench.world import World, make_world

WARM_UP = 20  # requests
# More than a server keeps: asked in turn, none is there any more when its turn comes again.
NEW_DOCUMENTS = 1_200
TABLES = ("company", "call", "event", "quote", "theme", "role", "posting")
PACKAGES = ("callboard", "graphql-core", "sqlalchemy", "starlette", "tantivy", "uvicorn")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Mode:
    """How a query is asked: whether the server may keep answers, and whether documents are new."""

    name: str
    keeps_answers: bool = False
    has_new_documents: bool = False

    def bodies(self, query: Query, variable_sets: Sequence[Variables]) -> list[bytes]:
        """Return the requests in the order in which they are sent, again and again."""
        if not self.has_new_documents:
            return [encode(query.document, variables) for variables in variable_sets]
        return [
            encode(make_unseen(query.document, n), variable_sets[n % len(variable_sets)])
            for n in range(NEW_DOCUMENTS)
        ]


COMPUTED = (Mode("computed"), Mode("compiled", has_new_documents=True))
KEPT = (Mode("kept", keeps_answers=True),)
AS_SERVED = (Mode("as served"),)


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure; `folder` keeps the data, `server` measures one that runs already."""

    scale: float
    seconds: float
    connections: Sequence[int]
    folder: Path | None = None
    server: Server | None = None


def run_benchmark(options: Options, say: Say) -> Report:
    """Return what was measured; `say` gets a line about each step.

    Raises WrongAnswer, before anything is measured, when an answer is not what plain SQL says.
    """
    with find_world(options, say) as world, open_tables(world.database_file) as connection:
        rows, machine = count_rows(connection), describe_machine()
        if options.server is not None:
            samples = measure_server(options.server, AS_SERVED, options, connection, say)
            return Report(rows, machine, {}, samples)
        samples = []
        for modes in (COMPUTED, KEPT):
            with start_server(world, keeps_answers=modes is KEPT) as server:
                samples += measure_server(server, modes, options, connection, say)
        say("Measuring what documents cost before their first answer")
        plans = read_plans(world)
        return Report(rows, machine, plans, samples)


@contextmanager
def find_world(options: Options, say: Say) -> Iterator[World]:
    """Yield the data: those in the folder that was named, or new ones, gone afterwards."""
    with TemporaryDirectory(prefix="callboard-bench-") as temporary:
        folder = options.folder or Path(temporary)
        kept = World(folder)
        if kept.database_file.exists():
            yield kept
        else:
            say(f"Making data at scale {options.scale:g}")
            yield make_world(folder, options.scale)


def count_rows(connection: Connection) -> dict[str, int]:
    """Return how many rows there are of what the queries read."""
    return {table: read_one(connection, f"SELECT count(*) FROM {table}") for table in TABLES}


def measure_server(
    server: Server, modes: Sequence[Mode], options: Options, connection: Connection, say: Say
) -> list[Sample]:
    """Return one server's samples: each query in each mode, and HTTP alone where it can be had.

    Raises WrongAnswer, before anything is measured, when an answer is not what plain SQL says.
    """
    say("Checking answers against plain SQL")
    sizes = check_answers(connection, server.ask)
    client = "wrk" if can_use_wrk(options.seconds) else "a client in Python"
    say(f"All answers are right; loading with {client}: {', '.join(mode.name for mode in modes)}")
    samples = []
    for query in QUERIES:
        variable_sets = query.variable_sets(connection)
        for mode in modes:
            bodies = mode.bodies(query, variable_sets)
            for body in bodies if mode.keeps_answers else bodies[:WARM_UP]:
                server.post(body)
            for load in iter_loads(server, server.url, bodies, options):
                samples.append(Sample(query.name, mode.name, sizes[query.name], load))
    if modes is COMPUTED:
        size = sizes["page"]
        for load in iter_loads(server, f"{server.constant}{size}", (), options):
            samples.append(Sample(HTTP_ALONE, "constant", size, load))
    return samples


def iter_loads(
    server: Server, url: str, bodies: Sequence[bytes], options: Options
) -> Iterator[Load]:
    """Yield what each number of connections measured."""
    for connections in options.connections:
        yield put_load(
            url, bodies, connections=connections, seconds=options.seconds, pid=server.pid
        )


def encode(document: str, variables: Variables) -> bytes:
    """Return the body of a request, on one line."""
    return dumps({"query": document, "variables": variables})


def describe_machine() -> dict[str, str | int | None]:
    """Return what the figures depend on."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        **{name: version(name) for name in PACKAGES},
    }

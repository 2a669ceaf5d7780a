"""What a document costs before its first answer, and how many statements each answer takes.

Measured in this process, one request at a time, without HTTP.
"""

from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

from orjson import loads

from callboard.bench.checking import open_tables
from callboard.bench.queries import QUERIES, Query, Variables
from callboard.bench.world import World
from schema.graph.service import GraphRequest, GraphService

REPEATS = 15


@dataclass(frozen=True, slots=True)
class Plan:
    """How a query is run: its statements, the rows they read, and CPU milliseconds.

    `cold` is the first answer to a document that was never seen, `warm` is any later one.
    """

    statements: int
    rows: int
    cold: float
    warm: float


def read_plans(world: World) -> dict[str, Plan]:
    """Return how each query is run."""
    with world.open() as (database, index), open_tables(world.database_file) as connection:
        service = GraphService(database, index)
        try:
            return {
                query.name: read_plan(service, query, query.variable_sets(connection)[0])
                for query in QUERIES
            }
        finally:
            service.close()


def read_plan(service: GraphService, query: Query, variables: Variables) -> Plan:
    """Return how one query is run."""
    explained = GraphRequest(query.document, variables, explain=True)
    plan: dict[str, Any] = loads(service.answer_now(explained).body)["extensions"]["plan"]
    cold, warm = [], []
    for number in range(REPEATS):
        request = GraphRequest(make_unseen(query.document, number), variables)
        cold.append(time_answer(service, request))
        warm.append(time_answer(service, request))
    return Plan(plan["statements"], plan["rows"], median(cold), median(warm))


def make_unseen(document: str, number: int) -> str:
    """Return a document that says the same in a text of its own."""
    return f"{document} # {number}"


def time_answer(service: GraphService, request: GraphRequest) -> float:
    """Return the CPU milliseconds that an answer takes."""
    began = process_time()
    service.answer_now(request)
    return 1000 * (process_time() - began)

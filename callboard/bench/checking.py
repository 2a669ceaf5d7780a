"""The check before the clock: every answer is compared with what plain SQL says."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from math import isclose
from pathlib import Path
from sqlite3 import Connection, connect
from typing import Any

from orjson import loads

from callboard.bench.answers import ANY
from callboard.bench.queries import QUERIES, Query, Variables
from schema.errors import CallboardError

CHECKED = 20  # variable sets of each query
Ask = Callable[[str, Variables], bytes]


class WrongAnswer(CallboardError):
    """An answer that differs from what plain SQL says: nothing is measured."""


@contextmanager
def open_tables(file: Path) -> Iterator[Connection]:
    """Yield a connection that reads an SQLite file and goes past all of our own code."""
    with closing(connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def check_answers(
    connection: Connection, ask: Ask, queries: tuple[Query, ...] = QUERIES
) -> dict[str, int]:
    """Return the mean bytes of the answers by query. Raises WrongAnswer for the first wrong one."""
    sizes = {}
    for query in queries:
        variable_sets = query.variable_sets(connection)[:CHECKED]
        bodies = [ask(query.document, variables) for variables in variable_sets]
        for variables, body in zip(variable_sets, bodies, strict=True):
            check_answer(connection, query, variables, body)
        sizes[query.name] = sum(map(len, bodies)) // len(bodies)
    return sizes


def check_answer(connection: Connection, query: Query, variables: Variables, body: bytes) -> None:
    """Raise WrongAnswer unless one answer is right."""
    answer = loads(body)
    if answer.get("errors") or not answer.get("data"):
        raise WrongAnswer(f"{query.name} with {variables}: {answer}")
    wanted = query.answer(connection, variables, answer["data"])
    if difference := find_difference(wanted, answer["data"]):
        raise WrongAnswer(f"{query.name} with {variables}: {difference}")


def find_difference(wanted: Any, found: Any, path: str = "data") -> str | None:
    """Return where two answers differ and how, None when they do not."""
    if wanted is ANY:
        return None
    if isinstance(wanted, float) and isinstance(found, int | float):
        return None if isclose(wanted, found) else f"{path} is {found}, not {wanted}"
    if isinstance(wanted, dict) and isinstance(found, dict) and wanted.keys() == found.keys():
        pairs = [(wanted[name], found[name], f"{path}.{name}") for name in wanted]
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        pairs = [(a, b, f"{path}[{n}]") for n, (a, b) in enumerate(zip(wanted, found, strict=True))]
    else:
        return None if wanted == found else f"{path} is {found!r:.200}, not {wanted!r:.200}"
    return next((said for pair in pairs if (said := find_difference(*pair))), None)

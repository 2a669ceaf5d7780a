"""The command that measures how fast answers are."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from callboard.console import complain, safe, say
from schema.errors import BadInput

IntakeFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--intake", metavar="FILE", help="Measure how fast this file is taken in; repeatable."
    ),
]


def bench(
    scale: Annotated[
        float,
        typer.Option(
            "--scale", metavar="N", help="How much data: 1 is 500 companies, 120,000 quotes."
        ),
    ] = 1,
    seconds: Annotated[
        float,
        typer.Option("--seconds", metavar="S", min=0.1, max=600, help="How long each load lasts."),
    ] = 5,
    connections: Annotated[
        str,
        typer.Option(
            "--connections", metavar="N,N", help="How many clients at a time, between commas."
        ),
    ] = "1,8",
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", metavar="FOLDER", help="Keep the data here; use them when they are there."
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            "--url", metavar="URL", help="Measure a running server of the data in --folder instead."
        ),
    ] = None,
    pid: Annotated[
        int | None,
        typer.Option("--pid", metavar="N", min=1, help="The process of that server, for its CPU."),
    ] = None,
    intake: IntakeFiles = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the figures to this file too."),
    ] = None,
) -> None:
    """Measure requests a second and CPU a request on made-up data.

    Every query's answers are compared with plain SQL before anything is timed. With --intake,
    measure rows a second from files to an empty database instead, and the memory that takes.
    """
    if intake:
        return bench_intake(intake)
    from orjson import OPT_INDENT_2, dumps

    from callboard.bench.benchmark import Options, run_benchmark
    from callboard.bench.report import as_json, format_report
    from callboard.bench.server import Server

    if url is not None and folder is None:
        raise BadInput("--url needs --folder: the answers are checked against the data in it")
    server = None if url is None else Server(url, pid)
    options = Options(scale, seconds, read_connections(connections), folder, server)
    report = run_benchmark(options, complain)
    say(format_report(report))
    if json is not None:
        json.write_bytes(dumps(as_json(report), option=OPT_INDENT_2))


def bench_intake(paths: Sequence[Path]) -> None:
    """Print what taking in each file cost; exits 1 when one was left out."""
    from callboard.bench.intake import format_taken, measure_intake

    has_failed = False
    for taken in measure_intake(paths):
        say(safe(format_taken(taken)))
        for problem in taken.problems:
            complain(safe(problem))
            has_failed = True
    if has_failed:
        raise typer.Exit(1)


def read_connections(text: str) -> list[int]:
    """Return numbers of connections. Raises BadInput for anything else."""
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() and 1 <= int(word) <= 1000 for word in words if len(word) < 5):
        words = []
    if not words or any(len(word) > 4 for word in words):
        raise BadInput(f"--connections is {text!r}; write numbers from 1 to 1000, such as 1,8")
    return [int(word) for word in words]

"""What was measured, as a table to read and as JSON to keep."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from callboard.bench.load import Load
from callboard.bench.planning import Plan

HEADINGS = (
    "query",
    "answers",
    "conn",
    "requests/s",
    "CPU ms",
    "x HTTP",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "MiB",
    "SQL",
    "cold ms",
    "bytes",
)


HTTP_ALONE = "HTTP alone"


@dataclass(frozen=True, slots=True)
class Sample:
    """One query in one mode under one load.

    `mode` says how answers come about: computed for known documents, compiled from documents that
    were never seen, kept from an earlier request, or constant: bytes without any work, the ceiling.
    """

    query: str
    mode: str
    bytes: int
    load: Load


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured, with what it was measured on."""

    rows: dict[str, int]
    machine: dict[str, Any]
    plans: dict[str, Plan]
    samples: Sequence[Sample]


def format_report(report: Report) -> str:
    """Return the table with a line about the data above it."""
    named = ", ".join(f"{name} {number:,}" for name, number in report.rows.items())
    lines = [HEADINGS, *(format_sample(report, sample) for sample in report.samples)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = "\n".join(
        "  ".join(
            cell.ljust(width) if n < 2 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
    return f"Rows: {named}\n\n{table}"


def format_sample(report: Report, sample: Sample) -> tuple[str, ...]:
    """Return one line of the table."""
    timing, plan = sample.load.timing, report.plans.get(sample.query)
    return (
        sample.query,
        sample.mode,
        str(sample.load.connections),
        f"{sample.load.rate:,.0f}",
        format_number(sample.load.cpu_milliseconds),
        format_number(compare_with_http(report, sample)),
        *map(format_number, (timing.p50, timing.p95, timing.p99)),
        format_number(sample.load.memory, 0),
        str(plan.statements) if plan and sample.mode == "computed" else "",
        format_number(plan.cold if plan and sample.mode == "compiled" else None),
        f"{sample.bytes:,}",
    )


def compare_with_http(report: Report, sample: Sample) -> float | None:
    """Return the CPU of a request over that of HTTP alone, None where either is unknown."""
    for other in report.samples:
        ceiling, cpu = other.load.cpu_milliseconds, sample.load.cpu_milliseconds
        if other.query == HTTP_ALONE and other.load.connections == sample.load.connections:
            return cpu / ceiling if cpu and ceiling else None
    return None


def format_number(number: float | None, digits: int = 2) -> str:
    """Return a number for the table, nothing for None."""
    return "" if number is None else f"{number:,.{digits}f}"


def as_json(report: Report) -> dict[str, Any]:
    """Return the report in JSON's own types; times are in milliseconds, memory in MiB."""
    lines = [asdict(sample) | {"rate": sample.load.rate} for sample in report.samples]
    kept = {"rows": report.rows, "machine": report.machine}
    plans = {name: asdict(plan) for name, plan in report.plans.items()}
    return {**kept, "plans": plans, "samples": lines}

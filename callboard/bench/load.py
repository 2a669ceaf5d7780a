"""Load on a server, by wrk where it is installed and else by our own client, and what it took."""

from asyncio import StreamReader, gather, open_connection, run, wait_for
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from shutil import which
from statistics import quantiles
from subprocess import run as run_program
from tempfile import NamedTemporaryFile
from time import perf_counter
from urllib.parse import SplitResult, urlsplit

from orjson import loads

from callboard.bench.processes import read_usage
from schema.errors import CallboardError

SCRIPT = Path(__file__).with_name("load.lua")
PATIENCE = 30.0  # seconds for one answer
MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Timing:
    """What a client saw: requests, failures, seconds in all, and percentiles in milliseconds."""

    requests: int
    failed: int
    seconds: float
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load; CPU and memory are None where they cannot be read."""

    connections: int
    timing: Timing
    cpu_milliseconds: float | None  # a request, all processes of the server
    memory: float | None  # MiB afterwards

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.timing.requests / self.timing.seconds


def put_load(
    url: str, bodies: Sequence[bytes], *, connections: int, seconds: float, pid: int | None
) -> Load:
    """Return what so many connections measured, each with one request at a time.

    The bodies are posted in turn; without bodies the address is fetched. Raises CallboardError when
    a request fails.
    """
    drive = drive_wrk if can_use_wrk(seconds) else drive_own
    before = pid and read_usage(pid)
    timing = drive(url, bodies, connections, seconds)
    after = pid and read_usage(pid)
    if timing.failed or not timing.requests:
        raise CallboardError(f"{timing.failed} of {timing.requests} requests to {url} failed")
    if not before or not after:
        return Load(connections, timing, None, None)
    spent = after.cpu_seconds - before.cpu_seconds
    cpu = 1000 * spent / timing.requests
    return Load(connections, timing, cpu, after.memory / MEBIBYTE)


def can_use_wrk(seconds: float) -> bool:
    """Return whether wrk is there, and the time is one that it can keep: it takes whole seconds."""
    return which("wrk") is not None and seconds >= 1


def drive_wrk(url: str, bodies: Sequence[bytes], connections: int, seconds: float) -> Timing:
    """Return what wrk measured."""
    with NamedTemporaryFile(suffix=".jsonl") as file:
        file.writelines(body + b"\n" for body in bodies)
        file.flush()
        options = ["-t1", f"-c{connections}", f"-d{seconds:.0f}s", f"--timeout={PATIENCE:.0f}s"]
        command = ["wrk", *options, "--script", str(SCRIPT), url, "--", file.name]
        done = run_program(command, capture_output=True, text=True, check=False)
    last = done.stdout.rstrip().rpartition("\n")[2]
    if done.returncode or not last.startswith("{"):
        raise CallboardError(f"wrk failed: {(done.stderr or done.stdout).strip()[:300]}")
    return Timing(**loads(last))


def drive_own(url: str, bodies: Sequence[bytes], connections: int, seconds: float) -> Timing:
    """Return what our own client measured; on few cores it slows the server more than wrk does."""
    return run(drive_all(urlsplit(url), bodies, connections, seconds))


async def drive_all(
    address: SplitResult, bodies: Sequence[bytes], connections: int, seconds: float
) -> Timing:
    """Return what some connections measured together."""
    requests = cycle([format_request(address, body) for body in bodies or (None,)])
    began = perf_counter()
    done = await gather(
        *(drive_one(address, requests, began + seconds) for _ in range(connections))
    )
    taken = perf_counter() - began
    times = sorted(1000 * time for each in done for time, _ in each)
    failed = sum(not is_right for each in done for _, is_right in each)
    ranks = quantiles(times, n=100) if len(times) > 1 else [*times, 0.0] * 50
    return Timing(len(times), failed, taken, ranks[49], ranks[94], ranks[98])


async def drive_one(
    address: SplitResult, requests: Iterator[bytes], end: float
) -> list[tuple[float, bool]]:
    """Return the time of each request of one connection, and whether its answer was right."""
    reader, writer = await open_connection(address.hostname, address.port)
    times = []
    while (began := perf_counter()) < end:
        writer.write(next(requests))
        is_right = await wait_for(read_answer(reader), PATIENCE)
        times.append((perf_counter() - began, is_right))
    writer.close()
    await writer.wait_closed()
    return times


def format_request(address: SplitResult, body: bytes | None) -> bytes:
    """Return a request as it goes over the wire."""
    method = "GET" if body is None else "POST"
    body = body or b""
    lines = (
        f"{method} {address.path} HTTP/1.1",
        f"Host: {address.netloc}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*lines, "", "")).encode() + body


async def read_answer(reader: StreamReader) -> bool:
    """Read one answer to its end; return whether its status is 200."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    size = int(head.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0])
    await reader.readexactly(size)
    return head.startswith(b"http/1.1 200 ")

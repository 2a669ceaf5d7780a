"""Writes the made-up sample files from world.toml: `python -m seeds.samples.generate [--check]`."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from gzip import GzipFile, decompress
from io import BytesIO
from json import dumps
from pathlib import Path
from random import Random
from sys import stderr
from tomllib import loads
from typing import Any

from seeds.samples import FOLDER
from seeds.samples.hiring import build_titles, iter_posting_records, simulate_jobs
from seeds.samples.talk import iter_call_records

World = Mapping[str, Any]
WEEKS_PER_QUARTER = 13
COMPANY_FIELDS = ("slug", "ticker", "name", "sector", "industry")


def build_files() -> dict[str, bytes]:
    """Return the generated files, unpacked, by name. The same on every run and machine."""
    world = loads((FOLDER / "world.toml").read_text("utf-8"))
    return {
        "example-companies.jsonl": write_lines(iter_companies(world)),
        "example-calls.jsonl.gz": write_lines(iter_calls(world)),
        "example-postings.jsonl.gz": write_lines(iter_example_postings(world)),
        "spotify-postings.jsonl": write_lines(iter_spotify_postings(world)),
    }


def write_lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return records as JSON lines."""
    return "".join(dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def iter_companies(world: World) -> Iterator[dict[str, Any]]:
    """Yield the made-up companies."""
    for company in world["companies"]:
        fields = {name: company[name] for name in COMPANY_FIELDS}
        yield {"record": "company", **fields, "isIllustrative": True}


def iter_calls(world: World) -> Iterator[dict[str, Any]]:
    """Yield the calls of the made-up companies."""
    for number, company in enumerate(world["companies"]):
        yield from iter_call_records(company, world, number)


def iter_example_postings(world: World) -> Iterator[dict[str, Any]]:
    """Yield two years of postings of made-up companies after their quarterly counts."""
    setting = world["companies_postings"]
    for company in world["companies"]:
        rng = Random(company["ticker"])
        counts = [n for n in company["ai_roles"] for _ in range(WEEKS_PER_QUARTER)]
        yield from iter_postings(world, setting, counts, company["board"], company["slug"], {}, rng)


def iter_spotify_postings(world: World) -> Iterator[dict[str, Any]]:
    """Yield a year of illustrative postings from which the figures of the seed page follow."""
    setting = world["spotify"]
    rng = Random("SPOT")
    pay = dict(enumerate(setting["pay"]))
    yield from iter_postings(
        world, setting, setting["weeks"], setting["board"], "spotify", pay, rng
    )


def iter_postings(
    world: World,
    setting: World,
    counts: list[int],
    board: str,
    company: str,
    pay: Mapping[int, list[int]],
    rng: Random,
) -> Iterator[dict[str, Any]]:
    """Yield AI postings after `counts` and others around a steady number."""
    titles = world["titles"]
    ai_jobs = simulate_jobs(counts, build_titles(titles["ai"], setting["areas"], rng), rng)
    others = [setting["others"] + rng.randint(-2, 2) for _ in counts]
    other_jobs = simulate_jobs(others, build_titles(titles["other"], setting["areas"], rng), rng)
    still_open = sorted(job.title for job in ai_jobs if job.closed_on is None)
    paid = rng.sample(still_open, len(pay))
    yield from iter_posting_records(
        [*ai_jobs, *other_jobs],
        board=board,
        company=company,
        cities=setting["cities"],
        pay={title: pay[n] for n, title in enumerate(paid)},
        rng=rng,
    )


def pack(name: str, content: bytes) -> bytes:
    """Return content as its file holds it; gzip without a time, so that nothing else changes."""
    if not name.endswith(".gz"):
        return content
    packed = BytesIO()
    with GzipFile(filename="", fileobj=packed, mode="wb", mtime=0) as stream:
        stream.write(content)
    return packed.getvalue()


def find_differences(folder: Path) -> list[str]:
    """Return the names of generated files that hold something else than would be written.

    Compared unpacked: zlib's output differs between versions.
    """
    different = []
    for name, content in build_files().items():
        path = folder / name
        stored = path.read_bytes() if path.exists() else b""
        if (decompress(stored) if name.endswith(".gz") and stored else stored) != content:
            different.append(name)
    return different


def main() -> int:
    """Write the files, or with --check say which would change; return the exit code."""
    parser = ArgumentParser(description="Write the made-up sample files.")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    if parser.parse_args().check:
        different = find_differences(FOLDER)
        for name in different:
            stderr.write(f"{name} is not what generate.py writes; run it without --check\n")
        return 1 if different else 0
    for name, content in build_files().items():
        (FOLDER / name).write_bytes(pack(name, content))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Crashes, damage and several processes, with real processes and real files."""

from collections.abc import Callable
from os import utime
from pathlib import Path
from random import Random
from signal import SIGKILL
from subprocess import PIPE, Popen
from sys import executable
from threading import Thread
from time import sleep

import pytest

from search import IndexDamaged, QuoteDocument, QuoteIndex, SearchRequest
from search.versions import current_version

Build = Callable[..., QuoteDocument]
ROOT = Path(__file__).parents[2]
PACKAGE = QuoteIndex.__module__.rpartition(".")[0]

WRITER = """
from datetime import date
from pathlib import Path
from importlib import import_module
from sys import argv

search = import_module(argv[3])
QuoteDocument, QuoteIndex = search.QuoteDocument, search.QuoteIndex

def quote(pk, generation):
    nothing = (None, None, None, (), None, None, None, None, None, None, (), None)
    text = f"generation g{generation}"
    return QuoteDocument(pk, text, "", date(2026, 1, 1), "a", "A", *nothing)

index = QuoteIndex.open(Path(argv[1]))
generation = index.position()
print("ready", flush=True)
while generation < int(argv[2]):
    generation += 1
    index.apply([quote(pk, generation) for pk in range(1, 40)], (), generation)
    print(generation, flush=True)
"""


def start_writer(folder: Path, last: int) -> Popen[str]:
    command = [executable, "-c", WRITER, str(folder), str(last), PACKAGE]
    return Popen(command, stdout=PIPE, text=True, cwd=ROOT)


def lines_of(process: Popen[str]) -> list[str]:
    """What the process has said until it ended."""
    said, _ = process.communicate(timeout=30)
    return said.split()


def generations(index: QuoteIndex) -> set[int]:
    """The generations at which the documents in the index were written."""
    return {
        number
        for number in range(index.position() + 3)
        if index.search(SearchRequest(f"g{number}")).hits
    }


@pytest.mark.slow
def test_a_killed_writer_leaves_a_consistent_index_never_behind_its_position(
    tmp_path: Path,
) -> None:
    random = Random(3)
    for _ in range(6):
        process = start_writer(tmp_path, 10_000)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        sleep(random.uniform(0.02, 0.25))
        process.send_signal(SIGKILL)
        acknowledged = [int(line) for line in lines_of(process)]

        index = QuoteIndex.open(tmp_path)

        held = generations(index)
        assert index.health(deep=True).ok
        assert len(held) <= 1
        assert index.position() >= max(acknowledged, default=0)
        assert not held or min(held) >= index.position()
        assert index.search(SearchRequest()).total in (0, 39)


def test_a_reader_follows_a_writer_in_another_process(tmp_path: Path) -> None:
    reader = QuoteIndex.open(tmp_path)
    process = start_writer(tmp_path, 15)
    positions = []
    while process.poll() is None:
        result = reader.search(SearchRequest(first=1))
        positions.append(result.generation)
        assert result.total in (0, 39)
    lines_of(process)

    assert positions == sorted(positions)
    assert (reader.position(), generations(reader)) == (15, {15})


def test_readers_are_served_while_the_index_is_rebuilt_and_switched(
    tmp_path: Path, document: Build
) -> None:
    index = QuoteIndex.open(tmp_path)
    index.apply([document(n, "agents") for n in range(50)], (), 1)
    reader, totals, failures = QuoteIndex.open(tmp_path), set(), []
    running = True

    def read() -> None:
        while running:
            try:
                totals.add(reader.search(SearchRequest("agents")).total)
            except Exception as error:
                failures.append(error)

    threads = [Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for generation in range(2, 6):
        index.rebuild((document(n, "agents") for n in range(50)), generation)
    running = False
    for thread in threads:
        thread.join()

    assert (failures, totals, reader.position()) == ([], {50}, 5)


@pytest.fixture
def folder(tmp_path: Path, document: Build) -> Path:
    """An index of a few segments with deletions, closed."""
    index = QuoteIndex.open(tmp_path)
    for part in range(3):
        index.apply([document(part * 5 + n, f"agents w{n}") for n in range(5)], (), part + 1)
    index.apply((), [3], 4)
    index.close()
    return tmp_path


def files(folder: Path) -> list[Path]:
    """Every file of the current version that holds something."""
    version = current_version(folder)
    assert version is not None
    return sorted(path for path in version.rglob("*") if path.is_file() and path.stat().st_size)


def flip(path: Path, bit: int) -> None:
    """Turn one bit over and hide it: size and time stay as they were."""
    before, content = path.stat(), bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)
    utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_what_an_interrupted_commit_left_behind_is_cleared_by_the_next(
    folder: Path, document: Build
) -> None:
    version = current_version(folder)
    assert version is not None
    (version / "committing").touch()
    left_over = version / "files" / "0123456789abcdef0123456789abcdef.7.del"
    left_over.write_bytes(b"half")
    index = QuoteIndex.open(folder)

    index.apply([document(1, "agents")], (), 5)

    assert not left_over.exists()
    assert (index.health(deep=True).ok, index.search(SearchRequest("agents")).total) == (True, 14)


def test_a_flipped_bit_anywhere_is_noticed_when_the_index_is_opened(folder: Path) -> None:
    random, unnoticed = Random(5), []
    for path in files(folder):
        for _ in range(3):
            bit = random.randrange(path.stat().st_size * 8)
            flip(path, bit)
            if not QuoteIndex.open(folder).needs_rebuild:
                unnoticed.append((path.name, bit))
            flip(path, bit)

    assert unnoticed == []
    assert QuoteIndex.open(folder).health(deep=True).ok


def test_a_flipped_bit_under_a_running_index_is_noticed_by_its_health(folder: Path) -> None:
    index = QuoteIndex.open(folder)
    flip(files(folder)[0], 9)

    health = index.health(deep=True)

    assert (health.ok, index.needs_rebuild, index.position()) == (False, True, 0)


def test_a_missing_file_is_noticed(folder: Path) -> None:
    for path in files(folder):
        hidden = path.rename(path.with_name("hidden"))

        assert QuoteIndex.open(folder).needs_rebuild, path.name
        hidden.rename(path)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"../../etc", b"v-00000000-000001", b"\xff"])
def test_a_pointer_that_makes_no_sense_is_noticed(folder: Path, content: bytes) -> None:
    (folder / "CURRENT").write_bytes(content)

    assert QuoteIndex.open(folder).needs_rebuild


def test_a_damaged_index_refuses_to_answer_until_it_is_rebuilt(
    folder: Path, document: Build
) -> None:
    flip(files(folder)[0], 9)
    index = QuoteIndex.open(folder)

    with pytest.raises(IndexDamaged, match="rebuilt"):
        index.search(SearchRequest("agents"))
    with pytest.raises(IndexDamaged):
        index.apply([document(1, "agents")], (), 5)
    index.rebuild([document(1, "agents")], 5)

    assert (index.search(SearchRequest("agents")).total, index.health(deep=True).ok) == (1, True)

from pathlib import Path

from callboard.bench.intake import Taken, format_taken, measure_intake
from seeds.samples import sample_paths
from tests.callboard.conftest import type_command


def test_the_rows_of_each_file_are_counted() -> None:
    paths = sorted(sample_paths(), key=lambda path: "postings" in path.name or "calls" in path.name)

    taken = list(measure_intake(paths))

    assert sum(each.rows["calls"] for each in taken) > 0
    assert sum(each.rows["postings"] for each in taken) > 0
    assert [each.problems for each in taken] == [()] * len(paths)


def test_a_line_tells_rows_a_second_and_memory() -> None:
    rows = {"calls": 100, "quotes": 0, "postings": 0}
    taken = Taken("calls.jsonl", rows, 4.0, 2.0, 100 << 20, ())

    assert format_taken(taken) == (
        "calls.jsonl: 100 calls (50 a second of CPU); 4.0 s, CPU 2.0 s, peak memory 100 MiB"
    )


def test_a_file_that_is_left_out_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("no JSON\n", "utf-8")

    typed = type_command("bench", "--intake", path)

    assert typed.status == 1
    assert "bad.jsonl: nothing new" in typed.out
    assert "bad.jsonl:1" in typed.err

from gzip import compress
from io import BytesIO, TextIOWrapper
from pathlib import Path
from re import search
from typing import Any

import pytest

from schema.errors import UnreadableFile
from seeds import reading
from seeds.limits import DEFAULT_LIMITS, Limits
from seeds.reading import BadLine, iter_source, read_source, walk

RECORD = b'{"record": "company", "slug": "acme", "name": "Acme"}\n'


def read(path: Path, limits: Limits = DEFAULT_LIMITS) -> list[tuple[int, Any]]:
    return list(iter_source(read_source(path, limits), limits))


def read_problem(path: Path, limits: Limits = DEFAULT_LIMITS) -> str:
    """What is wrong with the last line of a file."""
    bad = read(path, limits)[-1][1]
    assert isinstance(bad, BadLine)
    return bad.problem.format_at(path.name)


def test_lines_keep_their_numbers_past_empty_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(RECORD + b"\n\n" + RECORD)

    assert [line for line, _ in read(path)] == [1, 4]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + RECORD)

    assert read(path)[0][1]["slug"] == "acme"


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(compress(RECORD))

    assert len(read(path)) == 1


def test_a_gzip_bomb_is_given_up_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(compress(b" " * 30_000_000))

    with pytest.raises(UnreadableFile, match="over 1,000 bytes unpacked; split it"):
        read_source(path, Limits(file_bytes=1000))


def test_half_a_gzip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.jsonl.gz"
    path.write_bytes(compress(RECORD * 50)[:60])

    with pytest.raises(UnreadableFile, match="no whole gzip file"):
        read_source(path)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": "\\ud800"}', "not JSON at character"),
        (b'{"a": NaN}', "not JSON at character 7"),
        (b'{"a": "\xff"}', "not UTF-8 at byte 8; convert it"),
        (b"\xff\xfe{\x00", "not UTF-8 at byte 1; convert it"),
        (b'{"a": "\x01"}', "not JSON at character"),
        (b"[" * 100_000, "not JSON at character"),
        (b"[1]", "no JSON object"),
        (b'"' + b"x" * 2000 + b'"', "the line is 2,003 bytes; at most 1,000"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(RECORD + line + b"\n")
    limits = Limits(line_bytes=1000) if b"x" in line else Limits()

    assert search(rf"a\.jsonl:2: .*{reason}", read_problem(path, limits))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a,b\n1,2,3\n", "2: has more fields"),
        (b"a,b\n1\n", "2: has fewer fields"),
        (b"a,b\n1,\xff\n", "2: is not UTF-8"),
        (b'a,b\n1,"2\n', "is no CSV"),
    ],
)
def test_a_bad_table_is_named_with_its_line(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    assert reason in read_problem(path)


@pytest.mark.parametrize("name", ["a.jsonl", "a-folder-misspelt"])
def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read: No such file"):
        read_source(tmp_path / name)


def test_a_file_of_another_kind_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.touch()

    with pytest.raises(UnreadableFile, match=r"its name ends in \.jsonl"):
        read_source(path)


def test_a_walk_is_sorted_and_takes_importable_files_only(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.jsonl", "deep/a.jsonl.gz", "a.csv", "counts.csv.gz", ".hidden.jsonl", "x.md"):
        (tmp_path / name).touch()

    found = [path.relative_to(tmp_path).as_posix() for path in walk([tmp_path])]

    assert found == ["a.csv", "b.jsonl", "deep/a.jsonl.gz"]


def test_a_folder_with_nothing_to_import_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="holds no file that ends in"):
        list(walk([tmp_path]))


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "stdin", TextIOWrapper(BytesIO(RECORD)))

    assert [record["slug"] for _, record in read(Path("-"))] == ["acme"]

from pathlib import Path

import pytest

from schema.errors import UnreadableFile
from schema.files import parse_toml, read_text


def test_a_byte_order_mark_is_no_part_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1")

    assert parse_toml(read_text(path, 100)) == {"a": 1}


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"x" * 101, "is over 100 bytes"), (b"a\xff", "is not UTF-8 at byte 2; convert it")],
)
def test_what_is_no_small_text_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=reason):
        read_text(path, 100)


def test_a_file_without_an_end_is_given_up() -> None:
    with pytest.raises(UnreadableFile, match="is over 100 bytes"):
        read_text(Path("/dev/zero"), 100)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read: No such file"):
        read_text(tmp_path / "a.toml", 100)


def test_toml_without_an_end_to_its_nesting_is_none() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        parse_toml("a = " + "[" * 5_000)

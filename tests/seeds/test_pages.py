"""Pages that are broken, huge or no text at all: an error that says so, in bounded time."""

from contextlib import suppress
from itertools import product
from pathlib import Path
from time import perf_counter

import pytest

from schema.errors import UnreadableFile
from seeds.intake.survey import survey_file
from seeds.layouts.registry import find_layout
from seeds.limits import DEFAULT_LIMITS
from seeds.pages import parse_page

NAMES = ["".join(letters).title() for letters in product("abcdefghijklmn", repeat=4)]
"""38,416 given names."""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is not UTF-8 at byte 1"),
        (b"PK\x03\x04\x00\x00", "zero bytes"),
        ("Good m\u00f6rning".encode("latin-1"), "is not UTF-8 at byte 7"),
        (b"   \n\n ", "is empty"),
        (b"word " * 2_100_000, "at most 1,000,000 are read"),
        (b"<html>" + b"<p>a</p>" * 600_000, "at most 4,000,000 are read"),
    ],
)
def test_what_is_no_page_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        parse_page("a.txt", content)


def test_wide_characters_with_their_mark_are_text() -> None:
    assert parse_page("a.txt", "Söder".encode("utf-16")).text == "Söder"


def test_newlines_are_one_kind_and_controls_are_spaces_of_the_same_length() -> None:
    assert parse_page("a.txt", b"a\r\nb\rc\x0cd\x07").text == "a\nb\nc d "


@pytest.mark.parametrize("sidecar", [b"ticker: ACME", b"\xff", b"a = " + b"[" * 5_000])
def test_a_sidecar_that_is_no_toml_says_so(sidecar: bytes) -> None:
    with pytest.raises(UnreadableFile, match="sidecar that is no TOML"):
        parse_page("a.txt", b"Hello.", sidecar)


@pytest.mark.parametrize(
    "content",
    [
        b"x" * 900_000,
        b"Ann Lee: " * 100_000,
        b"Ann Lee\n\n" * 90_000,
        b"Company Participants\n\n" * 40_000,
        b". Ann Lee, CEO" * 60_000,
        b"[" * 900_000,
        b"[] " * 300_000,
        b"Prepared Remarks:\n\nAnn -- " + b"Lee " * 200_000,
        b"(ACME) " * 140_000,
        b"Ann Lee: hi\n" * 80_000,
        b"Questions and Answers\n" + "".join(f"{each} Lee: hi\n" for each in NAMES).encode(),
        b"<table><th>Original</th><th>Translation</th>" + b"<tr><td>Ann Lee: hello. B: " * 60_000,
    ],
    ids=range(12),
)
def test_no_text_is_slow(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ACME_1Q25.txt").write_bytes(content)
    start = perf_counter()

    with suppress(UnreadableFile):  # a clear error is as good as a call
        survey_file(tmp_path / "ACME_1Q25.txt", DEFAULT_LIMITS)

    assert perf_counter() - start < 10


def test_html_of_no_layout_says_so() -> None:
    page = parse_page("a.html", b"<html><body><p>Hello.</p></body></html>")

    with pytest.raises(Exception, match="no known layout"):
        find_layout(page)


def test_a_layout_that_is_asked_for_must_be_a_page_s() -> None:
    with pytest.raises(Exception, match="not read as"):
        find_layout(parse_page("a.txt", b"Hello."), "companies table")

from csv import reader
from io import StringIO
from json import loads
from typing import Any

import pytest
from hypothesis import given, strategies as st

from schema.store.tabular import (
    FORMULA_SIGNS,
    Column,
    Kind,
    Rows,
    Table,
    format_csv,
    iter_csv,
    iter_jsonl,
)

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


def table(*pages: Rows) -> Table:
    return Table([Column(name, Kind.TEXT) for name in ("a", "b")], pages, {})


def read(content: bytes) -> list[list[str]]:
    return list(reader(StringIO(content.decode(), newline="")))


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (-5, "-5"),
        (["a", "b"], "a; b"),
        ([], ""),
        ("=1+1", "'=1+1"),
        ("+46", "'+46"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (["=1"], "'=1"),
        ("a=1", "a=1"),
    ],
)
def test_a_cell_is_the_value_and_never_a_formula(value: Any, cell: str) -> None:
    assert read(format_csv([[value, "."]])) == [[cell, "."]]


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2)))
def test_any_text_comes_back_from_csv(rows: list[list[str]]) -> None:
    found = read(format_csv(rows))

    assert found == [
        [f"'{text}" if text.startswith(FORMULA_SIGNS) else text for text in row] for row in rows
    ]


@pytest.mark.parametrize(
    ("pages", "text"),
    [((), "a,b\r\n"), (([["1", "2"]], [["3", "4"]]), "a,b\r\n1,2\r\n3,4\r\n")],
)
def test_the_head_stands_once_whatever_follows(pages: tuple[Rows, ...], text: str) -> None:
    assert b"".join(iter_csv(table(*pages))).decode() == text


@given(st.lists(st.lists(st.none() | TEXTS | st.lists(TEXTS), min_size=2, max_size=2)))
def test_any_value_comes_back_from_json_lines(rows: list[list[Any]]) -> None:
    lines = b"".join(iter_jsonl(table(rows))).decode().split("\n")

    assert [list(loads(line).values()) for line in lines if line] == rows

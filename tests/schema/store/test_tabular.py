from csv import reader
from io import StringIO
from json import loads
from typing import Any

import pytest
from hypothesis import given, strategies as st

from schema.store.tabular import FORMULA_SIGNS, csv_head, format_csv, format_jsonl

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


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
    assert read(format_csv(["x", "y"], [[value, "."]])) == [[cell, "."]]


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2)))
def test_any_text_comes_back_from_csv(rows: list[list[str]]) -> None:
    found = read(format_csv(["a", "b"], rows))

    assert found == [
        [f"'{text}" if text.startswith(FORMULA_SIGNS) else text for text in row] for row in rows
    ]


def test_the_head_names_the_columns() -> None:
    assert csv_head(["a", "b"]) == b"a,b\r\n"


@given(st.lists(st.lists(st.none() | TEXTS | st.lists(TEXTS), min_size=2, max_size=2)))
def test_any_value_comes_back_from_json_lines(rows: list[list[Any]]) -> None:
    lines = format_jsonl(["a", "b"], rows).decode().split("\n")

    assert [list(loads(line).values()) for line in lines if line] == rows

from collections.abc import Iterable
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import repeat
from typing import Any

import pytest
from hypothesis import given, strategies as st

from schema.store.tabular import Column, Kind, Rows, Table

pytest.importorskip("pyarrow", reason="pyarrow is not installed")

from pyarrow import total_allocated_bytes
from pyarrow.parquet import ParquetFile

from schema.store.parquet import GROUP_BYTES, iter_parts

TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = {
    Kind.TEXT: TEXTS,
    Kind.LABEL: st.sampled_from(["BUILD", "SHIP", "SCALE"]),
    Kind.INTEGER: st.integers(-(2**31), 2**31 - 1),
    Kind.NUMBER: st.floats(allow_nan=False),
    Kind.YES_NO: st.booleans(),
    Kind.DAY: st.dates(),
    Kind.MOMENT: st.datetimes(timezones=st.just(UTC)),
}
COLUMNS = [Column(kind.value, kind) for kind in VALUES]
ROWS = st.lists(st.tuples(*(st.none() | values for values in VALUES.values())))


def written(columns: list[Column], pages: Iterable[Rows], **facts: str) -> ParquetFile:
    return ParquetFile(BytesIO(b"".join(iter_parts(Table(columns, pages, facts)))))


def rows_of(file: ParquetFile) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in file.read().to_pylist()]


@given(st.lists(ROWS, max_size=3))
def test_any_value_comes_back_with_its_type(pages: list[list[tuple[Any, ...]]]) -> None:
    assert rows_of(written(COLUMNS, pages)) == [row for page in pages for row in page]


@given(st.lists(st.none() | st.lists(TEXTS)))
def test_a_list_comes_back_as_a_list_of_texts(values: list[list[str] | None]) -> None:
    columns = [Column("themes", Kind.LABEL, is_list=True)]

    file = written(columns, [[[value] for value in values]])

    assert str(file.schema_arrow.field("themes").type) == "list<element: string>"
    assert [value for (value,) in rows_of(file)] == values


def test_days_and_moments_are_read_as_sqlite_writes_them() -> None:
    columns = [Column("day", Kind.DAY), Column("moment", Kind.MOMENT)]

    file = written(columns, [[["2026-02-28", "2026-02-28T23:59:00+00:00"]]])

    assert rows_of(file) == [(date(2026, 2, 28), datetime(2026, 2, 28, 23, 59, tzinfo=UTC))]


def test_every_kind_of_value_has_a_type_of_its_own() -> None:
    types = [str(field.type) for field in written(COLUMNS, []).schema_arrow]

    assert types == [
        "string",
        "dictionary<values=string, indices=int32, ordered=0>",
        "int32",
        "double",
        "bool",
        "date32[day]",
        "timestamp[us, tz=UTC]",
    ]


def test_a_table_without_rows_is_a_whole_file_with_its_columns() -> None:
    file = written(COLUMNS, [])

    assert (file.metadata.num_rows, file.schema_arrow.names) == (0, [kind.value for kind in Kind])


def test_the_file_says_what_it_is_and_what_its_columns_are() -> None:
    columns = [Column("key", Kind.TEXT, description="Its key.")]

    schema = written(columns, [], list="quotes").schema_arrow

    assert schema.metadata == {b"list": b"quotes"}
    assert schema.field("key").metadata[b"description"] == b"Its key."


def test_rows_are_packed_and_sent_on_when_there_are_enough_of_them() -> None:
    half = [["x" * (GROUP_BYTES // 200)]] * 100

    parts = list(iter_parts(Table([Column("text", Kind.TEXT)], [half] * 5, {})))

    assert parts[0] == b"PAR1"
    assert [bool(part) for part in parts[1:]] == [True, False, True, False, True]
    assert ParquetFile(BytesIO(b"".join(parts))).metadata.num_row_groups == 3


def test_memory_does_not_grow_with_the_table() -> None:
    page = [["x" * 10_000]] * 100
    pages = repeat(page, 50 * GROUP_BYTES // 1_000_000)

    peak = max(
        total_allocated_bytes() for _ in iter_parts(Table([Column("text", Kind.TEXT)], pages, {}))
    )

    assert peak < 3 * GROUP_BYTES

"""Rows as text that other programs read: CSV, safe to open in a spreadsheet, and JSON lines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from csv import writer
from io import StringIO
from typing import Any

from orjson import OPT_APPEND_NEWLINE, dumps

# A cell that begins so is a formula to Excel, LibreOffice and Google Sheets, which run it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
SEPARATOR = "; "

Rows = Iterable[Sequence[Any]]
Format = Callable[[Sequence[str], Rows], bytes]


def format_csv(columns: Sequence[str], rows: Rows) -> bytes:
    """Return rows as CSV (RFC 4180) without a header, in UTF-8.

    What is missing is an empty cell, a list its values with `; ` between. A text that a spreadsheet
    would take for a formula gets an apostrophe before it.
    """
    text = StringIO(newline="")
    csv = writer(text)
    csv.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def csv_head(columns: Sequence[str]) -> bytes:
    """Return the header line of a CSV file."""
    return format_csv(columns, [columns])


def cell(value: Any) -> str | int | float:
    """Return a value as a cell of CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def format_jsonl(columns: Sequence[str], rows: Rows) -> bytes:
    """Return rows as JSON lines: one object a row, its values as they are."""
    lines = (dict(zip(columns, row, strict=True)) for row in rows)
    return b"".join(dumps(line, option=OPT_APPEND_NEWLINE) for line in lines)


FORMATS: Mapping[str, tuple[str, Format]] = {
    "csv": ("text/csv; charset=utf-8; header=present", format_csv),
    "jsonl": ("application/x-ndjson", format_jsonl),
}
"""By the end of a file's name: its media type, and what writes its rows."""

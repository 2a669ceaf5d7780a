"""Tables as other programs read them: CSV, safe to open in a spreadsheet, and JSON lines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from csv import writer
from dataclasses import dataclass
from enum import Enum
from io import StringIO
from typing import Any

from orjson import OPT_APPEND_NEWLINE, dumps

# A cell that begins so is a formula to Excel, LibreOffice and Google Sheets, which run it.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
SEPARATOR = "; "

Rows = Sequence[Sequence[Any]]


class Kind(Enum):
    """What the values of a column are."""

    TEXT = "text"
    LABEL = "label"
    INTEGER = "integer"
    NUMBER = "number"
    YES_NO = "yes or no"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    """A column of a table; where it `is_list`, each cell holds any number of its values."""

    name: str
    kind: Kind
    is_list: bool = False
    description: str = ""


@dataclass(frozen=True)
class Table:
    """What is written to a file; `pages` can be read once, `facts` say which table it is."""

    columns: Sequence[Column]
    pages: Iterable[Rows]
    facts: Mapping[str, str]

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


def iter_csv(table: Table) -> Iterator[bytes]:
    """Yield a table as CSV (RFC 4180) with a header, in UTF-8.

    What is missing is an empty cell, a list its values with `; ` between. A text that a spreadsheet
    would take for a formula gets an apostrophe before it.
    """
    head = format_csv([table.names])
    for rows in table.pages:
        yield head + format_csv(rows)
        head = b""
    if head:
        yield head


def format_csv(rows: Rows) -> bytes:
    """Return rows as lines of CSV."""
    text = StringIO(newline="")
    csv = writer(text)
    csv.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


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


def iter_jsonl(table: Table) -> Iterator[bytes]:
    """Yield a table as JSON lines: one object a row, its values as they are."""
    names = table.names
    for rows in table.pages:
        lines = (dict(zip(names, row, strict=True)) for row in rows)
        yield b"".join(dumps(line, option=OPT_APPEND_NEWLINE) for line in lines)

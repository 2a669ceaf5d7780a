"""Sheets to label by hand: JSON lines or CSV, a row a passage, a column a label."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from csv import DictReader, DictWriter
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orjson import JSONDecodeError, dumps, loads

from schema.errors import BadInput, UnreadableFile
from schema.files import read_text

if TYPE_CHECKING:
    from schema.classify.scoring import Given
    from schema.store.labelling import Passage

NOTHING_FITS = "NONE"
MOST_ROWS = 100_000
MOST_BYTES = 100_000_000
FORMATS = (".jsonl", ".csv")

Columns = Mapping[str, type[Enum]]


def write_sheet(
    path: Path, passages: Iterable["Passage"], columns: Collection[str], *, shows_rules: bool
) -> None:
    """Write a sheet with empty columns to fill. Raises BadInput for a name of another ending."""
    refuse_format(path)
    rows = [build_row(passage, columns, shows_rules) for passage in passages]
    if path.suffix == ".jsonl":
        path.write_bytes(b"".join(dumps(row) + b"\n" for row in rows))
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = DictWriter(file, rows[0] if rows else ["id", *columns])
        writer.writeheader()
        writer.writerows(rows)


def build_row(passage: "Passage", columns: Collection[str], shows_rules: bool) -> dict[str, str]:
    """Return one row; what the rules say stands in columns of its own, where it is shown."""
    row = {"id": passage.id, "company": passage.company, "source": passage.source}
    row |= {**passage.words, **dict.fromkeys(columns, "")}
    if shows_rules:
        row |= {f"rules.{name}": format_labels(passage.rules.get(name, ())) for name in columns}
    return row


def format_labels(labels: Iterable[str]) -> str:
    """Return labels as one cell: between spaces, NONE where there are none."""
    return " ".join(sorted(labels)) or NOTHING_FITS


def read_sheet(path: Path, columns: Columns, several: Collection[str]) -> dict[str, "Given"]:
    """Return what people said by the ids of the passages; empty cells are left out.

    Raises UnreadableFile, naming the row, for what is no sheet and for labels that are none.
    """
    refuse_format(path)
    rows: dict[str, Given] = {}
    for number, row in enumerate(iter_rows(path), 1):
        if number > MOST_ROWS:
            raise UnreadableFile(str(path), f"has more than {MOST_ROWS:,} rows; split it")
        name = row.get("id")
        if not isinstance(name, str) or not name or name in rows:
            reason = "is missing" if not name else f"{name!r} stands there twice"
            raise UnreadableFile(str(path), reason, record=number, field="id")
        given = {}
        for column, labels in columns.items():
            try:
                cell = parse_labels(row.get(column), labels, column in several)
            except ValueError as error:
                raise UnreadableFile(str(path), str(error), record=number, field=column) from None
            if cell is not None:
                given[column] = cell
        rows[name] = given
    return rows


def parse_labels(cell: Any, labels: type[Enum], has_several: bool) -> frozenset[str] | None:
    """Return the labels of a cell, None when it is empty. Raises ValueError for others."""
    if isinstance(cell, bool):
        cell = "YES" if cell else "NO"
    words = cell if isinstance(cell, list) else str("" if cell is None else cell).split()
    if not words and not isinstance(cell, list):
        return None
    known = [str(member.value) for member in labels]
    nothing = frozenset({NOTHING_FITS}).difference(known)
    found = [name for word in words if (name := str(word).upper()) not in nothing]
    if unknown := [word for word in found if word not in known]:
        raise ValueError(f"there is no label {unknown[0]!r:.60}; there are {', '.join(known)}")
    if len(found) > 1 and not has_several:
        raise ValueError(f"takes one label, not {len(found)}")
    return frozenset(found)


def iter_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a sheet. Raises UnreadableFile."""
    text = read_text(path, MOST_BYTES)
    if path.suffix == ".csv":
        yield from DictReader(text.splitlines(keepends=True))
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = loads(line)
        except JSONDecodeError as error:
            raise UnreadableFile(str(path), f"no JSON: {error}", record=number) from error
        if not isinstance(row, dict):
            raise UnreadableFile(str(path), "must be a JSON object", record=number)
        yield row


def refuse_format(path: Path) -> None:
    """Raise BadInput for a file name that tells no format."""
    if path.suffix not in FORMATS:
        raise BadInput(f"{path.name!r} tells no format; name it .jsonl or .csv")

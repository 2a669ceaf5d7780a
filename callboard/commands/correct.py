"""The command that corrects labels, lists the corrections, and removes them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from callboard.commands.index import bring_up_to_date
from callboard.console import count_of, safe, say
from callboard.stores import open_database, read_settings
from schema.errors import BadInput

if TYPE_CHECKING:
    from schema.database import Database
    from schema.taxonomy.labels import CorrectedKind
    from seeds.records import CorrectionRecord


def correct(
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="event, quote or posting.")
    ] = None,
    key: Annotated[
        str | None, typer.Argument(metavar="KEY", help="Its key; of a posting `board#id`.")
    ] = None,
    labels: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME=VALUE",
            help="type, stage, specificity, horizon; themes; involvement, function, stage, "
            "seniority.",
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why, for later.")
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the corrections, all or the named ones.")
    ] = False,
    is_list: Annotated[bool, typer.Option("--list", help="List the corrections.")] = False,
    first: Annotated[
        int, typer.Option("--first", min=1, max=10_000, metavar="N", help="How many of a list.")
    ] = 100,
) -> None:
    """Correct labels; a correction stands above what files and rules say, now and later.

    Removed, the row has again what they say. Several corrections at once are a file for
    `callboard import`.
    """
    settings = read_settings()
    with open_database(settings) as database:
        if is_list:
            print_list(database, first)
            return
        if kind is None or key is None:
            raise typer.BadParameter("write a kind and a key, or --list", param_hint="KIND KEY")
        if remove:
            say(undo(database, read_kind(kind), key, labels or []))
        else:
            say(make(database, build_record(kind, key, labels or [], reason)))
        bring_up_to_date(database, settings)


def make(database: "Database", record: "CorrectionRecord") -> str:
    """Correct a row and return what that did."""
    from seeds.correctable import format_value
    from seeds.review.corrections import correct_row

    if not correct_row(database, record):
        return "Nothing changed: it is corrected so already."
    said = ", ".join(f"{name} {format_value(value)}" for name, value in record.labels.items())
    return safe(f"{record.kind} {record.key}: {said}.")


def undo(database: "Database", kind: "CorrectedKind", key: str, names: list[str]) -> str:
    """Remove corrections and return what that did."""
    from seeds.review.corrections import column_name, remove_corrections

    columns = [column_name(kind, name.partition("=")[0]) for name in names]
    number = remove_corrections(database, kind, key, columns)
    return safe(f"{kind} {key}: {count_of(number, 'correction')} removed.")


def read_kind(text: str) -> "CorrectedKind":
    """Return a kind of record. Raises BadInput."""
    from schema.taxonomy.labels import CorrectedKind

    if text.upper() not in CorrectedKind.__members__:
        raise BadInput(f"{text!r} cannot be corrected; write event, quote or posting")
    return CorrectedKind[text.upper()]


def build_record(kind: str, key: str, labels: list[str], reason: str | None) -> "CorrectionRecord":
    """Return a correction as a record. Raises BadInput for what no such record can hold."""
    from pydantic.alias_generators import to_camel

    from seeds.records import CorrectionRecord
    from seeds.review.corrections import column_name
    from seeds.validation import BadRecord, parse_model

    known = read_kind(kind)
    document: dict[str, Any] = {"kind": known, "key": key, "reason": reason}
    for label in labels:
        name, equals, value = label.partition("=")
        if not equals:
            raise BadInput(f'"{label}" is no NAME=VALUE; write stage=SHIP, say')
        column = column_name(known, name)
        document[to_camel(column)] = read_label(column, value.upper())
    try:
        return parse_model(CorrectionRecord, document)
    except BadRecord as bad:
        field, why = bad.faults[0]
        raise BadInput(f"{field}: {why}" if field else why) from bad


def read_label(column: str, text: str) -> Any:
    """Return a label, a number or several labels as a file would write them."""
    if column == "themes":
        return [each.strip() for each in text.split(",") if each.strip()]
    return int(text) if column == "specificity" and text.isdecimal() else text


def print_list(database: "Database", first: int) -> None:
    """Print the newest corrections, one a line."""
    from seeds.review.corrections import count_corrections, list_corrections

    with database.read() as reader:
        total, rows = count_corrections(reader), list_corrections(reader, first)
    for row, is_there in rows:
        reason = f" ({row.reason})" if row.reason else ""
        waits = "" if is_there else "; waits for it to be imported"
        label = f"{row.name}={row.value}"
        say(safe(f"{row.made_at:%Y-%m-%d}  {row.kind} {row.key} {label}{reason}{waits}"))
    say(f"{count_of(total, 'correction')}.")

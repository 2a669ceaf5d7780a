"""The command that has people check the rules: sheets to fill, and the scores of filled ones."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from callboard.console import complain, count_of, safe, say
from callboard.stores import open_database, read_settings
from schema.errors import BadInput

if TYPE_CHECKING:
    from schema.classify.scoring import ColumnScore, Given, Ratio

Kind = Literal["quotes", "postings"]
Half = Literal["first", "second"]


def label(
    kind: Annotated[Kind, typer.Option("--kind", help="What is labelled.")] = "quotes",
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=1, max=10_000, help="How many rows.")
    ] = 100,
    seed: Annotated[
        str, typer.Option("--seed", metavar="TEXT", help="Another seed draws other rows.")
    ] = "1",
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Write a sheet: .jsonl or .csv."),
    ] = None,
    with_rules: Annotated[
        bool, typer.Option("--with-rules", help="Show on the sheet what the rules say.")
    ] = False,
    score: Annotated[
        Path | None,
        typer.Option("--score", metavar="FILE", help="Score the rules against a filled sheet."),
    ] = None,
    half: Annotated[
        Half | None,
        typer.Option("--half", help="Score one half of the rows: tune on one, report the other."),
    ] = None,
) -> None:
    """Write a sheet of quotes or postings to label by hand, or score the rules against one.

    Half of a sheet is what the rules found, half what they did not, spread over sources and
    companies. Scoring needs only ids and labels: the words come from the database. Cells left
    empty are not counted; NONE says that no label fits.
    """
    if (output is None) == (score is None):
        raise BadInput("give either --output FILE or --score FILE")
    if output is not None:
        draw(kind, sample, seed, output, with_rules)
    elif score is not None:
        show_scores(score, half)


def draw(kind: Kind, number: int, seed: str, path: Path, with_rules: bool) -> None:
    """Write a sheet."""
    from callboard.sheets import refuse_format, write_sheet
    from schema.classify.scoring import POSTING_COLUMNS, QUOTE_COLUMNS
    from schema.store.labelling import draw_postings, draw_quotes

    refuse_format(path)
    drawer = draw_quotes if kind == "quotes" else draw_postings
    with open_database(read_settings()) as database, database.read() as reader:
        passages = drawer(reader, number, seed)
    columns = QUOTE_COLUMNS if kind == "quotes" else POSTING_COLUMNS
    write_sheet(path, passages, columns, shows_rules=with_rules)
    say(safe(f"{count_of(len(passages), 'row')} written to {path}."))


def show_scores(path: Path, half: Half | None) -> None:
    """Print the scores of a filled sheet; exits 1 when none of its passages is in the database."""
    from callboard.sheets import iter_rows, read_sheet
    from schema.classify.scoring import (
        COLUMNS_WITH_SEVERAL,
        POSTING_COLUMNS,
        QUOTE_COLUMNS,
        score_columns,
    )
    from schema.store.labelling import SPAN, in_half, label_postings, label_quotes

    first = next(iter(iter_rows(path)), {})
    is_of_quotes = SPAN.fullmatch(str(first.get("id"))) is not None
    columns = QUOTE_COLUMNS if is_of_quotes else POSTING_COLUMNS
    people = read_sheet(path, columns, COLUMNS_WITH_SEVERAL)
    if half is not None:
        people = {name: given for name, given in people.items() if in_half(name) == half}
    labeller = label_quotes if is_of_quotes else label_postings
    with open_database(read_settings()) as database, database.read() as reader:
        try:
            rules = labeller(reader, people)
        except ValueError as error:
            raise BadInput(f"{path}: {error}") from error
    pairs: list[tuple[Given, Given]] = [(people[name], rules[name]) for name in rules]
    for column in score_columns(columns, pairs):
        print_column(column)
    away = len(people) - len(rules)
    say(f"{count_of(len(rules), 'row')} scored.")
    if away:
        complain(f"{count_of(away, 'row')} left out: no such words in this database")
    if not rules:
        raise typer.Exit(1)


def print_column(column: "ColumnScore") -> None:
    """Print how often the rules were wholly right in a column, and each label's scores."""
    if not column.right.whole:
        return
    say(f"{column.column}: {count_of(column.right.whole, 'row')}, right {describe(column.right)}")
    say(f"  {'':20} {'n':>5} {'rules':>5}  {'precision':<20} {'recall':<20} F1")
    for one in column.labels:
        f1 = "-" if one.f1 is None else f"{one.f1:.2f}"
        say(
            f"  {one.label:20} {one.n:5} {one.by_rules:5}  "
            f"{describe(one.precision):<20} {describe(one.recall):<20} {f1}"
        )
    say()


def describe(ratio: "Ratio") -> str:
    """Return a share with its 95 % interval."""
    if ratio.value is None:
        return "-"
    low, high = ratio.interval
    return f"{ratio.value:.2f} ({low:.2f}-{high:.2f})"

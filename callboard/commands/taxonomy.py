"""The commands about the labelling rules: looked over, compared, and applied to what is stored."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from callboard.commands.index import bring_up_to_date
from callboard.console import complain, count_of, safe, say
from callboard.stores import open_database, read_settings

if TYPE_CHECKING:
    from seeds.review.comparison import Change, Comparison, Headline, Moved
    from seeds.review.reclassification import Renewed

TEXT_SHOWN = 120

taxonomy = typer.Typer(no_args_is_help=True, help="The rules that give labels to texts.")

Company = Annotated[
    str | None, typer.Option("--company", metavar="X", help="Only this one: slug or ticker.")
]


@taxonomy.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A taxonomy; left out, the one in use.")
    ] = None,
    texts: Annotated[
        int,
        typer.Option(
            "--texts", min=1, max=1_000_000, metavar="N", help="How many texts of a kind to try."
        ),
    ] = 20_000,
) -> None:
    """Look a taxonomy over: examples that fail, labels without rules, slow patterns.

    On what is stored also rules that match nothing, or nothing of their own. Exits 1 when an
    example fails or a label has no words.
    """
    from schema.taxonomy.rules import load_taxonomy, read_taxonomy
    from seeds.review.inspection import inspect, sort_findings

    settings = read_settings()
    chosen = read_taxonomy(file) if file else load_taxonomy()
    with open_database(settings) as database, database.read() as reader:
        inspection = inspect(reader, chosen, texts)
    findings = sort_findings(inspection.findings)
    for finding in findings:
        mark = "wrong" if finding.is_wrong else "look"
        say(safe(f"{mark:5}  {finding.topic:8}  {finding.subject}: {finding.what}"))
    tried = count_of(max(inspection.texts.values(), default=0), "text")
    say(
        f"{count_of(len(chosen.rules), 'rule')}, {tried} of a kind at most: "
        f"{count_of(len(findings), 'finding')}."
    )
    if any(finding.is_wrong for finding in findings):
        raise typer.Exit(1)


@taxonomy.command()
def show() -> None:
    """Print the file of the taxonomy in use, to begin one of your own with."""
    from schema.taxonomy.rules import TAXONOMY_FILE

    settings = read_settings()
    file = TAXONOMY_FILE if settings.taxonomy == Path() else settings.taxonomy
    say(file.read_text("utf-8").removesuffix("\n"))


@taxonomy.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A taxonomy file.")],
    new: Annotated[
        Path | None,
        typer.Argument(metavar="NEW", help="Another one; left out, OLD is it, and in use the old."),
    ] = None,
    company: Company = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Count roles on this day. [today]"),
    ] = None,
    first: Annotated[
        int,
        typer.Option("--first", min=0, max=10_000, metavar="N", help="How many examples to show."),
    ] = 20,
) -> None:
    """Compare two taxonomies on what is stored: which labels change, which numbers move.

    Reads everything and writes nothing.
    """
    from schema.taxonomy.rules import load_taxonomy, read_taxonomy
    from seeds.review.comparison import compare

    started, settings = perf_counter(), read_settings()
    before = read_taxonomy(old) if new else load_taxonomy()
    after = read_taxonomy(new or old)
    day = as_of.date() if as_of else date.today()  # noqa: DTZ011 - the day where the operator is
    with open_database(settings) as database, database.read() as reader:
        compared = compare(reader, before, after, day, company=company, sample=first)
    print_comparison(compared, day)
    complain(f"({perf_counter() - started:.1f} s)")


def reclassify(company: Company = None) -> None:
    """Label everything stored anew by today's rules.

    Events found in transcripts and labels of postings follow; what was given or corrected stays.
    Each company is done whole or not at all. Safe to repeat.
    """
    from seeds.review.reclassification import reclassify as reclassify_all

    settings = read_settings()
    with open_database(settings) as database:
        done = reclassify_all(database, company, tell)
        say(describe_renewed(done))
        bring_up_to_date(database, settings)


def tell(renewed: "Renewed") -> None:
    """Say what changed in a company."""
    if renewed.has_changed:
        events = [
            f"{number:,} {what}"
            for what, number in (
                ("added", renewed.events_added),
                ("changed", renewed.events_changed),
                ("removed", renewed.events_removed),
            )
            if number
        ]
        postings = count_of(renewed.postings_changed, "posting") + " changed"
        say(safe(f"{renewed.company}: events {', '.join(events) or 'as before'}; {postings}"))


def describe_renewed(done: "list[Renewed]") -> str:
    """Return what was done, as one sentence."""
    changed = sum(each.has_changed for each in done)
    return f"{count_of(len(done), 'company', 'companies')} read, {changed:,} changed."


def print_comparison(compared: "Comparison", day: date) -> None:
    """Print how many rows and labels change, examples, and how the numbers move."""
    read = f"{count_of(compared.statements, 'statement')}, {count_of(compared.postings, 'posting')}"
    rows = "; ".join(
        f"{what} {number:,}" for what, number in sorted(compared.rows.items()) if number
    )
    say(f"{read} read. {rows or 'No label changes'}.")
    for (kind, name, old, new), number in compared.changes.most_common():
        say(f"  {number:>6,}  {kind} {name}: {shown(old)} -> {shown(new)}")
    for change in compared.sample:
        say(safe(example_line(change)))
    for moved in (compared.total, *compared.companies):
        if moved.has_moved:
            print_moved(moved, day)


def example_line(change: "Change") -> str:
    """Return a changed label with the text that it is about."""
    text = " ".join(change.text.split())
    short = text if len(text) <= TEXT_SHOWN else f"{text[: TEXT_SHOWN - 1]}…"
    labels = f"{change.name} {shown(change.old)} -> {shown(change.new)}"
    return f"{change.kind} {change.key} {labels}: {short}"


def print_moved(moved: "Moved", day: date) -> None:
    """Print the numbers of a company that are otherwise by the new taxonomy."""
    old, new = moved.old, moved.new
    say(safe(moved.company or "all companies"))
    if old.roles != new.roles:
        say(f"  active AI roles on {day}: {old.ai_roles:,} -> {new.ai_roles:,}")
        if old.focus != new.focus:
            say(f"  primary focus: {focus_of(old)} -> {focus_of(new)}")
    if old.events != new.events:
        say(f"  events: {old.events:,} -> {new.events:,}")
    for what, before, after in (
        ("type", old.types, new.types),
        ("stage", old.stages, new.stages),
    ):
        if counts := moved_counts(before, after):
            say(f"  events by {what}: {counts}")


def moved_counts(old: Counter[str], new: Counter[str]) -> str:
    """Return the counts that differ."""
    return ", ".join(
        f"{label} {old[label]:,} -> {new[label]:,}"
        for label in sorted(old.keys() | new.keys())
        if old[label] != new[label]
    )


def focus_of(headline: "Headline") -> str:
    """Return the primary focus with its share."""
    if headline.focus is None:
        return "none"
    name, share = headline.focus
    return f"{name} ({share:.0%})"


def shown(label: str | None) -> str:
    """Return a label, or a dash for none."""
    return "-" if label is None else label

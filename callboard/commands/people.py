"""The commands about who is whom: people listed, merged, split, and decisions undone."""

from datetime import date
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callboard.commands.index import bring_up_to_date
from callboard.console import count_of, safe, say
from callboard.stores import open_database, read_settings

if TYPE_CHECKING:
    from seeds.review.people import Decided, Listed
    from seeds.review.unresolved import Unresolved

ANALYSTS = "analysts"

people = typer.Typer(help="Who spoke: the list, what is unclear, and decisions on names.")

Company = Annotated[
    str | None,
    typer.Option("--company", metavar="X", help="Slug or ticker; analysts when it is left out."),
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why, for later.")]


@people.callback(invoke_without_command=True)
def list_all(
    context: typer.Context,
    company: Annotated[
        str | None, typer.Option("--company", metavar="X", help="Only of this one: slug or ticker.")
    ] = None,
    unresolved: Annotated[
        bool, typer.Option("--unresolved", help="What nobody has decided yet, with the evidence.")
    ] = False,
    decisions: Annotated[
        bool, typer.Option("--decisions", help="What was decided, with the numbers for `undo`.")
    ] = False,
    first: Annotated[
        int, typer.Option("--first", min=1, max=10_000, metavar="N", help="How many of a list.")
    ] = 100,
) -> None:
    """List the people, what is unclear about them, or the decisions."""
    if context.invoked_subcommand is not None:
        return
    from seeds.review.people import list_decisions, list_people
    from seeds.review.unresolved import find_unresolved

    with open_database(read_settings()) as database, database.read() as reader:
        if unresolved:
            print_unresolved(find_unresolved(reader, company), first)
        elif decisions:
            for row in list_decisions(reader, company)[-first:]:
                say(safe(decision_line(row)))
        else:
            for person in list_people(reader, company, first):
                say(safe(person_line(person)))


@people.command()
def merge(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name or short name.")],
    into: Annotated[
        str, typer.Argument(metavar="INTO", help="The name or short name of who it really is.")
    ],
    company: Company = None,
    note: Note = None,
) -> None:
    """Let a name stand for another person of the company, now and in all later imports.

    Turns, quotes and spellings move; `people undo` brings them back.
    """
    from seeds.review.people import merge_names

    settings = read_settings()
    with open_database(settings) as database:
        done = merge_names(database, company, name, into, note)
        report(done, f'"{done.name}" is {done.other}')
        bring_up_to_date(database, settings)


@people.command()
def split(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A spelling of the person.")],
    from_: Annotated[str, typer.Option("--from", metavar="WHO", help="The person that it is not.")],
    company: Company = None,
    note: Note = None,
) -> None:
    """Set a spelling apart as a person of its own, now and in all later imports."""
    from seeds.review.people import split_name

    settings = read_settings()
    with open_database(settings) as database:
        done = split_name(database, company, name, from_, note)
        report(done, f'"{done.name}" is not {done.other}')
        bring_up_to_date(database, settings)


@people.command()
def undo(
    decision: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="Of the decision.")],
) -> None:
    """Take a decision back; everything is as it would be without it."""
    from seeds.review.people import undo_decision

    settings = read_settings()
    with open_database(settings) as database:
        done = undo_decision(database, decision)
        say(safe(f'Decision {done.id} on "{done.name}" is undone.'))
        bring_up_to_date(database, settings)


def report(done: "Decided", what: str) -> None:
    """Say what was decided and how it is undone."""
    say(safe(f"Decision {done.id}: {what}. `callboard people undo {done.id}` takes it back."))


def person_line(person: "Listed") -> str:
    """Return a person as one line."""
    also = f" (also {', '.join(person.spellings)})" if person.spellings else ""
    days = span_of(person.first, person.last)
    talk = f"{count_of(person.turns, 'turn')}{f', {days}' if days else ''}"
    return f"{person.company or ANALYSTS}  {person.slug}  {person.name}{also}: {talk}"


def decision_line(row: Any) -> str:
    """Return a decision as one line."""
    verb = "is" if row.kind == "MERGE" else "is not"
    note = f" ({row.note})" if row.note else ""
    undone = f", undone {row.undone_at:%Y-%m-%d}" if row.undone_at else ""
    head = f"{row.id:>4}  {row.made_at:%Y-%m-%d}  {row.company or ANALYSTS}"
    return f'{head}  "{row.name}" {verb} {row.into}{note}{undone}'


def span_of(first: date | None, last: date | None) -> str:
    """Return the days between two, one where they are the same, empty where none is known."""
    if first is None or last is None:
        return ""
    return f"{first}" if first == last else f"{first} to {last}"


def print_unresolved(found: "Unresolved", first: int) -> None:
    """Print what waits for a decision, in three parts."""
    say(f"{count_of(len(found.pairs), 'pair')} of names that may be one person's")
    for pair in found.pairs[:first]:
        why = "; ".join((pair.reason, *pair.evidence))
        say(safe(f'  {pair.company or ANALYSTS}: "{pair.one}", "{pair.other}": {why}'))
        where = f" --company {pair.company}" if pair.company else ""
        command = f"callboard people merge {quote(pair.one)} {quote(pair.other)}{where}"
        say(safe(f"    {command}"))
    say(f"{count_of(len(found.two_titles), 'name')} under several offices")
    for one in found.two_titles[:first]:
        offices = ", ".join(
            f"{role} {span_of(start, end)}".strip() for role, start, end in one.offices
        )
        doubt = "; at the same time, so perhaps two people" if one.is_at_once else ""
        say(safe(f"  {one.company}: {one.name}: {offices}{doubt}"))
    turns = sum(one.turns for one in found.unlinked)
    say(f"{count_of(turns, 'turn')} without a person")
    for loose in found.unlinked[:first]:
        printed = ", ".join(part for part in (loose.speaker, loose.title) if part) or "nobody named"
        like = f"; perhaps {loose.like}" if loose.like else ""
        say(safe(f"  {loose.company}: {printed} ({loose.role}): {loose.turns}{like}"))

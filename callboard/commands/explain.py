"""The command that shows how a GraphQL query is run: its code and its statements."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callboard.console import complain, count_of, say
from callboard.stores import open_database, open_quote_index, read_settings
from schema.errors import BadInput
from schema.files import read_text

if TYPE_CHECKING:
    from schema.graph.plan import Level

MOST_BYTES = 1_000_000  # more than a document that the service takes


def explain(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A GraphQL document; - reads standard input.")
    ],
    variables: Annotated[
        str, typer.Option("--variables", metavar="JSON", help="Values of its variables.")
    ] = "{}",
    operation: Annotated[
        str | None, typer.Option("--operation", metavar="NAME", help="Which operation to run.")
    ] = None,
) -> None:
    """Show how a GraphQL query is run.

    Prints the function that each level of the query was compiled to, and the statements that it
    ran, with rows and time. Values never stand in either.
    """
    from orjson import loads

    from schema.graph.service import GraphRequest, GraphService

    text = sys.stdin.read(MOST_BYTES) if str(file) == "-" else read_text(file, MOST_BYTES)
    asked = GraphRequest(text, read_variables(variables), operation, explain=True)
    settings = read_settings()
    with open_database(settings) as database, open_quote_index(settings) as index:
        service = GraphService(database, index)
        try:
            body = service.answer_now(asked).body
            answer = loads(body)
            for error in answer.get("errors", ()):
                places = [f"{at['line']}:{at['column']}" for at in error.get("locations", ())[:1]]
                where = "".join(f"{file}:{place}: " for place in places)
                complain(f"{where}{error['extensions']['code']}: {error['message']}")
            if "extensions" not in answer:
                raise typer.Exit(1)
            print_code(service.plan_of(asked))
        finally:
            service.close()
    print_statements(answer["extensions"]["plan"], len(body))


def read_variables(text: str) -> dict[str, Any]:
    """Return the values of variables. Raises BadInput for what is no JSON object."""
    from orjson import JSONDecodeError, loads

    try:
        found = loads(text)
    except JSONDecodeError as error:
        raise BadInput(f"--variables is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadInput('--variables must be a JSON object, such as \'{"ticker": "SPOT"}\'')
    return found


def print_code(plan: "Level | None") -> None:
    """Print the generated function of each level."""
    if plan is None:
        say("Runs field by field: something in the document has no plan.")
        return
    for level in (plan, *plan.inner):
        say(f"# {level.type_name}: {', '.join(child.name for child in level.children) or '-'}")
        say(level.text)


def print_statements(plan: dict[str, Any], size: int) -> None:
    """Print the statements that were run."""
    for n, statement in enumerate(plan["sql"], 1):
        rows, milliseconds = count_of(statement["rows"], "row"), statement["milliseconds"]
        say(f"-- statement {n}: {rows}, {milliseconds:.3f} ms")
        say(statement["text"] + "\n")
    statements, rows = count_of(plan["statements"], "statement"), count_of(plan["rows"], "row")
    say(f"{statements}, {rows}, {plan['milliseconds']:.3f} ms; an answer of {size:,} bytes")

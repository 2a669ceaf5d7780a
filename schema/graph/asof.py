"""Lists as of a day: which rows were known by then, and what had not happened to them yet.

A row is known from the day that it happened or opened, as everywhere in the numbers; a closing that
came later has not happened. All else of a row is what is stored of it: its labels are those of its
first look, and a correction holds for all days.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, bindparam, case, func, or_, select

from schema import tables
from schema.errors import BadInput
from schema.tables import table_of

CALL, GAP = table_of(tables.Call), table_of(tables.RoleGap)
QUOTE, TRANSCRIPT = table_of(tables.Quote), table_of(tables.Transcript)
TURN = table_of(tables.Turn)
AS_OF = bindparam("asOf", type_=Date())

KNOWN_FROM = {
    "Call": "held_on",
    "Event": "occurred_on",
    "Quote": "occurred_on",
    "Role": "opened_on",
    "RoleGap": "reopened_on",
    "Posting": "opened_on",
}
"""By row type, the column with the day from which a row is known."""


def is_known(type_name: str, table: FromClause) -> ColumnElement[bool] | None:
    """Return the condition that a row was known; None for companies and themes, which always are.

    A turn is known from its call, a person from their first quote or turn.
    """
    if type_name in KNOWN_FROM:
        return table.c[KNOWN_FROM[type_name]] <= AS_OF
    held = select(TRANSCRIPT.c.id).join(CALL, CALL.c.id == TRANSCRIPT.c.call_id)
    held = held.where(CALL.c.held_on <= AS_OF)
    if type_name == "Turn":
        return table.c.transcript_id.in_(held)
    if type_name == "Person":
        quote, turn = QUOTE.alias(), TURN.alias()
        quoted = select(quote.c.id).where(
            quote.c.person_id == table.c.id, quote.c.occurred_on <= AS_OF
        )
        spoke = select(turn.c.id).where(
            turn.c.person_id == table.c.id, turn.c.transcript_id.in_(held)
        )
        return or_(quoted.exists(), spoke.exists())
    return None


def closing_of_role(table: FromClause) -> ColumnElement[Any]:
    """Return when a role closed: before a gap that it was in, or in the end."""
    gap = GAP.alias()
    in_gap = select(gap.c.closed_on).where(
        gap.c.role_id == table.c.id, gap.c.closed_on <= AS_OF, gap.c.reopened_on > AS_OF
    )
    return func.coalesce(in_gap.scalar_subquery(), closing_of_posting(table))


def closing_of_posting(table: FromClause) -> ColumnElement[Any]:
    """Return when a posting closed, null where that was later."""
    return case((table.c.closed_on <= AS_OF, table.c.closed_on))


def refuse(table: FromClause) -> ColumnElement[Any]:
    """Raise BadInput: which looks showed a posting is stored as stretches, not as of each day."""
    raise BadInput("`lastSeenOn` is not known as of a day; leave it, or `asOf`, out")


LATER: dict[tuple[str, str], Callable[[FromClause], ColumnElement[Any]]] = {
    ("Role", "closed_on"): closing_of_role,
    ("Posting", "closed_on"): closing_of_posting,
    ("Posting", "last_seen_on"): refuse,
}
"""By row type and column, what returns the value that a column had; all others stay."""


def value_then(type_name: str, table: FromClause, name: str) -> ColumnElement[Any]:
    """Return the value that a column had on the day. Raises BadInput where nothing tells it."""
    find = LATER.get((type_name, name))
    return table.c[name] if find is None else find(table)


def check_order(type_name: str, names: list[str]) -> None:
    """Raise BadInput for an order by a column whose value changed later."""
    for name in names:
        if (type_name, name) in LATER:
            raise BadInput(
                f"a list as of a day cannot be in the order of {name.upper()}, which may have "
                "come later; choose another order, or leave `asOf` out"
            )

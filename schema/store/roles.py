"""Roles: postings that are the same job, counted once, and their daily counts.

Everything here follows from the postings alone; `refresh_roles` makes the stored rows agree with
them again after an import.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from schema.database import Writer
from schema.store.daybook import refresh_daybook
from schema.store.keys import among
from schema.tables import Board, Posting, Role, RoleCount, table_of
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS

BOARD, POSTING = table_of(Board), table_of(Posting)
ROLE, COUNT = table_of(Role), table_of(RoleCount)
# One company may have thousands of postings; fifty such fit in memory with room.
COMPANIES_AT_ONCE = 50

ROLE_VALUES = tuple(column.name for column in ROLE.c if column.name != "id")
NATURAL_KEY = ("company_id", "key", "opened_on")
COUNT_KEY = ("company_id", "day", "stage", "function")

POSTINGS = (
    select(
        POSTING.c.id,
        POSTING.c.company_id,
        POSTING.c.role_key,
        POSTING.c.role_id,
        POSTING.c.title,
        POSTING.c.opened_on,
        POSTING.c.opened_on_is_censored,
        POSTING.c.closed_on,
        POSTING.c.ai_involvement,
        POSTING.c.stage,
        POSTING.c.function,
        POSTING.c.seniority,
        BOARD.c.key.label("board_key"),
        POSTING.c.source_id,
    )
    .join_from(POSTING, BOARD, POSTING.c.board_id == BOARD.c.id)
    .where(among(POSTING.c.company_id))
)
ROLES = select(ROLE).where(among(ROLE.c.company_id))
COUNTS = select(COUNT).where(among(COUNT.c.company_id)).order_by(COUNT.c.id)

ADD_ROLES = insert(ROLE).returning(ROLE.c.id, *(ROLE.c[name] for name in NATURAL_KEY))
CHANGE_ROLES = (
    update(ROLE)
    .where(ROLE.c.id == bindparam("row_id"))
    .values({name: bindparam(name) for name in ROLE_VALUES})
)
REMOVE_ROLES = delete(ROLE).where(among(ROLE.c.id))
LINK_POSTINGS = (
    update(POSTING).where(POSTING.c.id == bindparam("row_id")).values(role_id=bindparam("role"))
)
CHANGE_COUNTS = (
    update(COUNT)
    .where(COUNT.c.id == bindparam("row_id"))
    .values(opened=bindparam("opens"), closed=bindparam("closes"))
)
REMOVE_COUNTS = delete(COUNT).where(among(COUNT.c.id))


@dataclass(slots=True)
class Opening:
    """A role as it follows from its postings, earliest first."""

    postings: list[Any]
    closed_on: date | None

    def takes(self, posting: Any) -> bool:
        """Return whether a later posting is the same job, without a gap between."""
        first = self.postings[0]
        is_same = (first.company_id, first.role_key) == (posting.company_id, posting.role_key)
        return is_same and (self.closed_on is None or posting.opened_on <= self.closed_on)

    def add(self, posting: Any) -> None:
        """Take a later posting of the same job in."""
        self.postings.append(posting)
        if self.closed_on is not None:
            ends = posting.closed_on
            self.closed_on = None if ends is None else max(self.closed_on, ends)

    def values(self) -> dict[str, Any]:
        """Return the columns of the role's row."""
        first = self.postings[0]
        return {
            "company_id": first.company_id,
            "key": first.role_key,
            "title": first.title,
            "opened_on": first.opened_on,
            "opened_on_is_censored": first.opened_on_is_censored,
            "closed_on": self.closed_on,
            "ai_involvement": first.ai_involvement,
            "is_ai": first.ai_involvement in AI_ROLE_INVOLVEMENTS,
            "stage": first.stage,
            "function": first.function,
            "seniority": first.seniority,
        }


def is_open(table: Table, day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Return the condition that a role or posting is open on a day."""
    closed_on = table.c.closed_on
    return and_(table.c.opened_on <= day, or_(closed_on.is_(None), closed_on > day))


def derive_openings(postings: Iterable[Any]) -> list[Opening]:
    """Return the roles that postings make up; the same whatever their order.

    Postings of one company and role key whose spans overlap or touch are one role; a gap begins
    another. A posting that closed on the day it opened was never open and makes up nothing.
    """
    lasting = [
        posting
        for posting in postings
        if posting.closed_on is None or posting.opened_on < posting.closed_on
    ]
    openings: list[Opening] = []
    for posting in sorted(lasting, key=order_of_opening):
        if openings and openings[-1].takes(posting):
            openings[-1].add(posting)
        else:
            openings.append(Opening([posting], posting.closed_on))
    return openings


def order_of_opening(posting: Any) -> tuple[Any, ...]:
    """Return what sorts postings by job and day; no ids, which tell the order of import."""
    return (
        posting.company_id,
        posting.role_key,
        posting.opened_on,
        posting.board_key,
        posting.source_id,
    )


def refresh_roles(writer: Writer, company_ids: Collection[int]) -> None:
    """Make the roles, the postings' links to them and all counts follow from the postings.

    Writes only the rows that differ and marks the transaction as changed when there are any. Ids of
    roles stay as long as company, key and day of opening do.
    """
    writer.session.flush()
    ordered = sorted(set(company_ids))
    for at in range(0, len(ordered), COMPANIES_AT_ONCE):
        keys = {"keys": ordered[at : at + COMPANIES_AT_ONCE]}
        postings = writer.session.execute(POSTINGS, keys).all()
        openings = derive_openings(postings)
        refresh_role_rows(writer, keys, postings, openings)
        refresh_counts(writer, keys, [opening.values() for opening in openings])
        refresh_daybook(writer, keys)


def refresh_role_rows(
    writer: Writer, keys: dict[str, Any], postings: Sequence[Any], openings: Sequence[Opening]
) -> None:
    """Write the roles that differ, link the postings, then remove the roles that are gone."""
    stored = {natural_key(row._mapping): row for row in writer.session.execute(ROLES, keys)}
    wanted = {natural_key(values): values for values in (each.values() for each in openings)}
    ids = {key: row.id for key, row in stored.items()}
    changed = [
        {"row_id": ids[key], **values}
        for key, values in wanted.items()
        if key in stored and any(stored[key]._mapping[name] != values[name] for name in values)
    ]
    added = [values for key, values in wanted.items() if key not in stored]
    write_rows(writer, CHANGE_ROLES, changed)
    if added:
        for row in writer.session.execute(ADD_ROLES, added):
            ids[natural_key(row._mapping)] = row.id
        writer.mark_changed()
    link_postings(writer, ids, postings, openings)
    # Last, because a role that goes takes the postings with it that still point at it.
    remove_rows(writer, REMOVE_ROLES, [ids[key] for key in stored if key not in wanted])


def link_postings(
    writer: Writer,
    ids: dict[tuple[Any, ...], int],
    postings: Sequence[Any],
    openings: Sequence[Opening],
) -> None:
    """Point each posting at its role, or at none if it makes up none."""
    role_of = {
        posting.id: ids[natural_key(opening.values())]
        for opening in openings
        for posting in opening.postings
    }
    moved = [
        {"row_id": posting.id, "role": role_of.get(posting.id)}
        for posting in postings
        if posting.role_id != role_of.get(posting.id)
    ]
    write_rows(writer, LINK_POSTINGS, moved)


def refresh_counts(writer: Writer, keys: dict[str, Any], roles: Sequence[dict[str, Any]]) -> None:
    """Make the daily counts follow from the values of all roles of some companies."""
    wanted = count_days(roles)
    changed, surplus = [], []
    for row in writer.session.execute(COUNTS, keys):
        flow = wanted.pop(tuple(row._mapping[name] for name in COUNT_KEY), None)
        if flow is None:
            surplus.append(row.id)
        elif flow != (row.opened, row.closed):
            changed.append({"row_id": row.id, "opens": flow[0], "closes": flow[1]})
    added = [
        dict(zip((*COUNT_KEY, "opened", "closed"), (*key, *flow), strict=True))
        for key, flow in wanted.items()
    ]
    write_rows(writer, CHANGE_COUNTS, changed)
    write_rows(writer, insert(COUNT), added)
    remove_rows(writer, REMOVE_COUNTS, surplus)


def count_days(roles: Iterable[dict[str, Any]]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Return how many AI roles opened and closed per company, day, stage and function."""
    opened, closed = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for role in roles:
        if role["is_ai"]:
            labels = (role["stage"], role["function"])
            opened[role["company_id"], role["opened_on"], *labels] += 1
            if role["closed_on"] is not None:
                closed[role["company_id"], role["closed_on"], *labels] += 1
    return {key: (opened[key], closed[key]) for key in {**opened, **closed}}


def natural_key(values: Any) -> tuple[Any, ...]:
    """Return what tells a role from all others."""
    return tuple(values[name] for name in NATURAL_KEY)


def write_rows(writer: Writer, statement: Any, rows: list[dict[str, Any]]) -> None:
    """Run a statement once a row, if there are rows."""
    if rows:
        writer.session.execute(statement, rows)
        writer.mark_changed()


def remove_rows(writer: Writer, statement: Any, ids: list[int]) -> None:
    """Run a statement on the rows of some ids, if there are any."""
    if ids:
        writer.session.execute(statement, {"keys": ids})
        writer.mark_changed()

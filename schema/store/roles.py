"""Roles: postings that are the same job, counted once, and the daily counts of both.

Everything here follows from the postings alone; `refresh_roles` makes the stored rows agree with
them again after an import.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
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
from schema.tables import Board, Posting, Role, RoleCount, RoleGap, table_of
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, Unit

BOARD, POSTING = table_of(Board), table_of(Posting)
ROLE, GAP, COUNT = table_of(Role), table_of(RoleGap), table_of(RoleCount)
# A job that is posted again so soon was not filled; what comes later is another hire.
REPOST = timedelta(days=30)
# One company may have thousands of postings; fifty such fit in memory with room.
COMPANIES_AT_ONCE = 50

ROLE_VALUES = tuple(column.name for column in ROLE.c if column.name != "id")
NATURAL_KEY = ("company_id", "key", "opened_on")
COUNT_KEY = ("company_id", "unit", "day", "stage", "function")
GAP_KEY = ("role_id", "closed_on", "reopened_on")

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
GAPS = select(GAP).where(among(GAP.c.company_id))
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
REMOVE_GAPS = delete(GAP).where(among(GAP.c.id))

Stretch = tuple[date, date | None]
"""The first day of something, and the first day after it if it has ended."""


@dataclass(slots=True)
class Opening:
    """A role as it follows from its postings, earliest first, and when any of them was open."""

    postings: list[Any]
    stretches: list[Stretch]

    @property
    def closed_on(self) -> date | None:
        """The day on which its last posting so far closed."""
        return self.stretches[-1][1]

    def takes(self, posting: Any) -> bool:
        """Return whether a later posting is the same job, open still or posted again in time."""
        first = self.postings[0]
        is_same = (first.company_id, first.role_key) == (posting.company_id, posting.role_key)
        return is_same and (self.closed_on is None or posting.opened_on <= self.closed_on + REPOST)

    def add(self, posting: Any) -> None:
        """Take a later posting of the same job in."""
        self.postings.append(posting)
        opened, closed = self.stretches[-1]
        if closed is not None and posting.opened_on > closed:
            self.stretches.append((posting.opened_on, posting.closed_on))
        elif closed is not None:
            ends = posting.closed_on
            self.stretches[-1] = (opened, None if ends is None else max(closed, ends))

    def gaps(self) -> list[tuple[date, date]]:
        """Return the days of closing and of opening again of each gap."""
        return [(earlier[1], later[0]) for earlier, later in pairwise(self.stretches) if earlier[1]]

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
    """Return the condition that a posting is open on a day, or a role that has no gap then."""
    closed_on = table.c.closed_on
    return and_(table.c.opened_on <= day, or_(closed_on.is_(None), closed_on > day))


def derive_openings(postings: Iterable[Any]) -> list[Opening]:
    """Return the roles that postings make up; the same whatever their order.

    Postings of one company and role key whose spans overlap, touch or leave a gap of at most 30
    days are one role; after a longer gap begins another. A posting that closed on the day it opened
    was never open and makes up nothing.
    """
    openings: list[Opening] = []
    for posting in sorted(filter(has_lasted, postings), key=order_of_opening):
        if openings and openings[-1].takes(posting):
            openings[-1].add(posting)
        else:
            stretch = (posting.opened_on, posting.closed_on)
            openings.append(Opening([posting], [stretch]))
    return openings


def has_lasted(posting: Any) -> bool:
    """Return whether a posting was open on any day."""
    return posting.closed_on is None or bool(posting.opened_on < posting.closed_on)


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
        refresh_counts(writer, keys, count_days(openings, postings))
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
    refresh_gaps(writer, keys, ids, openings)
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


def refresh_gaps(
    writer: Writer,
    keys: dict[str, Any],
    ids: dict[tuple[Any, ...], int],
    openings: Iterable[Opening],
) -> None:
    """Write the gaps that are new and remove those that are none any more."""
    wanted = {
        (ids[natural_key(values)], *gap): values["company_id"]
        for opening in openings
        for values in (opening.values(),)
        for gap in opening.gaps()
    }
    stored = {
        tuple(row._mapping[name] for name in GAP_KEY): row.id
        for row in writer.session.execute(GAPS, keys)
    }
    remove_rows(writer, REMOVE_GAPS, [stored[key] for key in stored if key not in wanted])
    added = [
        {**dict(zip(GAP_KEY, key, strict=True)), "company_id": company_id}
        for key, company_id in wanted.items()
        if key not in stored
    ]
    write_rows(writer, insert(GAP), added)


def refresh_counts(
    writer: Writer, keys: dict[str, Any], wanted: dict[tuple[Any, ...], tuple[int, int]]
) -> None:
    """Make the stored daily counts of some companies the wanted ones."""
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


def count_days(
    openings: Iterable[Opening], postings: Iterable[Any]
) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Return how many AI roles and AI postings opened and closed, by the columns of COUNT_KEY."""
    return add_up(
        (row.company_id, unit, stretch, row.stage, row.function)
        for unit, row, stretch in (*iter_roles(openings), *iter_postings(postings))
        if row.ai_involvement in AI_ROLE_INVOLVEMENTS
    )


def add_up(
    stretches: Iterable[tuple[int, Unit, tuple[Any, Any], Any, Any]],
) -> dict[tuple[Any, ...], tuple[int, int]]:
    """Return how many of some (company, unit, stretch, stage, function) opened and closed when."""
    opened, closed = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for company_id, unit, (begins, ends), *labels in stretches:
        opened[company_id, unit, begins, *labels] += 1
        if ends is not None:
            closed[company_id, unit, ends, *labels] += 1
    return {key: (opened[key], closed[key]) for key in {**opened, **closed}}


def iter_roles(openings: Iterable[Opening]) -> Iterator[tuple[Unit, Any, Stretch]]:
    """Yield each stretch of each role with the posting that the role takes its labels from."""
    for opening in openings:
        for stretch in opening.stretches:
            yield Unit.ROLE, opening.postings[0], stretch


def iter_postings(postings: Iterable[Any]) -> Iterator[tuple[Unit, Any, Stretch]]:
    """Yield each posting that was open on any day with its stretch."""
    for posting in filter(has_lasted, postings):
        yield Unit.POSTING, posting, (posting.opened_on, posting.closed_on)


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

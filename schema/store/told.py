"""How many rows say their stage themselves, and how many only have what the rules assume."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from schema.classify.evidence import CORRECTED, GIVEN
from schema.database import Reader
from schema.store.keys import KeyList, among
from schema.store.roles import is_open
from schema.store.scopes import ByOwner, owners_of
from schema.store.stock import UNTIL
from schema.store.talk import FROM, TO
from schema.tables import Board, Event, Posting, Role, RoleGap, table_of
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, Origin, Stage, Unit
from schema.taxonomy.rules import load_taxonomy

BOARD, EVENT, POSTING = table_of(Board), table_of(Event), table_of(Posting)
GAP, ROLE = table_of(RoleGap), table_of(Role)

Told = dict[int, Counter[Stage]]
"""How many rows of each stage tell it, by owner."""


class Tells(FunctionElement[bool]):
    """Evidence names one of the rules of a parameter for a label; made by `tells`."""

    type = Boolean()
    inherit_cache = True


def tells(evidence: ColumnElement[Any], stage: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a row's evidence has its stage from one of the `rules`."""
    label = literal_column("'Stage.'").concat(cast(stage, Text))
    return Tells(evidence, label, bindparam("rules", type_=KeyList(is_text=True)))


@compiles(Tells)
def write_for_sqlite(element: Tells, compiler: SQLCompiler, **options: Any) -> str:
    """Write it over the entries of a JSON text; the evidence, which may be a query, stands once."""
    evidence, label, rules = (compiler.process(part, **options) for part in element.clauses)
    return (
        f"EXISTS (SELECT 1 FROM json_each({evidence}) AS entry"
        f" WHERE json_extract(entry.value, '$.label') = {label}"
        f" AND json_extract(entry.value, '$.rule') IN (SELECT value FROM json_each({rules})))"
    )


@compiles(Tells, "postgresql")
def write_for_postgresql(element: Tells, compiler: SQLCompiler, **options: Any) -> str:
    """Write it over the entries of a JSON text."""
    evidence, label, rules = (compiler.process(part, **options) for part in element.clauses)
    return (
        f"EXISTS (SELECT 1 FROM jsonb_array_elements(CAST({evidence} AS jsonb)) AS entry (value)"
        f" WHERE entry.value ->> 'label' = {label} AND entry.value ->> 'rule' = ANY({rules}))"
    )


def by_stage(table: Table, *conditions: ColumnElement[bool]) -> ByOwner:
    """Return the statement that counts some rows by owner and stage."""

    def build(owner: tuple[Any, ...]) -> Select[Any]:
        counted = select(*owner, table.c.stage, func.count())
        kept = counted.where(among(table.c.company_id), *conditions)
        return kept.group_by(*owner, table.c.stage)

    return ByOwner(table.c.company_id, build)


# A role has its labels from its earliest posting.
FIRST_EVIDENCE = (
    select(POSTING.c.evidence)
    .join_from(POSTING, BOARD, BOARD.c.id == POSTING.c.board_id)
    .where(POSTING.c.role_id == ROLE.c.id)
    .order_by(POSTING.c.opened_on, BOARD.c.key, POSTING.c.source_id)
    .limit(1)
    .correlate(ROLE)
    .scalar_subquery()
)
IN_GAP = (
    select(GAP.c.id)
    .where(GAP.c.role_id == ROLE.c.id, GAP.c.closed_on <= UNTIL, GAP.c.reopened_on > UNTIL)
    .correlate(ROLE)
)
EVENTS = by_stage(
    EVENT,
    EVENT.c.occurred_on.between(FROM, TO),
    (EVENT.c.method == Origin.GIVEN) | tells(EVENT.c.evidence, EVENT.c.stage),
)
OPEN = {
    Unit.ROLE: by_stage(
        ROLE,
        ROLE.c.is_ai,
        is_open(ROLE, UNTIL),
        ~IN_GAP.exists(),
        ROLE.c.stage.is_not(None),
        tells(FIRST_EVIDENCE, ROLE.c.stage),
    ),
    Unit.POSTING: by_stage(
        POSTING,
        among(POSTING.c.ai_involvement, "involvements"),
        is_open(POSTING, UNTIL),
        POSTING.c.stage.is_not(None),
        tells(POSTING.c.evidence, POSTING.c.stage),
    ),
}


def telling_rules() -> list[str]:
    """Return the rules whose words are about the stage, and what stands for one."""
    rules = load_taxonomy().rules
    own = [each.id for each in rules if each.vocabulary == "Stage" and not each.is_fallback]
    return [*own, GIVEN, CORRECTED]


def count_told_events(reader: Reader, companies: Sequence[int], from_: date, to: date) -> Told:
    """Return how many events of a range say their stage, by owner."""
    given = {"from": from_, "to": to, "rules": telling_rules()}
    return by_owner(companies, EVENTS.fetch(reader, companies, given))


def count_told_jobs(reader: Reader, companies: Sequence[int], day: date, unit: Unit) -> Told:
    """Return how many AI roles or postings open on a day say their stage, by owner."""
    given = {"until": day, "rules": telling_rules(), "involvements": AI_ROLE_INVOLVEMENTS}
    return by_owner(companies, OPEN[unit].fetch(reader, companies, given))


def by_owner(companies: Sequence[int], rows: Sequence[Any]) -> Told:
    """Return counts by owner out of rows of owner, stage and count."""
    told: Told = {owner: Counter() for owner in owners_of(companies)}
    for owner, stage, count in rows:
        told[owner][stage] += count
    return told

"""The rows behind a number: as pages of the number, and as a `where` that finds them again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from orjson import dumps
from sqlalchemy import select

from schema import tables
from schema.graph.loading import Request
from schema.graph.mapping import RowsBehind
from schema.prepared import Prepared
from schema.store.areas import AREAS, WorkArea
from schema.store.gaps import Gap
from schema.store.hiring import Change, PrimaryFocus
from schema.store.keys import among
from schema.store.metrics import COUNTED, Metric
from schema.store.saydo import Bucket
from schema.store.scopes import Together
from schema.tables import table_of
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, Stage

COMPANY = table_of(tables.Company).c
SLUGS = Prepared(select(COMPANY.id, COMPANY.slug).where(among(COMPANY.id)))
NOTHING: Mapping[str, Any] = {"id": {"in": []}}
AI_ROLES = sorted(AI_ROLE_INVOLVEMENTS)

Where = Mapping[str, Any]


def open_roles(day: date) -> dict[str, Any]:
    """Return the `where` of the AI roles open on a day."""
    open_then = [{"closedOn": {"isNull": True}}, {"closedOn": {"gt": day}}]
    gap = {"closedOn": {"lte": day}, "reopenedOn": {"gt": day}}
    return {
        "isAi": {"eq": True},
        "openedOn": {"lte": day},
        "or": open_then,
        "not": {"gaps": gap},
    }


def open_postings(day: date) -> dict[str, Any]:
    """Return the `where` of the AI postings open on a day."""
    return {
        "aiInvolvement": {"in": AI_ROLES},
        "openedOn": {"lte": day},
        "or": [{"closedOn": {"isNull": True}}, {"closedOn": {"gt": day}}],
    }


OPEN = {"roles": open_roles, "postings": open_postings}
"""What finds what is open on a day, by what is counted."""


def events_between(from_: date, to: date) -> dict[str, Any]:
    """Return the `where` of the events of a range."""
    return {"occurredOn": {"gte": from_, "lte": to}}


def behind(companies: Sequence[int], where: Where) -> RowsBehind:
    """Return the rows of a company, or of all of a `Together`, that meet a condition."""
    if not isinstance(companies, Together):
        return RowsBehind(companies[0], where)
    if where is NOTHING or not companies.where:
        return RowsBehind(None, where)
    return RowsBehind(None, {**where, "company": companies.where}, companies.as_of)


def metric_jobs(kind: str) -> Callable[[Metric], RowsBehind]:
    """Return what finds the roles (or postings) that a number counts, none where it counts none."""

    def find(metric: Metric) -> RowsBehind:
        if kind not in metric.counted:
            return RowsBehind(metric.company_id, NOTHING)
        where = OPEN[kind](metric.as_of) | of_subject(metric.stage, "function")
        return RowsBehind(metric.company_id, where)

    return find


def metric_events(metric: Metric) -> RowsBehind:
    """Return the events that a number counts, none where it counts none."""
    if metric.from_ is None:
        return RowsBehind(metric.company_id, NOTHING)
    where = events_between(metric.from_, metric.as_of) | of_subject(metric.stage, "quotes")
    return RowsBehind(metric.company_id, where)


def change_jobs(kind: str) -> Callable[[Change], RowsBehind]:
    """Return what finds the roles (or postings) that a change counts now."""

    def find(change: Change) -> RowsBehind:
        where = OPEN[kind](change.as_of) if change.counted == kind else NOTHING
        return RowsBehind(change.company_id, where)

    return find


def focus_jobs(kind: str) -> Callable[[PrimaryFocus], RowsBehind]:
    """Return what finds the roles (or postings) of the commonest pair, none where none is."""

    def find(focus: PrimaryFocus) -> RowsBehind:
        if focus.stage is None or focus.counted != kind:
            return RowsBehind(focus.company_id, NOTHING)
        pair = {"stage": {"eq": focus.stage}, "function": {"eq": focus.function}}
        return RowsBehind(focus.company_id, OPEN[kind](focus.as_of) | pair)

    return find


def gap_jobs(kind: str) -> Callable[[Gap], RowsBehind]:
    """Return what finds the roles (or postings) that a gap counts."""

    def find(gap: Gap) -> RowsBehind:
        if COUNTED[gap.unit] != kind:
            return behind(gap.companies, NOTHING)
        return behind(
            gap.companies, OPEN[kind](gap.hiring_on) | of_subject(gap.subject, "function")
        )

    return find


def gap_events(gap: Gap) -> RowsBehind:
    """Return the events that a gap counts."""
    where = events_between(gap.from_, gap.to) | of_subject(gap.subject, "quotes")
    return behind(gap.companies, where)


def bucket_jobs(kind: str) -> Callable[[Bucket], RowsBehind]:
    """Return what finds the roles (or postings) that are active at the end of a bucket."""

    def find(bucket: Bucket) -> RowsBehind:
        where = OPEN[kind](bucket.until) if COUNTED[bucket.unit] == kind else NOTHING
        return behind(bucket.companies, where)

    return find


def bucket_events(bucket: Bucket) -> RowsBehind:
    """Return the events of a bucket."""
    return behind(bucket.companies, events_between(*bucket.said_in))


def of_subject(subject: Stage | WorkArea | None, side: str) -> dict[str, Any]:
    """Return the condition that a job (side `function`) or an event (`quotes`) is of a subject."""
    if subject is None:
        return {}
    if isinstance(subject, Stage):
        return {"stage": {"eq": subject}}
    its = AREAS[subject]
    if side == "function":
        return {"function": {"in": list(its.functions)}}
    return {"quotes": {"themes": {"slug": {"in": list(its.themes)}}}}


def texts_of(scope: Any) -> Any:
    """Return a loader of the `where` that finds an object's rows, as JSON; null where none are."""

    def load(request: Request, owners: Sequence[Any], given: Mapping[str, Any]) -> list[Any]:
        rows: list[RowsBehind] = [scope(owner) for owner in owners]
        ids = list(dict.fromkeys(each.owner for each in rows if each.owner is not None))
        slugs = dict(map(tuple, request.reader.fetch_once(SLUGS, {"keys": ids}))) if ids else {}
        return [write_where(each, slugs) for each in rows]

    return load


def write_where(rows: RowsBehind, slugs: Mapping[int, str]) -> str | None:
    """Return the whole condition of some rows as JSON, None for no rows."""
    if rows.where is NOTHING:
        return None
    own = {} if rows.owner is None else {"company": {"slug": {"eq": slugs[rows.owner]}}}
    return dumps({**own, **rows.where}).decode()

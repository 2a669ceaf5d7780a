"""Counts beside a result: how many hits each value would leave, with choices kept open."""

from collections.abc import Mapping

from search.engine import MAX_PAGE, Snapshot, clamp
from search.errors import InvalidRequest
from search.fields import LABEL_FIELDS
from search.plan import Plan
from search.results import FacetCount
from search.scopes import NAME_SCOPES


def count_facets(snapshot: Snapshot, plan: Plan) -> dict[str, tuple[FacetCount, ...]]:
    """The counts of each field that the request asks for.

    A field's counts leave out the query's own choice on that field, so that other values can be
    added to the choice; the chosen ones are always among the answer.

    Raises:
        InvalidRequest: a facet that search does not know.
    """
    names = tuple(dict.fromkeys(plan.request.facets))
    for name in names:
        if name not in LABEL_FIELDS:
            raise InvalidRequest(f"{name!r} is not a facet; there are {', '.join(LABEL_FIELDS)}.")
    narrowed = {name for name in names if plan.chooses(name)}
    counted = snapshot.counts(plan.query(), [name for name in names if name not in narrowed])
    for name in narrowed:
        counted |= snapshot.counts(plan.query(without=name), [name])
    size = clamp(plan.request.facet_size, MAX_PAGE)
    chosen = {name: _chosen(snapshot, plan, name) for name in narrowed}
    return {name: _facet(name, counted[name], chosen.get(name, set()), size) for name in names}


def _chosen(snapshot: Snapshot, plan: Plan, name: str) -> set[str]:
    """The values that the query's scope or the filter names."""
    values: set[str] = set()
    for part in plan.own_scopes(name):
        values.update(part.known)
        if name in NAME_SCOPES:
            # Words of a name choose whoever bears them: those are the values that remain.
            values.update(snapshot.counts(plan.query(), [name])[name])
    for choice in plan.own_choices(name):
        values.update(map(str, choice.values))
    return values


def _facet(
    name: str, counts: Mapping[str, int], chosen: set[str], size: int
) -> tuple[FacetCount, ...]:
    rows = sorted({**dict.fromkeys(chosen, 0), **counts}.items(), key=_by_count)
    if name == "period":
        rows.sort(reverse=True)
    return tuple(
        FacetCount(value, count, value in chosen)
        for at, (value, count) in enumerate(rows)
        if at < size or value in chosen
    )


def _by_count(row: tuple[str, int]) -> tuple[int, str]:
    value, count = row
    return -count, value

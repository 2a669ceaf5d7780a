"""Counts beside a result: how many hits each value would leave, with choices kept open."""

from collections.abc import Mapping

from search.engine import MAX_PAGE, Snapshot, clamp
from search.errors import InvalidRequest
from search.fields import LABEL_FIELDS
from search.plan import Plan
from search.requests import SearchRequest
from search.results import FacetCount
from search.scopes import NAME_SCOPES


def count_facets(
    snapshot: Snapshot, plan: Plan, request: SearchRequest
) -> dict[str, tuple[FacetCount, ...]]:
    """The counts of each asked field.

    A field's counts leave out the query's own choice on that field, so that other values can be
    added to the choice; the chosen ones are always among the answer.

    Raises:
        InvalidRequest: a facet that search does not know.
    """
    names = tuple(dict.fromkeys(request.facets))
    for name in names:
        if name not in LABEL_FIELDS:
            raise InvalidRequest(f"{name!r} is not a facet; there are {', '.join(LABEL_FIELDS)}.")
    narrowed = {name for name in names if plan.chooses(name)}
    counted = snapshot.counts(plan.query(), [name for name in names if name not in narrowed])
    for name in narrowed:
        counted |= snapshot.counts(plan.query(without=name), [name])
    size = clamp(request.facet_size, MAX_PAGE)
    chosen = {name: _chosen(snapshot, plan, name) for name in names}
    return {name: _facet(name, counted[name], chosen[name], size) for name in names}


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
    rows = [FacetCount(value, count, value in chosen) for value, count in counts.items()]
    rows += [FacetCount(value, 0, selected=True) for value in chosen - counts.keys()]
    rows.sort(key=_by_count)
    if name == "period":
        rows.sort(key=_by_value, reverse=True)
    return tuple(row for at, row in enumerate(rows) if at < size or row.selected)


def _by_count(row: FacetCount) -> tuple[int, str]:
    return -row.count, row.value


def _by_value(row: FacetCount) -> str:
    return row.value

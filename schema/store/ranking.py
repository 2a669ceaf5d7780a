"""Companies in the order of a number, each with the number and its proof."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from schema.database import Reader
from schema.store.calendar import check_range
from schema.store.gaps import Gap, gap
from schema.store.hiring import Comparison, active_roles, change
from schema.store.metrics import COUNTED, DEFINITIONS, Metric, define
from schema.store.talk import count_stages
from schema.taxonomy.labels import Label, Stage, Unit


class RankingMetric(Label):
    """By what companies are ranked."""

    ACTIVE_ROLES = "ACTIVE_ROLES"
    CHANGE = "CHANGE"
    EVENTS = "EVENTS"
    GAP = "GAP"


RANKED_BY = {
    RankingMetric.ACTIVE_ROLES: DEFINITIONS["activeRoles"],
    RankingMetric.CHANGE: DEFINITIONS["changeAgainstPrior4Weeks"],
    RankingMetric.EVENTS: DEFINITIONS["eventsInRange"],
    RankingMetric.GAP: DEFINITIONS["largestGap"],
}

FEWEST = 5
"""Events and roles that a gap is ranked from; one role alone is always all of the hiring."""

Key = tuple[float | None, int]
"""A company's place in a ranking: its number, None without one, and its id."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A company's place; `rank` counts from 1, equal numbers share one, None without a number."""

    rank: int | None
    metric: Metric

    @property
    def company_id(self) -> int:
        """The company."""
        return self.metric.company_id

    @property
    def key(self) -> Key:
        """What tells its place in the order."""
        value = self.metric.value
        return (None if value is None else float(value), self.metric.company_id)


def rank(
    reader: Reader,
    company_ids: Sequence[int],
    by: RankingMetric,
    from_: date,
    as_of: date,
    unit: Unit = Unit.ROLE,
    *,
    is_ascending: bool = False,
) -> list[Ranked]:
    """Return all companies in order, largest number first; those without a number come last.

    Gaps are ordered by their size whatever their sign. Takes the same number of statements for any
    number of companies. Raises BadInput for an impossible range.
    """
    check_range(from_, as_of)
    found = measure(reader, company_ids, by, from_, as_of, unit)
    sign = 1 if is_ascending else -1
    metrics = sorted(found, key=lambda metric: order_of(metric, by, sign))
    ranked: list[Ranked] = []
    for n, metric in enumerate(metrics):
        place: int | None = n + 1
        if metric.value is None:
            place = None
        elif n and order_of(metric, by, sign)[:2] == order_of(metrics[n - 1], by, sign)[:2]:
            place = ranked[-1].rank
        ranked.append(Ranked(place, metric))
    return ranked


def order_of(metric: Metric, by: RankingMetric, sign: int) -> tuple[bool, float, int]:
    """Return what sorts metrics: known ones first, then by size, then by company."""
    return order_key((metric.value, metric.company_id), by, sign)


def order_key(key: Key, by: RankingMetric, sign: int) -> tuple[bool, float, int]:
    """Return what sorts the places of a ranking; the place itself need not be in it any more."""
    value, company_id = key
    size = 0.0 if value is None else abs(value) if by is RankingMetric.GAP else value
    return (value is None, sign * size, company_id)


def measure(
    reader: Reader,
    company_ids: Sequence[int],
    by: RankingMetric,
    from_: date,
    as_of: date,
    unit: Unit,
) -> list[Metric]:
    """Return the number of each company."""
    match by:
        case RankingMetric.ACTIVE_ROLES:
            return active_roles(reader, company_ids, as_of, unit)
        case RankingMetric.CHANGE:
            return measure_change(reader, company_ids, as_of, unit)
        case RankingMetric.EVENTS:
            return measure_events(reader, company_ids, from_, as_of)
        case RankingMetric.GAP:
            gaps = gap(reader, company_ids, from_, as_of, unit=unit)
            pairs = zip(company_ids, gaps, strict=True)
            return [measure_gap(company_id, its, as_of) for company_id, its in pairs]


def measure_change(
    reader: Reader, company_ids: Sequence[int], as_of: date, unit: Unit
) -> list[Metric]:
    """Return how each company's active roles changed against the four weeks before."""
    changes = change(reader, company_ids, as_of, Comparison.PRIOR_4_WEEKS, unit)
    empty = empty_metric(RankingMetric.CHANGE, as_of, unit)
    return [
        replace(
            empty,
            value=each.percent,
            n=each.now,
            reason=each.reason,
            company_id=each.company_id,
        )
        for each in changes
    ]


def measure_events(
    reader: Reader, company_ids: Sequence[int], from_: date, as_of: date
) -> list[Metric]:
    """Return how many events each company had."""
    counts = count_stages(reader, company_ids, from_, as_of)
    empty = empty_metric(RankingMetric.EVENTS, as_of, Unit.ROLE)
    empty = replace(empty, counted="events", from_=from_)
    totals = [(company_id, counts[company_id].total()) for company_id in company_ids]
    return [
        replace(empty, value=total, n=total, company_id=company_id) for company_id, total in totals
    ]


def measure_gap(company_id: int, gaps: Sequence[Gap], as_of: date) -> Metric:
    """Return the gap of one company where it is largest."""
    from_, unit = gaps[0].from_, gaps[0].unit
    empty = empty_metric(RankingMetric.GAP, as_of, unit)
    empty = replace(empty, counted=f"events and {empty.counted}", from_=from_)
    events, roles = sum(each.events for each in gaps), sum(each.active_roles for each in gaps)
    if min(events, roles) < FEWEST:
        counts = f"{events} events and {roles} {COUNTED[unit]} of known stage"
        reason = f"{counts}; {FEWEST} of each are needed"
        return replace(empty, reason=reason, company_id=company_id)
    # In whole numbers: of two shares that differ alike, the last digits of one may be larger.
    widest = max(gaps, key=lambda each: abs(each.events * roles - each.active_roles * events))
    assert isinstance(widest.subject, Stage)
    return replace(
        empty,
        value=widest.gap,
        n=widest.events + widest.active_roles,
        company_id=company_id,
        stage=widest.subject,
    )


def empty_metric(by: RankingMetric, as_of: date, unit: Unit) -> Metric:
    """Return a metric without number and company."""
    definition = define(RANKED_BY[by].name, unit)
    return Metric(
        name=definition.name,
        value=None,
        unit=definition.unit,
        definition=definition.text,
        n=0,
        coverage=None,
        as_of=as_of,
        reason=None,
        company_id=0,
        counted=COUNTED[unit],
    )

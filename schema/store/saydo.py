"""What was said beside what was done: a company's talk of AI and its AI roles, in one frame.

Hiring can be read `lag` weeks later than talk (earlier, where it is below zero): all days of roles
are then shifted by so many weeks, the last one too. Nothing later than that day counts.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from schema.database import Reader
from schema.errors import BadInput
from schema.store.calendar import (
    DAY,
    FIRST_DAY,
    LAST_DAY,
    WEEK,
    Grain,
    Period,
)
from schema.store.fiscal import read_periods
from schema.store.flows import (
    CellSums,
    RoleFlow,
    by_label,
    read_cell_sums,
    read_role_flows,
)
from schema.store.scopes import WHOLE, Together, owners_of
from schema.store.talk import EVENT_STAGE_DAYS, Place, Talk, read_talks
from schema.taxonomy.labels import EventType, JobFunction, Stage, Unit

MOST_LAG = 52


@dataclass(frozen=True, slots=True)
class TypeCount:
    """Events of one type."""

    type: EventType
    count: int


@dataclass(frozen=True, slots=True)
class StageCount:
    """Events of one stage."""

    stage: Stage
    count: int


@dataclass(frozen=True, slots=True)
class LabelFlow:
    """AI roles or postings of one stage, or of one function, in a period."""

    stage: Stage | None
    function: JobFunction | None
    opened: int
    closed: int
    active: int


@dataclass(frozen=True, slots=True)
class Scaled:
    """Two sides, each as a part (0..1) of its own peak; 0 where the peak is 0."""

    said: float
    did: float


@dataclass(frozen=True, slots=True)
class ScaledBucket(Scaled):
    """Events (`said`), roles active at the end (`did`) and what else a period counts, so scaled."""

    quotes: float
    opened: float
    closed: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """One period, with both sides; `events` lists the types that occurred.

    `companies`, `said_in` (first and last day), `after` and `until` say whose talk of which days
    and whose roles of which days it counts; of postings, `roles` has them instead.
    """

    start: date
    end: date
    events: tuple[TypeCount, ...]
    event_total: int
    quotes: int
    calls_held: int
    calls_mentioning_ai: int
    roles: RoleFlow
    scaled: ScaledBucket
    fiscal_period: str | None = None
    companies: Sequence[int] = field(default=(), compare=False)
    said_in: tuple[date, date] = field(default=(FIRST_DAY, LAST_DAY), compare=False)
    after: date = field(default=FIRST_DAY, compare=False)
    until: date = field(default=LAST_DAY, compare=False)
    unit: Unit = Unit.ROLE


def shift(day: date, lag: int) -> date:
    """Return the day of hiring that is set beside a day of talk, kept within the calendar.

    Raises BadInput for a lag of more than MOST_LAG weeks.
    """
    if abs(lag) > MOST_LAG:
        raise BadInput(f"a lag of {lag} weeks is too long; write -{MOST_LAG} to {MOST_LAG}")
    return min(max(day + lag * WEEK, FIRST_DAY), LAST_DAY)


def one_or_all(companies: Sequence[int], company_id: int) -> Sequence[int]:
    """Return whose answer it is: the company, or all of a `Together`."""
    return companies if isinstance(companies, Together) else (company_id,)


def timeline(
    reader: Reader,
    companies: Sequence[int],
    from_: date,
    to: date,
    grain: Grain,
    lag: int = 0,
    unit: Unit = Unit.ROLE,
) -> list[list[Bucket]]:
    """Return per company the periods that a range touches, oldest first, none left out.

    Days outside the range stay out of the first and the last period. Raises BadInput for an
    impossible range, lag, or fiscal quarters of several companies; TooMuch for too many periods.
    """
    periods = read_periods(reader, companies, from_, to, grain)
    owners = owners_of(companies)
    talks = read_talks(reader, companies, from_, to, placer(periods))
    ends = {owner: hiring_days(periods[owner], from_, to, lag) for owner in owners}
    if grain is Grain.FISCAL_QUARTER:
        days = sorted({day for of_owner in ends.values() for day in of_owner})
        sums = read_cell_sums(reader, companies, days, unit)
        flows = {owner: flows_between(sums[owner], ends[owner]) for owner in owners}
    else:
        # The periods of all are the same, and follow one another.
        flows = read_role_flows(reader, companies, ends[owners[0]] if owners else [], unit)
    timelines = []
    for owner in owners:
        said = [talks.get((owner, place)) or Talk() for place in range(len(periods[owner]))]
        whose = one_or_all(companies, owner)
        counted = Counted(whose, from_, to, unit)
        timelines.append(fill_buckets(counted, periods[owner], ends[owner], said, flows[owner]))
    return timelines


def placer(periods: dict[int, list[Period]]) -> Place:
    """Return what finds the place of the period that a day of an owner lies in."""
    starts = {owner: [period.start for period in found] for owner, found in periods.items()}

    @cache
    def place(owner: int, day: date) -> int:
        return bisect_right(starts[owner], day) - 1

    return place


def hiring_days(periods: Sequence[Period], from_: date, to: date, lag: int) -> list[date]:
    """Return the day before the first period's hiring, then the last day of each."""
    ends = [from_ - DAY, *(min(period.end, to) for period in periods)]
    return [shift(day, lag) for day in ends]


def flows_between(sums: dict[date, CellSums], days: Sequence[date]) -> list[RoleFlow]:
    """Return the flow from each day to the next."""
    return [
        RoleFlow(
            sum(now[0].values()) - sum(before[0].values()),
            sum(now[1].values()) - sum(before[1].values()),
            sum(now[0].values()) - sum(now[1].values()),
        )
        for before, now in pairwise(sums[day] for day in days)
    ]


class Counted(NamedTuple):
    """Whose talk and hiring the buckets of a range count, and in which unit."""

    companies: Sequence[int]
    from_: date
    to: date
    unit: Unit


def fill_buckets(
    counted: Counted,
    periods: Sequence[Period],
    ends: Sequence[date],
    said: Sequence[Talk],
    did: Sequence[RoleFlow],
) -> list[Bucket]:
    """Return one owner's buckets, scaled to the peaks among them; `ends` are the days of hiring."""
    totals = [talk.events.total() for talk in said]
    parts = zip(periods, pairwise(ends), said, did, totals, scale_buckets(said, did), strict=True)
    return [
        Bucket(
            start=period.start,
            end=period.end,
            events=count_types(talk.events),
            event_total=total,
            quotes=talk.quotes,
            calls_held=talk.calls_held,
            calls_mentioning_ai=talk.calls_mentioning_ai,
            roles=roles,
            scaled=sides,
            fiscal_period=period.label,
            companies=counted.companies,
            said_in=(max(period.start, counted.from_), min(period.end, counted.to)),
            after=after,
            until=until,
            unit=counted.unit,
        )
        for period, (after, until), talk, roles, total, sides in parts
    ]


def count_types(events: Counter[EventType]) -> tuple[TypeCount, ...]:
    """Return the types that occurred with their counts, in the vocabulary's order."""
    return tuple(TypeCount(kind, events[kind]) for kind in EventType if events[kind])


def scale(said: Sequence[int], did: Sequence[int]) -> list[Scaled]:
    """Return both sides as parts of their own peak; one reads shapes, not absolute heights."""
    return list(map(Scaled, scale_side(said), scale_side(did)))


def scale_side(counts: Sequence[int]) -> list[float]:
    """Return counts as parts of their peak, 0 where that is 0."""
    most = max(counts) or 1
    return [count / most for count in counts]


def scale_buckets(said: Sequence[Talk], did: Sequence[RoleFlow]) -> list[ScaledBucket]:
    """Return what periods count, each series as parts of its own peak among them."""
    series = (
        [talk.events.total() for talk in said],
        [roles.active for roles in did],
        [talk.quotes for talk in said],
        [roles.opened for roles in did],
        [roles.closed for roles in did],
    )
    return list(map(ScaledBucket, *map(scale_side, series)))


def split_events(reader: Reader, buckets: Sequence[Bucket]) -> list[list[StageCount]]:
    """Return the events of each bucket by stage, all five in order."""
    days = [day for bucket in buckets for day in bucket.said_in]
    given = {"from": min(days), "to": max(days)}
    scopes = {key_of(bucket.companies): bucket.companies for bucket in buckets}
    singles = [key for key, companies in scopes.items() if not isinstance(companies, Together)]
    rows: dict[int, list[Any]] = {key: [] for key in scopes}
    for row in EVENT_STAGE_DAYS.fetch(reader, singles, given) if singles else ():
        rows[row[0]].append(row)
    for key, companies in scopes.items():
        if isinstance(companies, Together):
            rows[key] = EVENT_STAGE_DAYS.fetch(reader, companies, given)
    ordered = {key: sorted(of_key, key=itemgetter(1)) for key, of_key in rows.items()}
    return [count_between(ordered[key_of(bucket.companies)], *bucket.said_in) for bucket in buckets]


def count_between(rows: Sequence[Any], from_: date, to: date) -> list[StageCount]:
    """Return the events of a range by stage; the rows are in order of their days."""
    start = bisect_left(rows, from_, key=itemgetter(1))
    counts = Counter[Stage]()
    for _, _, stage, events in rows[start : bisect_right(rows, to, key=itemgetter(1))]:
        counts[stage] += events
    return [StageCount(stage, counts[stage]) for stage in Stage]


def split_roles(reader: Reader, buckets: Sequence[Bucket]) -> list[tuple[CellSums, CellSums]]:
    """Return the sums by stage and function before, and at the end of, each bucket's hiring."""
    days = sorted({day for bucket in buckets for day in (bucket.after, bucket.until)})
    sums: dict[tuple[Unit, int], dict[date, CellSums]] = {}
    for unit in dict.fromkeys(bucket.unit for bucket in buckets):
        scopes = {key_of(each.companies): each.companies for each in buckets if each.unit is unit}
        singles = [key for key, companies in scopes.items() if not isinstance(companies, Together)]
        found = read_cell_sums(reader, singles, days, unit) if singles else {}
        for key, companies in scopes.items():
            if isinstance(companies, Together):
                found[key] = read_cell_sums(reader, companies, days, unit)[WHOLE]
        sums |= {(unit, key): of_scope for key, of_scope in found.items()}
    whose = ((each, sums[each.unit, key_of(each.companies)]) for each in buckets)
    return [(of_scope[each.after], of_scope[each.until]) for each, of_scope in whose]


def key_of(companies: Sequence[int]) -> int:
    """Return what tells owners apart: the only company's id, below zero for a `Together`."""
    return -id(companies) if isinstance(companies, Together) else companies[0]


def flow_labels(sums: tuple[CellSums, CellSums], place: int) -> list[LabelFlow]:
    """Return the flows of a bucket by stage (place 0: all five, then unknown if any) or function.

    Functions without any role in it are left out.
    """
    before, now = sums
    opened, was_opened = by_label(now[0], place), by_label(before[0], place)
    closed, was_closed = by_label(now[1], place), by_label(before[1], place)
    flows = []
    label: Any
    for label in (*Stage, None) if place == 0 else JobFunction:
        opens, closes = opened[label] - was_opened[label], closed[label] - was_closed[label]
        active = opened[label] - closed[label]
        if opens or closes or active or (place == 0 and label is not None):
            stage, function = (label, None) if place == 0 else (None, label)
            flows.append(LabelFlow(stage, function, opens, closes, active))
    return flows

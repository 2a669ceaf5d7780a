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
from typing import Any

from schema.database import Reader
from schema.errors import BadInput
from schema.store.calendar import (
    DAY,
    FIRST_DAY,
    LAST_DAY,
    WEEK,
    Grain,
    Period,
    check_range,
    periods_between,
)
from schema.store.fiscal import read_periods
from schema.store.flows import (
    CellSums,
    RoleFlow,
    by_label,
    read_cell_sums,
    read_role_flows,
    stock_of,
)
from schema.store.scopes import WHOLE, Together, owners_of
from schema.store.stock import Cells, read_stock
from schema.store.talk import EVENT_STAGE_DAYS, Place, Talk, count_stages, read_talks
from schema.taxonomy.labels import EventType, JobFunction, Stage

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
    """AI roles of one stage, or of one function, in a period."""

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
class Bucket:
    """One period, with both sides; `events` lists the types that occurred.

    `companies`, `said_in` (first and last day), `after` and `until` say whose talk of which days
    and whose roles of which days it counts.
    """

    start: date
    end: date
    events: tuple[TypeCount, ...]
    event_total: int
    quotes: int
    calls_held: int
    calls_mentioning_ai: int
    roles: RoleFlow
    scaled: Scaled
    fiscal_period: str | None = None
    companies: Sequence[int] = field(default=(), compare=False)
    said_in: tuple[date, date] = field(default=(FIRST_DAY, LAST_DAY), compare=False)
    after: date = field(default=FIRST_DAY, compare=False)
    until: date = field(default=LAST_DAY, compare=False)


@dataclass(frozen=True, slots=True)
class StageCell:
    """One stage, with both sides."""

    stage: Stage
    events: int
    active_roles: int
    scaled: Scaled


@dataclass(frozen=True, slots=True)
class StageQuarter:
    """The stages of one calendar quarter."""

    start: date
    end: date
    stages: tuple[StageCell, ...]


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
        sums = read_cell_sums(reader, companies, days)
        flows = {owner: flows_between(sums[owner], ends[owner]) for owner in owners}
    else:
        # The periods of all are the same, and follow one another.
        flows = read_role_flows(reader, companies, ends[owners[0]] if owners else [])
    timelines = []
    for owner in owners:
        said = [talks.get((owner, place)) or Talk() for place in range(len(periods[owner]))]
        whose = one_or_all(companies, owner)
        counted = (whose, from_, to)
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


def fill_buckets(
    counted: tuple[Sequence[int], date, date],
    periods: Sequence[Period],
    ends: Sequence[date],
    said: Sequence[Talk],
    did: Sequence[RoleFlow],
) -> list[Bucket]:
    """Return one owner's buckets, scaled to the peaks among them.

    `counted` are the companies and the range, `ends` the days of hiring.
    """
    companies, from_, to = counted
    totals = [talk.events.total() for talk in said]
    scaled = scale(totals, [roles.active for roles in did])
    parts = zip(periods, pairwise(ends), said, did, totals, scaled, strict=True)
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
            companies=companies,
            said_in=(max(period.start, from_), min(period.end, to)),
            after=after,
            until=until,
        )
        for period, (after, until), talk, roles, total, sides in parts
    ]


def count_types(events: Counter[EventType]) -> tuple[TypeCount, ...]:
    """Return the types that occurred with their counts, in the vocabulary's order."""
    return tuple(TypeCount(kind, events[kind]) for kind in EventType if events[kind])


def scale(said: Sequence[int], did: Sequence[int]) -> list[Scaled]:
    """Return both sides as parts of their own peak; one reads shapes, not absolute heights."""
    most_said, most_done = max(said) or 1, max(did) or 1
    return [Scaled(a / most_said, b / most_done) for a, b in zip(said, did, strict=True)]


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
    scopes = {key_of(bucket.companies): bucket.companies for bucket in buckets}
    sums: dict[int, dict[date, CellSums]] = {}
    for key, companies in scopes.items():
        if isinstance(companies, Together):
            sums[key] = read_cell_sums(reader, companies, days)[WHOLE]
    singles = [key for key in scopes if key not in sums]
    sums |= read_cell_sums(reader, singles, days) if singles else {}
    return [
        (sums[key_of(bucket.companies)][bucket.after], sums[key_of(bucket.companies)][bucket.until])
        for bucket in buckets
    ]


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


def heatmap(
    reader: Reader, companies: Sequence[int], from_: date, to: date, lag: int = 0
) -> list[list[StageCell]]:
    """Return events in a range and roles active on its last day, for all five stages in order.

    Raises BadInput for an impossible range or lag.
    """
    cells = []
    for said, did in read_stages(reader, companies, from_, to, lag):
        sides = zip(Stage, said, did, scale(said, did), strict=True)
        cells.append([StageCell(*cell) for cell in sides])
    return cells


def read_stages(
    reader: Reader, companies: Sequence[int], from_: date, to: date, lag: int = 0
) -> list[tuple[list[int], list[int]]]:
    """Return per owner the events and the active roles of each stage, in the stages' order."""
    check_range(from_, to)
    stock = read_stock_of(reader, companies, shift(to, lag))
    events = count_stages(reader, companies, from_, to)
    found = []
    for owner in owners_of(companies):
        roles = by_label(stock[owner], 0)
        found.append(([events[owner][stage] for stage in Stage], [roles[stage] for stage in Stage]))
    return found


def read_stock_of(reader: Reader, companies: Sequence[int], day: date) -> dict[int, Cells]:
    """Return per owner the AI roles open on a day by stage and function."""
    stock = read_stock(reader, companies, day)
    if not isinstance(companies, Together):
        return stock
    total = Counter[tuple[Stage | None, JobFunction]]()
    for cells in stock.values():
        total.update(cells)
    return dict.fromkeys(owners_of(companies), total)


def stage_quarters(
    reader: Reader, companies: Sequence[int], from_: date, to: date, lag: int = 0
) -> list[list[StageQuarter]]:
    """Return the heatmap of each calendar quarter of a range, scaled to the peaks among all.

    Raises BadInput for an impossible range or lag, TooMuch for too many quarters.
    """
    periods = periods_between(from_, to, Grain.QUARTER)
    ends = hiring_days(periods, from_, to, lag)[1:]
    sums = read_cell_sums(reader, companies, ends)
    place = placer(dict.fromkeys(owners_of(companies), periods))
    said = Counter[tuple[int, int, Stage]]()
    for owner, day, stage, events in EVENT_STAGE_DAYS.fetch(
        reader, companies, {"from": from_, "to": to}
    ):
        said[owner, place(owner, day), stage] += events
    found = []
    for owner in owners_of(companies):
        roles = [by_label(stock_of(sums[owner][end]), 0) for end in ends]
        talk = [said[owner, n, stage] for n in range(len(periods)) for stage in Stage]
        done = [of_stage[stage] for of_stage in roles for stage in Stage]
        found.append(fill_quarters(periods, talk, done))
    return found


def fill_quarters(
    periods: Sequence[Period], said: Sequence[int], did: Sequence[int]
) -> list[StageQuarter]:
    """Return one owner's quarters from the counts of all their stages in order."""
    cells = zip(list(Stage) * len(periods), said, did, scale(said, did), strict=True)
    rows = [StageCell(*cell) for cell in cells]
    width = len(Stage)
    return [
        StageQuarter(period.start, period.end, tuple(rows[n * width : (n + 1) * width]))
        for n, period in enumerate(periods)
    ]

"""What was said beside what was done: a company's talk of AI and its AI roles, in one frame."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from sqlalchemy import bindparam, func, select

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.calendar import DAY, Grain, Period, check_range, period_of, periods_between
from schema.store.keys import among
from schema.store.stock import Cells, Sums, read_stock, read_sums
from schema.tables import Call, Event, Quote, table_of
from schema.taxonomy.labels import EventType, Stage

CALL, EVENT, QUOTE = table_of(Call), table_of(Event), table_of(Quote)
FROM = bindparam("from", type_=EVENT.c.occurred_on.type)
TO = bindparam("to", type_=EVENT.c.occurred_on.type)

EVENT_DAYS = Prepared(
    select(EVENT.c.company_id, EVENT.c.occurred_on, EVENT.c.type, func.count())
    .where(among(EVENT.c.company_id), EVENT.c.occurred_on.between(FROM, TO))
    .group_by(EVENT.c.company_id, EVENT.c.occurred_on, EVENT.c.type)
)
QUOTE_DAYS = Prepared(
    select(QUOTE.c.company_id, QUOTE.c.occurred_on, func.count())
    .where(among(QUOTE.c.company_id), QUOTE.c.occurred_on.between(FROM, TO))
    .group_by(QUOTE.c.company_id, QUOTE.c.occurred_on)
)
CALL_DAYS = Prepared(
    select(
        CALL.c.company_id,
        CALL.c.held_on,
        func.count(),
        func.count().filter(CALL.c.mentions_ai),
    )
    .where(among(CALL.c.company_id), CALL.c.held_on.between(FROM, TO))
    .group_by(CALL.c.company_id, CALL.c.held_on)
)
EVENT_STAGES = Prepared(
    select(EVENT.c.company_id, EVENT.c.stage, func.count())
    .where(among(EVENT.c.company_id), EVENT.c.occurred_on.between(FROM, TO))
    .group_by(EVENT.c.company_id, EVENT.c.stage)
)


@dataclass(frozen=True, slots=True)
class TypeCount:
    """Events of one type."""

    type: EventType
    count: int


@dataclass(frozen=True, slots=True)
class RoleFlow:
    """AI roles opened and closed in a period, and active on its last day in the range."""

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
    """One period of the calendar, with both sides; `events` lists the types that occurred."""

    start: date
    end: date
    events: tuple[TypeCount, ...]
    event_total: int
    quotes: int
    calls_held: int
    calls_mentioning_ai: int
    roles: RoleFlow
    scaled: Scaled


@dataclass(frozen=True, slots=True)
class StageCell:
    """One stage, with both sides."""

    stage: Stage
    events: int
    active_roles: int
    scaled: Scaled


@dataclass(frozen=True, slots=True)
class StageGap:
    """How much larger a stage's share of the talk is than its share of the hiring, -1..1.

    None where a share has no meaning because that whole side is empty.
    """

    stage: Stage
    talk_share: float | None
    hiring_share: float | None
    gap: float | None


@dataclass(slots=True)
class Talk:
    """What one company said in one period, as far as it is read."""

    events: Counter[EventType] = field(default_factory=Counter)
    quotes: int = 0
    calls_held: int = 0
    calls_mentioning_ai: int = 0


Talks = defaultdict[tuple[int, date], Talk]


def timeline(
    reader: Reader, company_ids: Sequence[int], from_: date, to: date, grain: Grain
) -> list[list[Bucket]]:
    """Return the periods that a range touches, oldest first, none left out.

    Days outside the range stay out of the first and the last period. Raises BadInput for an
    impossible range, TooMuch for one of too many periods.
    """
    periods = periods_between(from_, to, grain)
    talks = read_talks(reader, company_ids, from_, to, grain)
    # The periods follow one another, so the end of each is the day before the next.
    ends = [from_ - DAY, *(min(period.end, to) for period in periods)]
    sums = read_sums(reader, company_ids, ends)
    timelines = []
    for company_id in company_ids:
        said = [talks[company_id, period.start] for period in periods]
        did = [flow_between(*pair) for pair in pairwise(sums[company_id])]
        timelines.append(fill_buckets(periods, said, did))
    return timelines


def read_talks(
    reader: Reader, company_ids: Sequence[int], from_: date, to: date, grain: Grain
) -> Talks:
    """Return what was said in a range by company and first day of the period."""
    parameters = {"keys": company_ids, "from": from_, "to": to}
    talks = Talks(Talk)
    for company_id, day, event_type, events in reader.fetch_once(EVENT_DAYS, parameters):
        talks[company_id, period_of(day, grain).start].events[event_type] += events
    for company_id, day, quotes in reader.fetch_once(QUOTE_DAYS, parameters):
        talks[company_id, period_of(day, grain).start].quotes += quotes
    for company_id, day, held, mentioning_ai in reader.fetch_once(CALL_DAYS, parameters):
        talk = talks[company_id, period_of(day, grain).start]
        talk.calls_held += held
        talk.calls_mentioning_ai += mentioning_ai
    return talks


def flow_between(before: Sums, now: Sums) -> RoleFlow:
    """Return the roles opened and closed between two days, and active on the later one."""
    return RoleFlow(now.opened - before.opened, now.closed - before.closed, now.active)


def fill_buckets(
    periods: Sequence[Period], said: Sequence[Talk], did: Sequence[RoleFlow]
) -> list[Bucket]:
    """Return one company's buckets, scaled to the peaks among them."""
    totals = [talk.events.total() for talk in said]
    scaled = scale(totals, [roles.active for roles in did])
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
        )
        for period, talk, roles, total, sides in zip(
            periods, said, did, totals, scaled, strict=True
        )
    ]


def count_types(events: Counter[EventType]) -> tuple[TypeCount, ...]:
    """Return the types that occurred with their counts, in the vocabulary's order."""
    return tuple(TypeCount(kind, events[kind]) for kind in EventType if events[kind])


def scale(said: Sequence[int], did: Sequence[int]) -> list[Scaled]:
    """Return both sides as parts of their own peak; one reads shapes, not absolute heights."""
    most_said, most_done = max(said) or 1, max(did) or 1
    return [Scaled(a / most_said, b / most_done) for a, b in zip(said, did, strict=True)]


def heatmap(
    reader: Reader, company_ids: Sequence[int], from_: date, to: date
) -> list[list[StageCell]]:
    """Return events in a range and roles active on its last day, for all five stages in order.

    Raises BadInput for an impossible range.
    """
    cells = []
    for said, did in read_stages(reader, company_ids, from_, to):
        sides = zip(Stage, said, did, scale(said, did), strict=True)
        cells.append([StageCell(*cell) for cell in sides])
    return cells


def gap(reader: Reader, company_ids: Sequence[int], from_: date, to: date) -> list[list[StageGap]]:
    """Return per stage the share of the talk less the share of the hiring, all five in order.

    Raises BadInput for an impossible range.
    """
    gaps = []
    for said, did in read_stages(reader, company_ids, from_, to):
        all_said, all_done = sum(said), sum(did)
        talk = [events / all_said if all_said else None for events in said]
        hiring = [roles / all_done if all_done else None for roles in did]
        gaps.append([compare_shares(*each) for each in zip(Stage, talk, hiring, strict=True)])
    return gaps


def compare_shares(stage: Stage, talk: float | None, hiring: float | None) -> StageGap:
    """Return the gap of one stage; None unless both shares are known."""
    difference = None if talk is None or hiring is None else talk - hiring
    return StageGap(stage, talk, hiring, difference)


def read_stages(
    reader: Reader, company_ids: Sequence[int], from_: date, to: date
) -> list[tuple[list[int], list[int]]]:
    """Return per company the events and the active roles of each stage, in the stages' order."""
    check_range(from_, to)
    stock = read_stock(reader, company_ids, to)
    events = Counter[tuple[int, Stage]]()
    for company_id, stage, count in reader.fetch_once(
        EVENT_STAGES, {"keys": company_ids, "from": from_, "to": to}
    ):
        events[company_id, stage] = count
    return [
        (
            [events[company_id, stage] for stage in Stage],
            [count_stage(stock[company_id], stage) for stage in Stage],
        )
        for company_id in company_ids
    ]


def count_stage(cells: Cells, stage: Stage) -> int:
    """Return the roles of one stage, whatever their function."""
    return sum(roles for (of_stage, _), roles in cells.items() if of_stage is stage)

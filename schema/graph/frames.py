"""Loads talk beside hiring: of one company, of several as one, of several side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from schema import tables
from schema.database import Reader
from schema.errors import BadInput, TooMuch
from schema.graph.loading import Request
from schema.graph.mapping import argument
from schema.graph.metrics import today
from schema.graph.where import Conditions, check_size, storable, where_parameters
from schema.prepared import Prepared
from schema.store import gaps, heatmap as heatmaps, leading, saydo
from schema.store.calendar import Grain, check_day
from schema.store.fiscal import refuse_fiscal
from schema.store.keys import among
from schema.store.metrics import COUNTED, Coverage, Metric
from schema.store.saydo import MOST_LAG, Bucket
from schema.store.scopes import WHOLE, Together, owners_of
from schema.store.told import Told, count_told_events, count_told_jobs
from schema.tables import table_of
from schema.taxonomy.labels import Stage, Unit

COMPANY = table_of(tables.Company)
NAMED = Prepared(
    select(COMPANY.c.id, COMPANY.c.slug, COMPANY.c.ticker).where(
        or_(among(COMPANY.c.slug), among(COMPANY.c.ticker))
    )
)
UNIT = argument("unit", Unit, "What hiring counts.", Unit.ROLE)
SPAN = (
    argument("from", date | None, "First day; a year before `to` when nothing is said."),
    argument("to", date | None, "Last day of what was said; today when nothing is said."),
    argument("grain", Grain, "Length of the buckets.", Grain.MONTH),
    argument("lag", int, f"Hiring so many weeks later, -{MOST_LAG} to {MOST_LAG}.", 0),
    UNIT,
)
MOST_COMPARED = 20
MOST_COMPANIES = 10_000


@dataclass(frozen=True, slots=True)
class SayDoOf:
    """Talk and hiring side by side: of whom, over which days; computed when it is asked for.

    `companies` holds one id, or is a `Together`.
    """

    companies: Sequence[int]
    from_: date
    to: date
    grain: Grain
    lag: int
    unit: Unit

    @property
    def company_id(self) -> int | None:
        """The company, None for several."""
        return None if isinstance(self.companies, Together) else self.companies[0]

    @property
    def company_count(self) -> int:
        """How many companies it is about."""
        return len(self.companies)

    @property
    def span(self) -> tuple[date, date, int, Unit]:
        """First and last day, lag and unit."""
        return self.from_, self.to, self.lag, self.unit

    @property
    def alike(self) -> tuple[Any, ...]:
        """What those have in common that one statement answers."""
        whole = id(self.companies) if isinstance(self.companies, Together) else None
        return (whole, self.from_, self.to, self.grain, self.lag, self.unit)


def read_span(arguments: Mapping[str, Any]) -> tuple[date, date, Grain, int, Unit]:
    """Return first day, last day, grain, lag and unit; a year up to today when nothing is said.

    Raises BadInput for an impossible last day or lag.
    """
    to = arguments.get("to") or today()
    check_day(to, "to")
    lag = arguments.get("lag") or 0
    saydo.shift(to, lag)
    from_ = arguments.get("from") or to - timedelta(days=364)
    return from_, to, Grain(arguments["grain"]), lag, Unit(arguments["unit"])


def load_say_do(
    request: Request, keys: Sequence[int], arguments: Mapping[str, Any]
) -> list[SayDoOf]:
    """Return what to compute for each company."""
    span = read_span(arguments)
    return [SayDoOf((key,), *span) for key in keys]


def load_whole(
    request: Request, owners: Sequence[Any], arguments: Mapping[str, Any]
) -> list[SayDoOf]:
    """Return what to compute for all companies of a `where` as one.

    Raises BadInput for fiscal quarters.
    """
    where, span = arguments.get("where") or {}, read_span(arguments)
    refuse_fiscal(span[2])
    # The last day that it looks at: with a lag, hiring goes on after talk.
    last = max(span[1], saydo.shift(span[1], span[3]))
    companies = Together(find_companies(request, where, last), where, last)
    return [SayDoOf(companies, *span)] * len(owners)


def load_compared(
    request: Request, owners: Sequence[Any], arguments: Mapping[str, Any]
) -> list[list[SayDoOf]]:
    """Return what to compute for each company that is named, in that order, over the same periods.

    Raises BadInput for an unknown name and for fiscal quarters, TooMuch for too many names.
    """
    span = read_span(arguments)
    refuse_fiscal(span[2])
    ids = find_named(request.reader, arguments["companies"])
    return [[SayDoOf((key,), *span) for key in ids]] * len(owners)


def find_companies(request: Request, where: Mapping[str, Any], as_of: date) -> list[int]:
    """Return the ids of the companies that met a condition on a day.

    Raises TooMuch for over 10,000.
    """
    check_size(where)
    condition = Conditions(request.sources, is_as_of=True).build("Company", COMPANY, where)
    statement = select(COMPANY.c.id).where(condition).order_by(COMPANY.c.id)
    limited = statement.limit(MOST_COMPANIES + 1)
    found = [
        row[0] for row in request.reader.rows(limited, {**where_parameters(where), "asOf": as_of})
    ]
    if len(found) > MOST_COMPANIES:
        raise TooMuch(f"`where` finds over {MOST_COMPANIES:,} companies; narrow it")
    return found


def find_named(reader: Reader, names: Sequence[str]) -> list[int]:
    """Return the ids of companies by ticker or short name, in the order of the names."""
    if len(names) > MOST_COMPARED:
        raise TooMuch(f"{len(names)} companies are named; at most {MOST_COMPARED} are compared")
    wanted = [storable(name) for name in names]
    ids: dict[str, int] = {}
    for company_id, slug, ticker in reader.fetch(NAMED, {"keys": wanted}):
        ids.setdefault(slug, company_id)
        if ticker is not None:
            ids[ticker] = company_id
    unknown = [name for name in wanted if name not in ids]
    if unknown:
        raise BadInput(f"there is no company {unknown[0][:60]!r}; write its ticker or its slug")
    found = [ids[name] for name in wanted]
    if len(set(found)) < len(found):
        raise BadInput("`companies` names a company twice")
    return found


Load = Callable[[Reader, Sequence[int], SayDoOf], Sequence[Any]]


def framed(load: Load) -> Callable[[Request, Sequence[SayDoOf], Mapping[str, Any]], list[Any]]:
    """Return a loader that calls `load` once for all owners that are alike."""

    def load_all(
        request: Request, owners: Sequence[SayDoOf], arguments: Mapping[str, Any]
    ) -> list[Any]:
        groups: dict[Any, list[SayDoOf]] = {}
        for owner in owners:
            groups.setdefault(owner.alike, []).append(owner)
        found: dict[Any, Any] = {}
        for key, alike in groups.items():
            first = alike[0].companies
            ids = list(dict.fromkeys(owner.companies[0] for owner in alike if owner.company_id))
            companies = first if isinstance(first, Together) else ids
            values = load(request.reader, companies, alike[0])
            pairs = zip(owners_of(companies), values, strict=True)
            found |= {(key, whose): value for whose, value in pairs}
        return [found[owner.alike, owner.company_id or WHOLE] for owner in owners]

    return load_all


def read_mismatch(
    find: Callable[[Sequence[gaps.Gap], Sequence[gaps.Gap]], gaps.Mismatch],
) -> Load:
    """Return what reads stages and areas that only one side has."""

    def load(reader: Reader, ids: Sequence[int], at: SayDoOf) -> list[gaps.Mismatch]:
        stages, areas = gaps.gap(reader, ids, *at.span), gaps.area_gaps(reader, ids, *at.span)
        return [find(*pair) for pair in zip(stages, areas, strict=True)]

    return load


buckets = framed(
    lambda reader, ids, at: saydo.timeline(reader, ids, at.from_, at.to, at.grain, at.lag, at.unit)
)
heatmap = framed(lambda reader, ids, at: heatmaps.heatmap(reader, ids, *at.span))
stage_quarters = framed(lambda reader, ids, at: heatmaps.stage_quarters(reader, ids, *at.span))
gap = framed(lambda reader, ids, at: gaps.gap(reader, ids, *at.span))
area_gap = framed(lambda reader, ids, at: gaps.area_gaps(reader, ids, *at.span))
only_talk = framed(read_mismatch(gaps.only_talk))
only_hiring = framed(read_mismatch(gaps.only_hiring))
lead = framed(lambda reader, ids, at: leading.leads(reader, ids, at.from_, at.to, at.unit))


def covered(
    count: Callable[[Reader, Sequence[int], gaps.Gap], Told], name: str
) -> Callable[[Request, Sequence[gaps.Gap], Mapping[str, Any]], list[Coverage]]:
    """Return what says how many rows of one side of each gap tell their stage; `name` is theirs."""

    def load(
        request: Request, owners: Sequence[gaps.Gap], arguments: Mapping[str, Any]
    ) -> list[Coverage]:
        scopes: dict[Any, list[gaps.Gap]] = {}
        for each in owners:
            whole = id(each.companies) if isinstance(each.companies, Together) else None
            key = (whole, each.from_, each.to, each.hiring_on, each.unit)
            scopes.setdefault(key, []).append(each)
        found: dict[int, Coverage] = {}
        for alike in scopes.values():
            first = alike[0].companies
            ids = list(dict.fromkeys(each.companies[0] for each in alike if each.companies))
            companies = first if isinstance(first, Together) else ids
            told = count(request.reader, companies, alike[0])
            for each in alike:
                [owner] = owners_of(each.companies)
                known = told[owner][Stage(each.subject)]
                found[id(each)] = Coverage(known, getattr(each, name))
        return [found[id(each)] for each in owners]

    return load


talk_coverage = covered(
    lambda reader, ids, at: count_told_events(reader, ids, at.from_, at.to), "events"
)
hiring_coverage = covered(
    lambda reader, ids, at: count_told_jobs(reader, ids, at.hiring_on, at.unit), "active_roles"
)


def coverage(
    request: Request, owners: Sequence[Metric], arguments: Mapping[str, Any]
) -> list[Coverage | None]:
    """Return how many rows of each number told what it is made of; of a gap, both sides."""
    given = [(each, gap_of(each)) for each in owners]
    shown = [gap for _, gap in given if gap is not None]
    talk = iter(talk_coverage(request, shown, arguments) if shown else ())
    hiring = iter(hiring_coverage(request, shown, arguments) if shown else ())
    return [
        each.coverage if gap is None else Coverage(next(talk).known + next(hiring).known, each.n)
        for each, gap in given
    ]


def gap_of(metric: Metric) -> gaps.Gap | None:
    """Return what a number counts as a gap, without its counts; None where it is none."""
    if metric.stage is None or metric.from_ is None:
        return None
    span = (metric.from_, metric.as_of, metric.as_of)
    unit = Unit.POSTING if COUNTED[Unit.POSTING] in metric.counted else Unit.ROLE
    return gaps.Gap(metric.stage, 0, 0, None, None, None, (metric.company_id,), *span, unit)


def split_events(
    request: Request, owners: Sequence[Bucket], arguments: Mapping[str, Any]
) -> list[list[saydo.StageCount]]:
    """Return the events of each bucket by stage."""
    return saydo.split_events(request.reader, owners)


def load_flows(place: int) -> Callable[[Request, Sequence[Bucket], Mapping[str, Any]], list[Any]]:
    """Return what loads the roles of buckets by stage (place 0) or by function (place 1)."""

    def load(
        request: Request, owners: Sequence[Bucket], arguments: Mapping[str, Any]
    ) -> list[list[saydo.LabelFlow]]:
        sums = saydo.split_roles(request.reader, owners)
        return [saydo.flow_labels(each, place) for each in sums]

    return load

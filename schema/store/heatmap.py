"""The stages of work, talk beside hiring: over a range, and in each of its quarters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schema.database import Reader
from schema.store.calendar import Grain, Period, check_range, periods_between
from schema.store.flows import by_label, read_cell_sums, stock_of
from schema.store.saydo import Scaled, hiring_days, placer, scale, shift
from schema.store.scopes import Together, owners_of
from schema.store.stock import Cells, read_stock
from schema.store.talk import EVENT_STAGE_DAYS, count_stages
from schema.taxonomy.labels import JobFunction, Stage, Unit


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


def heatmap(
    reader: Reader,
    companies: Sequence[int],
    from_: date,
    to: date,
    lag: int = 0,
    unit: Unit = Unit.ROLE,
) -> list[list[StageCell]]:
    """Return events in a range and roles active on its last day, for all five stages in order.

    Raises BadInput for an impossible range or lag.
    """
    cells = []
    for said, did in read_stages(reader, companies, from_, to, lag, unit):
        sides = zip(Stage, said, did, scale(said, did), strict=True)
        cells.append([StageCell(*cell) for cell in sides])
    return cells


def read_stages(
    reader: Reader,
    companies: Sequence[int],
    from_: date,
    to: date,
    lag: int = 0,
    unit: Unit = Unit.ROLE,
) -> list[tuple[list[int], list[int]]]:
    """Return per owner the events and the active roles of each stage, in the stages' order."""
    check_range(from_, to)
    stock = read_stock_of(reader, companies, shift(to, lag), unit)
    events = count_stages(reader, companies, from_, to)
    found = []
    for owner in owners_of(companies):
        roles = by_label(stock[owner], 0)
        found.append(([events[owner][stage] for stage in Stage], [roles[stage] for stage in Stage]))
    return found


def read_stock_of(
    reader: Reader, companies: Sequence[int], day: date, unit: Unit
) -> dict[int, Cells]:
    """Return per owner the AI roles or postings open on a day by stage and function."""
    stock = read_stock(reader, companies, day, unit)
    if not isinstance(companies, Together):
        return stock
    total = Counter[tuple[Stage | None, JobFunction]]()
    for cells in stock.values():
        total.update(cells)
    return dict.fromkeys(owners_of(companies), total)


def stage_quarters(
    reader: Reader,
    companies: Sequence[int],
    from_: date,
    to: date,
    lag: int = 0,
    unit: Unit = Unit.ROLE,
) -> list[list[StageQuarter]]:
    """Return the heatmap of each calendar quarter of a range, scaled to the peaks among all.

    Raises BadInput for an impossible range or lag, TooMuch for too many quarters.
    """
    periods = periods_between(from_, to, Grain.QUARTER)
    ends = hiring_days(periods, from_, to, lag)[1:]
    sums = read_cell_sums(reader, companies, ends, unit)
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

"""The gap between talk and hiring, per stage and per area of work, with what each side counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, case, func, literal, select

from schema.database import Reader
from schema.store.areas import AREA_OF_FUNCTION, AREA_OF_THEME, WorkArea
from schema.store.calendar import check_range
from schema.store.heatmap import read_stages, read_stock_of
from schema.store.keys import among
from schema.store.saydo import Counted, one_or_all, shift
from schema.store.scopes import ByOwner, owners_of
from schema.store.talk import FROM, TO
from schema.tables import Quote, QuoteTheme, Theme, table_of
from schema.taxonomy.labels import Stage, Unit

QUOTE, LINK, THEME = table_of(Quote), table_of(QuoteTheme), table_of(Theme)
AREA = case(
    {theme: literal(area.value) for theme, area in AREA_OF_THEME.items()}, value=THEME.c.slug
)


def count_area_events(owner: tuple[Any, ...]) -> Select[Any]:
    """Return the statement that counts the events of each area."""
    pairs = (
        select(*owner, AREA.label("area"), QUOTE.c.event_id)
        .distinct()
        .join_from(QUOTE, LINK, LINK.c.quote_id == QUOTE.c.id)
        .join(THEME, THEME.c.id == LINK.c.theme_id)
        .where(among(QUOTE.c.company_id), QUOTE.c.occurred_on.between(FROM, TO))
        .subquery()
    )
    keys = [column for column in pairs.c if column.name != "event_id"]
    return select(*keys, func.count()).group_by(*keys)


EVENT_AREAS = ByOwner(QUOTE.c.company_id, count_area_events)


@dataclass(frozen=True, slots=True)
class Gap:
    """How much larger a share of the talk a stage or an area has than of the hiring, -1..1.

    None where a share has no meaning because that whole side is empty. `companies`, `from_`, `to`,
    `hiring_on` and `unit` say what was counted; of postings, `active_roles` are those.
    """

    subject: Stage | WorkArea
    events: int
    active_roles: int
    talk_share: float | None
    hiring_share: float | None
    gap: float | None
    companies: Sequence[int] = field(default=(), compare=False)
    from_: date = field(default=date.min, compare=False)
    to: date = field(default=date.max, compare=False)
    hiring_on: date = field(default=date.max, compare=False)
    unit: Unit = Unit.ROLE


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Stages and areas that one side has and the other has not at all, most first."""

    stages: tuple[Gap, ...]
    areas: tuple[Gap, ...]


def gap(
    reader: Reader,
    companies: Sequence[int],
    from_: date,
    to: date,
    lag: int = 0,
    unit: Unit = Unit.ROLE,
) -> list[list[Gap]]:
    """Return per stage the share of the talk less the share of the hiring, all five in order.

    Raises BadInput for an impossible range or lag.
    """
    sides = read_stages(reader, companies, from_, to, lag, unit)
    gaps = []
    for owner, each in zip(owners_of(companies), sides, strict=True):
        counted = Counted(one_or_all(companies, owner), from_, to, unit)
        gaps.append(compare_sides(list(Stage), *each, counted, shift(to, lag)))
    return gaps


def area_gaps(
    reader: Reader,
    companies: Sequence[int],
    from_: date,
    to: date,
    lag: int = 0,
    unit: Unit = Unit.ROLE,
) -> list[list[Gap]]:
    """Return per area the share of the talk less the share of the hiring, all in their order.

    An event counts once in each area that one of its quotes has a theme of. Raises BadInput for an
    impossible range or lag.
    """
    check_range(from_, to)
    stock = read_stock_of(reader, companies, shift(to, lag), unit)
    talk = Counter[tuple[int, WorkArea]]()
    for owner, area, events in EVENT_AREAS.fetch(reader, companies, {"from": from_, "to": to}):
        talk[owner, WorkArea(area)] += events
    gaps = []
    for owner in owners_of(companies):
        roles = Counter[WorkArea]()
        for (_, function), count in stock[owner].items():
            if function in AREA_OF_FUNCTION:
                roles[AREA_OF_FUNCTION[function]] += count
        said, did = [talk[owner, area] for area in WorkArea], [roles[area] for area in WorkArea]
        counted = Counted(one_or_all(companies, owner), from_, to, unit)
        gaps.append(compare_sides(list(WorkArea), said, did, counted, shift(to, lag)))
    return gaps


def compare_sides(
    subjects: Sequence[Stage | WorkArea],
    said: Sequence[int],
    did: Sequence[int],
    counted: Counted,
    hiring_on: date,
) -> list[Gap]:
    """Return the gap of each subject, between the talk of a range and the hiring of a day."""
    companies, from_, to, unit = counted
    all_said, all_done = sum(said), sum(did)
    found = []
    for subject, events, roles in zip(subjects, said, did, strict=True):
        talk = events / all_said if all_said else None
        hiring = roles / all_done if all_done else None
        difference = None if talk is None or hiring is None else talk - hiring
        scope = (companies, from_, to, hiring_on, unit)
        found.append(Gap(subject, events, roles, talk, hiring, difference, *scope))
    return found


def only_talk(stages: Sequence[Gap], areas: Sequence[Gap]) -> Mismatch:
    """Return what is talked about and not hired for at all, most talked about first."""
    return one_sided(stages, areas, "events", "active_roles")


def only_hiring(stages: Sequence[Gap], areas: Sequence[Gap]) -> Mismatch:
    """Return what is hired for and not talked about at all, most roles first."""
    return one_sided(stages, areas, "active_roles", "events")


def one_sided(stages: Sequence[Gap], areas: Sequence[Gap], has: str, lacks: str) -> Mismatch:
    """Return what has one count and lacks the other, most first; in their order where equal."""
    count, missing = attrgetter(has), attrgetter(lacks)
    found = (
        [each for each in gaps if count(each) and not missing(each)] for gaps in (stages, areas)
    )
    return Mismatch(*(tuple(sorted(gaps, key=count, reverse=True)) for gaps in found))

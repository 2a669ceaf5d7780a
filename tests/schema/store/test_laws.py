"""What holds for every set of postings, whatever the day and the order in which they came.

An example is a new company in the same database. The oracle knows nothing of spans: it walks the
days one by one and asks which jobs have a posting on show.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import floor
from statistics import mean, median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import Table, func, or_, select, update

from schema.database import Reader
from schema.store.calendar import Grain
from schema.store.heatmap import heatmap
from schema.store.hiring import (
    Comparison,
    active_roles,
    by_function,
    by_stage,
    change,
    primary_focus,
    salary,
    weekly,
)
from schema.store.roles import refresh_roles
from schema.store.saydo import timeline
from schema.store.stock import read_stock
from schema.tables import Posting, Role, RoleCount, RoleGap, table_of
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, AiInvolvement, JobFunction, Stage, Unit
from tests.schema.conftest import World

POSTING, ROLE, COUNT = table_of(Posting), table_of(Role), table_of(RoleCount)
GAP = table_of(RoleGap)
FIRST = date(2026, 1, 1)
# A short calendar, so that openings, closings and questions often fall on one day.
CALENDAR = range(15)
DAYS = st.sampled_from(CALENDAR)
STAGES = st.sampled_from([Stage.BUILD, Stage.SHIP, None])
FUNCTIONS = st.sampled_from([JobFunction.DATA_ML, JobFunction.PRODUCT])
UNITS = st.sampled_from(Unit)
LABELS = st.fixed_dictionaries({}, optional={"stage": STAGES, "function": FUNCTIONS})

# Each example adds a company of its own, so that nothing of another example is seen.
LAW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class Ad:
    """A posting as days of a short calendar."""

    source: str
    job: str
    opened: int
    length: int | None
    involvement: AiInvolvement
    stage: Stage | None
    function: JobFunction
    pay: int | None

    @property
    def closed(self) -> int | None:
        """The day from which it is not open any more."""
        return None if self.length is None else self.opened + self.length

    def is_open(self, day: int) -> bool:
        """Whether it is on show on a day."""
        return self.opened <= day and (self.closed is None or day < self.closed)


ADS = st.lists(
    st.builds(
        Ad,
        source=st.text("abc", min_size=1, max_size=6),
        job=st.sampled_from(["engineer", "scientist"]),
        opened=DAYS,
        length=st.none() | st.integers(0, 6),
        involvement=st.sampled_from([AiInvolvement.DEVELOPS, AiInvolvement.MENTIONS]),
        stage=STAGES,
        function=FUNCTIONS,
        pay=st.none() | st.integers(1, 9),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda ad: ad.source,
)


def day_of(n: int) -> date:
    return FIRST + timedelta(days=n)


def posting_of(world: World, company: int, ad: Ad) -> Posting:
    closed_on = None if ad.closed is None else day_of(ad.closed).isoformat()
    return world.posting(
        company,
        day_of(ad.opened).isoformat(),
        closed_on,
        source_id=ad.source,
        role_key=ad.job,
        title=ad.source,
        ai_involvement=ad.involvement,
        stage=ad.stage,
        function=ad.function,
        pay_currency=ad.pay and "USD",
        yearly_minimum=ad.pay,
        yearly_maximum=ad.pay and ad.pay * 3,
    )


def company_of(world: World, ads: Sequence[Ad]) -> int:
    """Return a new company with some postings, imported at once."""
    company = world.company()
    world.add(*(posting_of(world, company, ad) for ad in ads))
    world.refresh(company)
    return company


def roles_by_walking(ads: Sequence[Ad], day: int) -> list[Ad]:
    """Return, of each AI role on show on a day, the posting that it takes its labels from.

    The calendar is shorter than the days within which a job that comes back is the same.
    """
    labels: dict[str, Ad] = {}
    shown: list[Ad] = []
    for today in range(day + 1):
        shown = [ad for ad in ads if ad.is_open(today)]
        for ad in sorted(shown, key=lambda ad: ad.source):
            labels.setdefault(ad.job, ad)
    roles = [labels[job] for job in {ad.job for ad in shown}]
    return [ad for ad in roles if ad.involvement in AI_ROLE_INVOLVEMENTS]


def postings_by_walking(ads: Sequence[Ad], day: int) -> list[Ad]:
    """Return the AI postings on show on a day."""
    return [ad for ad in ads if ad.is_open(day) and ad.involvement in AI_ROLE_INVOLVEMENTS]


WALKS = {Unit.ROLE: roles_by_walking, Unit.POSTING: postings_by_walking}


def count_open(reader: Reader, company: int, day: date, **labels: Any) -> int:
    """Return how many AI roles are open on a day, counted row by row."""
    open_then = (ROLE.c.opened_on <= day, or_(ROLE.c.closed_on.is_(None), ROLE.c.closed_on > day))
    in_gap = select(GAP.c.role_id).where(GAP.c.closed_on <= day, GAP.c.reopened_on > day)
    rows = select(ROLE.c.id).where(ROLE.c.is_ai, *open_then, *own(ROLE, company, labels))
    return len(reader.rows(rows.where(ROLE.c.id.not_in(in_gap))))


def count_net(reader: Reader, company: int, start: date, end: date, **labels: Any) -> int:
    """Return, from the daily counts, how many more roles opened than closed after `start`."""
    net = select(func.sum(COUNT.c.opened - COUNT.c.closed)).where(
        COUNT.c.unit == Unit.ROLE,
        COUNT.c.day > start,
        COUNT.c.day <= end,
        *own(COUNT, company, labels),
    )
    return int(reader.value(net) or 0)


def own(table: Table, company: int, labels: dict[str, Any]) -> list[Any]:
    """Return the conditions that a row is of a company and carries some labels."""
    carried = [table.c[name].is_not_distinct_from(value) for name, value in labels.items()]
    return [table.c.company_id == company, *carried]


def rows_of(reader: Reader, table: Any, company: int, *without: str) -> list[tuple[Any, ...]]:
    """Return what is stored of a company, but for ids, in an order of its own."""
    columns = [column for column in table.c if column.name not in {"id", "company_id", *without}]
    rows = reader.rows(select(*columns).where(table.c.company_id == company))
    return sorted((tuple(row) for row in rows), key=str)


def everything(reader: Reader, company: int, day: date) -> list[Any]:
    """Return what all questions about a company answer on a day, without its id."""
    one, start = [company], day - timedelta(days=40)
    named: list[Any] = []
    found: list[Any] = []
    for unit in Unit:
        named += primary_focus(reader, one, day, unit)
        named += salary(reader, one, day, None, unit)[0]
        named += (change(reader, one, day, against, unit)[0] for against in Comparison)
        found += by_stage(reader, one, day, unit)
        found += by_function(reader, one, day, unit)
        found += weekly(reader, one, day, 6, unit)
    return [
        *(replace(each, company_id=0) for each in named),
        *found,
        *heatmap(reader, one, start, day),
        *timeline(reader, one, start, day, Grain.WEEK),
    ]


@LAW
@given(ads=ADS)
def test_active_roles_are_those_one_counts_by_walking_the_days(world: World, ads: list[Ad]) -> None:
    company = company_of(world, ads)
    days = [day_of(day) for day in CALENDAR]

    with world.database.read() as reader:
        active = [active_roles(reader, [company], day)[0].value for day in days]
        counted = [count_open(reader, company, day) for day in days]

    assert active == counted == [len(roles_by_walking(ads, day)) for day in CALENDAR]


@LAW
@given(ads=ADS, unit=UNITS)
def test_so_are_those_of_each_stage_and_function(world: World, ads: list[Ad], unit: Unit) -> None:
    company = company_of(world, ads)

    with world.database.read() as reader:
        stock = [read_stock(reader, [company], day_of(day), unit)[company] for day in CALENDAR]

    assert stock == [
        Counter((ad.stage, ad.function) for ad in WALKS[unit](ads, day)) for day in CALENDAR
    ]


@LAW
@given(ads=ADS, day=DAYS, unit=UNITS)
def test_every_week_of_the_series_is_what_one_counts_on_that_day(
    world: World, ads: list[Ad], day: int, unit: Unit
) -> None:
    company = company_of(world, ads)

    with world.database.read() as reader:
        [weeks] = weekly(reader, [company], day_of(day), 8, unit)

    assert [week.active for week in weeks] == [
        len(WALKS[unit](ads, day - 7 * ago)) for ago in reversed(range(8))
    ]


@LAW
@given(ads=ADS, day=DAYS)
def test_the_pay_of_postings_is_that_of_all_that_are_on_show(
    world: World, ads: list[Ad], day: int
) -> None:
    company = company_of(world, ads)

    with world.database.read() as reader:
        [found] = salary(reader, [company], day_of(day), "USD", Unit.POSTING)[0]

    shown = postings_by_walking(ads, day)
    paid = [ad.pay for ad in shown if ad.pay]
    assert (found.coverage.known, found.coverage.total) == (len(paid), len(shown))
    assert found.minimum == min(paid, default=None)


@LAW
@given(ads=ADS, day=DAYS)
def test_the_pay_of_a_role_is_that_of_its_postings_on_show(
    world: World, ads: list[Ad], day: int
) -> None:
    company = company_of(world, ads)

    with world.database.read() as reader:
        [found] = salary(reader, [company], day_of(day), "USD")[0]

    told = [
        [ad.pay for ad in ads if ad.job == role.job and ad.is_open(day) and ad.pay]
        for role in roles_by_walking(ads, day)
    ]
    midpoints = [2 * mean(pays) for pays in told if pays]
    assert found.coverage.known == len(midpoints)
    assert found.minimum == min((min(pays) for pays in told if pays), default=None)
    assert found.maximum == max((3 * max(pays) for pays in told if pays), default=None)
    assert found.median == (floor(median(midpoints) + 0.5) if midpoints else None)


@LAW
@given(ads=ADS, day=DAYS, weeks=st.integers(1, 3), unit=UNITS)
def test_what_is_open_is_what_was_open_and_what_opened_less_what_closed(
    world: World, ads: list[Ad], day: int, weeks: int, unit: Unit
) -> None:
    company = company_of(world, ads)
    start, end = day_of(day), day_of(day + 7 * weeks)

    with world.database.read() as reader:
        [flow] = weekly(reader, [company], end, weeks, unit)
        [before] = active_roles(reader, [company], start, unit)
        [after] = active_roles(reader, [company], end, unit)

    assert before.n + sum(week.opened - week.closed for week in flow) == after.n
    assert flow[-1].active == after.n


@LAW
@given(ads=ADS, labels=LABELS, days=st.tuples(DAYS, DAYS))
def test_so_it_is_within_each_stage_and_function(
    world: World, ads: list[Ad], labels: dict[str, Any], days: tuple[int, int]
) -> None:
    company = company_of(world, ads)
    start, end = map(day_of, sorted(days))

    with world.database.read() as reader:
        before, after = (count_open(reader, company, day, **labels) for day in (start, end))
        net = count_net(reader, company, start, end, **labels)

    assert before + net == after


@LAW
@given(data=st.data(), ads=ADS)
def test_the_order_and_number_of_imports_change_nothing(
    world: World, data: st.DataObject, ads: list[Ad]
) -> None:
    shuffled = data.draw(st.permutations(ads))
    cut = data.draw(st.integers(0, len(ads)))
    at_once, in_parts = company_of(world, ads), company_of(world, shuffled[:cut])
    world.add(*(posting_of(world, in_parts, ad) for ad in shuffled[cut:]))
    world.refresh(in_parts)

    with world.database.read() as reader:
        for table in (ROLE, COUNT):
            assert rows_of(reader, table, at_once) == rows_of(reader, table, in_parts)


@LAW
@given(ads=ADS)
def test_closings_that_come_later_lead_to_the_same_rows(world: World, ads: list[Ad]) -> None:
    at_once = company_of(world, ads)
    later = company_of(world, [replace(ad, length=None) for ad in ads])
    with world.database.write() as writer:
        for ad in ads:
            closed_on = None if ad.closed is None else day_of(ad.closed)
            writer.session.execute(
                update(POSTING)
                .where(POSTING.c.company_id == later, POSTING.c.source_id == ad.source)
                .values(closed_on=closed_on)
            )
        refresh_roles(writer, [later])

    with world.database.read() as reader:
        for table in (ROLE, COUNT):
            assert rows_of(reader, table, at_once) == rows_of(reader, table, later)


@LAW
@given(ads=ADS, day=DAYS)
def test_nothing_later_than_the_day_leaks_into_an_answer(
    world: World, ads: list[Ad], day: int
) -> None:
    known = [
        replace(ad, length=None) if ad.closed is not None and ad.closed > day else ad
        for ad in ads
        if ad.opened <= day
    ]
    full, cut = company_of(world, ads), company_of(world, known)

    with world.database.read() as reader:
        assert everything(reader, full, day_of(day)) == everything(reader, cut, day_of(day))


@LAW
@given(ads=ADS, day=DAYS)
def test_the_parts_add_up_to_the_whole(world: World, ads: list[Ad], day: int) -> None:
    company = company_of(world, ads)

    with world.database.read() as reader:
        [metric] = active_roles(reader, [company], day_of(day))
        stages = by_stage(reader, [company], day_of(day))[0]
        functions = by_function(reader, [company], day_of(day))[0]

    assert sum(share.roles for share in stages) == metric.value
    assert sum(share.roles for share in functions) == metric.value
    assert sum(share.share for share in stages) == pytest.approx(1 if metric.value else 0)

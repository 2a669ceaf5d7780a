"""Which rows say their stage themselves, on both sides of a gap."""

from datetime import date
from json import dumps

import pytest
from hypothesis import given
from sqlalchemy import String, cast, func, literal, update

from schema.classify.evidence import CORRECTED, GIVEN
from schema.classify.postings import classify_posting
from schema.classify.statements import classify_statement
from schema.store.heatmap import read_stages
from schema.store.scopes import WHOLE, Together
from schema.store.told import count_told_events, count_told_jobs, telling_rules
from schema.taxonomy.labels import Origin, Stage, Unit
from tests.schema.conftest import World
from tests.schema.store.test_laws import ADS, DAYS, LAW, POSTING, UNITS, Ad, company_of, day_of

FROM, TO = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def company(world: World) -> int:
    return world.company()


def evidence(rule: str, label: str = "Stage.SHIP") -> str:
    return dumps([{"label": label, "rule": rule, "field": "text", "start": 0, "end": 4}])


def told(world: World, company: int) -> tuple[int, ...]:
    """Return how many events, roles and postings say that they ship."""
    with world.database.read() as reader:
        events = count_told_events(reader, [company], FROM, TO)
        jobs = [count_told_jobs(reader, [company], TO, unit) for unit in Unit]
    return (events[company][Stage.SHIP], *(each[company][Stage.SHIP] for each in jobs))


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("stage.said.ship", 1),
        (GIVEN, 1),
        (CORRECTED, 1),
        ("event.launch", 0),
        ("gate.ai", 0),
        ("stage.title.ship", 0),
        ("involvement.builder", 0),
    ],
)
def test_a_stage_is_told_by_words_of_its_own_a_source_or_a_correction(
    world: World, company: int, rule: str, count: int
) -> None:
    world.say(company, "2026-02-01", method=Origin.GENERATED, evidence=evidence(rule))
    world.post(company, "2026-02-01", evidence=evidence(rule))

    assert told(world, company) == (count, count, count)


def test_words_about_another_label_tell_no_stage(world: World, company: int) -> None:
    other = evidence(GIVEN, "JobFunction.SALES")
    world.say(company, "2026-02-01", method=Origin.GENERATED, evidence=other)
    world.post(company, "2026-02-01", evidence=other)

    assert told(world, company) == (0, 0, 0)


def test_an_event_of_a_source_needs_no_words(world: World, company: int) -> None:
    world.say(company, "2026-02-01", method=Origin.GIVEN)

    assert told(world, company) == (1, 0, 0)


def test_a_role_says_what_its_earliest_posting_says(world: World, company: int) -> None:
    later = world.posting(company, "2026-02-02", role_key="one", evidence=evidence(GIVEN))
    earlier = world.posting(company, "2026-02-01", role_key="one", evidence=evidence("gate.ai"))
    world.add(later, earlier)
    world.refresh(company)

    assert told(world, company) == (0, 0, 1)


def test_words_that_only_imply_a_stage_do_not_tell_it() -> None:
    assumed = classify_statement("AI is a big topic for everyone.")
    said = classify_statement("We are piloting generative AI with two customers.")
    engineer = classify_posting("Machine Learning Engineer", None, None, "")
    researcher = classify_posting("AI Research Scientist", None, None, "")

    rules = [
        {each.rule for label, each in found.evidence if label.startswith("Stage.")}
        for found in (assumed, said, engineer, researcher)
        if found
    ]

    assert [bool(each & {*telling_rules()}) for each in rules] == [False, True, False, True]


@LAW
@given(ads=ADS, day=DAYS, unit=UNITS)
def test_where_every_row_says_its_stage_all_that_are_counted_do(
    world: World, ads: list[Ad], day: int, unit: Unit
) -> None:
    company = company_of(world, ads)
    label = literal('[{"label":"Stage.').concat(func.coalesce(cast(POSTING.c.stage, String), ""))
    with world.database.write() as writer:
        of_company = update(POSTING).where(POSTING.c.company_id == company)
        writer.session.execute(of_company.values(evidence=label.concat('","rule":"GIVEN"}]')))
        writer.mark_changed()

    with world.database.read() as reader:
        found = count_told_jobs(reader, [company], day_of(day), unit)[company]
        whole = count_told_jobs(reader, Together([company]), day_of(day), unit)[WHOLE]
        [(_, active)] = read_stages(reader, [company], day_of(0), day_of(day), unit=unit)

    assert [found[stage] for stage in Stage] == [whole[stage] for stage in Stage] == active

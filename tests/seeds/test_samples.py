from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from orjson import loads
from sqlalchemy import select

from schema.classify.postings import classify_posting
from schema.database import Database
from schema.store.hiring import Comparison, active_roles, change, primary_focus, salary
from schema.tables import Company, table_of
from schema.taxonomy.labels import JobFunction, Stage
from seeds.intake import import_paths
from seeds.reading import read_source
from seeds.records import PostingRecord
from seeds.samples import FOLDER, sample_paths
from seeds.samples.generate import find_differences
from seeds.validation import parse_record

AS_OF = date(2026, 5, 1)


@pytest.fixture(scope="module")
def samples(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    path = tmp_path_factory.mktemp("samples") / "samples.db"
    path.write_bytes(template.read_bytes())
    database = Database(f"sqlite:///{path}")
    assert import_paths(database, sample_paths()).failures == ()
    return database


@pytest.fixture(scope="module")
def spotify(samples: Database) -> list[int]:
    company = table_of(Company)
    with samples.read() as reader:
        return [reader.value(select(company.c.id).where(company.c.slug == "spotify"))]


def test_42_ai_roles_are_open(samples: Database, spotify: list[int]) -> None:
    with samples.read() as reader:
        assert active_roles(reader, spotify, AS_OF)[0].value == 42


def test_that_is_39_percent_above_the_four_weeks_before(
    samples: Database, spotify: list[int]
) -> None:
    with samples.read() as reader:
        (found,) = change(reader, spotify, AS_OF, Comparison.PRIOR_4_WEEKS)

    assert found.before == 30.25
    assert round(found.percent or 0, 1) == 38.8


def test_the_primary_focus_is_ship_engineering(samples: Database, spotify: list[int]) -> None:
    with samples.read() as reader:
        (focus,) = primary_focus(reader, spotify, AS_OF)

    assert (focus.stage, focus.function) == (Stage.SHIP, JobFunction.ENGINEERING)
    assert not focus.is_tie


def test_pay_runs_from_110_to_402_thousand(samples: Database, spotify: list[int]) -> None:
    with samples.read() as reader:
        ((pay,),) = salary(reader, spotify, AS_OF)

    assert (pay.minimum, pay.average, pay.maximum) == (110_000, 222_000, 402_000)
    assert (pay.coverage.known, pay.coverage.total) == (11, 42)


def test_some_quarters_are_silent_on_ai(
    samples: Database, rows: Callable[..., list[dict[str, object]]]
) -> None:
    mentioned = {call["mentions_ai"] for call in rows("call", samples)}

    assert mentioned == {True, False}


def test_every_made_up_row_says_so(
    samples: Database, rows: Callable[..., list[dict[str, object]]]
) -> None:
    made_up = {row["id"] for row in rows("company", samples) if row["is_illustrative"]}

    assert all(row["is_illustrative"] for row in rows("posting", samples))
    assert {
        row["is_illustrative"] for row in rows("event", samples) if row["company_id"] in made_up
    } == {True}


def test_the_generated_files_are_what_the_script_writes() -> None:
    assert find_differences(FOLDER) == []


def test_the_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in sample_paths()) < 1_500_000


def test_the_rules_give_the_labels_that_the_sample_postings_have() -> None:
    different = []
    for path in sample_paths():
        for document in map(loads, read_source(path).content.splitlines()):
            record = parse_record(document)
            if isinstance(record, PostingRecord):
                labels = classify_posting(record.title, record.department)
                found = (labels.ai_involvement, labels.function, labels.stage, labels.seniority)
                given = (record.ai_involvement, record.function, record.stage, record.seniority)
                different += [record.title] if found != given else []

    assert different == []

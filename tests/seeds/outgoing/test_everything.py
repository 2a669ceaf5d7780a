"""Everything goes out and comes in again: both databases hold the same rows."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from json import dumps, loads
from os import environ
from pathlib import Path
from typing import Any

import pytest

from schema.database import Database
from seeds.intake import import_paths
from seeds.outgoing.everything import write_everything
from seeds.outgoing.parts import Parts, format_record
from seeds.records import CompanyRecord
from seeds.samples import sample_paths
from seeds.validation import parse_record
from tests.seeds.outgoing.natural import natural_tables

COMPANY = {"record": "company", "slug": "acme", "ticker": "ACME", "name": "Acme", "sector": None}
PEOPLE = [{"name": "Bo Ek", "aliases": ["Robert Ek", "B. Ek"]}, {"name": "Åsa Ö"}]
SAID = "We launched an agent that answers most of the questions our customers ask, every day."
CALL: dict[str, Any] = {
    "record": "call",
    "key": "A-1",
    "company": "acme",
    "fiscalYear": 2026,
    "fiscalQuarter": 1,
}
TURNS = [
    {"speaker": "Operator", "role": "operator", "text": "Welcome."},
    {"speaker": "Bo Ek", "title": "CEO", "section": "PREPARED", "text": SAID},
    {"speaker": "Ann Lee", "role": "analyst", "section": "QA", "text": "What of AI costs?"},
    {
        "speaker": "Åsa Ö",
        "role": "executive",
        "section": "QA",
        "text": "Our AI costs fell by half.",
    },
]
OWN = f"Acme call\n\nBo Ek: {SAID}\n"
PLACED = [
    {
        "speaker": "Bo Ek",
        "role": "executive",
        "text": SAID,
        "start": OWN.index(SAID),
        "end": OWN.index(SAID) + len(SAID),
    }
]
DOUBT = {"kind": "NO_DATE", "note": "the head was cut off"}
EVENTS: list[dict[str, Any]] = [
    {
        "record": "event",
        "key": "E-1",
        "company": "acme",
        "call": "A-1",
        "type": "LAUNCH",
        "stage": "SHIP",
        "headline": "Acme launches",
        "quotes": [{"text": SAID, "speaker": "Bo Ek", "themes": ["AGENTS"]}],
    },
    {
        "record": "event",
        "key": "E-2",
        "company": "acme",
        "stage": "GOVERN",
        "horizon": "PLANNED",
        "headline": "A rule",
    },
    {
        "record": "event",
        "key": "E-3",
        "company": "acme",
        "occurredOn": "2026-02-03",
        "quotes": [{"text": "We use AI models to train our AI staff.", "title": "CFO"}],
        "isIllustrative": True,
    },
]
CORRECTIONS: list[dict[str, Any]] = [
    {"record": "correction", "kind": "EVENT", "key": "E-1", "stage": "SCALE", "reason": "grown"},
    {"record": "correction", "kind": "EVENT", "key": "E-3", "horizon": "DONE"},
    {"record": "correction", "kind": "QUOTE", "key": "E-1/1", "themes": ["COMPUTE_INFRA"]},
    {"record": "correction", "kind": "POSTING", "key": "lever:acme#7", "function": "LEGAL_POLICY"},
]
POSTING: dict[str, Any] = {"record": "posting", "board": "lever:acme", "company": "acme"}
PAY = {"minimum": 50.333, "maximum": 60.5, "currency": "USD", "period": "HOUR"}
NAMED: dict[str, Any] = {"title": "Machine Learning Engineer", "nativeLevel": "Senior"}
JOB = {**POSTING, **NAMED, "id": "7", "pay": PAY}


def look(day: str, *ids: str) -> list[dict[str, Any]]:
    crawl: dict[str, Any] = {
        "record": "crawl",
        "board": "lever:acme",
        "company": "acme",
        "crawledOn": day,
    }
    seen = {"firstSeenOn": day, "description": f"Seen on {day}: agents and AI models."}
    return [crawl, *({**JOB, **seen, "id": each, "title": f"AI Job {each}"} for each in ids)]


RECORDS: dict[str, list[dict[str, Any]]] = {
    "companies": [{**COMPANY, "people": PEOPLE}],
    "calls": [{**CALL, "heldOn": "2026-02-03", "turns": TURNS, "source": "a wire"}],
    "again": [{**CALL, "text": OWN, "turns": PLACED, "doubts": [DOUBT], "title": "Acme, again"}],
    "silent": [
        {**CALL, "key": "A-2", "text": "Nobody speaks.", "turns": []},
        {**CALL, "key": "A-3"},
    ],
    "events": EVENTS,
    "told": [
        {**JOB, "firstSeenOn": "2025-03-01", "lastSeenOn": "2025-04-01", "status": "CLOSED"},
        {**JOB, "firstSeenOn": "2025-09-01", "title": "ML Engineer"},
        {**POSTING, "id": "8", "title": "Cook", "board": "lever:b", "firstSeenOn": "2025-01-02"},
    ],
    "looks": [
        *look("2026-01-01", "1", "2", "3"),
        *look("2026-01-08", "1", "3"),
        *look("2026-01-15", "1", "3", "4"),
        *look("2026-01-29", "1", "2", "4"),
        {**look("2026-01-22")[0], "outcome": "FAILED", "reason": "504"},
    ],
    "corrections": CORRECTIONS,
}

Fresh = Callable[[], Database]


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Fresh]:
    """Makes empty databases."""
    with ExitStack() as opened:

        def make() -> Database:
            path = tmp_path / f"{len(list(tmp_path.glob('*.db')))}.db"
            database = opened.enter_context(closing(Database(f"sqlite:///{path}")))
            database.upgrade()
            return database

        yield make


@pytest.fixture
def invented(tmp_path: Path) -> list[Path]:
    """Files with what the samples have not: looks, corrections, second texts, doubts."""
    paths = []
    for name, records in RECORDS.items():
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_text("\n".join(map(dumps, records)), "utf-8")
    return paths


def filled(database: Database, paths: list[Path]) -> Database:
    assert import_paths(database, paths).failures == ()
    return database


def returned(source: Database, target: Database, folder: Path) -> Database:
    folder.mkdir()
    write_everything(source, folder)
    return filled(target, [folder])


def test_the_samples_come_back_as_they_were(fresh: Fresh, tmp_path: Path) -> None:
    source = filled(fresh(), list(sample_paths()))

    target = returned(source, fresh(), tmp_path / "out")

    assert natural_tables(target) == natural_tables(source)


def test_all_kinds_of_record_come_back_as_they_were(
    fresh: Fresh, invented: list[Path], tmp_path: Path
) -> None:
    source = filled(fresh(), invented)

    target = returned(source, fresh(), tmp_path / "out")

    before, after = natural_tables(source), natural_tables(target)
    empty = {name for name, rows in before.items() if not rows}
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert empty <= {"person_decision", "role_gap"}


def test_what_goes_out_twice_is_the_same(
    fresh: Fresh, invented: list[Path], tmp_path: Path
) -> None:
    source = filled(fresh(), invented)
    target = returned(source, fresh(), tmp_path / "out")
    again = tmp_path / "again"
    again.mkdir()

    write_everything(target, again)

    assert lines_of(again) == lines_of(tmp_path / "out")


def lines_of(folder: Path) -> dict[str, list[str]]:
    return {path.name: sorted(path.read_text().splitlines()) for path in folder.iterdir()}


@pytest.mark.realdata
@pytest.mark.slow
def test_real_data_come_back_as_they_were(fresh: Fresh, tmp_path: Path) -> None:
    root = Path(environ.get("CALLBOARD_REALDATA", Path(__file__).parents[4] / "shared" / "data"))
    if not (root / "demo").is_dir():
        pytest.skip(f"{root} has no real data")
    source = filled(fresh(), [root / "demo"])

    target = returned(source, fresh(), tmp_path / "out")

    assert natural_tables(target) == natural_tables(source)


def test_an_empty_database_gives_no_file(fresh: Fresh, tmp_path: Path) -> None:
    assert write_everything(fresh(), tmp_path) == {}
    assert list(tmp_path.glob("*.jsonl")) == []


FIVE = [CompanyRecord(slug=f"company-{n}", name=f"Company {n}") for n in range(5)]


class TestParts:
    def test_records_that_belong_together_stay_in_one_file(self, tmp_path: Path) -> None:
        units = [FIVE[:3], FIVE[3:]]

        written = Parts(tmp_path, "some", most=1).write(units)

        assert (written.records, written.files) == (5, 2)
        assert len((tmp_path / "some-001.jsonl").read_text().splitlines()) == 3
        assert len((tmp_path / "some-002.jsonl").read_text().splitlines()) == 2

    def test_a_line_is_a_neutral_record(self) -> None:
        company = FIVE[0]

        assert parse_record(loads(format_record(company))) == company

"""Real boards day by day and real calls: nothing later leaks in, and numbers are their rows.

A few boards over two months and the companies that speak of AI most, so that it takes seconds;
`python -m tests.seeds.cutting` does the same to any database.
"""

import gzip
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from json import dumps, loads
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import func, select

from schema.database import Database, Reader
from schema.graph.service import GraphService
from schema.store.hiring import active_roles
from schema.store.roles import is_open
from schema.tables import Company, Posting, Role, RoleCount, RoleGap, table_of
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, Unit
from seeds.intake import import_paths
from seeds.layouts.normalised_postings import iter_posting_records
from seeds.outgoing.parts import Parts, Unit as Records
from seeds.records import CompanyRecord, CrawlRecord, PostingRecord
from tests.seeds.cutting import compare_days, read_feed
from tests.seeds.proofs import Prover
from tests.seeds.questions import COMPANIES, ask

pytestmark = [pytest.mark.realdata, pytest.mark.slow]

POSTING, ROLE = table_of(Posting), table_of(Role)
COMPANY, COUNT, GAP = table_of(Company), table_of(RoleCount), table_of(RoleGap)
FIRST, DAYS = date(2025, 10, 15), 60
BOARDS = {"Runway", "Perplexity AI", "DeepMind"}
SPEAKERS = {"RDDT", "AFRM", "ABNB"}


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(loads, lines)


def iter_looks(tracked: list[dict[str, Any]]) -> Iterator[Records]:
    """Yield a look at each board on each day, showing what its tracker held then."""
    boards: dict[str, list[PostingRecord]] = {}
    for document in tracked:
        company, posting = iter_posting_records(document, "tracker")
        assert isinstance(company, CompanyRecord)
        assert isinstance(posting, PostingRecord)
        if posting.board not in boards:
            yield [company]
        boards.setdefault(posting.board, []).append(posting)
    for board, postings in boards.items():
        for day in (FIRST + timedelta(days=n) for n in range(DAYS)):
            shown = [show(each, day) for each in postings if is_shown(each, day)]
            yield [CrawlRecord(board=board, company=postings[0].company, crawled_on=day), *shown]


def is_shown(posting: PostingRecord, day: date) -> bool:
    return posting.first_seen_on <= day <= posting.seen_last


def show(posting: PostingRecord, day: date) -> PostingRecord:
    seen = {"first_seen_on": day, "last_seen_on": None, "closed_on": None, "status": "UNKNOWN"}
    return posting.model_copy(update=seen)


@pytest.fixture(scope="module")
def boards(real_data: Path, template: Path, tmp_path_factory: Any) -> Iterator[Database]:
    """Three boards, each looked at on sixty days; two of them collapse."""
    folder = tmp_path_factory.mktemp("boards")
    tracked = read_lines(real_data / "postings/normalised/reedrawlings.jsonl.gz")
    own = [each for each in tracked if each["company"] in BOARDS]
    Parts(folder, "looks").write(iter_looks(own))
    yield from imported(template, folder)


@pytest.fixture(scope="module")
def demo(real_data: Path, template: Path, tmp_path_factory: Any) -> Iterator[Database]:
    """The calls and postings of a few companies."""
    folder = tmp_path_factory.mktemp("demo")
    for name in ("calls", "postings"):
        lines = read_lines(real_data / f"demo/{name}.jsonl.gz")
        own = [each for each in lines if each["ticker"] in SPEAKERS]
        (folder / f"{name}.jsonl").write_text("".join(f"{dumps(each)}\n" for each in own), "utf-8")
    yield from imported(template, folder)


def imported(template: Path, folder: Path) -> Iterator[Database]:
    url = f"sqlite:///{copy(template, folder / 'callboard.db')}"
    database = Database(url)
    report = import_paths(database, sorted(folder.glob("*.jsonl")))
    assert not report.failures
    yield database
    database.close()


def assert_nothing_leaks(database: Database, folder: Path, *days: str) -> None:
    whole = read_feed(database).without_backdating()
    asked = [date.fromisoformat(day) for day in days]

    for day, figures, found in compare_days(folder, whole, asked):
        assert found == [], day
        assert figures > 10_000


def test_nothing_later_leaks_into_answers_about_boards(boards: Database, tmp_path: Path) -> None:
    assert_nothing_leaks(boards, tmp_path, "2025-11-04", "2025-12-01")


def test_nothing_later_leaks_into_answers_about_calls_and_jobs(
    demo: Database, tmp_path: Path
) -> None:
    assert_nothing_leaks(demo, tmp_path, "2026-01-31")


@pytest.mark.parametrize("unit", Unit)
def test_every_number_is_the_count_of_its_rows_and_of_its_where(demo: Database, unit: Unit) -> None:
    service = GraphService(demo, None, workers=1)
    companies = [each["slug"] for each in ask(service, COMPANIES, {})["companies"]["nodes"]]

    proofs = list(Prover(service, date(2026, 1, 31), unit).prove(companies))
    service.close()

    assert [each for each in proofs if each.number != each.proved] == []
    assert sum(each.number > 0 for each in proofs) > 500


def count_open(reader: Reader, day: date) -> dict[Unit, int]:
    """Return how many AI roles and AI postings are open on a day, row by row."""
    in_gap = select(GAP.c.role_id).where(GAP.c.closed_on <= day, GAP.c.reopened_on > day)
    is_ai_role = (ROLE.c.is_ai, ROLE.c.id.not_in(in_gap), is_open(ROLE, day))
    is_ai_posting = (POSTING.c.ai_involvement.in_(AI_ROLE_INVOLVEMENTS), is_open(POSTING, day))
    return {
        Unit.ROLE: reader.value(select(func.count()).where(*is_ai_role)),
        Unit.POSTING: reader.value(select(func.count()).where(*is_ai_posting)),
    }


@pytest.mark.parametrize("unit", Unit)
def test_what_is_open_is_what_was_open_and_what_opened_less_what_closed(
    boards: Database, unit: Unit
) -> None:
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]

    with boards.read() as reader:
        counted = [count_open(reader, day)[unit] for day in days]
        flows = select(COUNT.c.day, func.sum(COUNT.c.opened - COUNT.c.closed))
        of_unit = flows.where(COUNT.c.unit == unit).group_by(COUNT.c.day)
        net = {day: int(change) for day, change in reader.rows(of_unit)}
        ids = [company.id for company in reader.rows(select(COMPANY.c.id))]
        told = [sum(each.n for each in active_roles(reader, ids, day, unit)) for day in days]

    assert counted == told
    assert [now - before for before, now in pairwise(counted)] == [net.get(d, 0) for d in days[1:]]
    assert max(counted) > min(counted) > 0

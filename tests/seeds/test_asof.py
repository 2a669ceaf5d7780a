"""What was known of a small board by a day; the named exceptions are exceptions, and no more."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from schema.database import Database
from seeds.intake import import_file
from tests.seeds.cutting import Feed, compare_days, read_feed

pytestmark = pytest.mark.slow

Write = Callable[..., Path]

MONDAY = date(2026, 3, 2)
ACME = {"record": "company", "slug": "acme", "ticker": "ACME", "name": "Acme"}
BLURB = "We build AI agents for customers with machine learning of our own."
OTHER = "We train machine learning models that everybody loves to talk about."
SHOWN = {0: "abc", 1: "abcde", 2: "bcdef", 3: "bcdefg", 4: "bdefgh"}
"""What the board shows, by the days of a week: a and c go, others come; all share a sentence."""


def look_at(day: int, jobs: str, **fields: Any) -> list[dict[str, Any]]:
    on = (MONDAY + timedelta(days=day)).isoformat()
    own = {"board": "greenhouse:acme", "company": "acme"}
    postings = [
        {
            "record": "posting",
            **own,
            "id": job,
            "title": f"Engineer {job}{job}{job}",
            "firstSeenOn": on,
            "description": f"{BLURB}\n{OTHER}\nYou do what {job}{job}{job} does.",
            "pay": {"minimum": 90_000 + 1_000 * day, "maximum": 120_000, "currency": "EUR"},
            **fields,
        }
        for job in jobs
    ]
    return [{"record": "crawl", **own, "crawledOn": on, "postings": len(jobs)}, *postings]


@pytest.fixture
def whole(database: Database, write: Write) -> Feed:
    looks = [record for day, jobs in SHOWN.items() for record in look_at(day, jobs)]
    import_file(database, write("looks.jsonl", ACME, *looks))
    return read_feed(database)


def differing(folder: Path, feed: Feed, *, day: int, is_strict: bool) -> set[str]:
    """Return the names of the fields that differ as of a day."""
    asked = [MONDAY + timedelta(days=day)]
    [(_, _, found)] = compare_days(folder, feed, asked, is_strict=is_strict)
    return {each.path.rpartition(".")[2] for each in found}


def test_nothing_later_leaks_into_the_answers_of_a_settled_day(whole: Feed, tmp_path: Path) -> None:
    assert differing(tmp_path, whole, day=2, is_strict=False) == set()


def test_the_day_of_the_last_look_is_preliminary(whole: Feed, tmp_path: Path) -> None:
    found = differing(tmp_path, whole, day=2, is_strict=True)

    assert {"value", "active", "closed"} <= found


def test_a_board_that_dates_back_changes_the_days_between(
    database: Database, write: Write, tmp_path: Path
) -> None:
    looks = look_at(0, "a") + look_at(1, "a") + look_at(3, "ab", openedOn=str(MONDAY))
    import_file(database, write("looks.jsonl", ACME, *looks))
    feed = read_feed(database)

    assert "value" in differing(tmp_path, feed, day=0, is_strict=True)

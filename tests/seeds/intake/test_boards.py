"""Looks at whole boards, from files to postings; a board is written as a day and what it showed."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from schema.database import Database
from schema.errors import BadInput
from seeds.errors import BadFile
from seeds.intake import import_file
from seeds.intake.verdicts import decide_crawl
from tests.seeds.conftest import ACME, Rows, Write

Record = dict[str, Any]

BOARD = "greenhouse:acme"
SIX = "abcdef"
TITLES = ["Machine Learning Engineer", "Accountant"]
# What most postings of a board say counts for none of them; with few, most soon do.
TEXTS = {
    TITLES[0]: "We build AI agents for customers with machine learning of our own.",
    TITLES[1]: "You keep our books, and train machine learning models to do it.",
}
DAYS = st.integers(1, 9)
DATABASES = count(1)


def on(n: int) -> str:
    return f"2026-03-{n:02}"


def look_at(n: int, adverts: Iterable[str], **fields: Any) -> list[Record]:
    """One look at the board and the postings that it showed."""
    crawl = {"record": "crawl", "board": BOARD, "company": "acme", "crawledOn": on(n), **fields}
    return [ACME, crawl, *(advert(name, n) for name in adverts)]


def advert(name: str, n: int, **fields: Any) -> Record:
    posting = {"record": "posting", "board": BOARD, "id": name, "company": "acme"}
    return {**posting, "title": TITLES[0], "firstSeenOn": on(n), **fields}


def spans(rows: Iterable[Record]) -> dict[str, tuple[int, int | None]]:
    return {
        row["source_id"]: (row["opened_on"].day, row["closed_on"] and row["closed_on"].day)
        for row in rows
    }


@pytest.fixture
def crawl(database: Database, write: Write) -> Callable[..., Any]:
    def import_look(n: int, adverts: Iterable[str], **fields: Any) -> Any:
        return import_file(database, write("look.jsonl", *look_at(n, adverts, **fields)))

    return import_look


Crawl = Callable[..., Any]


def test_what_two_looks_miss_closed_on_the_first(crawl: Crawl, rows: Rows) -> None:
    crawl(1, "ab")
    crawl(2, "a")
    assert spans(rows("posting")) == {"a": (1, None), "b": (1, None)}

    crawl(4, "a")

    assert spans(rows("posting")) == {"a": (1, None), "b": (1, 2)}


def test_a_failed_look_closes_nothing_and_confirms_nothing(crawl: Crawl, rows: Rows) -> None:
    crawl(1, "ab")
    crawl(2, "a")
    crawl(3, "", outcome="FAILED", reason="HTTP 503")

    assert spans(rows("posting"))["b"] == (1, None)
    assert [(row["outcome"].value, row["reason"]) for row in rows("board_crawl")][2] == (
        "FAILED",
        "HTTP 503",
    )


def test_what_comes_back_begins_a_new_span(crawl: Crawl, rows: Rows) -> None:
    for n, adverts in enumerate(("ab", "a", "a", "ab"), 1):
        crawl(n, adverts)

    assert spans(rows("posting")) == {"a": (1, None), "b": (1, 2), "b@2026-03-04": (4, None)}


def test_unbroken_sights_are_one_row(crawl: Crawl, rows: Rows) -> None:
    for n in range(1, 9):
        crawl(n, "ab")

    days = [(row["first_on"].day, row["last_on"].day) for row in rows("posting_observation")]
    assert days == [(1, 8), (1, 8)]


def test_the_same_look_again_changes_nothing(crawl: Crawl) -> None:
    crawl(1, "ab")
    crawl(2, "a")

    assert crawl(1, "ab").generation is None


def test_the_report_counts_looks_and_postings(crawl: Crawl) -> None:
    first, second = crawl(1, "ab"), crawl(2, "abc")

    assert (first.records, first.added, first.changed) == (4, 4, 0)
    assert (second.records, second.added, second.changed, second.unchanged) == (5, 2, 2, 1)


def test_a_board_that_collapses_is_quarantined(crawl: Crawl, rows: Rows) -> None:
    for n, adverts in enumerate((SIX, "a", "a", "a"), 1):
        crawl(n, adverts)

    assert {row["closed_on"] for row in rows("posting")} == {None}
    outcomes = [row["outcome"].value for row in rows("board_crawl")]
    assert outcomes == ["SUCCEEDED", "QUARANTINED", "QUARANTINED", "QUARANTINED"]


def test_what_a_quarantined_look_shows_was_there(crawl: Crawl, rows: Rows) -> None:
    crawl(1, SIX)
    crawl(2, "z")

    assert spans(rows("posting"))["z"] == (2, None)


def test_a_board_that_recovers_closed_nothing(crawl: Crawl, rows: Rows) -> None:
    for n, adverts in enumerate((SIX, "", "", SIX, SIX), 1):
        crawl(n, adverts)

    assert spans(rows("posting")) == dict.fromkeys(SIX, (1, None))


def test_an_accepted_collapse_closes_from_its_first_day(
    crawl: Crawl, database: Database, rows: Rows
) -> None:
    for n, adverts in enumerate((SIX, "a", "a"), 1):
        crawl(n, adverts)

    assert decide_crawl(database, BOARD, date(2026, 3, 2), is_accepted=True)

    assert spans(rows("posting")) == {**dict.fromkeys(SIX, (1, 2)), "a": (1, None)}
    outcomes = [row["outcome"].value for row in rows("board_crawl")]
    assert outcomes == ["SUCCEEDED", "ACCEPTED", "SUCCEEDED"]


def test_a_decision_is_made_once_and_undone_by_the_other(
    crawl: Crawl, database: Database, rows: Rows
) -> None:
    for n, adverts in enumerate((SIX, "a", "a"), 1):
        crawl(n, adverts)
    second = date(2026, 3, 2)
    decide_crawl(database, BOARD, second, is_accepted=True)

    assert not decide_crawl(database, BOARD, second, is_accepted=True)
    assert decide_crawl(database, BOARD, second, is_accepted=False)

    assert spans(rows("posting")) == dict.fromkeys(SIX, (1, None))
    assert {row["closed_on"] for row in rows("role")} == {None}


def test_a_decision_outlives_the_file_it_was_about(
    crawl: Crawl, database: Database, rows: Rows
) -> None:
    crawl(1, SIX)
    crawl(2, "a")
    decide_crawl(database, BOARD, date(2026, 3, 2), is_accepted=False)

    crawl(2, "a")

    assert rows("board_crawl")[1]["outcome"].value == "REJECTED"


@pytest.mark.parametrize(
    ("key", "day", "message"),
    [
        ("greenhouse:beta", 1, 'no board is named "greenhouse:beta"'),
        (BOARD, 5, "was not looked at on 2026-03-05"),
        (BOARD, 2, "failed; it shows nothing to decide on"),
    ],
)
def test_there_is_nothing_to_decide_without_a_look(
    crawl: Crawl, database: Database, key: str, day: int, message: str
) -> None:
    crawl(1, "a")
    crawl(2, "", outcome="FAILED")

    with pytest.raises(BadInput, match=message):
        decide_crawl(database, key, date(2026, 3, day), is_accepted=True)


def test_a_look_whose_postings_are_missing_is_refused(crawl: Crawl, rows: Rows) -> None:
    with pytest.raises(BadFile, match="postings: says 3, but the file has 2 postings"):
        crawl(1, "ab", postings=3)

    assert rows("board_crawl") == []


def test_a_look_stands_once_in_a_file(database: Database, write: Write) -> None:
    company, look = look_at(1, "")

    with pytest.raises(BadFile, match=f'crawledOn: "{BOARD} 2026-03-01" already stands on line 2'):
        import_file(database, write("a.jsonl", company, look, look))


def test_many_looks_in_one_file_are_as_many_files(
    database: Database, new_database: Callable[[str], Database], write: Write, natural_dump: Any
) -> None:
    looks = [look_at(n, adverts) for n, adverts in enumerate(("ab", "a", "a", "abc"), 1)]
    other = new_database("other")
    for look in looks:
        import_file(other, write("one.jsonl", *look))

    records = [record for look in looks for record in look[1:]]
    import_file(database, write("all.jsonl", ACME, *records))

    assert natural_dump(database) == natural_dump(other)


def test_what_a_tracker_tells_counts_beside_the_looks(
    crawl: Crawl, database: Database, write: Write, rows: Rows
) -> None:
    crawl(3, "a")
    told = advert("t", 1, lastSeenOn=on(4), openedOn="2026-02-20")
    import_file(database, write("told.jsonl", told))
    crawl(5, "a")
    assert rows("posting")[1]["closed_on"] is None

    crawl(6, "a")

    assert rows("posting")[1]["closed_on"] == date(2026, 3, 5)


def test_a_posting_that_was_there_before_the_first_look_is_not_new(
    crawl: Crawl, rows: Rows
) -> None:
    crawl(5, "")
    crawl(6, "a")
    assert not rows("posting")[0]["opened_on_is_censored"]

    crawl(4, "b")

    flags = {row["source_id"]: row["opened_on_is_censored"] for row in rows("posting")}
    assert flags == {"a": False, "b": True}


LOOKS = st.dictionaries(
    DAYS,
    st.none() | st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(TITLES), max_size=7),
    max_size=7,
)
TOLD = st.lists(
    st.tuples(st.sampled_from("abz"), DAYS, st.integers(0, 3), st.booleans()),
    max_size=4,
    unique_by=lambda told: told[:3],
)


def write_files(write: Write, looks: Any, told: Any) -> list[tuple[int, Path]]:
    """Write a file a look and a file a told span; the day is 0 where there is no look."""
    files = []
    for n, shown in looks.items():
        outcome = "FAILED" if shown is None else "SUCCEEDED"
        records = look_at(n, "", outcome=outcome)
        records += [
            advert(name, n, title=f"{title} {name}", description=TEXTS[title])
            for name, title in (shown or {}).items()
        ]
        files.append((0 if shown is None else n, write(f"look-{n}.jsonl", *records)))
    for name, first, length, is_closed in told:
        last = {"lastSeenOn": on(first + length), "status": "CLOSED" if is_closed else "OPEN"}
        last["title"] = TITLES[length % 2]
        path = write(f"told-{name}-{first}-{length}.jsonl", ACME, advert(name, first, **last))
        files.append((0, path))
    return files


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(looks=LOOKS, told=TOLD, decided=st.dictionaries(DAYS, st.booleans()), data=st.data())
def test_any_order_and_number_of_imports_makes_the_same_database(
    new_database: Callable[[str], Database],
    write: Write,
    natural_dump: Any,
    looks: Any,
    told: Any,
    decided: dict[int, bool],
    data: st.DataObject,
) -> None:
    files = write_files(write, looks, told)
    shuffled = data.draw(st.permutations([*files, *files[:2]]))
    dumps = []
    for order in (files, shuffled):
        database = new_database(f"order-{next(DATABASES)}")
        for n, path in order:
            import_file(database, path)
            if n in decided:
                decide_crawl(database, BOARD, date(2026, 3, n), is_accepted=decided[n])
        dumps.append(natural_dump(database))

    assert dumps[0] == dumps[1]

from collections.abc import Callable
from contextlib import closing
from multiprocessing import get_context
from os import getpid, kill
from pathlib import Path
from signal import SIGKILL
from sqlite3 import connect
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import event

from schema.database import Database
from schema.errors import UnreadableFile
from seeds.errors import BadFile
from seeds.intake import import_file, import_paths
from seeds.limits import Limits
from seeds.samples import sample_paths
from tests.seeds.conftest import ACME, Rows, Write

Dump = Callable[[Database], dict[str, Any]]

CALL = {"record": "call", "key": "c1", "company": "ACME", "heldOn": "2026-04-28"}
TALK = "We launched an AI assistant for all of our customers in March."
TURN = {"speaker": "Ann Lee", "title": "CEO", "role": "executive", "text": TALK}


def test_the_samples_go_in_twice_and_change_nothing_the_second_time(
    database: Database, dump: Dump
) -> None:
    first = import_paths(database, sample_paths())
    before = dump(database)

    second = import_paths(database, sample_paths())

    assert first.failures == second.failures == ()
    assert dump(database) == before
    assert {report.generation for report in second.files} == {None}
    assert all(report.unchanged == report.records for report in second.files)


def test_a_report_counts_what_was_added(database: Database, write: Write) -> None:
    report = import_file(database, write("a.jsonl", ACME, CALL))

    assert (report.records, report.added, report.changed, report.unchanged) == (2, 2, 0, 0)
    assert report.generation == 1


def test_a_changed_file_leaves_a_record_of_its_import(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME))
    import_file(database, write("a.jsonl", {**ACME, "name": "Acme Two"}))

    runs = rows("import_run")
    assert [(run["generation"], run["added"], run["changed"]) for run in runs] == [
        (1, 1, 0),
        (2, 0, 1),
    ]


def test_a_bad_last_record_keeps_all_of_its_file_out(
    database: Database, write: Write, dump: Dump
) -> None:
    before = dump(database)

    with pytest.raises(BadFile, match=r"a\.jsonl:3: type: .* did you mean"):
        import_file(
            database,
            write("a.jsonl", ACME, CALL, {"record": "event", "key": "e", "type": "LAUNCHING"}),
        )

    assert dump(database) == before


def test_a_record_that_names_what_is_not_there_keeps_its_file_out(
    database: Database, write: Write, dump: Dump
) -> None:
    before = dump(database)
    lost = {"record": "event", "key": "e", "company": "acme", "call": "c9", "headline": "H."}

    with pytest.raises(BadFile, match=r'a\.jsonl:3: call: "c9" is no call of acme'):
        import_file(database, write("a.jsonl", ACME, CALL, lost))

    assert dump(database) == before


def test_an_unknown_company_is_an_error_that_says_what_to_do(
    database: Database, write: Write
) -> None:
    with pytest.raises(BadFile, match='company: "ACME" is no known slug or ticker; add a company'):
        import_file(database, write("a.jsonl", CALL))


def test_problems_are_collected_up_to_a_limit(database: Database, write: Write) -> None:
    path = write("a.jsonl", *[{**ACME, "name": n} for n in range(9)])

    with pytest.raises(BadFile) as caught:
        import_file(database, path, limits=Limits(problems=3))

    assert [problem.line for problem in caught.value.problems] == [1, 2, 3]
    assert "only the first 3 are shown" in str(caught.value)


def test_the_same_key_twice_in_a_file_is_an_error(database: Database, write: Write) -> None:
    with pytest.raises(BadFile, match=r':3: key: "c1" already stands on line 2'):
        import_file(database, write("a.jsonl", ACME, CALL, CALL))


def test_good_files_go_in_beside_bad_ones(database: Database, write: Write, rows: Rows) -> None:
    good, bad = write("good.jsonl", ACME), write("bad.jsonl", "{")

    report = import_paths(database, [bad, good])

    assert [Path(done.path) for done in report.files] == [good]
    assert [Path(failure.path) for failure in report.failures] == [bad]
    assert len(rows("company")) == 1


def test_files_that_need_each_other_go_in_together(
    database: Database, write: Write, rows: Rows
) -> None:
    other = {**ACME, "slug": "other", "ticker": "OTHER"}
    one = write("1.jsonl", ACME, {**CALL, "key": "c2", "company": "OTHER"})
    two = write("2.jsonl", other, CALL)

    report = import_paths(database, [one, two])

    assert report.failures == ()
    assert {call["key"] for call in rows("call")} == {"c1", "c2"}


def test_of_files_that_need_each_other_a_bad_one_keeps_both_out(
    database: Database, write: Write, rows: Rows
) -> None:
    other = {**ACME, "slug": "other", "ticker": "OTHER"}
    one = write("1.jsonl", ACME, {**CALL, "key": "c2", "company": "OTHER"})
    two = write("2.jsonl", other, CALL, {**CALL, "key": "c3", "company": "NOBODY"})

    report = import_paths(database, [one, two])

    assert len(report.failures) == 2
    assert rows("company") == []


def test_progress_hears_of_every_file(database: Database, write: Write) -> None:
    heard: list[Any] = []

    import_paths(database, [write("a.jsonl", ACME), write("b.jsonl", "[")], progress=heard.append)

    assert [isinstance(each, UnreadableFile) for each in heard] == [True, False]


WORLD = [
    ACME,
    {"record": "company", "slug": "beta", "name": "Beta", "sector": "ENERGY"},
    {**CALL, "turns": [TURN, {"speaker": "ANN LEE", "title": "CEO", "text": "Thank you."}]},
    {**CALL, "key": "c2", "company": "beta", "text": "Nothing to report."},
    {
        "record": "event",
        "key": "e1",
        "company": "acme",
        "call": "c1",
        "headline": "H.",
        "quotes": [{"text": TALK, "speaker": "Ann Lee"}, {"text": "Never said."}],
    },
    {"record": "event", "key": "e2", "company": "beta", "headline": "Beta pilots AI."},
    *(
        {
            "record": "posting",
            "board": f"lever:{company}",
            "id": str(n % 3),
            "company": company,
            "title": f"Machine Learning Engineer {n % 3}",
            "firstSeenOn": f"2026-0{1 + n}-01",
            "lastSeenOn": f"2026-0{1 + n}-20",
        }
        for company in ("acme", "beta")
        for n in range(5)
    ),
]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.permutations(WORLD), st.lists(st.integers(0, 2), min_size=len(WORLD), max_size=len(WORLD))
)
def test_order_and_files_make_no_difference(
    new_database: Callable[[str], Database],
    natural_dump: Dump,
    write: Write,
    records: list[dict[str, Any]],
    places: list[int],
) -> None:
    one, several = new_database("one"), new_database("several")
    piles = [[r for r, place in zip(records, places, strict=True) if place == n] for n in range(3)]

    import_file(one, write("one.jsonl", *WORLD))
    report = import_paths(several, [write(f"{n}.jsonl", *pile) for n, pile in enumerate(piles)])

    assert report.failures == ()
    assert natural_dump(several) == natural_dump(one)


def test_a_table_with_an_unknown_header_says_so(database: Database, write: Write) -> None:
    with pytest.raises(
        BadFile, match=r't\.csv:1: the header "a, b" is not known; a table has .*, between commas'
    ):
        import_file(database, write("t.csv", "a,b", "1,2", "3,4"))


def test_a_locked_database_is_one_sentence_for_each_file(database: Database, write: Write) -> None:
    event.listen(
        database.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout=1").close()
    )
    database.engine.dispose()

    with closing(connect(database.engine.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        report = import_paths(database, [write("a.jsonl", ACME)])

    (failure,) = report.failures
    assert failure.reason == "was left out: another import is writing; try again"


def test_a_full_disk_is_named(database: Database, write: Write) -> None:
    event.listen(
        database.engine, "connect", lambda c, _: c.execute("PRAGMA max_page_count=1").close()
    )
    database.engine.dispose()
    long = {**CALL, "turns": [{**TURN, "text": TALK * 10_000}]}

    (failure,) = import_paths(database, [write("a.jsonl", ACME, long)]).failures

    assert "the database cannot answer (database or disk is full)" in failure.reason


def test_an_error_nobody_foresaw_leaves_out_its_file_alone(
    database: Database, write: Write, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("INSERT INTO event"):
            raise RuntimeError("a bug")

    event.listen(database.engine, "before_cursor_execute", refuse)
    said = {"record": "event", "key": "e1", "company": "acme", "headline": "H."}

    report = import_paths(database, [write("a.jsonl", ACME, said), write("b.jsonl", {**ACME})])

    (failure,) = report.failures
    assert "an error of callboard's own (RuntimeError)" in failure.reason
    assert [row["slug"] for row in rows("company")] == ["acme"]
    assert caplog.records[-1].exc_info is not None


def import_until_killed(url: str, path: Path, statements: int) -> None:
    """Import in a process that ends itself with SIGKILL at a statement; runs in a child."""
    database, left = Database(url), [statements]

    def count(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            kill(getpid(), SIGKILL)

    event.listen(database.engine, "before_cursor_execute", count)
    event.listen(database.engine, "commit", count)
    import_file(database, path)


@pytest.mark.parametrize("statements", [1, 10, 25, 40, 60, 80, 100, 10_000])
def test_a_process_killed_at_any_statement_leaves_nothing_or_all(
    database: Database,
    write: Write,
    dump: Dump,
    new_database: Callable[[str], Database],
    statements: int,
) -> None:
    path, before = write("a.jsonl", *WORLD), dump(database)
    child = get_context("fork").Process(
        target=import_until_killed, args=(database.url, path, statements)
    )

    child.start()
    child.join(20)

    assert child.exitcode in (0, -SIGKILL)
    if child.exitcode == 0:
        assert import_file(database, path).generation is None
    else:
        assert dump(database) == before
    assert database.check() == []

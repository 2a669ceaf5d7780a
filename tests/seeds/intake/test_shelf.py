"""Records of files lie on a shelf between the look and the writing, or are read again."""

from collections.abc import Callable
from functools import partial

import pytest

from schema.database import Database
from seeds.intake import files, import_paths
from seeds.intake.shelf import Kept, Shelf
from seeds.intake.survey import survey_file
from seeds.limits import DEFAULT_LIMITS
from seeds.records import AnyRecord, CallRecord, CompanyRecord
from tests.seeds.conftest import Rows, Write

ACME = {"record": "company", "slug": "acme", "name": "Acme"}
CALL = {"record": "call", "key": "one", "company": "acme", "turns": [{"text": "AI is here."}]}


def call(n: int) -> CallRecord:
    return CallRecord(key=f"call {n}", company="acme", text="We use AI.")


@pytest.mark.parametrize("in_memory", [1, 1 << 20])
def test_records_come_back_by_kind_as_they_were(in_memory: int) -> None:
    calls = [call(n) for n in range(50)]
    company = CompanyRecord(slug="acme", name="Acme")

    with Shelf(in_memory) as shelf:
        kept = Kept(shelf)
        records: list[AnyRecord] = [*calls[:30], company, *calls[30:]]
        for line, record in enumerate(records, 1):
            kept.add(line, record)

        assert kept.finish()
        entries = list(kept.iter_kind(CallRecord))
        assert [entry.record for entry in entries] == calls
        assert [entry.line for entry in entries] == [*range(1, 31), *range(32, 52)]
        assert [entry.record for entry in kept.iter_kind(CompanyRecord)] == [company]


def test_which_fields_were_given_is_kept() -> None:
    with Shelf() as shelf:
        kept = Kept(shelf)
        kept.add(1, call(1))
        kept.finish()

        (entry,) = kept.iter_kind(CallRecord)

    assert entry.record.model_fields_set == {"key", "company", "text"}


def test_two_files_are_read_by_turns() -> None:
    with Shelf() as shelf:
        several = [Kept(shelf), Kept(shelf)]
        for n in range(100):
            several[n % 2].add(n, call(n))
        for kept in several:
            kept.finish()

        pairs = list(zip(*(kept.iter_kind(CallRecord) for kept in several), strict=True))

    assert [(a.line, b.line) for a, b in pairs] == [(n, n + 1) for n in range(0, 100, 2)]


def test_a_file_without_room_is_not_kept(write: Write) -> None:
    path = write("a.jsonl", ACME, CALL)

    with Shelf(on_disk=10) as shelf:
        survey = survey_file(path, DEFAULT_LIMITS, shelf=shelf)

    assert survey.kept is None


def test_a_file_without_room_goes_in_all_the_same(
    new_database: Callable[[str], Database],
    write: Write,
    natural_dump: Callable[[Database], dict[str, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paths = [write("calls.jsonl", CALL), write("companies.jsonl", ACME)]
    kept, again = new_database("kept"), new_database("again")
    import_paths(kept, paths)
    monkeypatch.setattr(files, "Shelf", partial(Shelf, on_disk=0))

    report = import_paths(again, paths)

    assert report.failures == ()
    assert natural_dump(again) == natural_dump(kept)


def test_a_file_goes_in_as_it_was_looked_at(database: Database, write: Write, rows: Rows) -> None:
    path = write("a.jsonl", ACME)

    def change(name: str, total: int) -> None:
        write("a.jsonl", ACME | {"name": "Other"})

    import_paths(database, [path], surveyed=change)

    assert [row["name"] for row in rows("company")] == ["Acme"]


def test_a_file_without_room_that_changes_is_left_out(
    database: Database, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.jsonl", ACME)
    monkeypatch.setattr(files, "Shelf", partial(Shelf, on_disk=0))

    def change(name: str, total: int) -> None:
        write("a.jsonl", ACME, CALL)

    report = import_paths(database, [path], surveyed=change)

    assert [failure.reason for failure in report.failures] == [
        "changed while it was read; import it again"
    ]

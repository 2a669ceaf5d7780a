# One company with one call of two turns and three quotes, one of them without a transcript. Each
# test spoils one thing by SQL, as a faulty tool or a bad disk would, and reads what is said of it.
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import insert, text

from schema.database import Database
from schema.store import verification
from schema.store.daybook import refresh_daybook
from schema.store.verification import Problem, VerificationReport, verify
from schema.tables import Call, Company, Event, Quote, Role, RoleCount, Transcript, Turn, table_of
from schema.taxonomy.labels import (
    AiInvolvement,
    CallKind,
    EventType,
    JobFunction,
    Origin,
    Section,
    Seniority,
    SpeakerRole,
    Stage,
    TranscriptStatus,
    Unit,
    Verification,
)

FIRST, SECOND = "Ålesund runs on our model. 🚀 We ship it.", "We hire for it."
TEXT = f"{FIRST}\n\n{SECOND}"


@pytest.fixture
def called(database: Database) -> Database:
    """The database with the call and its quotes in it."""
    with database.write() as writer:
        for row in (
            Company(id=1, slug="acme", name="Acme"),
            Call(id=1, key="acme-2026q1", company_id=1, kind=CallKind.EARNINGS, title="Q1"),
            Transcript(
                id=1,
                call_id=1,
                sha256=sha256(TEXT.encode()).hexdigest(),
                layout="neutral",
                status=TranscriptStatus.RAW,
                text=TEXT,
            ),
            build_turn(1, FIRST),
            build_turn(2, SECOND),
            Event(
                id=1,
                key="e1",
                company_id=1,
                call_id=1,
                headline="A model",
                headline_origin=Origin.GIVEN,
                type=EventType.LAUNCH,
                stage=Stage.SHIP,
                method=Origin.GIVEN,
            ),
            build_quote(1, "We ship it."),
            build_quote(2, SECOND),
            build_quote(3, "Nobody wrote this down."),
            build_role(1, None),
            RoleCount(
                company_id=1, unit=Unit.ROLE, day=date(2026, 3, 2), opened=1, closed=0, **LABELS
            ),
        ):
            writer.session.add(row)
            writer.session.flush()
        refresh_daybook(writer, {"keys": [1]})
        writer.mark_changed()
    return database


LABELS: dict[str, Any] = {"stage": Stage.SHIP, "function": JobFunction.ENGINEERING}


def build_turn(number: int, words: str) -> Turn:
    start = TEXT.index(words)
    return Turn(
        id=number,
        transcript_id=1,
        n=number,
        start=start,
        end=start + len(words),
        section=Section.PREPARED,
        role=SpeakerRole.CEO,
    )


def build_quote(number: int, words: str) -> Quote:
    """A quote that is placed in the transcript when its words are there."""
    start = TEXT.find(words)
    place: dict[str, Any] = {
        "transcript_id": 1,
        "turn_id": 1 if start < len(FIRST) else 2,
        "start": start,
        "end": start + len(words),
    }
    return Quote(
        id=number,
        key=f"q{number}",
        event_id=1,
        company_id=1,
        call_id=1,
        text=words,
        verification=Verification.UNVERIFIED if start < 0 else Verification.VERIFIED,
        role=SpeakerRole.CEO,
        section=Section.PREPARED,
        **({} if start < 0 else place),
    )


def build_role(number: int, closed_on: date | None) -> Role:
    return Role(
        id=number,
        company_id=1,
        key=f"engineer {number}",
        title="Engineer",
        opened_on=date(2026, 3, 2),
        closed_on=closed_on,
        ai_involvement=AiInvolvement.DEVELOPS,
        is_ai=True,
        seniority=Seniority.SENIOR,
        **LABELS,
    )


def spoil(database: Database, statement: str) -> VerificationReport:
    with database.engine.begin() as connection:
        connection.execute(text(statement))
    return check(database)


def check(database: Database) -> VerificationReport:
    with database.read() as reader:
        return verify(reader)


def test_sound_data_has_no_problems(called: Database) -> None:
    report = check(called)

    assert report == VerificationReport(3, verified=2, unverified=1, problems=(), has_more=False)


def test_no_data_has_no_problems(database: Database) -> None:
    assert check(database) == VerificationReport(0, 0, 0, (), has_more=False)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE quote SET text = 'We shipped.' WHERE id = 1", "differs from its transcript at"),
        ('UPDATE quote SET start = start - 1, "end" = "end" - 1 WHERE id = 1', "differs from"),
        ('UPDATE quote SET "end" = 9999 WHERE id = 1', "lies outside its transcript: 29..9999"),
        ('UPDATE quote SET start = -11, "end" = 0 WHERE id = 1', "lies outside its transcript"),
        ("UPDATE quote SET turn_id = 2 WHERE id = 1", "lies outside its turn: 29..40"),
        ("UPDATE quote SET turn_id = NULL WHERE id = 1", "belongs to no turn of its transcript"),
        ("UPDATE quote SET start = NULL WHERE id = 1", "has no place in its transcript"),
        ("UPDATE quote SET transcript_id = NULL WHERE id = 1", "has no transcript"),
    ],
)
def test_a_quote_that_is_no_span_is_named(called: Database, statement: str, reason: str) -> None:
    report = spoil(called, statement)

    [problem] = report.problems
    assert (problem.quote_id, problem.key) == (1, "q1")
    assert reason in problem.reason
    assert report.verified == 1


def test_a_changed_transcript_is_named_even_where_no_quote_is(called: Database) -> None:
    report = spoil(called, "UPDATE transcript SET text = replace(text, 'runs on', 'walks on')")

    [problem, *rest] = report.problems
    assert (problem.quote_id, problem.key) == (None, "acme-2026q1")
    assert "is not the one that was imported" in problem.reason
    assert {each.quote_id for each in rest} == {1, 2}, "both have moved"


def test_a_daily_count_that_is_too_high_is_named(called: Database) -> None:
    report = spoil(called, "UPDATE role_count SET opened = 3")

    reason = "the daily count differs from the roles by 2 opened, 0 closed"
    assert report.problems == (Problem(None, "acme 2026-03-02 SHIP ENGINEERING", reason),)


def test_a_role_that_closed_and_was_not_counted_is_named(called: Database) -> None:
    report = spoil(called, "UPDATE role SET closed_on = '2026-04-01'")

    [problem] = report.problems
    assert problem.key == "acme 2026-04-01 SHIP ENGINEERING"
    assert problem.reason.endswith("by 0 opened, -1 closed")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE role_day SET active = active + 1",
        "DELETE FROM role_day",
        "UPDATE role_year SET opened = closed",
        "DELETE FROM role_year",
    ],
)
def test_prepared_numbers_that_are_wrong_are_named(called: Database, statement: str) -> None:
    report = spoil(called, statement)

    [problem] = report.problems
    assert problem.reason == "1 prepared numbers are not those of its roles and postings"


def test_roles_without_a_stage_are_counted_together(called: Database) -> None:
    statement = insert(table_of(RoleCount)).values(
        company_id=1,
        unit=Unit.ROLE,
        day=date(2026, 3, 2),
        function=JobFunction.SALES,
        opened=1,
        closed=0,
    )
    with called.engine.begin() as connection:
        connection.execute(statement)

    [problem] = check(called).problems

    assert problem.key == "acme 2026-03-02 no stage SALES"


def test_roles_that_are_not_about_ai_are_not_counted(called: Database) -> None:
    report = spoil(called, "UPDATE role SET is_ai = (1 = 0)")

    assert len(report.problems) == 1


def test_of_many_problems_the_first_are_kept(
    called: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "PROBLEMS_MAX", 1)

    report = spoil(called, "UPDATE quote SET text = 'x'")

    assert (len(report.problems), report.has_more) == (1, True)
    assert report.verified == 0

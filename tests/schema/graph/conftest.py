"""The world of the GraphQL tests: six companies with calls, events, quotes, people and postings.

Everything is drawn from one seeded generator, so that a failure can be repeated. The world is made
once a run in an SQLite file and once in a PostgreSQL database of its own, and only read; a search
index beside each holds all its quotes. A test that takes `ask`, `service` or `filled` runs on both.
Tests that write take `database`, which is empty.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from json import dumps, loads
from random import Random
from typing import Any

import pytest
from graphql import GraphQLSchema
from sqlalchemy import text
from sqlalchemy.engine import make_url

from schema.database import Database, Writer
from schema.graph.schema import build_schema
from schema.graph.service import GraphRequest, GraphService
from schema.store.indexing import catch_up, open_index
from schema.store.roles import refresh_roles
from schema.tables import (
    Board,
    BoardCrawl,
    Call,
    Company,
    Event,
    Person,
    PersonAlias,
    Posting,
    Quote,
    QuoteTheme,
    Theme,
    Transcript,
    TranscriptDoubt,
    Turn,
)
from schema.taxonomy.labels import (
    AiInvolvement,
    CallKind,
    CrawlOutcome,
    DoubtKind,
    EventType,
    JobFunction,
    Origin,
    PayOrigin,
    PayPeriod,
    Section,
    Sector,
    Seniority,
    SpeakerRole,
    Stage,
    ThemeSlug,
    TranscriptStatus,
    Verification,
    WorkMode,
)
from search import QuoteIndex

START = date(2025, 1, 15)
WORDS = (
    "we train a large personalization model in house",
    "agents answer most of our support questions",
    "compute spend per employee went up",
    "our customers use AI every day",
    "we licence content for training",
)
INDUSTRIES = ("Music streaming", "100% renewable", "snake_case", "back\\slash", None, "music")


def fill(writer: Writer) -> None:
    """Write the world."""
    random, session = Random(7), writer.session
    themes = [Theme(slug=slug, label=slug.title(), description="") for slug in ThemeSlug]
    session.add_all(themes)
    session.flush()
    for n in range(6):
        company = Company(
            slug=f"company-{n}",
            ticker=f"C{n}" if n else None,
            name=f"Company {n}",
            sector=random.choice(list(Sector)) if n else None,
            industry=INDUSTRIES[n],
            is_illustrative=n == 5,
        )
        session.add(company)
        session.flush()
        fill_talk(writer, company, random, themes)
        fill_jobs(writer, company, random)
        session.flush()
        refresh_roles(writer, [company.id or 0])
    writer.mark_changed()


def fill_talk(writer: Writer, company: Company, random: Random, themes: list[Theme]) -> None:
    """Write two people, five calls, and up to four events with up to two quotes on each."""
    session, owner = writer.session, company.id or 0
    people = [
        Person(slug=f"{name}-{owner}", name=f"{name.title()} {owner}", company_id=owner)
        for name in ("åsa", "bo")
    ]
    session.add_all(people)
    session.flush()
    for one in people:
        session.add(PersonAlias(person_id=one.id or 0, name=one.name, folded=one.name.lower()))
    for n in range(5):
        held = START + timedelta(days=91 * n) if n else None
        call = Call(
            key=f"{company.slug}-{n}",
            company_id=owner,
            kind=CallKind.EARNINGS,
            fiscal_year=2025,
            fiscal_quarter=n % 4 + 1,
            period=f"2025Q{n % 4 + 1}",
            held_on=held,
            title=f"Call {n}",
            mentions_ai=bool(n),
        )
        session.add(call)
        session.flush()
        turn = fill_transcript(writer, call, people[0]) if n == 1 else None
        for m in range(random.randint(0, 4)):
            event = Event(
                key=f"{call.key}-{m}",
                company_id=owner,
                call_id=call.id,
                headline=f"Headline {m}",
                headline_origin=Origin.GIVEN,
                type=random.choice(list(EventType)),
                stage=random.choice(list(Stage)),
                occurred_on=held,
                specificity=random.choice([None, 1, 3, 5]),
                method=Origin.GIVEN,
            )
            session.add(event)
            session.flush()
            fill_quotes(writer, event, random, people, themes, turn)


def fill_transcript(writer: Writer, call: Call, speaker: Person) -> Turn:
    """Write the text of a call and its two turns; return the second, which a person talks in."""
    text = f"Welcome. {WORDS[0]}"
    transcript = Transcript(
        call_id=call.id or 0,
        sha256=f"{call.id:064}",
        layout="plain",
        status=TranscriptStatus.RAW,
        text=text,
    )
    writer.session.add(transcript)
    writer.session.flush()
    ends = (8, len(text))
    turns = [
        Turn(
            transcript_id=transcript.id or 0,
            n=n,
            start=n and 9,
            end=ends[n],
            section=Section.PREPARED,
            role=SpeakerRole.CEO if n else SpeakerRole.OPERATOR,
            person_id=speaker.id if n else None,
            exchange=n or None,
        )
        for n in range(2)
    ]
    writer.session.add_all(turns)
    for n, kind in ((1, DoubtKind.SHARED_TITLE), (None, DoubtKind.NO_DATE)):
        doubt = TranscriptDoubt(transcript_id=transcript.id or 0, kind=kind, n=n, note="So it is.")
        writer.session.add(doubt)
    writer.session.flush()
    return turns[1]


def fill_quotes(
    writer: Writer,
    event: Event,
    random: Random,
    people: list[Person],
    themes: list[Theme],
    turn: Turn | None,
) -> None:
    """Write up to two quotes of an event, with up to three themes each."""
    session = writer.session
    for n in range(random.randint(0, 2)):
        quote = Quote(
            key=f"{event.key}-{n}",
            event_id=event.id or 0,
            company_id=event.company_id,
            call_id=event.call_id,
            occurred_on=event.occurred_on,
            text=f"{random.choice(WORDS)} ({event.key}-{n})",
            verification=Verification.UNVERIFIED,
            person_id=random.choice([None, *(one.id for one in people)]),
            role=random.choice(list(SpeakerRole)),
            section=random.choice(list(Section)),
            turn_id=turn.id if turn else None,
            transcript_id=turn.transcript_id if turn else None,
        )
        session.add(quote)
        session.flush()
        for theme in random.sample(themes, random.randint(0, 3)):
            session.add(QuoteTheme(quote_id=quote.id or 0, theme_id=theme.id or 0))
        writer.mark_quotes([quote.id or 0])


LOOKS = ((CrawlOutcome.SUCCEEDED, 12), (CrawlOutcome.QUARANTINED, 0))


def fill_jobs(writer: Writer, company: Company, random: Random) -> None:
    """Write a board with twelve postings of eight jobs, which collapsed on the second look."""
    board = Board(key=f"test:{company.slug}", company_id=company.id or 0)
    writer.session.add(board)
    writer.session.flush()
    for n, (outcome, shown) in enumerate(LOOKS):
        writer.session.add(
            BoardCrawl(
                board_id=board.id or 0,
                crawled_on=START + timedelta(days=100 * n),
                outcome=outcome,
                postings=shown,
            )
        )
    for n in range(12):
        opened = START + timedelta(days=random.randint(0, 300))
        is_paid = random.random() < 0.5
        is_ai = random.random() < 0.8
        writer.session.add(
            Posting(
                board_id=board.id or 0,
                source_id=str(n),
                advert_id=str(n),
                company_id=company.id or 0,
                role_key=f"job {n % 8}",
                title=f"Job {n % 8}",
                locations=dumps(["Stockholm", "Remote"][: random.randint(0, 2)]),
                work_mode=random.choice(list(WorkMode)),
                opened_on=opened,
                closed_on=random.choice([None, opened + timedelta(days=random.randint(1, 200))]),
                first_seen_on=opened,
                last_seen_on=opened,
                ai_involvement=AiInvolvement.DEVELOPS if is_ai else AiInvolvement.NONE,
                stage=random.choice(list(Stage)) if is_ai else None,
                function=random.choice(list(JobFunction)),
                seniority=random.choice(list(Seniority)),
                pay_minimum_cents=10_000_000 if is_paid else None,
                # Over 32 bits, as yearly pay in Won is.
                pay_maximum_cents=9_000_000_000 + n if is_paid else None,
                pay_origin=PayOrigin.TEXT if is_paid else None,
                ote_minimum_cents=10_000_000 if is_paid else None,
                pay_currency="USD" if is_paid else None,
                pay_period=PayPeriod.YEAR if is_paid else None,
                yearly_minimum=100_000 if is_paid else None,
                yearly_maximum=150_000 + 1_000 * (n % 3) if is_paid else None,
                pay_is_withheld=n == 11,
            )
        )


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The filled world in a file."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('world') / 'world.db'}")
    database.upgrade()
    with database.write() as writer:
        fill(writer)
    yield database
    database.close()


@pytest.fixture(scope="session")
def filled_postgres(postgres_url: str) -> Iterator[Database]:
    """The filled world in a database of its own, out of the way of tests that write."""
    server = Database(postgres_url)
    with server.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("CREATE DATABASE world"))
    server.close()
    url = make_url(postgres_url).set(database="world")
    database = Database(url.render_as_string(hide_password=False))
    database.upgrade()
    with database.write() as writer:
        fill(writer)
    yield database
    database.close()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def filled(request: pytest.FixtureRequest) -> Database:
    """The filled world, to be read only."""
    found: Database = request.getfixturevalue(f"filled_{request.param}")
    return found


ON_SQLITE = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
"""Marks what does not depend on the database, to be tested on one of them."""


@pytest.fixture(scope="session")
def index(filled: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuoteIndex]:
    """The search index of the filled world."""
    index = open_index(tmp_path_factory.mktemp("index"))
    catch_up(filled, index)
    yield index
    index.close()


@pytest.fixture(scope="session")
def service(filled: Database, index: QuoteIndex) -> Iterator[GraphService]:
    """The GraphQL service over the filled world."""
    service = GraphService(filled, index, workers=1)
    yield service
    service.close()


@pytest.fixture(scope="session")
def schema() -> GraphQLSchema:
    """The schema as clients see it."""
    return build_schema()


Ask = Callable[..., Any]


def asking(service: GraphService, *, explain: bool = False) -> Ask:
    """Return a function that answers a document with variables as a dictionary."""

    def ask(query: str, **variables: Any) -> Any:
        return loads(service.answer_now(GraphRequest(query, variables, explain=explain)).body)

    return ask


@pytest.fixture(scope="session")
def ask(service: GraphService) -> Ask:
    """Answer a document with variables as a dictionary."""
    return asking(service)


@pytest.fixture(scope="session")
def count_statements(service: GraphService) -> Callable[..., int]:
    """Return how many statements a document takes; it must be answered without an error."""
    ask = asking(service, explain=True)

    def count(query: str, **variables: Any) -> int:
        answer = ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return int(answer["extensions"]["plan"]["statements"])

    return count

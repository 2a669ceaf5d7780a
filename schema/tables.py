"""Every row type: companies, calls and what was said on them, boards and what was posted there.

Dates are calendar days. Money is an integer number of hundredths of the named currency, except the
yearly figures, which are whole units. `key` columns are natural keys: the same record, imported
again, finds its row by them.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from schema.columns import (
    date_column,
    key_column,
    label_column,
    link_column,
    moment_column,
    name_column,
    text_column,
)
from schema.taxonomy.labels import (
    AiInvolvement,
    CallKind,
    CorrectedKind,
    CrawlOutcome,
    DecisionKind,
    DoubtKind,
    EventType,
    Horizon,
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
    Unit,
    Verification,
    WorkMode,
)

# Batch migrations on SQLite can only drop what has a name.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """Base of every table; holds the metadata and its naming convention."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


class Company(Row, table=True):
    """A company whose leadership speaks and whose boards post."""

    id: int | None = Field(default=None, sa_column=key_column())
    slug: str = Field(sa_column=name_column(unique=True))
    ticker: str | None = Field(
        default=None, sa_column=name_column(nullable=True, unique=True, length=20)
    )
    name: str = Field(sa_column=name_column(index=True))
    sector: Sector | None = Field(default=None, sa_column=label_column(Sector, nullable=True))
    industry: str | None = Field(default=None, sa_column=name_column(nullable=True))
    is_illustrative: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))


class Call(Row, table=True):
    """One earnings call or conference; fiscal period and date are stored apart."""

    __table_args__ = (Index(None, "company_id", "held_on"),)

    id: int | None = Field(default=None, sa_column=key_column())
    key: str = Field(sa_column=name_column(unique=True))
    company_id: int = Field(sa_column=link_column("company", index=False))
    kind: CallKind = Field(sa_column=label_column(CallKind))
    fiscal_year: int | None = Field(default=None, sa_column=Column(Integer))
    fiscal_quarter: int | None = Field(default=None, sa_column=Column(Integer))
    period: str | None = Field(
        default=None, sa_column=name_column(nullable=True, index=True, length=10)
    )
    held_on: date | None = Field(default=None, sa_column=date_column(nullable=True, index=True))
    title: str = Field(sa_column=text_column())
    mentions_ai: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))


class Transcript(Row, table=True):
    """The text of a call as received."""

    __table_args__ = (UniqueConstraint("call_id", "sha256"),)

    id: int | None = Field(default=None, sa_column=key_column())
    call_id: int = Field(sa_column=link_column("call", index=False))
    sha256: str = Field(sa_column=name_column(length=64))
    source: str | None = Field(default=None, sa_column=text_column(nullable=True))
    layout: str = Field(sa_column=name_column(length=40))
    status: TranscriptStatus = Field(sa_column=label_column(TranscriptStatus))
    text: str = Field(sa_column=text_column())
    finds_statements: bool = Field(
        default=True, sa_column=Column(Boolean, nullable=False, server_default="1")
    )


class TranscriptDoubt(Row, table=True):
    """Something uncertain about a transcript, or about its turn `n`."""

    __tablename__ = "transcript_doubt"
    __table_args__ = (Index(None, "transcript_id"),)

    id: int | None = Field(default=None, sa_column=key_column())
    transcript_id: int = Field(sa_column=link_column("transcript", index=False))
    kind: DoubtKind = Field(sa_column=label_column(DoubtKind))
    n: int | None = Field(default=None, sa_column=Column(Integer))
    note: str = Field(sa_column=text_column())


class Person(Row, table=True):
    """Somebody who spoke; `company_id` is empty for analysts and operators.

    `same_as_id` is the person that stands for this one by a decision; the row stays for its id and
    short name, which others may have kept, and for the day that the decision is undone.
    """

    __table_args__ = (Index(None, "company_id"),)

    id: int | None = Field(default=None, sa_column=key_column())
    slug: str = Field(sa_column=name_column(unique=True))
    name: str = Field(sa_column=name_column(index=True))
    company_id: int | None = Field(
        default=None, sa_column=link_column("company", nullable=True, index=False)
    )
    same_as_id: int | None = Field(
        default=None, sa_column=link_column("person", nullable=True, keeps_row=True)
    )


class PersonAlias(Row, table=True):
    """A spelling under which a person was printed; `folded` has no accents and no capitals.

    `moved_from_id` is whose it is without the decisions, where they made it another's.
    """

    __tablename__ = "person_alias"
    __table_args__ = (UniqueConstraint("person_id", "name"), Index(None, "folded"))

    id: int | None = Field(default=None, sa_column=key_column())
    person_id: int = Field(sa_column=link_column("person", index=False))
    name: str = Field(sa_column=name_column())
    folded: str = Field(sa_column=name_column())
    moved_from_id: int | None = Field(
        default=None, sa_column=link_column("person", nullable=True, keeps_row=True)
    )


class PersonDecision(Row, table=True):
    """What somebody decided about a name, to be applied to every later import too.

    MERGE: `name` (folded) of a company is the person with the short name `into`; SPLIT: it is not
    that person, but one of its own. Of several on a name the newest counts. `company_id` is empty
    for analysts. A decision that was undone keeps its row.
    """

    __tablename__ = "person_decision"

    id: int | None = Field(default=None, sa_column=key_column())
    kind: DecisionKind = Field(sa_column=label_column(DecisionKind))
    company_id: int | None = Field(default=None, sa_column=link_column("company", nullable=True))
    name: str = Field(sa_column=name_column())
    into: str = Field(sa_column=name_column())
    note: str | None = Field(default=None, sa_column=text_column(nullable=True))
    made_at: datetime = Field(sa_column=moment_column())
    undone_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))


class Turn(Row, table=True):
    """One speaker's uninterrupted talk: `transcript.text[start:end]`, in code points.

    `exchange` numbers the questions of a call: a question and its answers have the same one.
    """

    __table_args__ = (UniqueConstraint("transcript_id", "n"),)

    id: int | None = Field(default=None, sa_column=key_column())
    transcript_id: int = Field(sa_column=link_column("transcript", index=False))
    n: int = Field(sa_column=Column(Integer, nullable=False))
    start: int = Field(sa_column=Column(Integer, nullable=False))
    end: int = Field(sa_column=Column(Integer, nullable=False))
    section: Section = Field(sa_column=label_column(Section))
    speaker_printed: str | None = Field(default=None, sa_column=text_column(nullable=True))
    title_printed: str | None = Field(default=None, sa_column=text_column(nullable=True))
    role: SpeakerRole = Field(sa_column=label_column(SpeakerRole))
    person_id: int | None = Field(default=None, sa_column=link_column("person", nullable=True))
    exchange: int | None = Field(default=None, sa_column=Column(Integer))


class Event(Row, table=True):
    """One thing a company said it does with AI (a trajectory event)."""

    __table_args__ = (Index(None, "company_id", "occurred_on"),)

    id: int | None = Field(default=None, sa_column=key_column())
    key: str = Field(sa_column=name_column(unique=True))
    company_id: int = Field(sa_column=link_column("company", index=False))
    call_id: int | None = Field(default=None, sa_column=link_column("call", nullable=True))
    headline: str = Field(sa_column=text_column())
    headline_origin: Origin = Field(sa_column=label_column(Origin, check="headlineorigin"))
    type: EventType = Field(sa_column=label_column(EventType))
    stage: Stage = Field(sa_column=label_column(Stage))
    occurred_on: date | None = Field(default=None, sa_column=date_column(nullable=True, index=True))
    specificity: int | None = Field(default=None, sa_column=Column(Integer))
    horizon: Horizon | None = Field(default=None, sa_column=label_column(Horizon, nullable=True))
    method: Origin = Field(sa_column=label_column(Origin))
    evidence: str = Field(default="[]", sa_column=text_column())
    taxonomy_version: str | None = Field(
        default=None, sa_column=name_column(nullable=True, length=20)
    )
    is_illustrative: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    is_corrected: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default="0")
    )


class Quote(Row, table=True):
    """A verbatim span of a turn; where there is a transcript, `transcript.text[start:end] == text`.

    `occurred_on`, `company_id` and `call_id` repeat the event's, so that one index answers a page.
    """

    __table_args__ = (
        Index(None, "company_id", "occurred_on"),
        Index(None, "occurred_on", "id"),
    )

    id: int | None = Field(default=None, sa_column=key_column())
    key: str = Field(sa_column=name_column(unique=True))
    event_id: int = Field(sa_column=link_column("event"))
    company_id: int = Field(sa_column=link_column("company", index=False))
    call_id: int | None = Field(default=None, sa_column=link_column("call", nullable=True))
    occurred_on: date | None = Field(default=None, sa_column=date_column(nullable=True))
    transcript_id: int | None = Field(
        default=None, sa_column=link_column("transcript", nullable=True)
    )
    turn_id: int | None = Field(default=None, sa_column=link_column("turn", nullable=True))
    start: int | None = Field(default=None, sa_column=Column(Integer))
    end: int | None = Field(default=None, sa_column=Column(Integer))
    text: str = Field(sa_column=text_column())
    verification: Verification = Field(sa_column=label_column(Verification))
    person_id: int | None = Field(default=None, sa_column=link_column("person", nullable=True))
    speaker_printed: str | None = Field(default=None, sa_column=text_column(nullable=True))
    title_printed: str | None = Field(default=None, sa_column=text_column(nullable=True))
    role: SpeakerRole = Field(sa_column=label_column(SpeakerRole))
    section: Section = Field(sa_column=label_column(Section))
    is_corrected: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default="0")
    )


class Theme(Row, table=True):
    """A subject that quotes are about; the rows are the taxonomy's, kept by intake."""

    __table_args__ = (UniqueConstraint("slug"),)

    id: int | None = Field(default=None, sa_column=key_column())
    slug: ThemeSlug = Field(sa_column=label_column(ThemeSlug))
    label: str = Field(sa_column=name_column(unique=True))
    description: str = Field(sa_column=text_column())


class QuoteTheme(Row, table=True):
    """A theme of a quote.

    `occurred_on` repeats the quote's, kept by every write transaction: with it one index answers
    "the newest quotes of a theme" without looking at all of them.
    """

    __tablename__ = "quote_theme"
    __table_args__ = (
        UniqueConstraint("quote_id", "theme_id"),
        Index(None, "theme_id", "occurred_on", "quote_id"),
    )

    id: int | None = Field(default=None, sa_column=key_column())
    quote_id: int = Field(sa_column=link_column("quote", index=False))
    theme_id: int = Field(sa_column=link_column("theme", index=False))
    occurred_on: date | None = Field(default=None, sa_column=date_column(nullable=True))


class Board(Row, table=True):
    """One job board of a company, named `<system>:<token>`, e.g. `greenhouse:spotify`.

    `blurbs` has, as JSON, the sentences on AI that most of its postings share, since which day and
    until when by what was known on those days: they are the company's and tell nothing of a job.
    """

    id: int | None = Field(default=None, sa_column=key_column())
    key: str = Field(sa_column=name_column(unique=True))
    company_id: int = Field(sa_column=link_column("company"))
    blurbs: str | None = Field(default=None, sa_column=text_column(nullable=True))


class BoardCrawl(Row, table=True):
    """One look at a board on one day, and how many postings it showed."""

    __tablename__ = "board_crawl"
    __table_args__ = (UniqueConstraint("board_id", "crawled_on"),)

    id: int | None = Field(default=None, sa_column=key_column())
    board_id: int = Field(sa_column=link_column("board", index=False))
    crawled_on: date = Field(sa_column=date_column())
    outcome: CrawlOutcome = Field(sa_column=label_column(CrawlOutcome))
    postings: int | None = Field(default=None, sa_column=Column(Integer))
    reason: str | None = Field(default=None, sa_column=text_column(nullable=True))


class Role(Row, table=True):
    """One job that is hired for: postings that are the same job, counted once.

    Open on d when `opened_on <= d < closed_on` and d is in none of its gaps. Kept by intake from
    the postings' spans; the labels are those of its earliest posting, so that a later one cannot
    change what was true before.
    """

    __table_args__ = (
        UniqueConstraint("company_id", "key", "opened_on"),
        Index(None, "company_id", "is_ai", "opened_on"),
        # All that a count of open roles reads: 0.15 ms for 600 roles of a company, 0.75 by rows.
        Index(None, "company_id", "is_ai", "closed_on", "opened_on", "stage", "function"),
        Index(None, "opened_on", "id"),  # the order of its pages
    )

    id: int | None = Field(default=None, sa_column=key_column())
    company_id: int = Field(sa_column=link_column("company", index=False))
    key: str = Field(sa_column=name_column(length=300))
    title: str = Field(sa_column=text_column())
    opened_on: date = Field(sa_column=date_column())
    opened_on_is_censored: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    closed_on: date | None = Field(default=None, sa_column=date_column(nullable=True))
    ai_involvement: AiInvolvement = Field(sa_column=label_column(AiInvolvement))
    is_ai: bool = Field(sa_column=Column(Boolean, nullable=False))
    stage: Stage | None = Field(default=None, sa_column=label_column(Stage, nullable=True))
    function: JobFunction = Field(sa_column=label_column(JobFunction))
    seniority: Seniority = Field(sa_column=label_column(Seniority))


class RoleGap(Row, table=True):
    """Days on which no posting of a role was open before it was posted again, within 30 days.

    The role was not open on d when `closed_on <= d < reopened_on`.
    """

    __tablename__ = "role_gap"
    __table_args__ = (
        UniqueConstraint("role_id", "closed_on"),
        Index(None, "company_id", "closed_on", "reopened_on"),
    )

    id: int | None = Field(default=None, sa_column=key_column())
    role_id: int = Field(sa_column=link_column("role", index=False))
    company_id: int = Field(sa_column=link_column("company", index=False))
    closed_on: date = Field(sa_column=date_column())
    reopened_on: date = Field(sa_column=date_column())


class Posting(Row, table=True):
    """One job advertisement on one board, from its opening to its closing.

    `advert_id` is the board's own id. An advertisement that was gone and came back has a row for
    each span; the first has the board's id as `source_id`, a later one `id@first day`. `first_look`
    and `last_look` say which looks its labels and everything else are taken from.

    Pay is base pay, on-target earnings (OTE) stand apart. Pay that was read in the text is
    `description[pay_start:pay_end]`. Where yearly pay was told otherwise before, `pay_told` has, as
    JSON, what was told since which day: `[[day, currency, minimum, maximum], ...]`, null for
    nothing; `pay_told_by` names the looks that it was read from.
    """

    __table_args__ = (
        UniqueConstraint("board_id", "source_id"),
        Index(None, "board_id", "advert_id"),
        Index(None, "company_id", "opened_on"),
        Index(None, "company_id", "first_seen_on", "opened_on"),
        Index(None, "opened_on", "id"),  # the order of its pages
    )

    id: int | None = Field(default=None, sa_column=key_column())
    board_id: int = Field(sa_column=link_column("board", index=False))
    source_id: str = Field(sa_column=name_column(length=300))
    advert_id: str = Field(sa_column=name_column(length=300))
    company_id: int = Field(sa_column=link_column("company", index=False))
    role_id: int | None = Field(
        default=None, sa_column=link_column("role", nullable=True, keeps_row=True)
    )
    role_key: str = Field(sa_column=name_column(length=300))
    title: str = Field(sa_column=text_column())
    department: str | None = Field(default=None, sa_column=text_column(nullable=True))
    team: str | None = Field(default=None, sa_column=text_column(nullable=True))
    locations: str = Field(default="[]", sa_column=text_column())
    work_mode: WorkMode = Field(sa_column=label_column(WorkMode))
    url: str | None = Field(default=None, sa_column=text_column(nullable=True))
    description: str | None = Field(default=None, sa_column=text_column(nullable=True))
    opened_on: date = Field(sa_column=date_column())
    opened_on_is_censored: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    closed_on: date | None = Field(default=None, sa_column=date_column(nullable=True))
    first_seen_on: date = Field(sa_column=date_column())
    last_seen_on: date = Field(sa_column=date_column())
    first_look: str | None = Field(default=None, sa_column=name_column(nullable=True, length=32))
    last_look: str | None = Field(default=None, sa_column=name_column(nullable=True, length=32))
    ai_involvement: AiInvolvement = Field(sa_column=label_column(AiInvolvement))
    stage: Stage | None = Field(default=None, sa_column=label_column(Stage, nullable=True))
    function: JobFunction = Field(sa_column=label_column(JobFunction))
    seniority: Seniority = Field(sa_column=label_column(Seniority))
    evidence: str = Field(default="[]", sa_column=text_column())
    taxonomy_version: str | None = Field(
        default=None, sa_column=name_column(nullable=True, length=20)
    )
    pay_minimum_cents: int | None = Field(default=None, sa_column=Column(BigInteger))
    pay_maximum_cents: int | None = Field(default=None, sa_column=Column(BigInteger))
    pay_currency: str | None = Field(default=None, sa_column=name_column(nullable=True, length=3))
    pay_period: PayPeriod | None = Field(
        default=None, sa_column=label_column(PayPeriod, nullable=True)
    )
    pay_origin: PayOrigin | None = Field(
        default=None, sa_column=label_column(PayOrigin, nullable=True)
    )
    pay_start: int | None = Field(default=None, sa_column=Column(Integer))
    pay_end: int | None = Field(default=None, sa_column=Column(Integer))
    ote_minimum_cents: int | None = Field(default=None, sa_column=Column(BigInteger))
    ote_maximum_cents: int | None = Field(default=None, sa_column=Column(BigInteger))
    pay_is_withheld: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    yearly_minimum: int | None = Field(default=None, sa_column=Column(BigInteger))
    yearly_maximum: int | None = Field(default=None, sa_column=Column(BigInteger))
    is_illustrative: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    is_corrected: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default="0")
    )
    pay_told: str | None = Field(default=None, sa_column=text_column(nullable=True))
    pay_told_by: str | None = Field(default=None, sa_column=name_column(nullable=True, length=32))


class PostingObservation(Row, table=True):
    """A stretch of days on which a board showed a posting, with the same look.

    Crawled: it was on every look at the board from `first_on` to `last_on`. Otherwise told: a
    source says that it was seen first and last on these days, and maybe when it opened and closed.
    """

    __tablename__ = "posting_observation"
    __table_args__ = (UniqueConstraint("board_id", "advert_id", "first_on", "is_crawled"),)

    id: int | None = Field(default=None, sa_column=key_column())
    board_id: int = Field(sa_column=link_column("board", index=False))
    advert_id: str = Field(sa_column=name_column(length=300))
    first_on: date = Field(sa_column=date_column())
    last_on: date = Field(sa_column=date_column())
    is_crawled: bool = Field(sa_column=Column(Boolean, nullable=False))
    opened_on: date | None = Field(default=None, sa_column=date_column(nullable=True))
    closed_on: date | None = Field(default=None, sa_column=date_column(nullable=True))
    look: str = Field(sa_column=name_column(length=32))


class PostingLook(Row, table=True):
    """What a posting looked like at some time: its record without days, packed.

    Kept because a look that comes late may show that a posting was gone for a while, and what it
    looked like when it came back.
    """

    __tablename__ = "posting_look"
    __table_args__ = (UniqueConstraint("digest"),)

    id: int | None = Field(default=None, sa_column=key_column())
    digest: str = Field(sa_column=name_column(length=32))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RoleCount(Row, table=True):
    """AI roles or AI postings of a company that opened and closed on one day, by their labels.

    A role that is posted again after a gap opens again. The stock on a day is the sum of
    `opened - closed` up to it; intake keeps these rows equal to the roles and the postings in the
    same transaction, so that a series reads a few rows.
    """

    __tablename__ = "role_count"
    __table_args__ = (Index(None, "company_id", "unit", "day", "opened", "closed"),)

    id: int | None = Field(default=None, sa_column=key_column())
    company_id: int = Field(sa_column=link_column("company", index=False))
    unit: Unit = Field(sa_column=label_column(Unit))
    day: date = Field(sa_column=date_column())
    stage: Stage | None = Field(default=None, sa_column=label_column(Stage, nullable=True))
    function: JobFunction = Field(sa_column=label_column(JobFunction))
    opened: int = Field(sa_column=Column(Integer, nullable=False))
    closed: int = Field(sa_column=Column(Integer, nullable=False))


class RoleDay(Row, table=True):
    """The AI roles or AI postings of a company after a day on which any, or their pay, changed.

    `active` are open then. The rest is JSON, most first: `cells` has them by their labels,
    `[[stage, function, number], ...]`, and `pay` what those that tell it pay a year,
    `[[currency, number, minimum, maximum, average, median], ...]`. Kept by intake equal to the
    daily counts and the postings.
    """

    __tablename__ = "role_day"
    __table_args__ = (Index(None, "company_id", "unit", "day"),)

    id: int | None = Field(default=None, sa_column=key_column())
    company_id: int = Field(sa_column=link_column("company", index=False))
    unit: Unit = Field(sa_column=label_column(Unit))
    day: date = Field(sa_column=date_column())
    active: int = Field(sa_column=Column(Integer, nullable=False))
    cells: str = Field(sa_column=text_column())
    pay: str = Field(sa_column=text_column())


class RoleYear(Row, table=True):
    """How many AI roles or AI postings of a company opened and closed up to each day of a year.

    `opened` and `closed` hold a packed number a day: all so far, earlier years included. There is a
    row for each year from the first change to the last, kept by intake equal to the daily counts.
    """

    __tablename__ = "role_year"
    __table_args__ = (Index(None, "company_id", "unit", "year"),)

    id: int | None = Field(default=None, sa_column=key_column())
    company_id: int = Field(sa_column=link_column("company", index=False))
    unit: Unit = Field(sa_column=label_column(Unit))
    year: int = Field(sa_column=Column(Integer, nullable=False))
    opened: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    closed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Correction(Row, table=True):
    """A label that somebody corrected: the natural key of the row, its column and its value.

    Kept apart from what the rules say and laid over it after every classification. `beneath` has,
    as JSON, what file and rules say of all columns of the row that can be corrected.
    """

    __table_args__ = (UniqueConstraint("kind", "key", "name"),)

    id: int | None = Field(default=None, sa_column=key_column())
    kind: CorrectedKind = Field(sa_column=label_column(CorrectedKind))
    key: str = Field(sa_column=name_column(length=600))
    name: str = Field(sa_column=name_column(length=40))
    value: str = Field(sa_column=text_column())
    beneath: str = Field(sa_column=text_column())
    reason: str | None = Field(default=None, sa_column=text_column(nullable=True))
    made_at: datetime = Field(sa_column=moment_column())


class ImportRun(Row, table=True):
    """One file that changed the data."""

    __tablename__ = "import_run"

    id: int | None = Field(default=None, sa_column=key_column())
    generation: int = Field(sa_column=Column(Integer, nullable=False, index=True))
    file: str = Field(sa_column=text_column())
    sha256: str = Field(sa_column=name_column(length=64))
    records: int = Field(sa_column=Column(Integer, nullable=False))
    added: int = Field(sa_column=Column(Integer, nullable=False))
    changed: int = Field(sa_column=Column(Integer, nullable=False))
    finished_at: datetime = Field(sa_column=moment_column())


class Generation(Row, table=True):
    """The one counter that every write transaction raises; its row lock also orders the writers."""

    id: int | None = Field(default=None, sa_column=key_column())
    value: int = Field(sa_column=Column(Integer, nullable=False))


class QuoteChange(Row, table=True):
    """Outbox of the search index: a quote that was added, changed or removed in a generation.

    `quote_id` is no foreign key: the row outlives the quote that was removed.
    """

    __tablename__ = "quote_change"

    id: int | None = Field(default=None, sa_column=key_column())
    generation: int = Field(sa_column=Column(Integer, nullable=False, index=True))
    quote_id: int = Field(sa_column=Column(Integer, nullable=False))


def table_of(row: type[SQLModel]) -> Table:
    """Return the Core table behind a row type, for statements that read columns."""
    return Row.metadata.tables[str(row.__tablename__)]

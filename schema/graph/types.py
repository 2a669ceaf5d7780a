"""The row types: what GraphQL shows of each table, every field with its source beside it."""

from datetime import date
from json import loads
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema import tables
from schema.graph import filters
from schema.graph.connections import Connection, Node, pages
from schema.graph.declaring import object_type
from schema.graph.frames import SPAN, load_say_do
from schema.graph.mapping import (
    Computed,
    ToMany,
    ToOne,
    argument,
    attribute,
    column,
    row_type,
    sourced,
)
from schema.graph.metrics import load_citations, load_hiring, load_pay, load_words
from schema.store.citations import CitationStyle, format_permalink
from schema.tables import table_of
from schema.taxonomy.labels import (
    AiInvolvement,
    CallKind,
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

if TYPE_CHECKING:
    from schema.graph.comparison import SayDo
    from schema.graph.numbers import Hiring

COMPANY = table_of(tables.Company).c
CALL = table_of(tables.Call).c
TRANSCRIPT = table_of(tables.Transcript).c
DOUBT = table_of(tables.TranscriptDoubt).c
TURN = table_of(tables.Turn).c
PERSON = table_of(tables.Person).c
ALIAS = table_of(tables.PersonAlias).c
EVENT = table_of(tables.Event).c
QUOTE = table_of(tables.Quote).c
THEME = table_of(tables.Theme).c
QUOTE_THEME = table_of(tables.QuoteTheme).c
ROLE = table_of(tables.Role).c
ROLE_GAP = table_of(tables.RoleGap).c
POSTING = table_of(tables.Posting).c

COMPANIES = row_type(
    "Company",
    table_of(tables.Company),
    {"NAME": COMPANY.name, "SLUG": COMPANY.slug},
    (("NAME", False),),
)
CALLS = row_type(
    "Call", table_of(tables.Call), {"HELD_ON": CALL.held_on, "KEY": CALL.key}, (("HELD_ON", True),)
)
TURNS = row_type("Turn", table_of(tables.Turn), {"N": TURN.n}, (("N", False),))
PEOPLE = row_type(
    "Person",
    table_of(tables.Person),
    {"NAME": PERSON.name, "SLUG": PERSON.slug},
    (("NAME", False),),
    same_as=PERSON.same_as_id,
)
THEMES = row_type("Theme", table_of(tables.Theme), {"LABEL": THEME.label}, (("LABEL", False),))
EVENTS = row_type(
    "Event",
    table_of(tables.Event),
    {
        "OCCURRED_ON": EVENT.occurred_on,
        "TYPE": EVENT.type,
        "STAGE": EVENT.stage,
        "SPECIFICITY": EVENT.specificity,
    },
    (("OCCURRED_ON", True),),
)
QUOTES = row_type(
    "Quote", table_of(tables.Quote), {"OCCURRED_ON": QUOTE.occurred_on}, (("OCCURRED_ON", True),)
)
ROLES = row_type(
    "Role",
    table_of(tables.Role),
    {"OPENED_ON": ROLE.opened_on, "CLOSED_ON": ROLE.closed_on, "TITLE": ROLE.title},
    (("OPENED_ON", True),),
)
POSTINGS = row_type(
    "Posting",
    table_of(tables.Posting),
    {
        "OPENED_ON": POSTING.opened_on,
        "CLOSED_ON": POSTING.closed_on,
        "LAST_SEEN_ON": POSTING.last_seen_on,
        "YEARLY_MAXIMUM": POSTING.yearly_maximum,
        "TITLE": POSTING.title,
    },
    (("OPENED_ON", True),),
)
TRANSCRIPTS = row_type("Transcript", table_of(tables.Transcript))
ROLE_GAPS = row_type("RoleGap", table_of(tables.RoleGap), is_node=False)
DOUBTS = row_type("Doubt", table_of(tables.TranscriptDoubt), is_node=False)
ALIASES = row_type("Alias", table_of(tables.PersonAlias), is_node=False)


@object_type
class Company(Node):
    """A company: what its leadership says about AI, and what it hires for."""

    slug: str = column(COMPANY.slug, "Short name, unique.")
    ticker: str | None = column(COMPANY.ticker, "Stock symbol, unique.")
    name: str = column(COMPANY.name, "Name.")
    sector: Sector | None = column(COMPANY.sector, "Sector.")
    industry: str | None = column(COMPANY.industry, "Industry, in the source's words.")
    is_illustrative: bool = column(COMPANY.is_illustrative, "Whether it is an invented example.")
    calls: Connection["Call"] = pages(CALLS, filters.CallWhere, "Its calls.", CALL.company_id)
    events: Connection["Event"] = pages(
        EVENTS, filters.EventWhere, "What it said it does with AI.", EVENT.company_id
    )
    quotes: Connection["Quote"] = pages(
        QUOTES, filters.QuoteWhere, "What its leadership said about AI.", QUOTE.company_id
    )
    people: Connection["Person"] = pages(
        PEOPLE, filters.PersonWhere, "Who speaks for it.", PERSON.company_id
    )
    roles: Connection["Role"] = pages(
        ROLES, filters.RoleWhere, "Its roles: postings of the same job, once.", ROLE.company_id
    )
    postings: Connection["Posting"] = pages(
        POSTINGS, filters.PostingWhere, "Its postings, one a board and place.", POSTING.company_id
    )
    hiring: Annotated["Hiring", strawberry.lazy(".numbers")] = sourced(
        Computed(load_hiring),
        "What it hires for, as of a day.",
        [
            argument("as_of", date | None, "The day; today when nothing is said."),
            argument("unit", Unit, "What to count.", Unit.ROLE),
        ],
    )
    say_do: Annotated["SayDo", strawberry.lazy(".comparison")] = sourced(
        Computed(load_say_do), "What its leadership says beside what it hires for.", SPAN
    )


@object_type
class Call(Node):
    """One earnings call or conference."""

    key: str = column(CALL.key, "Natural key, unique.")
    kind: CallKind = column(CALL.kind, "Kind of meeting.")
    title: str = column(CALL.title, "Title as published.")
    fiscal_year: int | None = column(CALL.fiscal_year, "Fiscal year, in the company's calendar.")
    fiscal_quarter: int | None = column(CALL.fiscal_quarter, "Fiscal quarter, 1 to 4.")
    fiscal_period: str | None = column(CALL.period, "Fiscal period, such as 2026Q1.")
    held_on: date | None = column(CALL.held_on, "The day it was held; null where no source says.")
    mentions_ai: bool = column(CALL.mentions_ai, "Whether its executives spoke of AI.")
    company: Company = sourced(ToOne("Company", CALL.company_id), "Whose call it is.")
    transcripts: list["Transcript"] = sourced(
        ToMany("Transcript", TRANSCRIPT.call_id, (TRANSCRIPT.id,)), "Its texts, as received."
    )
    events: Connection["Event"] = pages(
        EVENTS, filters.EventWhere, "What was said on it about AI.", EVENT.call_id
    )
    quotes: Connection["Quote"] = pages(
        QUOTES, filters.QuoteWhere, "Quotes from it.", QUOTE.call_id
    )


@object_type
class Transcript(Node):
    """The text of a call as received."""

    sha256: str = column(TRANSCRIPT.sha256, "SHA-256 of the text, in hexadecimal.")
    source: str | None = column(TRANSCRIPT.source, "Where the text comes from.")
    layout: str = column(TRANSCRIPT.layout, "Layout in which it was received.")
    status: TranscriptStatus = column(TRANSCRIPT.status, "How far its source has worked on it.")
    call: Call = sourced(ToOne("Call", TRANSCRIPT.call_id), "Its call.")
    turns: Connection["Turn"] = pages(
        TURNS, filters.TurnWhere, "Who spoke, in order.", TURN.transcript_id
    )
    doubts: list["Doubt"] = sourced(
        ToMany("Doubt", DOUBT.transcript_id, (DOUBT.n, DOUBT.id)), "What is uncertain about it."
    )


@object_type
class Doubt:
    """Something uncertain about a transcript or one of its turns; a state, not an error."""

    kind: DoubtKind = column(DOUBT.kind, "What is uncertain.")
    turn: int | None = column(DOUBT.n, "Place of the turn it is about; null for the whole text.")
    note: str = column(DOUBT.note, "What was found, in a sentence.")


@object_type
class Turn(Node):
    """One speaker's uninterrupted talk; the positions count code points of the transcript."""

    n: int = column(TURN.n, "Place in the transcript, from 0.")
    start: int = column(TURN.start, "Where it begins.")
    end: int = column(TURN.end, "Where it ends.")
    text: str = sourced(Computed(load_words), "The words.")
    section: Section = column(TURN.section, "Part of the call.")
    speaker_printed: str | None = column(TURN.speaker_printed, "Speaker as printed.")
    title: str | None = column(TURN.title_printed, "Title as printed.")
    role: SpeakerRole = column(TURN.role, "Role, read from the title.")
    exchange: int | None = column(
        TURN.exchange, "Number of the question that it asks or answers, from 1."
    )
    speaker: "Person | None" = sourced(ToOne("Person", TURN.person_id), "Who spoke.")
    transcript: Transcript = sourced(ToOne("Transcript", TURN.transcript_id), "Its transcript.")


@object_type
class Person(Node):
    """Somebody who spoke; the title belongs to the turn, not to the person."""

    slug: str = column(PERSON.slug, "Short name, unique.")
    name: str = column(PERSON.name, "Name, in its best spelling.")
    company: Company | None = sourced(
        ToOne("Company", PERSON.company_id), "For whom they speak; null for analysts and operators."
    )
    aliases: list["Alias"] = sourced(
        ToMany("Alias", ALIAS.person_id, (ALIAS.name,)), "Spellings under which they were printed."
    )
    quotes: Connection["Quote"] = pages(
        QUOTES, filters.QuoteWhere, "What they said about AI.", QUOTE.person_id
    )


@object_type
class Alias:
    """A spelling of a person's name."""

    name: str = column(ALIAS.name, "The spelling.")


@object_type
class Event(Node):
    """One thing a company said it does with AI (a trajectory event)."""

    key: str = column(EVENT.key, "Natural key, unique.")
    headline: str = column(EVENT.headline, "The event in a sentence.")
    headline_origin: Origin = column(EVENT.headline_origin, "Who wrote the headline.")
    type: EventType = column(EVENT.type, "What kind of statement it is.")
    stage: Stage = column(EVENT.stage, "How far along the work is.")
    occurred_on: date | None = column(EVENT.occurred_on, "The day it was said or happened.")
    specificity: int | None = column(
        EVENT.specificity, "From 1, a buzzword, to 5, a quantified result."
    )
    horizon: Horizon | None = column(EVENT.horizon, "When its work happens; null for a mere view.")
    method: Origin = column(EVENT.method, "Who gave the labels.")
    taxonomy_version: str | None = column(
        EVENT.taxonomy_version, "Version of the rules that gave the labels."
    )
    is_corrected: bool = column(EVENT.is_corrected, "Whether somebody corrected a label of it.")
    is_illustrative: bool = column(EVENT.is_illustrative, "Whether it is an invented example.")
    company: Company = sourced(ToOne("Company", EVENT.company_id), "Whose event it is.")
    call: Call | None = sourced(ToOne("Call", EVENT.call_id), "The call on which it was said.")
    quotes: list["Quote"] = sourced(
        ToMany("Quote", QUOTE.event_id, (QUOTE.id,)), "What was said, word for word."
    )


@object_type
class Quote(Node):
    """What somebody said, word for word; with a transcript it is an exact span of it."""

    key: str = column(QUOTE.key, "Natural key, unique.")
    text: str = column(QUOTE.text, "The words.")
    verification: Verification = column(
        QUOTE.verification, "Whether it is a span of a stored transcript."
    )
    start: int | None = column(QUOTE.start, "Where it begins in the transcript, in code points.")
    end: int | None = column(QUOTE.end, "Where it ends in the transcript, in code points.")
    occurred_on: date | None = column(QUOTE.occurred_on, "The day it was said.")
    is_corrected: bool = column(QUOTE.is_corrected, "Whether somebody corrected its themes.")
    speaker_printed: str | None = column(QUOTE.speaker_printed, "Speaker as printed.")
    title: str | None = column(QUOTE.title_printed, "The speaker's title as printed there.")
    role: SpeakerRole = column(QUOTE.role, "The speaker's role there.")
    permalink: str = column(QUOTE.key, "Path of its own page on this server.", format_permalink)
    citation: str = sourced(
        Computed(load_citations),
        "Who said it, where and when, as a source is named.",
        [argument("style", CitationStyle, "In which style.", CitationStyle.PLAIN)],
    )
    section: Section = column(QUOTE.section, "Part of the call.")
    speaker: Person | None = sourced(ToOne("Person", QUOTE.person_id), "Who said it.")
    company: Company = sourced(ToOne("Company", QUOTE.company_id), "Whose leadership said it.")
    call: Call | None = sourced(ToOne("Call", QUOTE.call_id), "On which call.")
    event: Event = sourced(ToOne("Event", QUOTE.event_id), "The event that it supports.")
    turn: Turn | None = sourced(ToOne("Turn", QUOTE.turn_id), "In which turn.")
    transcript: Transcript | None = sourced(
        ToOne("Transcript", QUOTE.transcript_id), "In which text."
    )
    themes: list["Theme"] = sourced(
        ToMany(
            "Theme",
            QUOTE_THEME.quote_id,
            (THEME.label,),
            far=QUOTE_THEME.theme_id,
            carries={"occurred_on": QUOTE_THEME.occurred_on},
        ),
        "What it is about.",
    )


@object_type
class Theme(Node):
    """A subject that quotes are about."""

    slug: ThemeSlug = column(THEME.slug, "Its label in the taxonomy.")
    label: str = column(THEME.label, "Its name.")
    description: str = column(THEME.description, "What belongs to it.")


@object_type
class RoleGap:
    """Days on which no posting of a role was open, before it was posted again within 30 days."""

    closed_on: date = column(ROLE_GAP.closed_on, "The first day on which it was not open.")
    reopened_on: date = column(ROLE_GAP.reopened_on, "The first day on which it was open again.")


@object_type
class Role(Node):
    """One job that is hired for: postings of the same job, counted once."""

    title: str = column(ROLE.title, "Title of its earliest posting.")
    opened_on: date = column(ROLE.opened_on, "The first day it was open.")
    opened_on_is_censored: bool = column(
        ROLE.opened_on_is_censored, "Whether it was already open when the board was first read."
    )
    closed_on: date | None = column(ROLE.closed_on, "The first day it was no longer open.")
    gaps: list[RoleGap] = sourced(
        ToMany("RoleGap", ROLE_GAP.role_id, (ROLE_GAP.closed_on,)),
        "When it was not open in between.",
    )
    is_ai: bool = column(ROLE.is_ai, "Whether it counts as an AI role.")
    ai_involvement: AiInvolvement = column(ROLE.ai_involvement, "What it has to do with AI.")
    stage: Stage | None = column(ROLE.stage, "How far along the work is; null without AI.")
    function: JobFunction = column(ROLE.function, "What the job does.")
    seniority: Seniority = column(ROLE.seniority, "Level of the job.")
    company: Company = sourced(ToOne("Company", ROLE.company_id), "Who hires.")
    postings: Connection["Posting"] = pages(
        POSTINGS, filters.PostingWhere, "Its postings.", POSTING.role_id
    )


@object_type
class Pay:
    """What a posting says it pays; sums are whole numbers, but may be too large for an Int."""

    minimum_cents: float | None = attribute("minimum_cents", "Lower end, in hundredths.")
    maximum_cents: float | None = attribute("maximum_cents", "Upper end, in hundredths.")
    ote_minimum_cents: float | None = attribute(
        "ote_minimum_cents", "Lower end of on-target earnings, in hundredths."
    )
    ote_maximum_cents: float | None = attribute(
        "ote_maximum_cents", "Upper end of on-target earnings, in hundredths."
    )
    currency: str | None = attribute("currency", "Currency, ISO 4217.")
    period: PayPeriod | None = attribute("period", "The time the figures are for.")
    yearly_minimum: float | None = attribute("yearly_minimum", "Lower end a year, in whole units.")
    yearly_maximum: float | None = attribute("yearly_maximum", "Upper end a year, in whole units.")
    origin: PayOrigin | None = attribute("origin", "Where it was read.")


@object_type
class Posting(Node):
    """One job advertisement on one board."""

    source_id: str = column(POSTING.source_id, "Its identifier on the board.")
    title: str = column(POSTING.title, "Title as posted.")
    department: str | None = column(POSTING.department, "Department as posted.")
    team: str | None = column(POSTING.team, "Team as posted.")
    locations: list[str] = column(POSTING.locations, "Places as posted.", loads)
    work_mode: WorkMode = column(POSTING.work_mode, "Where the work is done.")
    url: str | None = column(POSTING.url, "Address of the advertisement.")
    pay_currency: str | None = column(POSTING.pay_currency, "Currency of its pay, ISO 4217.")
    pay: Pay | None = sourced(
        Computed(load_pay), "What it says it pays; null where it says nothing or withholds it."
    )
    opened_on: date = column(POSTING.opened_on, "The first day it was open.")
    opened_on_is_censored: bool = column(
        POSTING.opened_on_is_censored, "Whether it was already open when the board was first read."
    )
    closed_on: date | None = column(POSTING.closed_on, "The first day it was no longer open.")
    first_seen_on: date = column(POSTING.first_seen_on, "The first day it was seen.")
    last_seen_on: date = column(POSTING.last_seen_on, "The last day it was seen.")
    ai_involvement: AiInvolvement = column(POSTING.ai_involvement, "What it has to do with AI.")
    stage: Stage | None = column(POSTING.stage, "How far along the work is; null without AI.")
    function: JobFunction = column(POSTING.function, "What the job does.")
    seniority: Seniority = column(POSTING.seniority, "Level of the job.")
    is_corrected: bool = column(POSTING.is_corrected, "Whether somebody corrected a label of it.")
    is_illustrative: bool = column(POSTING.is_illustrative, "Whether it is an invented example.")
    company: Company = sourced(ToOne("Company", POSTING.company_id), "Who hires.")
    role: Role | None = sourced(ToOne("Role", POSTING.role_id), "The job it advertises.")

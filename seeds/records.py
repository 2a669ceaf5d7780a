"""The neutral import format: five kinds of record, each field with its bounds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    TypeAdapter,
    model_validator,
)
from pydantic.alias_generators import to_camel

from schema.taxonomy.labels import (
    AiInvolvement,
    CallKind,
    CorrectedKind,
    DoubtKind,
    EventType,
    Horizon,
    JobFunction,
    PayPeriod,
    Section,
    Sector,
    Seniority,
    Stage,
    ThemeSlug,
    TranscriptStatus,
    WorkMode,
)
from seeds.correctable import CORRECTABLE
from seeds.values import (
    LONGEST_TEXT,
    Amount,
    BoardKey,
    Currency,
    Day,
    Key,
    LongName,
    Name,
    Slug,
    SourceId,
    Text,
    Ticker,
    Title,
    Url,
)

MOST_TURNS = 5000
MOST_QUOTES = 50


class Record(BaseModel):
    """Base of all records: unknown fields are refused, values never change, keys are camelCase."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=True,
    )


class PersonRecord(Record):
    """A person of a company and the other spellings under which transcripts print the name."""

    name: Name
    aliases: tuple[Name, ...] = Field(default=(), max_length=50)


class CompanyRecord(Record):
    """A company; found again by its slug, else by its ticker."""

    record: Literal["company"] = "company"
    slug: Slug | None = None
    ticker: Ticker | None = None
    name: Name
    sector: Sector | None = None
    industry: Name | None = None
    people: tuple[PersonRecord, ...] = Field(default=(), max_length=500)
    is_illustrative: StrictBool = False

    @model_validator(mode="after")
    def check_has_key(self) -> Self:
        """Refuse a company that nothing could refer to."""
        if self.slug is None and self.ticker is None:
            raise ValueError("a company needs a slug or a ticker; add one")
        return self


class TurnRecord(Record):
    """One speaker's uninterrupted talk; `start` and `end` place it in the call's `text`."""

    speaker: Name | None = None
    title: LongName | None = None
    role: Literal["executive", "analyst", "operator", "unknown"] = "unknown"
    section: Section = Section.UNKNOWN
    start: Annotated[StrictInt, Field(ge=0, le=LONGEST_TEXT)] | None = None
    end: Annotated[StrictInt, Field(ge=0, le=LONGEST_TEXT)] | None = None
    text: Text


class DoubtRecord(Record):
    """Something uncertain about a transcript, or about one of its turns, counted from 0."""

    kind: DoubtKind
    turn: Annotated[StrictInt, Field(ge=0, lt=MOST_TURNS)] | None = None
    note: Title


class CallRecord(Record):
    """One earnings call or conference; its transcript as turns, as plain text, or none."""

    model_config = ConfigDict(
        json_schema_extra={"dependentRequired": {"fiscalQuarter": ["fiscalYear"]}}
    )

    record: Literal["call"] = "call"
    key: Key
    company: Name
    kind: CallKind = CallKind.EARNINGS
    fiscal_year: Annotated[StrictInt, Field(ge=1980, le=2100)] | None = None
    fiscal_quarter: Annotated[StrictInt, Field(ge=1, le=4)] | None = None
    held_on: Day | None = None
    title: LongName | None = None
    source: Title | None = None
    layout: Annotated[Name, Field(max_length=40)] = "neutral"
    status: TranscriptStatus = TranscriptStatus.RAW
    turns: tuple[TurnRecord, ...] = Field(default=(), max_length=MOST_TURNS)
    text: Text | None = None
    doubts: tuple[DoubtRecord, ...] = Field(default=(), max_length=MOST_TURNS)
    finds_statements: StrictBool = True

    @model_validator(mode="after")
    def check_parts(self) -> Self:
        """Refuse turns that are no spans of the text, and a quarter without its year."""
        check_spans(self.turns, self.text)
        if any(each.turn is not None and each.turn >= len(self.turns) for each in self.doubts):
            raise ValueError("has a doubt about a turn that is not there; turns count from 0")
        if self.fiscal_quarter is not None and self.fiscal_year is None:
            raise ValueError("gives fiscalQuarter without fiscalYear; add the year")
        return self

    @property
    def has_own_text(self) -> bool:
        """Whether the turns are told apart in a text as received, be it that there are none."""
        return self.text is not None and "turns" in self.model_fields_set

    @property
    def period(self) -> str | None:
        """The period's label, such as 2026Q1, where year and quarter are known."""
        if self.fiscal_year is None or self.fiscal_quarter is None:
            return None
        return f"{self.fiscal_year}Q{self.fiscal_quarter}"


def check_spans(turns: Sequence[TurnRecord], text: str | None) -> None:
    """Raise ValueError unless each turn is its span of the text, and each follows the one before.

    Turns without a text beside them have no spans.
    """
    end = 0
    for n, turn in enumerate(turns):
        if (turn.start is None) is not (turn.end is None) or (turn.start is None) is not (
            text is None
        ):
            raise ValueError(
                f"turns[{n}]: beside a text every turn has start and end, without one none has"
            )
        if text is None or turn.start is None or turn.end is None:
            continue
        if turn.start < end or text[turn.start : turn.end] != turn.text:
            raise ValueError(f"turns[{n}]: is not text[{turn.start}:{turn.end}], or not in order")
        end = turn.end


class QuoteRecord(Record):
    """What somebody said, verbatim."""

    text: Annotated[Text, Field(max_length=20_000)]
    speaker: Name | None = None
    title: LongName | None = None
    section: Section | None = None
    themes: tuple[ThemeSlug, ...] | None = None
    key: Key | None = None


class EventRecord(Record):
    """One thing a company said it does with AI; what is not given is classified by the rules."""

    record: Literal["event"] = "event"
    key: Key
    company: Name
    call: Key | None = None
    occurred_on: Day | None = None
    headline: Title | None = None
    type: EventType | None = None
    stage: Stage | None = None
    specificity: Annotated[StrictInt, Field(ge=1, le=5)] | None = None
    horizon: Horizon | None = None
    quotes: tuple[QuoteRecord, ...] = Field(default=(), max_length=MOST_QUOTES)
    is_illustrative: StrictBool = False

    @model_validator(mode="after")
    def check_has_content(self) -> Self:
        """Refuse an event that says nothing."""
        if self.headline is None and not self.quotes:
            raise ValueError("has neither a headline nor a quote; add one")
        return self


class PayRecord(Record):
    """Pay as advertised: base pay, and on-target earnings (OTE) apart from it."""

    minimum: Amount | None = None
    maximum: Amount | None = None
    ote_minimum: Amount | None = None
    ote_maximum: Amount | None = None
    currency: Currency
    period: PayPeriod = PayPeriod.YEAR
    is_withheld: StrictBool = False

    @model_validator(mode="after")
    def check_order(self) -> Self:
        """Refuse a range that runs backwards, and one without ends."""
        base, ote = (self.minimum, self.maximum), (self.ote_minimum, self.ote_maximum)
        if {*base, *ote} == {None}:
            raise ValueError("has neither minimum nor maximum; add one, or leave pay out")
        for low, high in (base, ote):
            if low is not None and high is not None and low > high:
                raise ValueError("minimum is above maximum; exchange them")
        return self


class PostingRecord(Record):
    """One job advertisement as a board showed it from its first to its last sight."""

    record: Literal["posting"] = "posting"
    board: BoardKey
    id: SourceId
    company: Name
    title: Title
    department: LongName | None = None
    team: LongName | None = None
    locations: tuple[LongName, ...] = Field(default=(), max_length=200)
    work_mode: WorkMode = WorkMode.UNKNOWN
    url: Url | None = None
    description: Text | None = None
    first_seen_on: Day
    last_seen_on: Day | None = None
    opened_on: Day | None = None
    closed_on: Day | None = None
    status: Literal["OPEN", "CLOSED", "UNKNOWN"] = "UNKNOWN"
    pay: PayRecord | None = None
    ai_involvement: AiInvolvement | None = None
    stage: Stage | None = None
    function: JobFunction | None = None
    seniority: Seniority | None = None
    native_function: LongName | None = None
    native_level: LongName | None = None
    is_illustrative: StrictBool = False

    @model_validator(mode="after")
    def check_days(self) -> Self:
        """Refuse days that contradict each other."""
        if self.seen_last < self.first_seen_on:
            raise ValueError("lastSeenOn is before firstSeenOn; exchange them")
        if self.closed_on is not None and self.closed_on <= self.seen_last:
            raise ValueError(
                "closedOn is not after lastSeenOn; a posting is closed when it is gone"
            )
        if self.closed_on is not None and self.status == "OPEN":
            raise ValueError("status is OPEN beside closedOn; leave one of the two out")
        return self

    @property
    def seen_last(self) -> date:
        """The last day it was seen; the first when it was seen once."""
        return self.last_seen_on or self.first_seen_on


class CrawlRecord(Record):
    """One look at a whole board on one day.

    What it showed are the posting records of the same file that were seen on that day; a posting
    that is not among them was gone. A failed crawl says nothing of any posting.
    """

    record: Literal["crawl"] = "crawl"
    board: BoardKey
    company: Name
    crawled_on: Day
    outcome: Literal["SUCCEEDED", "FAILED"] = "SUCCEEDED"
    postings: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = None
    reason: LongName | None = None


class CorrectionRecord(Record):
    """Labels that somebody corrected on one event, quote or posting."""

    record: Literal["correction"] = "correction"
    kind: CorrectedKind
    key: Annotated[Text, Field(max_length=600)]
    type: EventType | None = None
    stage: Stage | None = None
    specificity: Annotated[StrictInt, Field(ge=1, le=5)] | None = None
    horizon: Horizon | None = None
    themes: tuple[ThemeSlug, ...] | None = None
    ai_involvement: AiInvolvement | None = None
    function: JobFunction | None = None
    seniority: Seniority | None = None
    reason: LongName | None = None

    @property
    def labels(self) -> dict[str, Any]:
        """The corrected values, by column."""
        names = {name for columns in CORRECTABLE.values() for name in columns}
        said = {name: getattr(self, name) for name in sorted(names)}
        return {name: value for name, value in said.items() if value is not None}

    @model_validator(mode="after")
    def check_labels(self) -> Self:
        """Refuse a correction of nothing, and of what such a record has not."""
        known = CORRECTABLE[self.kind]
        if not self.labels:
            raise ValueError(f"corrects nothing; give one of {', '.join(map(to_camel, known))}")
        if strange := self.labels.keys() - known.keys():
            raise ValueError(
                f"{self.kind} has no {to_camel(min(strange))}; "
                f"it has {', '.join(map(to_camel, known))}"
            )
        return self


AnyRecord = (
    CompanyRecord | CallRecord | EventRecord | PostingRecord | CrawlRecord | CorrectionRecord
)

KINDS: Mapping[str, type[AnyRecord]] = {
    "company": CompanyRecord,
    "call": CallRecord,
    "event": EventRecord,
    "posting": PostingRecord,
    "crawl": CrawlRecord,
    "correction": CorrectionRecord,
}


def build_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one record; docs/import.schema.json holds it."""
    tagged = Annotated[AnyRecord, Field(discriminator="record")]
    schema = TypeAdapter(tagged).json_schema(by_alias=True)
    for model in KINDS.values():
        schema["$defs"][model.__name__].setdefault("required", []).insert(0, "record")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A record of the callboard import format",
    }
    return head | schema

"""The inputs of `where`: each field is filtered under the name under which it is shown."""

from datetime import date
from typing import Any, Generic, TypeVar

import strawberry

from schema.graph import labels as _labels  # noqa: F401 - declares the enums
from schema.graph.declaring import input_type
from schema.taxonomy.labels import (
    AiInvolvement,
    CallKind,
    EventType,
    Horizon,
    JobFunction,
    Section,
    Sector,
    Seniority,
    SpeakerRole,
    Stage,
    ThemeSlug,
    Verification,
    WorkMode,
)

T = TypeVar("T")


def part(description: str, name: str | None = None) -> Any:
    """Return an input field that may be left out."""
    return strawberry.field(name=name, default=strawberry.UNSET, description=description)


@input_type
class StringFilter:
    """Compares a text. Parts and prefixes ignore case."""

    eq: str | None = part("Is this text; null finds what has none.")
    ne: str | None = part("Is another text, or none.")
    in_: list[str] | None = part("Is one of these texts.", "in")
    not_in: list[str] | None = part("Is none of these texts.")
    contains: str | None = part("Holds this text.")
    starts_with: str | None = part("Begins with this text.")
    is_null: bool | None = part("Has no text (true) or has one (false).")


@input_type
class Filter(Generic[T]):
    """Compares a label."""

    eq: T | None = part("Is this label; null finds what has none.")
    ne: T | None = part("Is another label, or none.")
    in_: list[T] | None = part("Is one of these labels.", "in")
    not_in: list[T] | None = part("Is none of these labels.")
    is_null: bool | None = part("Has no label (true) or has one (false).")


@input_type
class DateFilter:
    """Compares a day."""

    eq: date | None = part("Is this day; null finds what has none.")
    ne: date | None = part("Is another day, or none.")
    lt: date | None = part("Is before this day.")
    lte: date | None = part("Is this day or before it.")
    gt: date | None = part("Is after this day.")
    gte: date | None = part("Is this day or after it.")
    is_null: bool | None = part("Has no day (true) or has one (false).")


@input_type
class IntFilter:
    """Compares a number."""

    eq: int | None = part("Is this number; null finds what has none.")
    ne: int | None = part("Is another number, or none.")
    in_: list[int] | None = part("Is one of these numbers.", "in")
    lt: int | None = part("Is less than this number.")
    lte: int | None = part("Is this number or less.")
    gt: int | None = part("Is more than this number.")
    gte: int | None = part("Is this number or more.")
    is_null: bool | None = part("Has no number (true) or has one (false).")


@input_type
class BooleanFilter:
    """Compares a yes or no."""

    eq: bool | None = part("Is so.")


ALL = "All of these must hold."
ANY = "At least one of these must hold."
NONE = "This must not hold."


@input_type
class CompanyWhere:
    """Which companies."""

    and_: "list[CompanyWhere] | None" = part(ALL, "and")
    or_: "list[CompanyWhere] | None" = part(ANY, "or")
    not_: "CompanyWhere | None" = part(NONE, "not")
    slug: StringFilter | None = part("By short name.")
    ticker: StringFilter | None = part("By stock symbol.")
    name: StringFilter | None = part("By name.")
    sector: Filter[Sector] | None = part("By sector.")
    industry: StringFilter | None = part("By industry.")
    is_illustrative: BooleanFilter | None = part("By whether its data are invented examples.")
    events: "EventWhere | None" = part("That have at least one such event.")
    roles: "RoleWhere | None" = part("That have at least one such role.")


@input_type
class CallWhere:
    """Which calls."""

    and_: "list[CallWhere] | None" = part(ALL, "and")
    or_: "list[CallWhere] | None" = part(ANY, "or")
    not_: "CallWhere | None" = part(NONE, "not")
    kind: Filter[CallKind] | None = part("By kind.")
    fiscal_year: IntFilter | None = part("By fiscal year.")
    fiscal_quarter: IntFilter | None = part("By fiscal quarter, 1 to 4.")
    fiscal_period: StringFilter | None = part("By fiscal period, such as 2026Q1.")
    held_on: DateFilter | None = part("By the day it was held.")
    mentions_ai: BooleanFilter | None = part("By whether its executives spoke of AI.")
    company: CompanyWhere | None = part("By its company.")


@input_type
class PersonWhere:
    """Which people."""

    and_: "list[PersonWhere] | None" = part(ALL, "and")
    or_: "list[PersonWhere] | None" = part(ANY, "or")
    not_: "PersonWhere | None" = part(NONE, "not")
    slug: StringFilter | None = part("By short name.")
    name: StringFilter | None = part("By name.")
    company: CompanyWhere | None = part("By the company they speak for.")


@input_type
class TurnWhere:
    """Which turns."""

    and_: "list[TurnWhere] | None" = part(ALL, "and")
    or_: "list[TurnWhere] | None" = part(ANY, "or")
    not_: "TurnWhere | None" = part(NONE, "not")
    n: IntFilter | None = part("By place in the transcript, from 0.")
    section: Filter[Section] | None = part("By part of the call.")
    role: Filter[SpeakerRole] | None = part("By the speaker's role.")
    speaker: PersonWhere | None = part("By who spoke.")


@input_type
class ThemeWhere:
    """Which themes."""

    and_: "list[ThemeWhere] | None" = part(ALL, "and")
    or_: "list[ThemeWhere] | None" = part(ANY, "or")
    not_: "ThemeWhere | None" = part(NONE, "not")

    slug: Filter[ThemeSlug] | None = part("By theme.")


@input_type
class EventWhere:
    """Which events."""

    and_: "list[EventWhere] | None" = part(ALL, "and")
    or_: "list[EventWhere] | None" = part(ANY, "or")
    not_: "EventWhere | None" = part(NONE, "not")
    headline: StringFilter | None = part("By headline.")
    type: Filter[EventType] | None = part("By event type.")
    stage: Filter[Stage] | None = part("By stage.")
    occurred_on: DateFilter | None = part("By day.")
    specificity: IntFilter | None = part("By specificity, 1 to 5.")
    horizon: Filter[Horizon] | None = part("By when its work happens.")
    is_corrected: BooleanFilter | None = part("By whether somebody corrected a label.")
    company: CompanyWhere | None = part("By its company.")
    call: CallWhere | None = part("By the call on which it was said.")
    quotes: "QuoteWhere | None" = part("That have at least one such quote.")


@input_type
class QuoteWhere:
    """Which quotes."""

    and_: "list[QuoteWhere] | None" = part(ALL, "and")
    or_: "list[QuoteWhere] | None" = part(ANY, "or")
    not_: "QuoteWhere | None" = part(NONE, "not")
    text: StringFilter | None = part("By its words.")
    occurred_on: DateFilter | None = part("By day.")
    role: Filter[SpeakerRole] | None = part("By the speaker's role in that turn.")
    section: Filter[Section] | None = part("By part of the call.")
    verification: Filter[Verification] | None = part(
        "By whether it is a span of a stored transcript."
    )
    is_corrected: BooleanFilter | None = part("By whether somebody corrected a label.")
    company: CompanyWhere | None = part("By its company.")
    call: CallWhere | None = part("By its call.")
    event: EventWhere | None = part("By its event.")
    speaker: PersonWhere | None = part("By who said it.")
    themes: ThemeWhere | None = part("That have at least one such theme.")


@input_type
class RoleGapWhere:
    """Which gaps of roles."""

    closed_on: DateFilter | None = part("By the first day on which it was not open.")
    reopened_on: DateFilter | None = part("By the first day on which it was open again.")


@input_type
class RoleWhere:
    """Which roles."""

    and_: "list[RoleWhere] | None" = part(ALL, "and")
    or_: "list[RoleWhere] | None" = part(ANY, "or")
    not_: "RoleWhere | None" = part(NONE, "not")
    title: StringFilter | None = part("By title.")
    is_ai: BooleanFilter | None = part("By whether it counts as an AI role.")
    ai_involvement: Filter[AiInvolvement] | None = part("By what it has to do with AI.")
    stage: Filter[Stage] | None = part("By stage.")
    function: Filter[JobFunction] | None = part("By function.")
    seniority: Filter[Seniority] | None = part("By level.")
    opened_on: DateFilter | None = part("By the first day it was open.")
    closed_on: DateFilter | None = part("By the first day it was no longer open.")
    gaps: RoleGapWhere | None = part("That have at least one such gap.")
    company: CompanyWhere | None = part("By its company.")


@input_type
class PostingWhere:
    """Which postings."""

    and_: "list[PostingWhere] | None" = part(ALL, "and")
    or_: "list[PostingWhere] | None" = part(ANY, "or")
    not_: "PostingWhere | None" = part(NONE, "not")
    title: StringFilter | None = part("By title.")
    department: StringFilter | None = part("By department as posted.")
    pay_currency: StringFilter | None = part("By currency of its pay.")
    ai_involvement: Filter[AiInvolvement] | None = part("By what it has to do with AI.")
    stage: Filter[Stage] | None = part("By stage.")
    function: Filter[JobFunction] | None = part("By function.")
    seniority: Filter[Seniority] | None = part("By level.")
    work_mode: Filter[WorkMode] | None = part("By where the work is done.")
    opened_on: DateFilter | None = part("By the first day it was open.")
    closed_on: DateFilter | None = part("By the first day it was no longer open.")
    last_seen_on: DateFilter | None = part("By the last day it was seen.")
    is_corrected: BooleanFilter | None = part("By whether somebody corrected a label.")
    company: CompanyWhere | None = part("By its company.")

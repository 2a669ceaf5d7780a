"""The types of talk beside hiring, and of companies ranked by a number."""

from datetime import date
from typing import Any

from schema.graph import frames, proof
from schema.graph.connections import Connection, PageInfo
from schema.graph.declaring import object_type
from schema.graph.mapping import (
    Computed,
    ToOne,
    attribute,
    sourced,
)
from schema.graph.numbers import Coverage, Metric, event_rows, posting_rows, role_rows
from schema.graph.types import Company, Event, Posting, Role
from schema.store.areas import WorkArea
from schema.store.calendar import Grain
from schema.store.metrics import DEFINITIONS
from schema.taxonomy.labels import EventType, JobFunction, Stage, Unit


@object_type
class TypeCount:
    """Events of one type."""

    type: EventType = attribute("type", "Event type.")
    count: int = attribute("count", "How many.")


@object_type
class StageCount:
    """Events of one stage."""

    stage: Stage = attribute("stage", "Stage.")
    count: int = attribute("count", "How many.")


@object_type
class RoleFlow:
    """AI roles, or postings, in a stretch of time."""

    opened: int = attribute("opened", "Those opened in it.")
    closed: int = attribute("closed", "Those closed in it.")
    active: int = attribute("active", "Those open on its last day.")


@object_type
class LabelFlow:
    """AI roles, or postings, of one stage, or of one function, in a stretch of time."""

    stage: Stage | None = attribute("stage", "Stage; null where it is unknown or not asked for.")
    function: JobFunction | None = attribute("function", "Function; null where not asked for.")
    opened: int = attribute("opened", "Those opened in it.")
    closed: int = attribute("closed", "Those closed in it.")
    active: int = attribute("active", "Those open on its last day.")


@object_type
class Scaled:
    """Both sides, each as a share of its own peak, 0 to 1: one reads shape, not absolute height."""

    said: float = attribute("said", "What was said.")
    did: float = attribute("did", "What was hired for.")


@object_type
class ScaledBucket:
    """What one stretch counts, each as a share of its own peak in the range, 0 to 1."""

    said: float = attribute("said", "Events.")
    did: float = attribute("did", "Roles, or postings, open on its last day.")
    quotes: float = attribute("quotes", "Quotes.")
    opened: float = attribute("opened", "Roles, or postings, opened in it.")
    closed: float = attribute("closed", "Roles, or postings, closed in it.")


def jobs_where(kind: str) -> Any:
    """Return a field that shows the `where` of what is active at the end of a bucket."""
    return sourced(
        Computed(proof.texts_of(proof.bucket_jobs(kind))),
        f"The `where` with which `{kind}` finds those active at its end, as JSON for a variable; "
        "null where the other unit is counted.",
    )


@object_type
class SayDoBucket:
    """What was said and what was hired for in one stretch of time."""

    start: date = attribute("start", "First day.")
    end: date = attribute("end", "Last day.")
    fiscal_period: str | None = attribute(
        "fiscal_period",
        "The fiscal quarter, such as 2026Q1; null for another grain, or before the first known.",
    )
    events: list[TypeCount] = attribute("events", "Events by type; types without any are left out.")
    events_by_stage: list[StageCount] = sourced(
        Computed(frames.split_events), "Events of all five stages in their order, zeros included."
    )
    event_total: int = attribute("event_total", "Events of all types.")
    quotes: int = attribute("quotes", "Quotes.")
    calls_held: int = attribute("calls_held", "Calls held.")
    calls_mentioning_ai: int = attribute("calls_mentioning_ai", "Calls that speak of AI.")
    roles: RoleFlow = attribute("roles", "AI roles, or postings.")
    roles_by_stage: list[LabelFlow] = sourced(
        Computed(frames.load_flows(0)), DEFINITIONS["rolesInPeriodByStage"].text
    )
    roles_by_function: list[LabelFlow] = sourced(
        Computed(frames.load_flows(1)), DEFINITIONS["rolesInPeriodByFunction"].text
    )
    scaled: ScaledBucket = attribute("scaled", "Each count scaled to its own peak in the range.")
    events_where: str | None = sourced(
        Computed(proof.texts_of(proof.bucket_events)),
        "The `where` with which `events` finds these events, as JSON for a variable.",
    )
    roles_where: str | None = jobs_where("roles")
    postings_where: str | None = jobs_where("postings")


@object_type
class StageCell:
    """What was said and what is hired for at one stage."""

    stage: Stage = attribute("stage", "Stage.")
    events: int = attribute("events", "Events in the range.")
    active_roles: int = attribute("active_roles", "AI roles, or postings, open on its last day.")
    scaled: Scaled = attribute("scaled", "Both sides scaled to their own largest stage.")


@object_type
class StageQuarter:
    """What was said and what is hired for at each stage in one calendar quarter."""

    start: date = attribute("start", "First day.")
    end: date = attribute("end", "Last day.")
    stages: list[StageCell] = attribute(
        "stages", "All five, scaled to the largest of all stages and quarters in the range."
    )


@object_type
class StageGap:
    """How much larger the share of a stage is in the talk than in the hiring."""

    stage: Stage = attribute("subject", "Stage.", name="stage")
    events: int = attribute("events", "Events in the range.")
    active_roles: int = attribute("active_roles", "AI roles, or postings, open on its last day.")
    talk_share: float | None = attribute(
        "talk_share", "Its share of the events in the range, 0 to 1; null without any event."
    )
    hiring_share: float | None = attribute(
        "hiring_share",
        "Its share of the AI roles of known stage open on the last day, 0 to 1; null without any.",
    )
    gap: float | None = attribute(
        "gap", "The share of the talk less that of the hiring, -1 to 1; null unless both are known."
    )
    unit: Unit = attribute("unit", "What hiring counts.")
    talk_coverage: Coverage = sourced(
        Computed(frames.talk_coverage), "How many of the events say their stage."
    )
    hiring_coverage: Coverage = sourced(
        Computed(frames.hiring_coverage), "How many of the roles, or postings, say their stage."
    )
    event_rows: Connection[Event] = event_rows(proof.gap_events, "The events that it counts.")
    role_rows: Connection[Role] = role_rows(
        proof.gap_jobs("roles"), "The roles that it counts; none where it counts postings."
    )
    posting_rows: Connection[Posting] = posting_rows(
        proof.gap_jobs("postings"), "The postings that it counts; none where it counts roles."
    )


@object_type
class AreaGap:
    """How much larger the share of an area of work is in the talk than in the hiring."""

    area: WorkArea = attribute("subject", "Area of work.", name="area")
    events: int = attribute("events", "Events in the range with a theme of the area.")
    active_roles: int = attribute(
        "active_roles", "AI roles, or postings, of its functions on the last day."
    )
    talk_share: float | None = attribute(
        "talk_share",
        "Its share of the events in the range, each counted once an area, 0 to 1; null without.",
    )
    hiring_share: float | None = attribute(
        "hiring_share", "Its share of the AI roles open on the last day, 0 to 1; null without any."
    )
    gap: float | None = attribute(
        "gap", "The share of the talk less that of the hiring, -1 to 1; null unless both are known."
    )
    unit: Unit = attribute("unit", "What hiring counts.")
    event_rows: Connection[Event] = event_rows(proof.gap_events, "The events that it counts.")
    role_rows: Connection[Role] = role_rows(
        proof.gap_jobs("roles"), "The roles that it counts; none where it counts postings."
    )
    posting_rows: Connection[Posting] = posting_rows(
        proof.gap_jobs("postings"), "The postings that it counts; none where it counts roles."
    )


@object_type
class Mismatch:
    """What one side has and the other has not at all."""

    stages: list[StageGap] = attribute("stages", "Stages, those with most first.")
    areas: list[AreaGap] = attribute("areas", "Areas of work, those with most first.")


@object_type
class Lead:
    """How many weeks hiring follows talk, by the shift at which both agree best."""

    weeks: int | None = attribute(
        "weeks", "The shift; above zero hiring follows talk. Null only with a reason."
    )
    correlation: float | None = attribute("correlation", "Pearson's correlation at it, -1 to 1.")
    p_value: float | None = attribute(
        "p_value", "How often shuffled weeks agree at least as well, 0.005 to 1."
    )
    n: int = attribute("n", "How many weeks it is computed from.")
    reason: str | None = attribute("reason", "Why there is no number.")
    definition: str = attribute("definition", "What the numbers are, in words.")
    as_of: date = attribute("as_of", "The day they are true for; nothing later counts.")


@object_type
class SayDo:
    """What leadership says about AI beside what is hired for, of one company or several as one."""

    company: Company | None = sourced(
        ToOne("Company", "company_id"), "The company; null for several as one."
    )
    company_count: int = attribute("company_count", "How many companies it is about.")
    from_: date = attribute("from_", "First day.", name="from")
    to: date = attribute("to", "Last day.")
    grain: Grain = attribute("grain", "Length of the buckets.")
    lag: int = attribute("lag", "How many weeks later hiring is read than talk.")
    unit: Unit = attribute("unit", "What hiring counts.")
    buckets: list[SayDoBucket] = sourced(
        Computed(frames.buckets), DEFINITIONS["sayDoTimeline"].text
    )
    heatmap: list[StageCell] = sourced(Computed(frames.heatmap), DEFINITIONS["stageHeatmap"].text)
    stage_quarters: list[StageQuarter] = sourced(
        Computed(frames.stage_quarters), DEFINITIONS["stageQuarters"].text
    )
    gap: list[StageGap] = sourced(Computed(frames.gap), DEFINITIONS["sayDoGap"].text)
    area_gap: list[AreaGap] = sourced(Computed(frames.area_gap), DEFINITIONS["areaGap"].text)
    talked_about_not_hiring: Mismatch = sourced(
        Computed(frames.only_talk), DEFINITIONS["talkedAboutNotHiring"].text
    )
    hiring_not_talked_about: Mismatch = sourced(
        Computed(frames.only_hiring), DEFINITIONS["hiringNotTalkedAbout"].text
    )
    lead: Lead = sourced(Computed(frames.lead), DEFINITIONS["leadOfTalk"].text)


@object_type
class RankedCompany:
    """A company in a ranking."""

    cursor: str = attribute("cursor", "Its place, for `after`.")
    rank: int | None = attribute(
        "rank", "Its rank from 1; equal numbers share one. Null without a number."
    )
    company: Company = sourced(ToOne("Company", "company_id"), "The company.")
    metric: Metric = attribute("metric", "The number that it is ranked by.")


@object_type
class Ranking:
    """One page of companies in the order of a number; those without one come last."""

    edges: list[RankedCompany] = attribute("edges", "The companies with their numbers.")
    page_info: PageInfo = attribute("info", "Where this page stands in the ranking.")
    total_count: int = attribute("total", "How many companies the whole ranking has.")
    unit: Unit = attribute("unit", "What hiring counts.")

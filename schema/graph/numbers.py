"""The number types: hiring, and talk beside hiring, with definitions and the rows behind."""

from datetime import date

from schema.graph import metrics
from schema.graph.declaring import object_type, page_arguments
from schema.graph.filters import RoleWhere
from schema.graph.mapping import (
    Computed,
    Connection as ConnectionSource,
    argument,
    attribute,
    sourced,
)
from schema.graph.types import ROLE, ROLES, Connection, Role
from schema.store.calendar import MOST_PERIODS
from schema.store.hiring import CHANGE_DEFINITIONS, Comparison
from schema.store.metrics import DEFINITIONS
from schema.taxonomy.labels import EventType, JobFunction, Stage

CHANGES = "\n".join(
    f"* `{against.name}`: {definition.text}" for against, definition in CHANGE_DEFINITIONS.items()
)


@object_type
class Coverage:
    """How many of the rows told what the number is made of."""

    known: int = attribute("known", "Rows that told.")
    total: int = attribute("total", "All rows.")


@object_type
class Metric:
    """A number with its proof."""

    name: str = attribute("name", "Its name, unique.")
    value: float | None = attribute("value", "The number; null only with a reason.")
    unit: str = attribute("unit", "What is counted.")
    definition: str = attribute("definition", "What the number is, in words.")
    n: int = attribute("n", "How many rows it is computed from.")
    coverage: Coverage | None = attribute("coverage", "How many rows told.")
    as_of: date = attribute("as_of", "The day it is true for; nothing later counts.")
    reason: str | None = attribute("reason", "Why there is no number.")
    rows: Connection[Role] = sourced(
        ConnectionSource("Role", ROLE.company_id, metrics.role_scope),
        "The roles behind the number.",
        page_arguments(ROLES, RoleWhere),
    )


@object_type
class WeekCount:
    """AI roles at the end of a week, and what happened in the seven days up to it."""

    day: date = attribute("day", "Last day of the week.")
    active: int = attribute("active", "Roles open on that day.")
    opened: int = attribute("opened", "Roles opened in the seven days up to it.")
    closed: int = attribute("closed", "Roles closed in the seven days up to it.")


@object_type
class Change:
    """How the number of active AI roles compares with an earlier time."""

    percent: float | None = attribute("percent", "Change in percent; null only with a reason.")
    now: int = attribute("now", "Active roles on the day.")
    before: float | None = attribute("before", "What they are compared with.")
    weekly_counts: list[WeekCount] = attribute("weekly_counts", "The earlier counts.")
    definition: str = attribute("definition", "What the number is, in words.")
    as_of: date = attribute("as_of", "The day it is true for; nothing later counts.")
    reason: str | None = attribute("reason", "Why there is no number.")


@object_type
class RoleShare:
    """Active AI roles of one stage or function, or of a pair of both."""

    stage: Stage | None = attribute("stage", "Stage; null where it is unknown or not asked for.")
    function: JobFunction | None = attribute("function", "Function; null where not asked for.")
    roles: int = attribute("roles", "How many roles.")
    share: float = attribute("share", "Their share of all active AI roles, 0 to 1.")


@object_type
class PrimaryFocus:
    """The commonest pair of stage and function among the active AI roles."""

    stage: Stage | None = attribute("stage", "Stage; null without roles.")
    function: JobFunction | None = attribute("function", "Function; null without roles.")
    roles: int = attribute("roles", "How many roles are of that pair.")
    share: float | None = attribute("share", "Their share of all active AI roles, 0 to 1.")
    is_tie: bool = attribute("is_tie", "Whether the next pair is as common.")
    runner_up: RoleShare | None = attribute("runner_up", "The next pair.")
    definition: str = attribute("definition", "What the number is, in words.")
    as_of: date = attribute("as_of", "The day it is true for; nothing later counts.")


@object_type
class Salary:
    """Yearly pay of the active AI roles in one currency, in whole units."""

    minimum: float | None = attribute("minimum", "Smallest lower end.")
    maximum: float | None = attribute("maximum", "Largest upper end.")
    average: float | None = attribute("average", "Mean of the roles' midpoints, one vote a role.")
    median: float | None = attribute("median", "Median of the roles' midpoints.")
    currency: str | None = attribute("currency", "Currency, ISO 4217.")
    coverage: Coverage = attribute("coverage", "How many roles told their pay.")
    definition: str = attribute("definition", "What the numbers are, in words.")
    as_of: date = attribute("as_of", "The day they are true for; nothing later counts.")
    reason: str | None = attribute("reason", "Why there are no numbers.")


@object_type
class Hiring:
    """What a company hires for, as of a day."""

    as_of: date = attribute("as_of", "The day; nothing later counts.")
    active_roles: Metric = sourced(Computed(metrics.active_roles), DEFINITIONS["activeRoles"].text)
    change: Change = sourced(
        Computed(metrics.change),
        f"How the number of active AI roles changed, by what it is compared with:\n{CHANGES}",
        [argument("against", Comparison, "With what to compare.", Comparison.PRIOR_4_WEEKS)],
    )
    primary_focus: PrimaryFocus = sourced(
        Computed(metrics.primary_focus), DEFINITIONS["primaryFocus"].text
    )
    salary: Salary | None = sourced(
        Computed(metrics.salary),
        f"{DEFINITIONS['salary'].text} The currency is the one that most roles name.",
        [argument("currency", str | None, "In this currency instead.")],
    )
    salaries: list[Salary] = sourced(
        Computed(metrics.salaries),
        f"{DEFINITIONS['salary'].text} One for each currency, the most covered first.",
        [argument("currency", str | None, "This currency alone.")],
    )
    by_stage: list[RoleShare] = sourced(
        Computed(metrics.by_stage), DEFINITIONS["rolesByStage"].text
    )
    by_function: list[RoleShare] = sourced(
        Computed(metrics.by_function), DEFINITIONS["rolesByFunction"].text
    )
    weekly: list[WeekCount] = sourced(
        Computed(metrics.weekly),
        DEFINITIONS["weeklyRoles"].text,
        [argument("weeks", int, f"How many weeks, 1 to {MOST_PERIODS}.", 52)],
    )


@object_type
class TypeCount:
    """Events of one type."""

    type: EventType = attribute("type", "Event type.")
    count: int = attribute("count", "How many.")


@object_type
class RoleFlow:
    """AI roles in a stretch of time."""

    opened: int = attribute("opened", "Roles opened in it.")
    closed: int = attribute("closed", "Roles closed in it.")
    active: int = attribute("active", "Roles open on its last day.")


@object_type
class Scaled:
    """Both sides, each as a share of its own peak, 0 to 1: one reads shape, not absolute height."""

    said: float = attribute("said", "What was said.")
    did: float = attribute("did", "What was hired for.")


@object_type
class SayDoBucket:
    """What was said and what was hired for in one stretch of time."""

    start: date = attribute("start", "First day.")
    end: date = attribute("end", "Last day.")
    events: list[TypeCount] = attribute("events", "Events by type; types without any are left out.")
    event_total: int = attribute("event_total", "Events of all types.")
    quotes: int = attribute("quotes", "Quotes.")
    calls_held: int = attribute("calls_held", "Calls held.")
    calls_mentioning_ai: int = attribute("calls_mentioning_ai", "Calls that speak of AI.")
    roles: RoleFlow = attribute("roles", "AI roles.")
    scaled: Scaled = attribute("scaled", "Both sides scaled to their own peak in the range.")


@object_type
class StageCell:
    """What was said and what is hired for at one stage."""

    stage: Stage = attribute("stage", "Stage.")
    events: int = attribute("events", "Events in the range.")
    active_roles: int = attribute("active_roles", "AI roles open on its last day.")
    scaled: Scaled = attribute("scaled", "Both sides scaled to their own largest stage.")


@object_type
class StageGap:
    """How much larger the share of a stage is in the talk than in the hiring."""

    stage: Stage = attribute("stage", "Stage.")
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


@object_type
class SayDo:
    """What leadership says about AI beside what the company hires for."""

    from_: date = attribute("from_", "First day.", name="from")
    to: date = attribute("to", "Last day.")
    buckets: list[SayDoBucket] = sourced(
        Computed(metrics.buckets), DEFINITIONS["sayDoTimeline"].text
    )
    heatmap: list[StageCell] = sourced(Computed(metrics.heatmap), DEFINITIONS["stageHeatmap"].text)
    gap: list[StageGap] = sourced(Computed(metrics.gap), DEFINITIONS["sayDoGap"].text)

"""The number types of hiring, with definitions and the rows behind."""

from datetime import date
from typing import Any

from schema.graph import frames, metrics, proof
from schema.graph.connections import Connection
from schema.graph.declaring import object_type, page_arguments
from schema.graph.filters import EventWhere, PostingWhere, RoleWhere
from schema.graph.mapping import (
    Computed,
    Connection as ConnectionSource,
    argument,
    attribute,
    sourced,
)
from schema.graph.types import (
    EVENT,
    EVENTS,
    POSTING,
    POSTINGS,
    ROLE,
    ROLES,
    Event,
    Posting,
    Role,
)
from schema.store.calendar import MOST_PERIODS
from schema.store.hiring import CHANGE_DEFINITIONS, Comparison
from schema.store.metrics import DEFINITIONS
from schema.taxonomy.labels import JobFunction, Stage, Unit

CHANGES = "\n".join(
    f"* `{against.name}`: {definition.text}" for against, definition in CHANGE_DEFINITIONS.items()
)


def role_rows(scope: Any, description: str) -> Any:
    """Return a field that shows pages of the roles behind a number."""
    source = ConnectionSource("Role", ROLE.company_id, scope)
    return sourced(source, description, page_arguments(ROLES, RoleWhere))


def posting_rows(scope: Any, description: str) -> Any:
    """Return a field that shows pages of the postings behind a number."""
    source = ConnectionSource("Posting", POSTING.company_id, scope)
    return sourced(source, description, page_arguments(POSTINGS, PostingWhere))


def event_rows(scope: Any, description: str) -> Any:
    """Return a field that shows pages of the events behind a number."""
    source = ConnectionSource("Event", EVENT.company_id, scope)
    return sourced(source, description, page_arguments(EVENTS, EventWhere))


def rows_where(scope: Any, kind: str) -> Any:
    """Return a field that shows the `where` of the rows behind a number; `kind` is their list."""
    return sourced(
        Computed(proof.texts_of(scope)),
        f"The `where` with which `{kind}` finds the {kind} behind the number again, as JSON for a "
        "variable; null where it counts none.",
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
    coverage: Coverage | None = sourced(Computed(frames.coverage), "How many rows told.")
    as_of: date = attribute("as_of", "The day it is true for; nothing later counts.")
    reason: str | None = attribute("reason", "Why there is no number.")
    counted: str = attribute(
        "counted", "What `n` counts: roles, postings, events, or events and one of them."
    )
    rows: Connection[Role] = role_rows(
        proof.metric_jobs("roles"), "The roles behind the number; none where it counts none."
    )
    postings: Connection[Posting] = posting_rows(
        proof.metric_jobs("postings"), "The postings behind the number; none where it counts none."
    )
    events: Connection[Event] = event_rows(
        proof.metric_events, "The events behind the number; none where it counts none."
    )
    where: str | None = rows_where(proof.metric_jobs("roles"), "roles")
    postings_where: str | None = rows_where(proof.metric_jobs("postings"), "postings")
    events_where: str | None = rows_where(proof.metric_events, "events")


@object_type
class WeekCount:
    """AI roles at the end of a week, and what happened in the seven days up to it."""

    day: date = attribute("day", "Last day of the week.")
    active: int = attribute("active", "Roles, or postings, open on that day.")
    opened: int = attribute("opened", "Those opened in the seven days up to it.")
    closed: int = attribute("closed", "Those closed in the seven days up to it.")


@object_type
class Change:
    """How the number of active AI roles compares with an earlier time."""

    percent: float | None = attribute("percent", "Change in percent; null only with a reason.")
    now: int = attribute("now", "Active roles, or postings, on the day.")
    before: float | None = attribute("before", "What they are compared with.")
    weekly_counts: list[WeekCount] = attribute("weekly_counts", "The earlier counts.")
    definition: str = attribute("definition", "What the number is, in words.")
    as_of: date = attribute("as_of", "The day it is true for; nothing later counts.")
    reason: str | None = attribute("reason", "Why there is no number.")
    counted: str = attribute("counted", "What is counted: roles or postings.")
    rows: Connection[Role] = role_rows(
        proof.change_jobs("roles"), "The roles active on the day; none where it counts postings."
    )
    postings: Connection[Posting] = posting_rows(
        proof.change_jobs("postings"), "The postings active on the day; none where it counts roles."
    )
    where: str | None = rows_where(proof.change_jobs("roles"), "roles")
    postings_where: str | None = rows_where(proof.change_jobs("postings"), "postings")


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
    counted: str = attribute("counted", "What is counted: roles or postings.")
    rows: Connection[Role] = role_rows(
        proof.focus_jobs("roles"), "The roles of that pair; none where it counts postings."
    )
    postings: Connection[Posting] = posting_rows(
        proof.focus_jobs("postings"), "The postings of that pair; none where it counts roles."
    )
    where: str | None = rows_where(proof.focus_jobs("roles"), "roles")
    postings_where: str | None = rows_where(proof.focus_jobs("postings"), "postings")


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
class BoardDoubt:
    """A board that fell by more than 60 %, or to nothing, from one look at it to the next.

    Until somebody decides whether that is true, what it no longer shows counts as open.
    """

    board: str = attribute("board", "The board, named `system:token`.")
    since: date = attribute("since", "The first day on which it was seen fallen.")
    postings: int = attribute("postings", "How many postings it showed last.")
    before: int = attribute("before", "How many it showed when it was believed last.")
    believed_on: date = attribute("believed_on", "The day on which it was believed last.")


@object_type
class Hiring:
    """What a company hires for, as of a day."""

    as_of: date = attribute("as_of", "The day; nothing later counts.")
    unit: Unit = attribute("unit", "What the numbers count.")
    doubts: list[BoardDoubt] = sourced(
        Computed(metrics.doubts), "Boards in quarantine on the day: numbers may be too high."
    )
    observed_since: date | None = sourced(
        Computed(metrics.observed_since),
        "The first day on which a posting was seen; counts of earlier days are lower bounds.",
    )
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

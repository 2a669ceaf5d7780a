"""What a number carries with it, and the words that define each number."""

from dataclasses import dataclass, replace
from datetime import date

from schema.taxonomy.labels import Unit


@dataclass(frozen=True, slots=True)
class Definition:
    """What a number is, for the reader of the number."""

    name: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the rows told what the number is made of."""

    known: int
    total: int


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with its proof; `value` is None only together with a `reason`.

    The rows behind it are the AI roles of the company that were open on the day.
    """

    name: str
    value: int | float | None
    unit: str
    definition: str
    n: int
    coverage: Coverage | None
    as_of: date
    reason: str | None
    company_id: int


def index_definitions(*definitions: Definition) -> dict[str, Definition]:
    """Return the definitions by name."""
    return {definition.name: definition for definition in definitions}


DEFINITIONS = index_definitions(
    Definition(
        "activeRoles",
        "roles",
        "AI roles open on the day: opened on it or before and not closed on it or before. A role "
        "is one job: postings of one company that are the same job in several places, or follow "
        "each other within 30 days, count once; on the days between, with none of them open, it "
        "was not open. AI roles develop, apply or enable AI. A posting closed on the day of the "
        "first believed look at its board that missed it, once the next one missed it too; until "
        "then it counts as open, and so does all that a board in quarantine no longer shows.",
    ),
    Definition(
        "changeAgainstPrior4Weeks",
        "percent",
        "Active AI roles on the day against the mean of the four weekly counts before it: 7, 14, "
        "21 and 28 days earlier. Null when the company's postings have been observed for less "
        "than 28 days or the mean is zero.",
    ),
    Definition(
        "changeAgainstPriorPeriod",
        "percent",
        "Active AI roles on the day against the count 28 days earlier. Null when the company's "
        "postings were not observed that early or the count was zero.",
    ),
    Definition(
        "changeAgainstSamePeriodLastYear",
        "percent",
        "Active AI roles on the day against the count on the same calendar day a year earlier "
        "(28 February for 29 February). Null when the company's postings were not observed that "
        "early or the count was zero.",
    ),
    Definition(
        "salary",
        "currency units a year",
        "Yearly pay in one currency over the active AI roles that tell both ends of it in a "
        "posting open on the day; withheld pay stays out. Minimum is the smallest lower end, "
        "maximum the largest upper end; average and median are over the roles' midpoints, one "
        "vote a role (the mean of the midpoints of its postings). Hourly pay counts 2080 times, "
        "daily 260, weekly 52, monthly 12. Coverage is the roles with such pay among all active "
        "AI roles.",
    ),
    Definition(
        "primaryFocus",
        "roles",
        "The commonest pair of stage and function among the active AI roles, its share of all of "
        "them, and the next pair. Roles of unknown stage count in the share alone. In a tie the "
        "earlier stage, then the earlier function of the vocabularies comes first, and it is "
        "marked as a tie.",
    ),
    Definition(
        "rolesByStage",
        "roles",
        "Active AI roles of each stage and their share of all active AI roles: the five stages "
        "in their order, then the roles of unknown stage if there are any.",
    ),
    Definition(
        "rolesByFunction",
        "roles",
        "Active AI roles of each function that has any and their share of all active AI roles, "
        "most first.",
    ),
    Definition(
        "weeklyRoles",
        "roles",
        "Active AI roles in steps of seven days that end on the day, oldest first, with those "
        "opened and closed in the seven days up to each step; a role that is posted again after a "
        "gap closed and opened again. Roles that were already open when "
        "their board was first read count as opened on the day that the board names, or else on "
        "that first day.",
    ),
    Definition(
        "sayDoTimeline",
        "events and roles",
        "Per calendar week, month or quarter, empty ones included: what was said (events by type, "
        "quotes, calls held and those that mention AI) and what was done (AI roles opened, closed, "
        "and active at the end). Days outside the range asked for stay out. Each side is also "
        "scaled to its own peak in the range: events, and roles active at the end.",
    ),
    Definition(
        "stageHeatmap",
        "events and roles",
        "Per stage, all five in their order: events in the range, and AI roles active on its last "
        "day; each side is also scaled to its own largest stage.",
    ),
    Definition(
        "sayDoGap",
        "share",
        "Per stage, all five in their order: its share of the events in the range minus its share "
        "of the AI roles active on the last day, -1 to 1. Above zero more is said than hired for. "
        "Roles of unknown stage stay out; null where nothing was said at all or no role of known "
        "stage is active.",
    ),
)

OF_POSTINGS = " Counted here in postings, each advertisement on each board by itself, not in roles."


def define(name: str, unit: Unit) -> Definition:
    """Return what a hiring number is, counted in a unit."""
    definition = DEFINITIONS[name]
    if unit is Unit.ROLE:
        return definition
    counted = "postings" if definition.unit == "roles" else definition.unit
    return replace(definition, unit=counted, text=definition.text + OF_POSTINGS)

"""What a number carries with it, and the words that define each number."""

from dataclasses import dataclass, replace
from datetime import date

from schema.taxonomy.labels import Stage, Unit


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

    The rows behind it are those that `counted` names, `n` of them: the AI roles (or postings) of
    the company that were open on the day, its events from `from_` to the day, or both; of one stage
    if it has one.
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
    counted: str = "roles"
    from_: date | None = None
    stage: Stage | None = None


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
        "posting open on the day, as told by that day; withheld pay stays out. Minimum is the "
        "smallest lower end, maximum the largest upper end; average and median are over the "
        "roles' midpoints, one vote a role (the mean of the midpoints of its postings). Hourly pay "
        "counts 2080 times, daily 260, weekly 52, monthly 12. Coverage is the roles with such pay "
        "among all active AI roles.",
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
        "Per calendar week, month or quarter, or fiscal quarter, empty ones included: what was "
        "said (events by type and by stage, quotes, calls held and those that mention AI) and what "
        "was done (AI roles opened, closed, and active at the end). Days outside the range asked "
        "for stay out. Each count is also scaled to its own peak in the range, 0 where that is 0: "
        "events (`said`), roles active at the end (`did`), quotes, roles opened and roles closed. "
        "A fiscal quarter begins with its earnings call and ends on the day "
        "before the next one that is known, or with the range; days before the first known call "
        "are a period without a name. With a lag, roles are those of the same days so many weeks "
        "later.",
    ),
    Definition(
        "rolesInPeriodByStage",
        "roles",
        "AI roles opened and closed in a period and active at its end per stage: the five stages "
        "in their order, then the roles of unknown stage if there are any.",
    ),
    Definition(
        "rolesInPeriodByFunction",
        "roles",
        "AI roles opened and closed in a period and active at its end, per function that has any.",
    ),
    Definition(
        "stageHeatmap",
        "events and roles",
        "Per stage, all five in their order: events in the range, and AI roles active on its last "
        "day; each side is also scaled to its own largest stage.",
    ),
    Definition(
        "stageQuarters",
        "events and roles",
        "The stage heatmap of each calendar quarter that the range touches: events in the quarter, "
        "and AI roles active on its last day, or the range's. Each side is also scaled to its own "
        "largest cell among all quarters.",
    ),
    Definition(
        "sayDoGap",
        "share",
        "Per stage, all five in their order: its share of the events in the range minus its share "
        "of the AI roles active on the last day, -1 to 1. Above zero more is said than hired for. "
        "Roles of unknown stage stay out; null where nothing was said at all or no role of known "
        "stage is active. Coverage is how many rows of a side say their stage: their source gave "
        "it, somebody corrected it, or the statement or the title has words about it. That of the "
        "others is assumed, from the type of the event, the involvement of the job or a title that "
        "says no more than Engineer: in talk it is mostly EXPLORE, in hiring mostly SHIP, so that "
        "a gap between these two may be one of words alone.",
    ),
    Definition(
        "areaGap",
        "share",
        "Per area of work, all in their order: its share of the talk in the range minus its "
        "share of the AI roles active on the last day, -1 to 1. An area joins themes of talk to "
        "functions of jobs. An event counts once in each area that one of its quotes has a theme "
        "of; events without a theme and roles of function OTHER stay out. Null where a whole side "
        "is empty.",
    ),
    Definition(
        "talkedAboutNotHiring",
        "events",
        "Stages and areas of work with events in the range and not one AI role active on the last "
        "day, most events first.",
    ),
    Definition(
        "hiringNotTalkedAbout",
        "roles",
        "Stages and areas of work with AI roles active on the last day and not one event in the "
        "range, most roles first.",
    ),
    Definition(
        "leadOfTalk",
        "weeks",
        "The shift at which events and newly opened AI roles of the whole calendar weeks in the "
        "range agree best: of -12 to 12 weeks the one with the highest correlation (Pearson's, "
        "over the n weeks that overlap; the smaller shift on a tie). Above zero hiring follows "
        "talk. The p-value is the share of 199 shuffles of the weeks of talk, and the weeks as "
        "they are, whose best shift agrees at least as well; the shuffles are the same every time, "
        "and take the weeks as independent of each other. Roles that were already open when their "
        "board was first read are in it, on the day that the board names. Null with fewer than "
        "26 or more than 160 weeks, or with fewer than four weeks that have events, or new roles.",
    ),
    Definition(
        "eventsInRange",
        "events",
        "Events from the first day of the range to the day.",
    ),
    Definition(
        "largestGap",
        "share",
        "The gap of the stage where it is largest, whatever its sign: the stage's share of the "
        "events in the range minus its share of the AI roles active on the day. In a tie the "
        "earlier stage. Null with fewer than five events, or roles of known stage: one role alone "
        "is always all of the hiring. Coverage is how many of the stage's rows, of both sides, say "
        "it rather than have it assumed.",
    ),
)

# In the words of the definitions, which are of roles.
COUNTED = {Unit.ROLE: "roles", Unit.POSTING: "postings"}
OF_POSTINGS = " Counted here in postings, each advertisement on each board by itself, not in roles."


def define(name: str, unit: Unit) -> Definition:
    """Return what a hiring number is, counted in a unit."""
    definition = DEFINITIONS[name]
    if unit is Unit.ROLE:
        return definition
    counted = definition.unit.replace(COUNTED[Unit.ROLE], COUNTED[unit])
    return replace(definition, unit=counted, text=definition.text + OF_POSTINGS)

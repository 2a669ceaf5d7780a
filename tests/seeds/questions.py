"""Everything that can be asked as of a day, and what two databases answer differently.

Left out by name is what rows show of today, as the page of metrics says: `closedOn`, `lastSeenOn`,
titles, and in lists pay. So is what a search ranks by (RELEVANCE), and cursors, which hold ids.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from orjson import loads

from api.documents import load_documents
from schema.graph.dimensions import PROPERTIES
from schema.graph.service import GraphRequest, GraphService
from schema.store.hiring import Comparison
from schema.store.ranking import RankingMetric
from schema.taxonomy.labels import Unit

COMPARED_AT_ONCE = 20
GROUPED_AT_ONCE = 5  # what a request may cost allows
SEARCHES = (
    "",
    "ai",
    "model OR agent",
    '"machine learning"',
    "engin*",
    "infrastructre~",
    "theme:agents",
    "role:CEO",
    "data -center",
)
SHARE = "{ stage function roles share }"
METRIC = "name value unit n counted coverage { known total } asOf reason where eventsWhere"
ROLES = "{ totalCount nodes { stage function seniority openedOn aiInvolvement } }"
HIRING = f"""
query Hiring($company: String!, $asOf: Date!, $unit: Unit!) {{
  company(slug: $company) {{ hiring(asOf: $asOf, unit: $unit) {{
    observedSince
    doubts {{ board since postings before believedOn }}
    activeRoles {{ {METRIC} rows(first: 100) {ROLES} }}
    CHANGES
    primaryFocus {{ stage function roles share isTie runnerUp {SHARE} where }}
    salaries {{ minimum maximum average median currency coverage {{ known total }} reason }}
    byStage {SHARE}
    byFunction {SHARE}
    weekly(weeks: 30) {{ day active opened closed }}
  }} }}
}}
""".replace(
    "CHANGES",
    "".join(
        f"""{each.value}: change(against: {each.value}) {{
          percent now before reason where weeklyCounts {{ day active opened closed }} }} """
        for each in Comparison
    ),
)
FLOW = "opened closed active"
SIDES = "events activeRoles scaled { said did }"
GAP = "events activeRoles talkShare hiringShare gap"
MISMATCH = f"{{ stages {{ stage {GAP} }} areas {{ area {GAP} }} }}"
SAY_DO = f"""
fragment Frame on SayDo {{
  companyCount from to
  buckets {{
    start end fiscalPeriod events {{ type count }} eventsByStage {{ stage count }} eventTotal
    quotes callsHeld callsMentioningAi roles {{ {FLOW} }} scaled {{ said did }}
    rolesByStage {{ stage {FLOW} }} rolesByFunction {{ function {FLOW} }} eventsWhere rolesWhere
  }}
  heatmap {{ stage {SIDES} }}
  stageQuarters {{ start end stages {{ stage {SIDES} }} }}
  gap {{ stage {GAP} }}
  areaGap {{ area {GAP} }}
  talkedAboutNotHiring {MISMATCH}
  hiringNotTalkedAbout {MISMATCH}
  lead {{ weeks correlation pValue n reason }}
}}
"""
OF_ONE = """
query SayDo($company: String!, $to: Date!, $grain: Grain!, $lag: Int!) {
  company(slug: $company) { sayDo(to: $to, grain: $grain, lag: $lag) { ...Frame } }
}
"""
OF_ALL = """
query All($where: CompanyWhere, $to: Date!, $grain: Grain!) {
  sayDo(where: $where, to: $to, grain: $grain) { ...Frame }
}
"""
COMPARE = """
query Compare($companies: [String!]!, $to: Date!, $grain: Grain!) {
  compare(companies: $companies, to: $to, grain: $grain) { company { slug } ...Frame }
}
"""
RANKING = f"""
query Ranking($metric: RankingMetric!, $asOf: Date!, $direction: Direction!) {{
  ranking(metric: $metric, asOf: $asOf, direction: $direction, first: 100) {{
    totalCount edges {{ rank company {{ slug }} metric {{ {METRIC} }} }}
  }}
}}
"""
KEYS = "{ totalCount nodes { keys { by value label } count where } other { groups count } }"
SEARCH = f"""
query Search($query: String!, $asOf: Date!) {{
  searchQuotes(query: $query, asOf: $asOf, first: 100, orderBy: NEWEST) {{
    totalCount
    nodes {{ key text occurredOn role speaker {{ slug name }} }}
    edges {{ html highlights {{ start end }} }}
    facets {{ FACETS }}
    speakers: groupBy(by: [SPEAKER, STAGE], first: 100) {KEYS}
    months: groupBy(by: [OCCURRED_ON_MONTH, THEME], first: 100) {KEYS}
  }}
}}
""".replace(
    "FACETS",
    " ".join(
        f"{name}(first: 100) {{ value label count selected }}"
        for name in ("speaker", "theme", "company", "type", "stage", "period", "sector", "role")
    ),
)
LISTS = {"calls": "Call", "events": "Event", "quotes": "Quote", "roles": "Role"}
LISTS |= {"postings": "Posting"}
SHOWN_AS_TODAY = ("CLOSED_ON", "LAST_SEEN_ON", "WORK_MODE", "PAY_CURRENCY")
"""What lists of roles and postings are grouped by that is not as of a day."""
OF_PAY = ("YEARLY_MINIMUM", "YEARLY_MAXIMUM")
CURSORS = {"cursor", "startCursor", "endCursor"}


@dataclass(frozen=True)
class Question:
    """A document with variables; `about` names it to people."""

    about: str
    document: str
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One figure that two databases answer differently."""

    about: str
    path: str
    whole: Any
    part: Any

    def __str__(self) -> str:
        """The figure and both answers in a line."""
        return f"{self.about} {self.path}: {self.whole!r} as of the day, {self.part!r} by it"


def compare(whole: GraphService, part: GraphService, day: date) -> tuple[int, list[Difference]]:
    """Return how many figures were compared, and those that differ."""
    compared, found = 0, []
    companies = [each["slug"] for each in ask(whole, COMPANIES, {})["companies"]["nodes"]]
    for question in iter_questions(companies, day):
        left, right = (
            dict(flatten(ask(side, question.document, question.variables)))
            for side in (whole, part)
        )
        paths = left | right
        compared += len(paths)
        found += [
            Difference(question.about, path, left.get(path), right.get(path))
            for path in paths
            if left.get(path) != right.get(path)
        ]
    return compared, found


COMPANIES = "{ companies(first: 100) { nodes { slug } } }"


def ask(service: GraphService, document: str, variables: Mapping[str, Any]) -> Any:
    """Return the data that a document gives, which must be whole."""
    answer = loads(service.answer_now(GraphRequest(document, dict(variables))).body)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def flatten(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every figure of an answer by its path; an empty list is one."""
    if isinstance(value, dict):
        for name in sorted(value.keys() - CURSORS):
            yield from flatten(value[name], f"{path}.{name}")
    elif isinstance(value, list) and value:
        for n, each in enumerate(value):
            yield from flatten(each, f"{path}[{n}]")
    else:
        yield path, value


def iter_questions(companies: list[str], day: date) -> Iterator[Question]:
    """Yield every question as of a day: of each company, of several, of lists, of search, pages."""
    for slug in companies:
        yield from iter_of_company(slug, day)
    yield from iter_of_several(companies, day)
    yield from iter_of_lists(day)
    for query in SEARCHES:
        yield Question(f"search {query!r}", SEARCH, {"query": query, "asOf": day.isoformat()})


def iter_of_company(slug: str, day: date) -> Iterator[Question]:
    """Yield what is asked of one company, by its page too."""
    given: dict[str, Any]
    for unit in Unit:
        given = {"company": slug, "asOf": day.isoformat(), "unit": unit.value}
        yield Question(f"{slug} hiring {unit.value}", HIRING, given)
    asked = [(grain, 0) for grain in ("WEEK", "MONTH", "QUARTER", "FISCAL_QUARTER")]
    for grain, lag in (*asked, ("MONTH", -4)):
        given = {"company": slug, "to": day.isoformat(), "grain": grain, "lag": lag}
        yield Question(f"{slug} sayDo {grain} {lag}", OF_ONE + SAY_DO, given)
    page = load_documents()["CompanyPage"]
    where = {"occurredOn": {"lte": day.isoformat()}}
    given = {"company": slug, "to": day.isoformat(), "grain": "MONTH", "where": where, "first": 10}
    yield Question(f"{slug} page", page, given)


def iter_of_several(companies: list[str], day: date) -> Iterator[Question]:
    """Yield what is asked of several companies: as one, side by side, in order."""
    to = day.isoformat()
    given: dict[str, Any]
    for grain in ("WEEK", "MONTH", "QUARTER"):
        for sector in (None, "INFORMATION_TECHNOLOGY", "FINANCIALS"):
            where = {"sector": {"eq": sector}} if sector else None
            given = {"where": where, "to": to, "grain": grain}
            yield Question(f"sayDo of {sector} {grain}", OF_ALL + SAY_DO, given)
        for at in range(0, len(companies), COMPARED_AT_ONCE):
            named = companies[at : at + COMPARED_AT_ONCE]
            given = {"companies": named, "to": to, "grain": grain}
            yield Question(f"compare {at} {grain}", COMPARE + SAY_DO, given)
    for metric in RankingMetric:
        for direction in ("ASC", "DESC"):
            given = {"metric": metric.value, "asOf": to, "direction": direction}
            yield Question(f"ranking {metric.value} {direction}", RANKING, given)
    companies_page = load_documents()["Companies"]
    yield Question("companies page", companies_page, {"asOf": to, "first": 100})


def iter_of_lists(day: date) -> Iterator[Question]:
    """Yield how lists are measured and grouped, by the `where` that says what was so on the day."""
    at = day.isoformat()
    is_open = {
        "openedOn": {"lte": at},
        "or": [{"closedOn": {"isNull": True}}, {"closedOn": {"gt": at}}],
    }
    in_gap = {"gaps": {"closedOn": {"lte": at}, "reopenedOn": {"gt": at}}}
    wheres = {
        "calls": {"heldOn": {"lte": at}},
        "events": {"occurredOn": {"lte": at}},
        "quotes": {"occurredOn": {"lte": at}},
        "roles": {**is_open, "not": in_gap},
        "postings": is_open,
    }
    for name, kind in LISTS.items():
        known = PROPERTIES[kind]
        keys = [key for key in known.dimensions if not key.startswith(SHOWN_AS_TODAY)]
        measures = " ".join(
            f"{number}: summary(of: {number}) {{ n minimum maximum mean p25 median p75 }}"
            for number in known.numbers
            if number not in OF_PAY
        )
        for start in range(0, len(keys), GROUPED_AT_ONCE):
            groups = " ".join(
                f"{key}: groupBy(by: [{key}], first: 100) {KEYS}"
                for key in keys[start : start + GROUPED_AT_ONCE]
            )
            yield Question(
                f"{name} by {' '.join(keys[start : start + GROUPED_AT_ONCE])}",
                f"query Q($where: {kind}Where) {{ {name}(where: $where, first: 0) {{ totalCount "
                f"aggregate {{ count {measures} }} {groups} }} }}",
                {"where": wheres[name]},
            )

"""How many statements a document takes: a few, whatever the number of rows."""

from collections.abc import Callable

import pytest

from schema.graph.service import GraphService
from tests.schema.graph.conftest import asking

Count = Callable[..., int]

COMPANY_PAGE = """
query Page($slug: String!) {
  company(slug: $slug) {
    name sector industry
    hiring(asOf: "2025-10-01") {
      activeRoles { value asOf definition rows(first: 5) { edges { node { title stage } } } }
      change(against: PRIOR_4_WEEKS) { percent definition }
      primaryFocus { stage function share }
      salary { minimum maximum average currency coverage { known total } }
    }
    sayDo(from: "2025-01-01", to: "2025-12-31", grain: MONTH) {
      buckets { start events { type count } roles { opened active } scaled { said did } }
      heatmap { stage events activeRoles scaled { said did } }
    }
    events(first: 10, orderBy: [{field: OCCURRED_ON, direction: DESC}]) {
      edges { node { headline type quotes { text speaker { name } title themes { slug } } } }
    }
  }
}
"""
FIND = """
query Find {
  searchQuotes(query: "ai OR compute", where: {company: {slug: {ne: "x"}}}, first: 20) {
    totalCount
    edges { score node { text speaker { name } call { heldOn company { ticker } } } html }
    interpretation { text warnings { message } }
  }
}
"""

MOST = [
    ("{ __typename }", 1),
    ("{ meta { version counts { quotes } } }", 2),
    ('{ company(slug: "company-1") { name sector } }', 2),
    ("{ companies { nodes { name } } }", 2),
    ("{ companies { totalCount nodes { name } } }", 3),
    ("{ quotes { nodes { text speaker { name } call { title } company { name } } } }", 2),
    ("{ quotes { nodes { themes { label } } } }", 4),
    ("{ people { nodes { name aliases { name } company { name } } } }", 3),
    ("{ companies { nodes { calls { nodes { events { nodes { headline } } } } } } }", 4),
    ("{ companies { nodes { calls { totalCount } events { totalCount } } } }", 6),
    ("{ companies { nodes { a: calls { nodes { id } } b: calls { nodes { id } } } } }", 4),
    ("{ companies { nodes { postings { nodes { title pay { currency } } } } } }", 4),
    ("{ companies { nodes { hiring { activeRoles { value } } } } }", 3),
    ("{ companies { nodes { hiring { activeRoles { rows { nodes { title } } } } } } }", 4),
    ("{ companies { nodes { sayDo { heatmap { events } } } } }", 4),
    ("{ calls { nodes { transcripts { turns { nodes { speaker { name } } } } } } }", 4),
    (FIND, 2),
    ("{ searchQuotes { facets { stage { value } company { value label } } } }", 3),
]


@pytest.mark.parametrize(("document", "most"), MOST, ids=[text[:60] for text, _ in MOST])
def test_a_document_takes_no_more_statements_than_these(
    count_statements: Count, document: str, most: int
) -> None:
    assert count_statements(document) <= most


def test_the_page_of_a_company_takes_at_most_eighteen(count_statements: Count) -> None:
    assert count_statements(COMPANY_PAGE, slug="company-1") <= 18


@pytest.mark.parametrize(
    "fields",
    [
        "name",
        "calls(first: 3) { totalCount nodes { title events { nodes { quotes { text } } } } }",
        "quotes { nodes { speaker { name aliases { name } } themes { slug } event { headline } } }",
        "roles { nodes { postings { totalCount nodes { pay { currency } } } } }",
        "hiring { activeRoles { value rows { totalCount nodes { title } } } }",
        "hiring { change { percent } salary { minimum } byStage { roles } weekly { active } }",
        "sayDo { buckets { eventTotal } heatmap { events } }",
        "sayDo { buckets { rolesByStage { active } rolesByFunction { active } eventsWhere } }",
        "sayDo { stageQuarters { start } gap { gap } areaGap { gap } lead { reason } }",
        "sayDo(grain: FISCAL_QUARTER) { company { slug } buckets { fiscalPeriod } }",
        "sayDo { gap { eventRows { totalCount nodes { headline } } roleRows { totalCount } } }",
        "people { nodes { company { people { nodes { quotes { totalCount } } } } } }",
    ],
)
def test_six_companies_take_as_many_statements_as_one(count_statements: Count, fields: str) -> None:
    document = f"query Q($n: Int!) {{ companies(first: $n) {{ nodes {{ {fields} }} }} }}"

    assert count_statements(document, n=6) == count_statements(document, n=1)


def test_twenty_quotes_found_take_as_many_statements_as_one(count_statements: Count) -> None:
    document = FIND.replace("query Find", "query Find($n: Int)").replace("first: 20", "first: $n")

    assert count_statements(document, n=20) == count_statements(document, n=1)


def test_a_hundred_identifiers_take_a_statement_a_type(count_statements: Count) -> None:
    document = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    companies = ["Q29tcGFueTox", "Q29tcGFueToy"] * 48
    calls = ["Q2FsbDox", "Q2FsbDoy"]

    few, many = count_statements(document, ids=companies[:1]), [*companies, *calls]

    assert count_statements(document, ids=many) == few + 1


GROUPED = """{
  postings {
    aggregate { count distinct(of: STAGE) summary(of: YEARLY_MINIMUM) { median } }
    groupBy(by: [COMPANY]) { nodes { count rows(first: 1) { totalCount nodes { title } } } }
  }
  companies { nodes { events { groupBy(by: [STAGE]) { nodes { count } } } } }
  sayDo(where: {sector: {isNull: false}}) { gap { stage eventRows { totalCount } } }
  ranking(metric: GAP) { edges { metric { n } } }
  searchQuotes(query: "ai", where: {text: {contains: "a"}}) {
    groupBy(by: [THEME]) { nodes { count } }
  }
  %s
}"""


@pytest.mark.parametrize(
    ("beside", "is_compiled"), [("", True), ("broken: company { slug }", False)]
)
def test_the_plan_tells_every_statement_with_its_rows(
    service: GraphService, beside: str, is_compiled: bool
) -> None:
    plan = asking(service, explain=True)(GROUPED % beside)["extensions"]["plan"]

    assert plan["isCompiled"] is is_compiled
    assert len(plan["sql"]) == plan["statements"]
    assert sum(each["rows"] for each in plan["sql"]) == plan["rows"]
    assert all(each["milliseconds"] >= 0 for each in plan["sql"])
    assert sum("row_number()" in each["text"].lower() for each in plan["sql"]) >= 5

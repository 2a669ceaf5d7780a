"""Groups of what a search finds: what they count, and that their `where` and hits are theirs."""

from typing import Any

import pytest

from schema.graph.found_groups import DIMENSIONS
from tests.schema.graph.conftest import Ask

QUERY = """
query Q($where: QuoteWhere, $by: [SearchGroupBy!]!, $first: Int, $after: String, $order: GroupOrder,
        $having: GroupHaving) {
  found: searchQuotes(query: "model OR agents OR ai", where: $where) {
    totalCount
    groupBy(by: $by, first: $first, after: $after, orderBy: $order, having: $having) {
      totalCount
      other { groups count }
      pageInfo { hasNextPage endCursor }
      nodes { keys { value label } count where rows(first: 1) { totalCount } }
    }
  }
}
"""


def grouped(ask: Ask, *by: str, first: int = 100, **given: Any) -> Any:
    answer = ask(QUERY, by=by, first=first, **given)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["found"]


@pytest.mark.parametrize("key", DIMENSIONS)
def test_the_where_of_a_group_finds_its_hits_and_no_others(ask: Ask, key: str) -> None:
    found = grouped(ask, key)

    nodes = found["groupBy"]["nodes"]
    assert [node["rows"]["totalCount"] for node in nodes] == [node["count"] for node in nodes]
    if key != "THEME":
        assert sum(node["count"] for node in nodes) == found["totalCount"] > 0


def test_hits_are_grouped_by_several_keys_as_stored_rows_are(ask: Ask) -> None:
    listed = ask(
        "{ quotes { groupBy(by: [STAGE, THEME, OCCURRED_ON_MONTH], first: 100) "
        "{ nodes { keys { value label } count } } } }"
    )["data"]["quotes"]["groupBy"]["nodes"]
    query = (
        '{ searchQuotes(query: "") { groupBy(by: [STAGE, THEME, OCCURRED_ON_MONTH], first: 100) '
        "{ nodes { keys { value label } count } } } }"
    )

    found = ask(query)["data"]["searchQuotes"]["groupBy"]["nodes"]

    assert found == listed


def test_groups_lie_within_the_filter_of_the_search(ask: Ask) -> None:
    found = grouped(ask, "STAGE", "COMPANY", where={"event": {"stage": {"eq": "SHIP"}}})

    nodes = found["groupBy"]["nodes"]
    assert {node["keys"][0]["value"] for node in nodes} == {"SHIP"}
    assert [node["rows"]["totalCount"] for node in nodes] == [node["count"] for node in nodes]


@pytest.mark.parametrize("field", ["COUNT", "KEYS"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_pages_make_up_the_whole_in_its_order(ask: Ask, field: str, direction: str) -> None:
    order = {"field": field, "direction": direction}
    whole = grouped(ask, "SPEAKER", "TYPE", order=order)["groupBy"]["nodes"]

    pages: list[Any] = []
    after = None
    while True:
        page = grouped(ask, "SPEAKER", "TYPE", order=order, first=4, after=after)["groupBy"]
        pages += page["nodes"]
        rest = sum(node["count"] for node in whole[len(pages) :])
        assert page["other"] == {"groups": len(whole) - len(pages), "count": rest}
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert pages == whole


def test_having_keeps_the_groups_of_that_size(ask: Ask) -> None:
    whole = grouped(ask, "COMPANY", "STAGE")["groupBy"]["nodes"]

    some = grouped(ask, "COMPANY", "STAGE", having={"count": {"gte": 2, "in": [2, 3]}})

    wanted = [node for node in whole if node["count"] in (2, 3)]
    assert some["groupBy"]["nodes"] == wanted
    assert 0 < len(wanted) < len(whole)

"""Companies in the order of a number: pages, cursors, and the rows behind each number."""

from collections.abc import Callable
from json import loads
from typing import Any

import pytest

from schema.store.metrics import OF_POSTINGS
from schema.store.ranking import RankingMetric
from tests.schema.graph.conftest import Ask

RANKING = """
query Q($metric: RankingMetric!, $first: Int, $after: String, $where: CompanyWhere,
        $direction: Direction! = DESC, $asOf: Date = "2025-11-01", $unit: Unit! = ROLE) {
  ranking(metric: $metric, first: $first, after: $after, where: $where, direction: $direction,
          asOf: $asOf, unit: $unit) {
    unit totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
    edges { cursor rank company { slug } metric {
      name value unit definition n coverage { known total } counted asOf reason where eventsWhere
      postingsWhere rows { totalCount } postings { totalCount } events { totalCount }
    } }
  }
}
"""
METRICS = [metric.value for metric in RankingMetric]


def ranking(ask: Ask, metric: str, **arguments: Any) -> Any:
    answer = ask(RANKING, metric=metric, **arguments)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["ranking"]


def slugs(page: Any) -> list[str]:
    return [edge["company"]["slug"] for edge in page["edges"]]


class TestOrder:
    @pytest.mark.parametrize("metric", METRICS)
    def test_numbers_fall_and_missing_ones_come_last(self, ask: Ask, metric: str) -> None:
        edges = ranking(ask, metric)["edges"]

        values = [edge["metric"]["value"] for edge in edges]
        known = [abs(v) if metric == "GAP" else v for v in values if v is not None]
        assert len(edges) == 6
        assert known == sorted(known, reverse=True)
        assert values[len(known) :] == [None] * (6 - len(known))
        assert all((edge["rank"] is None) == bool(edge["metric"]["reason"]) for edge in edges)

    def test_the_smallest_first_when_asked(self, ask: Ask) -> None:
        values = [
            edge["metric"]["value"] for edge in ranking(ask, "EVENTS", direction="ASC")["edges"]
        ]

        assert values == sorted(values)

    def test_only_the_companies_of_a_where_are_ranked(self, ask: Ask) -> None:
        page = ranking(ask, "EVENTS", where={"slug": {"in": ["company-2", "company-4"]}})

        assert sorted(slugs(page)) == ["company-2", "company-4"]
        assert page["totalCount"] == 2

    def test_the_number_is_what_the_company_itself_shows(self, ask: Ask) -> None:
        query = """{ company(slug: "%s") { hiring(asOf: "2025-11-01") {
          activeRoles { value definition } change { percent } } } }"""

        for metric in ("ACTIVE_ROLES", "CHANGE"):
            top = ranking(ask, metric, first=1)["edges"][0]
            hiring = ask(query % top["company"]["slug"])["data"]["company"]["hiring"]
            shown = hiring["activeRoles"]["value"], hiring["change"]["percent"]
            assert top["metric"]["value"] == shown[metric == "CHANGE"]


class TestPages:
    @pytest.mark.parametrize("metric", METRICS)
    @pytest.mark.parametrize("direction", ["ASC", "DESC"])
    def test_pages_neither_repeat_nor_skip(self, ask: Ask, metric: str, direction: str) -> None:
        whole = slugs(ranking(ask, metric, direction=direction))
        found: list[str] = []
        after = None
        for _ in range(4):
            page = ranking(ask, metric, first=2, after=after, direction=direction)
            found += slugs(page)
            after = page["pageInfo"]["endCursor"] or after
            assert page["pageInfo"]["hasNextPage"] == (len(found) < 6)

        assert found == whole

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"after": "nonsense"}, "BAD_CURSOR"),
            ({"metric": "GAP"}, "BAD_CURSOR"),
            ({"direction": "ASC"}, "BAD_CURSOR"),
            ({"asOf": "2025-10-01"}, "BAD_CURSOR"),
            ({"unit": "POSTING"}, "BAD_CURSOR"),
            ({"first": 101, "after": None}, "BAD_USER_INPUT"),
            ({"asOf": "1969-01-01"}, "BAD_USER_INPUT"),
        ],
    )
    def test_a_cursor_of_another_ranking_is_refused(
        self, ask: Ask, change: dict[str, Any], code: str
    ) -> None:
        cursor = ranking(ask, "EVENTS", first=1)["pageInfo"]["endCursor"]

        answer = ask(RANKING, **{"metric": "EVENTS", "after": cursor, **change})

        assert answer["errors"][0]["extensions"]["code"] == code


class TestProof:
    @pytest.mark.parametrize("unit", ["ROLE", "POSTING"])
    @pytest.mark.parametrize("metric", METRICS)
    def test_n_counts_the_rows_and_the_where_finds_them_again(
        self, ask: Ask, metric: str, unit: str
    ) -> None:
        lists = {"events": "eventsWhere", "roles": "where", "postings": "postingsWhere"}
        query = """query Q($events: EventWhere, $roles: RoleWhere, $postings: PostingWhere) {
          events(where: $events) { totalCount } roles(where: $roles) { totalCount }
          postings(where: $postings) { totalCount } }"""

        for edge in ranking(ask, metric, unit=unit)["edges"]:
            proof = edge["metric"]
            fields = {"events": "events", "roles": "rows", "postings": "postings"}
            rows = {kind: proof[name]["totalCount"] for kind, name in fields.items()}
            if proof["value"] is not None:
                assert proof["n"] == sum(rows.values())
            given = {kind: loads(proof[name] or "null") for kind, name in lists.items()}
            found = ask(query, **given)["data"]
            for kind, count in rows.items():
                assert (given[kind] is not None) == (kind in proof["counted"])
                assert count == (found[kind]["totalCount"] if given[kind] else 0)

    @pytest.mark.parametrize("metric", METRICS)
    def test_of_postings_each_number_of_hiring_says_so(self, ask: Ask, metric: str) -> None:
        page = ranking(ask, metric, unit="POSTING")

        proof = page["edges"][0]["metric"]
        assert page["unit"] == "POSTING"
        assert "roles" not in proof["counted"]
        assert (OF_POSTINGS in proof["definition"]) == ("postings" in proof["counted"])

    def test_a_gap_tells_how_many_rows_say_their_stage(self, ask: Ask) -> None:
        proofs = [edge["metric"] for edge in ranking(ask, "GAP")["edges"]]

        known = [each for each in proofs if each["value"] is not None]
        assert [each["coverage"] for each in known] == [
            # All events of this world were given by a source; no words tell the stage of a job.
            {"known": each["events"]["totalCount"], "total": each["n"]}
            for each in known
        ]
        assert {each["metric"]["coverage"] for each in ranking(ask, "EVENTS")["edges"]} == {None}

    def test_a_number_of_events_has_no_roles_behind_it(self, ask: Ask) -> None:
        proof = ranking(ask, "EVENTS")["edges"][0]["metric"]

        assert (proof["counted"], proof["where"], proof["rows"]["totalCount"]) == (
            "events",
            None,
            0,
        )


class TestStatements:
    @pytest.mark.parametrize("metric", METRICS)
    def test_six_companies_take_as_many_as_two(
        self, count_statements: Callable[..., int], metric: str
    ) -> None:
        two = {"slug": {"in": ["company-1", "company-2"]}}

        assert count_statements(RANKING, metric=metric, where={}) == count_statements(
            RANKING, metric=metric, where=two
        )

"""Groups of lists: what they count, that their `where` and rows are theirs, paging and measures."""

from statistics import mean, quantiles
from typing import Any

import pytest

from schema.database import Database
from schema.graph.dimensions import PROPERTIES
from tests.schema.graph.conftest import Ask

LISTS = {
    "companies": "Company",
    "calls": "Call",
    "people": "Person",
    "themes": "Theme",
    "events": "Event",
    "quotes": "Quote",
    "roles": "Role",
    "postings": "Posting",
}
EACH = [(name, key) for name, kind in LISTS.items() for key in PROPERTIES[kind].dimensions]


def groups(ask: Ask, name: str, arguments: str, fields: str = "", where: Any = None) -> Any:
    kind = f"{LISTS[name]}Where"
    answer = ask(
        f"query Q($w: {kind}) {{ found: {name}(where: $w) {{ totalCount groupBy({arguments}) {{ "
        f"totalCount other {{ groups count }} pageInfo {{ hasNextPage endCursor }} "
        f"nodes {{ keys {{ by value label }} count {fields} }} }} }} }}",
        w=where,
    )
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["found"]


def total(ask: Ask, name: str, where: Any) -> int:
    query = f"query Q($w: {LISTS[name]}Where) {{ {name}(where: $w) {{ totalCount }} }}"
    return int(ask(query, w=where)["data"][name]["totalCount"])


@pytest.mark.parametrize(("name", "key"), EACH)
def test_the_where_of_a_group_finds_its_rows_and_no_others(ask: Ask, name: str, key: str) -> None:
    found = groups(ask, name, f"by: [{key}], first: 100", "where rows(first: 0) { totalCount }")

    nodes = found["groupBy"]["nodes"]
    assert [node["rows"]["totalCount"] for node in nodes] == [node["count"] for node in nodes]
    assert [total(ask, name, node["where"]) for node in nodes[:6]] == [
        node["count"] for node in nodes[:6]
    ]
    if key != "THEME":
        assert sum(node["count"] for node in nodes) == found["totalCount"]


def test_groups_by_several_keys_lie_within_the_filter_of_the_list(ask: Ask) -> None:
    where = {"event": {"stage": {"in": ["SHIP", "BUILD"]}}}

    found = groups(ask, "quotes", "by: [STAGE, SECTION, COMPANY], first: 100", "where", where)

    nodes = found["groupBy"]["nodes"]
    assert {node["keys"][0]["value"] for node in nodes} == {"SHIP", "BUILD"}
    assert sum(node["count"] for node in nodes) == found["totalCount"]
    assert [total(ask, "quotes", node["where"]) for node in nodes] == [n["count"] for n in nodes]


def test_a_quote_counts_once_for_each_of_its_themes(ask: Ask) -> None:
    query = "{ quotes(first: 100) { nodes { themes { slug } } } }"
    themes = [quote["themes"] for quote in ask(query)["data"]["quotes"]["nodes"]]

    found = groups(ask, "quotes", "by: [THEME], first: 100")["groupBy"]["nodes"]

    assert sum(node["count"] for node in found) == sum(max(1, len(each)) for each in themes)


class TestPages:
    ORDERS = (
        "",
        "orderBy: {field: COUNT, direction: ASC}",
        "orderBy: {field: KEYS, direction: ASC}",
        "orderBy: {field: KEYS, direction: DESC}",
    )

    @pytest.mark.parametrize("order", ORDERS)
    def test_pages_make_up_the_whole_in_its_order(self, ask: Ask, order: str) -> None:
        asked = f"by: [SPEAKER, STAGE], {order}"
        whole = groups(ask, "quotes", f"{asked}, first: 100")["groupBy"]["nodes"]

        pages: list[Any] = []
        after = ""
        while True:
            page = groups(ask, "quotes", f"{asked}, first: 7{after}")["groupBy"]
            pages += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = f', after: "{page["pageInfo"]["endCursor"]}"'

        assert pages == whole
        assert len(whole) == page["totalCount"] < 100

    def test_a_group_without_a_value_comes_last_by_keys(self, ask: Ask) -> None:
        for way in ("ASC", "DESC"):
            order = f"orderBy: {{field: KEYS, direction: {way}}}"
            found = groups(ask, "calls", f"by: [HELD_ON_YEAR], {order}")["groupBy"]["nodes"]
            assert [node["keys"][0]["value"] for node in found][-1] is None

    def test_other_is_what_the_page_leaves(self, ask: Ask) -> None:
        whole = groups(ask, "postings", "by: [COMPANY, STAGE], first: 100")["groupBy"]["nodes"]

        page = groups(ask, "postings", "by: [COMPANY, STAGE], first: 3")["groupBy"]

        assert page["nodes"] == whole[:3]
        assert page["other"] == {
            "groups": len(whole) - 3,
            "count": sum(node["count"] for node in whole[3:]),
        }

    def test_having_keeps_the_groups_of_that_size(self, ask: Ask) -> None:
        whole = groups(ask, "postings", "by: [FUNCTION], first: 100")["groupBy"]["nodes"]

        some = groups(ask, "postings", "by: [FUNCTION], having: {count: {gte: 6, ne: 7}}")

        wanted = [node for node in whole if node["count"] >= 6 and node["count"] != 7]
        assert some["groupBy"]["nodes"] == wanted
        assert 0 < len(wanted) < len(whole)

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            ("by: []", "name 1 to 4"),
            ("by: [STAGE, STAGE]", "a key twice"),
            ("by: [STAGE, TYPE, COMPANY, SECTOR, INDUSTRY]", "name 1 to 4"),
            ("by: [STAGE], first: 101", "from 0 to 100"),
            ('by: [STAGE], after: "WzFd"', "cursor"),
        ],
    )
    def test_what_cannot_be_grouped_is_refused_with_what_to_write(
        self, ask: Ask, arguments: str, says: str
    ) -> None:
        answer = ask(f"{{ events {{ groupBy({arguments}) {{ totalCount }} }} }}")

        assert says in answer["errors"][0]["message"]

    def test_a_cursor_of_another_grouping_is_refused(self, ask: Ask) -> None:
        cursor = groups(ask, "events", "by: [STAGE], first: 1")["groupBy"]["pageInfo"]["endCursor"]

        answer = ask(f'{{ events {{ groupBy(by: [TYPE], after: "{cursor}") {{ totalCount }} }} }}')

        assert answer["errors"][0]["extensions"]["code"] == "BAD_CURSOR"


class TestMeasures:
    def test_a_summary_is_what_python_makes_of_the_rows(self, ask: Ask) -> None:
        fields = (
            "summary(of: YEARLY_MAXIMUM) { n minimum maximum sum mean p25 median p75 } "
            "rows(first: 100) { nodes { pay { yearlyMaximum } } }"
        )

        for node in groups(ask, "postings", "by: [COMPANY, PAY_CURRENCY]", fields)["groupBy"][
            "nodes"
        ]:
            paid = [row["pay"] for row in node["rows"]["nodes"] if row["pay"]]
            values = [pay["yearlyMaximum"] for pay in paid if pay["yearlyMaximum"]]
            if len(values) < 2 or len(values) < node["summary"]["n"]:
                continue  # pay that is withheld is measured nowhere but stored
            quarters = quantiles(values, n=4, method="inclusive")
            assert node["summary"] == {
                "n": len(values),
                "minimum": min(values),
                "maximum": max(values),
                "sum": sum(values),
                "mean": mean(values),
                "p25": quarters[0],
                "median": quarters[1],
                "p75": quarters[2],
            }

    def test_percentiles_are_those_of_postgresql(
        self, filled_postgres: Database, filled_sqlite: Database, ask: Ask
    ) -> None:
        from sqlalchemy import text

        cut = "percentile_cont({}) WITHIN GROUP (ORDER BY specificity)"
        cuts = ", ".join(cut.format(share) for share in (0.25, 0.5, 0.75))
        with filled_postgres.read() as reader:
            rows = reader.rows(text(f"SELECT type, {cuts} FROM event GROUP BY type"))
        wanted = {row[0]: list(row[1:]) for row in rows}

        fields = "summary(of: SPECIFICITY) { p25 median p75 }"
        nodes = groups(ask, "events", "by: [TYPE]", fields)["groupBy"]["nodes"]

        found = {node["keys"][0]["value"]: list(node["summary"].values()) for node in nodes}
        assert found == wanted

    def test_an_aggregate_is_of_the_whole_list_and_not_of_the_page(self, ask: Ask) -> None:
        query = (
            "{ events(first: 2) { totalCount nodes { id } aggregate { count "
            "distinct(of: COMPANY) summary(of: SPECIFICITY) { n } } } }"
        )
        found = ask(query)["data"]["events"]

        assert found["aggregate"]["count"] == found["totalCount"] > 2
        assert 0 < found["aggregate"]["summary"]["n"] < found["totalCount"]

    def test_a_list_without_rows_has_a_count_of_zero_and_no_mean(self, ask: Ask) -> None:
        fields = "aggregate { count distinct(of: STAGE) summary(of: SPECIFICITY) { n mean p25 } }"
        where = 'where: {company: {slug: {eq: "nobody"}}}'
        events = f"events({where}) {{ {fields} }}"
        found = ask(f"{{ {events} companies {{ nodes {{ {events} }} }} }}")

        nothing = {"count": 0, "distinct": 0, "summary": {"n": 0, "mean": None, "p25": None}}
        assert found["data"]["events"]["aggregate"] == nothing
        assert [each["events"]["aggregate"] for each in found["data"]["companies"]["nodes"]] == [
            nothing
        ] * 6


def test_the_groups_of_many_owners_take_as_many_statements_as_those_of_one(
    count_statements: Any,
) -> None:
    query = (
        "{ companies(first: %d) { nodes { events { groupBy(by: [STAGE]) { nodes { count "
        "distinct(of: TYPE) summary(of: SPECIFICITY) { median } } } } } } }"
    )

    assert count_statements(query % 1) == count_statements(query % 6)


def test_the_groups_of_an_owner_are_of_its_rows(ask: Ask) -> None:
    nested = ask(
        "{ companies(first: 6) { nodes { slug events { groupBy(by: [STAGE, TYPE], first: 100) "
        "{ nodes { keys { value } count } } } } } }"
    )

    for company in nested["data"]["companies"]["nodes"]:
        where = {"company": {"slug": {"eq": company["slug"]}}}
        alone = groups(ask, "events", "by: [STAGE, TYPE], first: 100", where=where)
        wanted = [
            {"keys": [{"value": key["value"]} for key in node["keys"]], "count": node["count"]}
            for node in alone["groupBy"]["nodes"]
        ]
        assert company["events"]["groupBy"]["nodes"] == wanted


def test_days_fall_into_the_buckets_of_the_calendar(ask: Ask) -> None:
    for bucket, value, label in (
        ("DAY", "2025-04-16", "2025-04-16"),
        ("WEEK", "2025-04-14", "2025-04-14 to 2025-04-20"),
        ("MONTH", "2025-04-01", "2025-04"),
        ("QUARTER", "2025-04-01", "2025Q2"),
        ("YEAR", "2025-01-01", "2025"),
    ):
        order = "orderBy: {field: KEYS, direction: ASC}"
        found = groups(ask, "calls", f"by: [HELD_ON_{bucket}], {order}")["groupBy"]["nodes"]
        assert found[0]["keys"] == [{"by": f"HELD_ON_{bucket}", "value": value, "label": label}]


def test_groups_inside_lists_cost_what_their_pages_can_hold(ask: Ask) -> None:
    answer = ask(
        "{ companies(first: 100) { nodes { events { groupBy(by: [STAGE], first: 100) "
        "{ nodes { rows(first: 100) { nodes { id } } } } } } } }"
    )

    assert answer["errors"][0]["extensions"]["limit"] == "nodes"


class TestCost:
    @pytest.mark.parametrize(("lists", "is_allowed"), [(9, True), (10, False)])
    def test_a_document_groups_nine_lists_at_most(
        self, ask: Ask, lists: int, is_allowed: bool
    ) -> None:
        fields = " ".join(
            f"g{n}: postings(first: 1) {{ groupBy(by: [STAGE]) {{ nodes {{ count }} }} }}"
            for n in range(lists)
        )

        errors = ask(f"{{ {fields} }}").get("errors", [])

        assert (errors == []) is is_allowed
        assert [error["extensions"]["limit"] for error in errors] == ["nodes"] * (not is_allowed)

    def test_the_lists_of_all_owners_count_once(self, ask: Ask) -> None:
        answer = ask("{ companies(first: 100) { nodes { postings { aggregate { count } } } } }")

        assert "errors" not in answer

"""Numbers carry their definition and their rows; the store's tests say how they are computed."""

from collections.abc import Callable
from datetime import timedelta
from json import loads
from typing import Any

import pytest
from graphql import GraphQLSchema

from schema.store.calendar import MOST_PERIODS
from schema.store.hiring import CHANGE_DEFINITIONS
from schema.store.metrics import DEFINITIONS, OF_POSTINGS
from schema.store.ranking import RANKED_BY
from schema.taxonomy.labels import Stage
from tests.schema.graph.conftest import START, Ask

AS_OF = "2025-10-01"
HIRING = """
query Q($asOf: Date, $slug: String! = "company-1") {
  company(slug: $slug) { hiring(asOf: $asOf) {
    asOf
    activeRoles { name unit value n definition asOf rows(first: 100) {
      totalCount nodes { isAi openedOn closedOn company { slug } }
    } }
    byStage { stage roles share }
    byFunction { function roles }
    primaryFocus { definition asOf }
    salary { currency minimum coverage { known total } definition asOf }
    salaries(currency: "EUR") { currency minimum reason }
    weekly(weeks: 3) { day active }
  } }
}
"""
CHANGE = """
query Q($against: Comparison!) {
  company(slug: "company-1") { hiring { change(against: $against) { definition } } }
}
"""

SAY_DO = """
query Q($from: Date, $to: Date, $grain: Grain! = MONTH) {
  company(slug: "company-1") { sayDo(from: $from, to: $to, grain: $grain) {
    from to
    buckets { start eventTotal events { type count } scaled { said did } }
    heatmap { stage events activeRoles }
    gap { stage talkShare hiringShare gap }
  } }
}
"""


@pytest.fixture
def hiring(ask: Ask) -> Any:
    return ask(HIRING, asOf=AS_OF)["data"]["company"]["hiring"]


def say_do(ask: Ask, **arguments: str) -> Any:
    return ask(SAY_DO, **arguments)["data"]["company"]["sayDo"]


def described(schema: GraphQLSchema, field: str) -> str:
    """Return the description of a field, named `Type.field`."""
    kind: Any
    kind, name = schema.type_map[field.split(".")[0]], field.split(".")[1]
    return str(kind.fields[name].description)


def refusal(answer: Any) -> tuple[str, str]:
    [error] = answer["errors"]
    return error["extensions"]["code"], error["message"]


DEFINED = {
    "Hiring.activeRoles": ["activeRoles"],
    "Hiring.change": [definition.name for definition in CHANGE_DEFINITIONS.values()],
    "Hiring.primaryFocus": ["primaryFocus"],
    "Hiring.salary": ["salary"],
    "Hiring.salaries": ["salary"],
    "Hiring.byStage": ["rolesByStage"],
    "Hiring.byFunction": ["rolesByFunction"],
    "Hiring.weekly": ["weeklyRoles"],
    "SayDo.buckets": ["sayDoTimeline"],
    "SayDoBucket.rolesByStage": ["rolesInPeriodByStage"],
    "SayDoBucket.rolesByFunction": ["rolesInPeriodByFunction"],
    "SayDo.heatmap": ["stageHeatmap"],
    "SayDo.stageQuarters": ["stageQuarters"],
    "SayDo.gap": ["sayDoGap"],
    "SayDo.areaGap": ["areaGap"],
    "SayDo.talkedAboutNotHiring": ["talkedAboutNotHiring"],
    "SayDo.hiringNotTalkedAbout": ["hiringNotTalkedAbout"],
    "SayDo.lead": ["leadOfTalk"],
}
RANKED = {definition.name for definition in RANKED_BY.values()}


class TestDescriptions:
    @pytest.mark.parametrize("field", DEFINED)
    def test_a_number_is_described_by_its_definition(
        self, schema: GraphQLSchema, field: str
    ) -> None:
        description = described(schema, field)

        assert [name for name in DEFINED[field] if DEFINITIONS[name].text not in description] == []

    def test_every_definition_describes_a_number(self) -> None:
        described = {name for names in DEFINED.values() for name in names}

        assert described | RANKED == DEFINITIONS.keys()

    def test_a_change_is_described_by_what_it_is_compared_with(self, schema: GraphQLSchema) -> None:
        lines = described(schema, "Hiring.change").splitlines()[1:]

        assert lines == [
            f"* `{against.value}`: {definition.text}"
            for against, definition in CHANGE_DEFINITIONS.items()
        ]

    def test_the_weeks_that_may_be_asked_for_are_those_that_are_counted(
        self, ask: Ask, schema: GraphQLSchema
    ) -> None:
        kind: Any = schema.type_map["Hiring"]
        query = """query Q($n: Int!) {
          company(slug: "company-1") { hiring { weekly(weeks: $n) { day } } } }"""

        weeks = ask(query, n=MOST_PERIODS)["data"]["company"]["hiring"]["weekly"]
        assert len(weeks) == MOST_PERIODS
        assert kind.fields["weekly"].args["weeks"].description.endswith(f"1 to {len(weeks)}.")
        assert refusal(ask(query, n=len(weeks) + 1))[0] == "LIMIT_EXCEEDED"


class TestDefinitions:
    def test_a_number_says_how_it_is_defined(self, hiring: Any) -> None:
        definition = DEFINITIONS["activeRoles"]

        assert hiring["activeRoles"]["name"] == definition.name
        assert hiring["activeRoles"]["definition"] == definition.text
        assert hiring["activeRoles"]["unit"] == definition.unit

    @pytest.mark.parametrize("name", ["primaryFocus", "salary"])
    def test_so_do_the_others(self, hiring: Any, name: str) -> None:
        assert hiring[name]["definition"] == DEFINITIONS[name].text

    @pytest.mark.parametrize("against", list(CHANGE_DEFINITIONS))
    def test_a_change_is_defined_by_what_it_is_compared_with(self, ask: Ask, against: Any) -> None:
        change = ask(CHANGE, against=against.value)["data"]["company"]["hiring"]["change"]

        assert change["definition"] == CHANGE_DEFINITIONS[against].text

    def test_the_day_stands_beside_every_number(self, hiring: Any) -> None:
        days = {hiring["asOf"]} | {
            hiring[name]["asOf"] for name in ("activeRoles", "primaryFocus", "salary")
        }

        assert days == {AS_OF}


class TestUnits:
    QUERY = """query Q($unit: Unit! = ROLE) { company(slug: "company-1") {
      hiring(asOf: "2025-10-01", unit: $unit) {
        unit activeRoles { value unit definition } salary { coverage { total } }
        byStage { roles } weekly(weeks: 2) { active } } } }"""

    @pytest.mark.parametrize(("unit", "counted"), [("ROLE", "roles"), ("POSTING", "postings")])
    def test_every_number_counts_what_the_answer_says(
        self, ask: Ask, unit: str, counted: str
    ) -> None:
        hiring = ask(self.QUERY, unit=unit)["data"]["company"]["hiring"]

        active = hiring["activeRoles"]
        assert (hiring["unit"], active["unit"]) == (unit, counted)
        assert (OF_POSTINGS in active["definition"]) == (unit == "POSTING")
        assert active["value"] == sum(stage["roles"] for stage in hiring["byStage"])
        assert active["value"] == hiring["weekly"][-1]["active"]
        assert active["value"] == hiring["salary"]["coverage"]["total"]

    def test_there_are_more_postings_than_roles(self, ask: Ask) -> None:
        values = [
            ask(self.QUERY, unit=unit)["data"]["company"]["hiring"]["activeRoles"]["value"]
            for unit in ("ROLE", "POSTING")
        ]

        assert 0 < values[0] < values[1]

    @pytest.mark.parametrize("unit", ["ROLE", "POSTING"])
    def test_each_number_has_as_many_rows_as_it_counts(self, ask: Ask, unit: str) -> None:
        rows = "counted rows { totalCount } postings { totalCount } where postingsWhere"
        query = f"""query Q($unit: Unit!) {{ company(slug: "company-1") {{
          hiring(asOf: "2025-10-01", unit: $unit) {{ activeRoles {{ n {rows} }}
            change {{ now {rows} }} primaryFocus {{ roles {rows} }} }} }} }}"""

        hiring = ask(query, unit=unit)["data"]["company"]["hiring"]

        for name, count in (("activeRoles", "n"), ("change", "now"), ("primaryFocus", "roles")):
            found = hiring[name]
            jobs = [found[kind]["totalCount"] for kind in ("rows", "postings")]
            assert jobs == ([found[count], 0] if unit == "ROLE" else [0, found[count]])
            assert [found["where"] is None, found["postingsWhere"] is None] == [
                unit == "POSTING",
                unit == "ROLE",
            ]


class TestDoubts:
    QUERY = """query Q($day: Date) { company(slug: "company-1") { hiring(asOf: $day) {
      doubts { board since postings before believedOn } } } }"""

    def test_a_board_in_quarantine_is_told_with_the_numbers(self, ask: Ask) -> None:
        doubts = ask(self.QUERY)["data"]["company"]["hiring"]["doubts"]

        assert doubts == [
            {
                "board": "test:company-1",
                "since": (START + timedelta(days=100)).isoformat(),
                "postings": 0,
                "before": 12,
                "believedOn": START.isoformat(),
            }
        ]

    def test_there_is_no_doubt_before_the_fall(self, ask: Ask) -> None:
        day = (START + timedelta(days=99)).isoformat()

        assert ask(self.QUERY, day=day)["data"]["company"]["hiring"]["doubts"] == []


class TestRows:
    @pytest.mark.parametrize("day", ["2024-01-01", "2025-04-01", "2025-10-01", "2026-06-01"])
    @pytest.mark.parametrize("slug", ["company-0", "company-3"])
    def test_there_are_as_many_as_the_number_says(self, ask: Ask, day: str, slug: str) -> None:
        roles = ask(HIRING, asOf=day, slug=slug)["data"]["company"]["hiring"]["activeRoles"]

        assert roles["rows"]["totalCount"] == roles["value"] == roles["n"]
        assert len(roles["rows"]["nodes"]) == roles["value"]

    def test_a_role_is_not_among_them_while_it_has_a_gap(self, ask: Ask) -> None:
        query = """{ roles(first: 100, where: {gaps: {closedOn: {isNull: false}}}) {
          nodes { id company { slug } gaps { closedOn } } } }"""
        gaps = [
            (role["company"]["slug"], role["id"], gap["closedOn"])
            for role in ask(query)["data"]["roles"]["nodes"]
            for gap in role["gaps"]
        ]

        assert gaps
        for slug, role, day in gaps:
            query = """query Q($slug: String!, $day: Date) { company(slug: $slug) {
              hiring(asOf: $day) { activeRoles { value rows(first: 100) { nodes { id } } } } } }"""
            active = ask(query, slug=slug, day=day)["data"]["company"]["hiring"]["activeRoles"]
            rows = [row["id"] for row in active["rows"]["nodes"]]
            assert role not in rows
            assert len(rows) == active["value"]

    def test_they_are_the_open_roles_of_the_company(self, hiring: Any) -> None:
        rows = hiring["activeRoles"]["rows"]["nodes"]

        assert rows
        assert all(row["isAi"] and row["company"]["slug"] == "company-1" for row in rows)
        assert all(
            row["openedOn"] <= AS_OF and (row["closedOn"] is None or row["closedOn"] > AS_OF)
            for row in rows
        )

    @pytest.mark.parametrize("slug", ["company-1", "company-3"])
    def test_a_change_and_a_focus_show_theirs_too(self, ask: Ask, slug: str) -> None:
        behind = "where rows { totalCount }"
        query = f"""query Q($slug: String, $asOf: Date) {{ company(slug: $slug) {{
          hiring(asOf: $asOf) {{
            change {{ now {behind} }} primaryFocus {{ roles {behind} }} }} }} }}"""
        again = "query Q($where: RoleWhere) { roles(where: $where) { totalCount } }"

        hiring = ask(query, slug=slug, asOf=AS_OF)["data"]["company"]["hiring"]

        for number, count in (("change", "now"), ("primaryFocus", "roles")):
            found = hiring[number]
            rows = ask(again, where=loads(found["where"]))["data"]["roles"]
            assert rows == found["rows"] == {"totalCount": found[count]}

    def test_they_can_be_filtered_and_paged_further(self, ask: Ask) -> None:
        query = """{ company(slug: "company-1") { hiring(asOf: "2025-10-01") { activeRoles {
          rows(first: 1, where: {title: {eq: "Job 2"}}) { totalCount nodes { title } } } } } }"""

        rows = ask(query)["data"]["company"]["hiring"]["activeRoles"]["rows"]

        assert {node["title"] for node in rows["nodes"]} <= {"Job 2"}
        assert rows["totalCount"] <= 1

    def test_parts_add_up_to_the_number(self, hiring: Any) -> None:
        value = hiring["activeRoles"]["value"]

        assert sum(each["roles"] for each in hiring["byStage"]) == value
        assert sum(each["roles"] for each in hiring["byFunction"]) == value
        assert sum(each["share"] for each in hiring["byStage"]) == pytest.approx(1)
        assert hiring["weekly"][-1] == {"day": AS_OF, "active": value}
        assert hiring["salary"]["coverage"]["total"] == value


class TestSalary:
    def test_without_pay_there_are_no_numbers_but_a_reason(self, hiring: Any) -> None:
        [salary] = hiring["salaries"]

        assert salary["minimum"] is None
        assert "tells pay in EUR" in salary["reason"]

    def test_pay_that_is_withheld_is_not_shown(self, ask: Ask) -> None:
        query = "{ postings(first: 100) { nodes { sourceId pay { currency minimumCents } } } }"

        postings = ask(query)["data"]["postings"]["nodes"]

        assert {p["sourceId"] for p in postings if p["pay"]} >= {"0", "1", "2"}
        assert [p["pay"] for p in postings if p["sourceId"] == "11"] == [None] * 6

    def test_pay_may_be_larger_than_an_int_and_says_where_it_was_read(self, ask: Ask) -> None:
        fields = "maximumCents oteMinimumCents origin"
        query = f"{{ postings(first: 100) {{ nodes {{ pay {{ {fields} }} }} }} }}"

        paid = [p["pay"] for p in ask(query)["data"]["postings"]["nodes"] if p["pay"]]

        assert all(pay["maximumCents"] >= 9_000_000_000 for pay in paid)
        assert {(pay["oteMinimumCents"], pay["origin"]) for pay in paid} == {(10_000_000, "TEXT")}


class TestAsOf:
    def test_without_a_day_it_is_today(self, ask: Ask) -> None:
        query = '{ company(slug: "company-1") { hiring { asOf activeRoles { asOf } } } }'

        hiring = ask(query)["data"]["company"]["hiring"]

        assert hiring["asOf"] == hiring["activeRoles"]["asOf"] >= "2025-11-01"

    @pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "2200-01-01", "9999-12-31"])
    def test_an_impossible_day_is_refused(self, ask: Ask, day: str) -> None:
        code, message = refusal(ask(HIRING, asOf=day))

        assert code == "BAD_USER_INPUT"
        assert day in message

    @pytest.mark.parametrize("day", ["2025-02-29", "yesterday", "", "2025-13-01", 5])
    def test_a_text_that_is_no_day_is_refused(self, ask: Ask, day: Any) -> None:
        code, message = refusal(ask(HIRING, asOf=day))

        assert code == "GRAPHQL_VALIDATION_FAILED"
        assert "asOf" in message

    @pytest.mark.parametrize(
        ("weeks", "code"),
        [(0, "BAD_USER_INPUT"), (-5, "BAD_USER_INPUT"), (10**6, "LIMIT_EXCEEDED")],
    )
    def test_weeks_have_bounds(self, ask: Ask, weeks: int, code: str) -> None:
        query = "query Q($n: Int!) { companies { nodes { hiring { weekly(weeks: $n) { day } } } } }"

        assert {e["extensions"]["code"] for e in ask(query, n=weeks)["errors"]} == {code}


RANGE = {"from": "2025-01-10", "to": "2025-12-20"}


class TestSayDo:
    def test_the_range_is_shown_in_buckets_without_gaps(self, ask: Ask) -> None:
        found = say_do(ask, **RANGE)

        assert (found["from"], found["to"]) == ("2025-01-10", "2025-12-20")
        assert [bucket["start"][:7] for bucket in found["buckets"]] == [
            f"2025-{month:02}" for month in range(1, 13)
        ]

    def test_both_views_count_the_same_events(self, ask: Ask) -> None:
        found = say_do(ask, **RANGE)

        total = sum(bucket["eventTotal"] for bucket in found["buckets"])
        assert total == sum(cell["events"] for cell in found["heatmap"]) > 0
        assert all(
            bucket["eventTotal"] == sum(each["count"] for each in bucket["events"])
            for bucket in found["buckets"]
        )

    def test_each_side_reaches_its_own_peak(self, ask: Ask) -> None:
        scaled = [bucket["scaled"] for bucket in say_do(ask, **RANGE)["buckets"]]

        assert max(each["said"] for each in scaled) == max(each["did"] for each in scaled) == 1

    def test_the_gap_compares_the_shares_of_the_heatmap(self, ask: Ask) -> None:
        found = say_do(ask, **RANGE)

        for side, share in (("events", "talkShare"), ("activeRoles", "hiringShare")):
            counts = [cell[side] for cell in found["heatmap"]]
            assert [each[share] for each in found["gap"]] == [n / sum(counts) for n in counts]
        assert [each["stage"] for each in found["gap"]] == list(Stage)
        assert [each["gap"] for each in found["gap"]] == [
            each["talkShare"] - each["hiringShare"] for each in found["gap"]
        ]

    def test_without_talk_and_hiring_there_is_no_gap(self, ask: Ask) -> None:
        gaps = say_do(ask, **{"from": "2000-01-01", "to": "2000-12-31"})["gap"]

        assert [list(each.values()) for each in gaps] == [
            [stage.value, None, None, None] for stage in Stage
        ]

    def test_the_gap_costs_no_statement_more_than_the_heatmap(
        self, count_statements: Callable[..., int]
    ) -> None:
        query = "{ companies { nodes { sayDo { heatmap { events } %s } } } }"

        assert count_statements(query % "gap { gap }") == count_statements(query % "")

    def test_without_a_range_it_is_the_last_year(self, ask: Ask) -> None:
        found = say_do(ask)

        assert len(found["buckets"]) in (12, 13)
        assert found["from"][:4] < found["to"][:4]

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            ({"from": "2025-02-01", "to": "2025-01-01"}, "BAD_USER_INPUT"),
            ({"from": "2199-01-01"}, "BAD_USER_INPUT"),
            ({"to": "0001-01-01"}, "BAD_USER_INPUT"),
            ({"to": "9999-12-31"}, "BAD_USER_INPUT"),
            ({"from": "1970-01-01", "to": "2199-12-31"}, "LIMIT_EXCEEDED"),
            ({"from": "2000-01-01", "to": "2025-01-01", "grain": "WEEK"}, "LIMIT_EXCEEDED"),
        ],
    )
    def test_a_range_that_makes_no_sense_is_refused(
        self, ask: Ask, arguments: dict[str, str], code: str
    ) -> None:
        assert {error["extensions"]["code"] for error in ask(SAY_DO, **arguments)["errors"]} == {
            code
        }

"""Talk beside hiring of several companies, and numbers whose rows can be found again."""

from collections.abc import Callable
from json import loads
from typing import Any

import pytest
from graphql import GraphQLSchema

from schema.graph.frames import MOST_COMPARED
from schema.graph.limits import KEY_ARGUMENTS
from schema.store.metrics import OF_POSTINGS
from tests.schema.graph.conftest import Ask

RANGE = 'from: "2025-01-10", to: "2025-12-20"'
BUCKETS = """
  companyCount grain lag unit
  buckets {
    start end fiscalPeriod eventTotal quotes callsHeld eventsByStage { stage count }
    roles { opened closed active }
    rolesByStage { stage opened closed active } rolesByFunction { function active }
    eventsWhere rolesWhere postingsWhere
  }
  stageQuarters { start stages { stage events activeRoles } }
"""
GAPS = """
  gap {
    stage events activeRoles gap unit
    talkCoverage { known total } hiringCoverage { known total }
    eventRows { totalCount } roleRows { totalCount } postingRows { totalCount }
  }
  areaGap {
    area events activeRoles talkShare hiringShare unit
    eventRows { totalCount } roleRows { totalCount } postingRows { totalCount }
  }
  talkedAboutNotHiring { stages { stage } areas { area events activeRoles } }
  hiringNotTalkedAbout { stages { stage } areas { area events activeRoles } }
"""
UNITS = ("ROLE", "POSTING")
WHERES = {
    "none": "",
    "two": 'where: {slug: {in: ["company-1", "company-2"]}},',
    "one": 'where: {ticker: {eq: "C3"}},',
}


def say_do(ask: Ask, fields: str, arguments: str = "") -> Any:
    answer = ask(f"{{ sayDo({arguments} {RANGE}) {{ {fields} }} }}")
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["sayDo"]


def refusal(ask: Ask, field: str) -> tuple[str, str]:
    [error] = ask(f"{{ {field} {{ to }} }}")["errors"]
    return error["extensions"]["code"], error["message"]


class TestSeveralAsOne:
    def test_the_parts_of_a_bucket_add_up(self, ask: Ask) -> None:
        for bucket in say_do(ask, BUCKETS)["buckets"]:
            assert sum(each["count"] for each in bucket["eventsByStage"]) == bucket["eventTotal"]
            for side in ("opened", "closed", "active"):
                by_stage = sum(each[side] for each in bucket["rolesByStage"])
                assert by_stage == bucket["roles"][side]
            by_function = sum(each["active"] for each in bucket["rolesByFunction"])
            assert by_function == bucket["roles"]["active"]

    def test_all_companies_are_the_sum_of_each(self, ask: Ask) -> None:
        query = f"{{ companies {{ nodes {{ sayDo({RANGE}) {{ {BUCKETS} }} }} }} }}"
        each = [node["sayDo"]["buckets"] for node in ask(query)["data"]["companies"]["nodes"]]

        whole = say_do(ask, BUCKETS)

        assert whole["companyCount"] == len(each) == 6
        for n, bucket in enumerate(whole["buckets"]):
            assert bucket["eventTotal"] == sum(buckets[n]["eventTotal"] for buckets in each)
            for side in ("opened", "closed", "active"):
                assert bucket["roles"][side] == sum(buckets[n]["roles"][side] for buckets in each)

    def test_one_company_by_a_where_is_that_company(self, ask: Ask) -> None:
        query = f'{{ company(ticker: "C3") {{ sayDo({RANGE}) {{ {GAPS} }} }} }}'

        assert say_do(ask, GAPS, WHERES["one"]) == ask(query)["data"]["company"]["sayDo"]

    def test_several_have_no_company_and_no_fiscal_quarters(self, ask: Ask) -> None:
        assert say_do(ask, "company { slug }") == {"company": None}
        assert refusal(ask, "sayDo(grain: FISCAL_QUARTER)")[0] == "BAD_USER_INPUT"

    def test_no_company_at_all_has_buckets_of_nothing(self, ask: Ask) -> None:
        found = say_do(ask, BUCKETS + GAPS, 'where: {slug: {eq: "nobody"}},')

        assert found["companyCount"] == 0
        assert {bucket["roles"]["active"] for bucket in found["buckets"]} == {0}


class TestRows:
    @pytest.mark.parametrize("unit", UNITS)
    @pytest.mark.parametrize("where", WHERES.values(), ids=WHERES)
    def test_there_are_as_many_as_a_gap_says(self, ask: Ask, where: str, unit: str) -> None:
        found = say_do(ask, GAPS, f"{where} unit: {unit},")

        for each in (*found["gap"], *found["areaGap"]):
            jobs = [each[name]["totalCount"] for name in ("roleRows", "postingRows")]
            counted = each["activeRoles"]
            assert jobs == ([counted, 0] if unit == "ROLE" else [0, counted])
            assert each["eventRows"]["totalCount"] == each["events"]
        assert any(each["events"] and each["activeRoles"] for each in found["gap"])

    @pytest.mark.parametrize("unit", UNITS)
    @pytest.mark.parametrize("where", WHERES.values(), ids=WHERES)
    def test_coverage_is_of_the_rows_of_each_side(self, ask: Ask, where: str, unit: str) -> None:
        for each in say_do(ask, GAPS, f"{where} unit: {unit},")["gap"]:
            # All events of this world were given by a source; no words tell the stage of a job.
            assert each["talkCoverage"] == {"known": each["events"], "total": each["events"]}
            assert each["hiringCoverage"] == {"known": 0, "total": each["activeRoles"]}

    @pytest.mark.parametrize(
        ("unit", "found_by"), [("ROLE", "rolesWhere"), ("POSTING", "postingsWhere")]
    )
    @pytest.mark.parametrize("where", WHERES.values(), ids=WHERES)
    def test_the_where_of_a_bucket_finds_its_rows_again(
        self, ask: Ask, where: str, unit: str, found_by: str
    ) -> None:
        kind = found_by.removesuffix("Where")
        query = f"""query Q($e: EventWhere, $jobs: {kind[:-1].title()}Where) {{
          events(where: $e) {{ totalCount }} {kind}(where: $jobs) {{ totalCount }} }}"""

        for bucket in say_do(ask, BUCKETS, f"{where} unit: {unit},")["buckets"]:
            given = {"e": loads(bucket["eventsWhere"]), "jobs": loads(bucket[found_by])}
            found = ask(query, **given)["data"]
            assert found["events"]["totalCount"] == bucket["eventTotal"]
            assert found[kind]["totalCount"] == bucket["roles"]["active"]
            assert (bucket["rolesWhere"] is None) == (unit == "POSTING")

    def test_rows_of_one_company_and_of_all_are_told_apart_in_one_document(self, ask: Ask) -> None:
        rows = f"sayDo({RANGE}) {{ ...Gap }}"
        query = f"""{{ {rows} company(ticker: "C3") {{ {rows} }} broken: company {{ slug }} }}
          fragment Gap on SayDo {{ {GAPS} }}"""

        # An error beside them has all of it answered field by field.
        data = ask(query)["data"]

        assert data["sayDo"] == say_do(ask, GAPS)
        assert data["company"]["sayDo"] == say_do(ask, GAPS, WHERES["one"])

    def test_what_only_one_side_has_is_nothing_on_the_other(self, ask: Ask) -> None:
        found = say_do(ask, GAPS, WHERES["one"])

        talk, hiring = found["talkedAboutNotHiring"], found["hiringNotTalkedAbout"]
        assert {each["activeRoles"] for each in talk["areas"]} <= {0}
        assert {each["events"] for each in hiring["areas"]} <= {0}
        assert talk["areas"] or hiring["areas"]


class TestUnits:
    def test_the_answer_says_what_it_counts(self, ask: Ask) -> None:
        for unit in UNITS:
            found = say_do(ask, BUCKETS + GAPS, f"unit: {unit},")

            assert found["unit"] == unit
            assert {each["unit"] for each in (*found["gap"], *found["areaGap"])} == {unit}

    def test_what_was_said_is_the_same_and_there_are_more_postings_than_roles(
        self, ask: Ask
    ) -> None:
        role, posting = (say_do(ask, BUCKETS, f"unit: {unit},")["buckets"] for unit in UNITS)

        assert [each["eventTotal"] for each in role] == [each["eventTotal"] for each in posting]
        active = [
            (one["roles"]["active"], two["roles"]["active"])
            for one, two in zip(role, posting, strict=True)
        ]
        assert all(one <= two for one, two in active)
        assert any(one < two for one, two in active)

    def test_both_stand_in_one_document_even_field_by_field(self, ask: Ask) -> None:
        both = " ".join(
            f"{unit.lower()}: sayDo({RANGE}, unit: {unit}) {{ {BUCKETS} {GAPS} }}" for unit in UNITS
        )

        # An error beside them has all of it answered field by field.
        data = ask(f"{{ {both} broken: company {{ slug }} }}")["data"]

        for unit in UNITS:
            assert data[unit.lower()] == say_do(ask, BUCKETS + GAPS, f"unit: {unit},")

    def test_the_parts_of_a_bucket_of_postings_add_up(self, ask: Ask) -> None:
        for bucket in say_do(ask, BUCKETS, "unit: POSTING,")["buckets"]:
            for side in ("opened", "closed", "active"):
                by_stage = sum(each[side] for each in bucket["rolesByStage"])
                assert by_stage == bucket["roles"][side]

    def test_companies_side_by_side_count_postings_too(self, ask: Ask) -> None:
        query = f"""{{ compare(companies: ["C3"], unit: POSTING, {RANGE}) {{ {BUCKETS} {GAPS} }}
          company(ticker: "C3") {{ sayDo({RANGE}, unit: POSTING) {{ {BUCKETS} {GAPS} }} }} }}"""

        data = ask(query)["data"]

        assert data["compare"] == [data["company"]["sayDo"]]
        assert data["compare"][0]["unit"] == "POSTING"

    def test_a_lead_of_postings_says_so(self, ask: Ask) -> None:
        lead = say_do(ask, "lead { definition }", "unit: POSTING,")["lead"]

        assert lead["definition"].endswith(OF_POSTINGS)


class TestCompare:
    def test_companies_come_in_the_order_named_with_the_same_buckets(self, ask: Ask) -> None:
        query = f"""{{ compare(companies: ["C3", "company-1", "company-0"], {RANGE}, grain: QUARTER)
          {{ company {{ slug }} buckets {{ start end }} }} }}"""

        found = ask(query)["data"]["compare"]

        assert [each["company"]["slug"] for each in found] == [
            "company-3",
            "company-1",
            "company-0",
        ]
        assert found[0]["buckets"] == found[1]["buckets"] == found[2]["buckets"]

    def test_each_is_what_its_own_page_shows(self, ask: Ask) -> None:
        query = f"""{{ compare(companies: ["C3"], {RANGE}) {{ {BUCKETS} {GAPS} }}
          company(ticker: "C3") {{ sayDo({RANGE}) {{ {BUCKETS} {GAPS} }} }} }}"""

        data = ask(query)["data"]

        assert data["compare"] == [data["company"]["sayDo"]]

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            ('companies: ["C1", "nobody"]', "BAD_USER_INPUT", "no company 'nobody'"),
            ('companies: ["C1", "company-1"]', "BAD_USER_INPUT", "twice"),
            ('companies: ["C1"], grain: FISCAL_QUARTER', "BAD_USER_INPUT", "write QUARTER"),
            ('companies: ["C1"], lag: 53', "BAD_USER_INPUT", "-52 to 52"),
            (f"companies: {str(['x'] * 21).replace(chr(39), chr(34))}", "LIMIT_EXCEEDED", "20"),
        ],
    )
    def test_what_cannot_be_compared_is_refused(
        self, ask: Ask, arguments: str, code: str, message: str
    ) -> None:
        found = refusal(ask, f"compare({arguments})")

        assert found[0] == code
        assert message in found[1]

    def test_many_companies_take_as_many_statements_as_one(
        self, count_statements: Callable[..., int]
    ) -> None:
        query = f"""query Q($names: [String!]!) {{ compare(companies: $names, {RANGE}) {{
          company {{ slug }} heatmap {{ events }} lead {{ n }} {BUCKETS} {GAPS} }} }}"""
        names = [f"company-{n}" for n in range(6)]

        assert count_statements(query, names=names) == count_statements(query, names=names[:1])

    def test_their_number_is_counted_before_anything_is_read(self, schema: GraphQLSchema) -> None:
        query: Any = schema.query_type

        assert "companies" in KEY_ARGUMENTS
        assert f"{MOST_COMPARED} at most" in query.fields["compare"].args["companies"].description


class TestLag:
    def test_roles_are_read_so_many_weeks_later(self, ask: Ask) -> None:
        late = say_do(ask, BUCKETS, "lag: 3,")["buckets"]
        query = """query Q($r: RoleWhere) { roles(where: $r) { totalCount } }"""

        assert say_do(ask, "lag", "lag: 3,") == {"lag": 3}
        assert '"lte":"2025-02-21"' in late[0]["rolesWhere"]
        found = ask(query, r=loads(late[0]["rolesWhere"]))["data"]["roles"]["totalCount"]
        assert found == late[0]["roles"]["active"]


class TestFiscalQuarters:
    def test_they_are_named_after_the_calls(self, ask: Ask) -> None:
        query = f"""{{ company(slug: "company-1") {{ sayDo({RANGE}, grain: FISCAL_QUARTER)
          {{ buckets {{ start end fiscalPeriod callsHeld }} }} }} }}"""

        buckets = ask(query)["data"]["company"]["sayDo"]["buckets"]

        assert [bucket["fiscalPeriod"] for bucket in buckets] == [
            None,
            "2025Q2",
            "2025Q3",
            "2025Q4",
        ]
        assert [bucket["callsHeld"] for bucket in buckets] == [0, 1, 1, 1]
        assert buckets[-1]["end"] == "2025-12-20"


class TestLead:
    def test_there_is_a_number_or_a_reason(self, ask: Ask) -> None:
        fields = "lead { weeks correlation pValue n reason definition asOf }"

        lead = say_do(ask, fields)["lead"]

        assert lead["asOf"] == "2025-12-20"
        assert (lead["weeks"] is None) == (lead["reason"] is not None)
        assert (lead["weeks"] is None) == (lead["pValue"] is None)

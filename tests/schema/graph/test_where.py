"""The `where` of lists, read once more in Python over the same rows."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any

import pytest
from graphql import GraphQLInputObjectType
from hypothesis import given, settings, strategies as st
from sqlalchemy import select

from schema.database import Database
from schema.graph.ids import global_id
from schema.graph.mapping import Column, Connection, GlobalId, ToMany, ToOne
from schema.graph.schema import build_schema, sources_of
from schema.graph.where import MAXIMUM_PARTS, collect_values
from schema.tables import Call, Posting, Quote, QuoteTheme, Theme, table_of
from schema.taxonomy.labels import Seniority, Stage, ThemeSlug, WorkMode
from tests.schema.graph.conftest import Ask

CALL = table_of(Call).c
SCHEMA = build_schema()
LAW = settings(max_examples=150, deadline=None)
INPUTS = [kind for name, kind in SCHEMA.type_map.items() if name.endswith("Where")]
POSTINGS = "query Q($where: PostingWhere) { postings(first: 100, where: $where) { nodes { id } } }"
COMPANIES = "query Q($where: CompanyWhere) { companies(where: $where) { nodes { slug } } }"

FIELDS = {
    "title": ("title", st.sampled_from(["Job 1", "job 1", "Job 7", "", "ob", "%", "_", "J"])),
    "department": ("department", st.sampled_from(["", "a"])),
    "stage": ("stage", st.sampled_from(list(Stage))),
    "seniority": ("seniority", st.sampled_from(list(Seniority))),
    "workMode": ("work_mode", st.sampled_from(list(WorkMode))),
    "openedOn": ("opened_on", st.dates(date(2025, 1, 1), date(2026, 1, 1))),
    "closedOn": ("closed_on", st.dates(date(2025, 1, 1), date(2026, 6, 1))),
}
PARTS = {"RoleGap": ("roles", "{gaps: $where}")}
"""Rows that have no list of their own, and the condition that they are a part of."""
TEXT = ("eq", "ne", "in", "notIn", "contains", "startsWith", "isNull")
LABEL = ("eq", "ne", "in", "notIn", "isNull")
DAY = ("eq", "ne", "lt", "lte", "gt", "gte", "isNull")


def operators(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = DAY if name.endswith("On") else TEXT if name in ("title", "department") else LABEL
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "in": st.none() | st.lists(values, max_size=3),
        "notIn": st.none() | st.lists(values, max_size=3),
        "isNull": st.none() | st.booleans(),
    }
    return st.fixed_dictionaries({}, optional={n: kinds.get(n, st.none() | values) for n in names})


def conditions() -> st.SearchStrategy[Any]:
    parts = {name: st.none() | operators(name, values) for name, (_, values) in FIELDS.items()}
    leaves = st.lists(st.sampled_from(sorted(parts)), max_size=2, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: parts[name] for name in names})
    )
    return st.recursive(
        leaves,
        lambda inner: st.fixed_dictionaries(
            {},
            optional={
                "and": st.none() | st.lists(inner, max_size=2),
                "or": st.none() | st.lists(inner, max_size=2),
                "not": st.none() | inner,
                "stage": parts["stage"],
            },
        ),
        max_leaves=6,
    )


def holds(row: Any, where: Mapping[str, Any]) -> bool:
    """Whether a row meets a condition; a comparison with a missing value is not met."""
    for name, part in where.items():
        if part is None:
            continue
        if name == "and":
            met = all(holds(row, each) for each in part)
        elif name == "or":
            met = not part or any(holds(row, each) for each in part)
        elif name == "not":
            met = not holds(row, part)
        else:
            own = getattr(row, FIELDS[name][0])
            met = all(compare(own, operator, value) for operator, value in part.items())
        if not met:
            return False
    return True


def compare(own: Any, operator: str, value: Any) -> bool:
    """Whether a value meets one comparison; null means nothing, but for `eq`, `ne` and `in`."""
    if value is None:
        return own is None if operator == "eq" else True
    found: Mapping[str, Callable[[], bool]] = {
        "eq": lambda: own == value,
        "ne": lambda: own != value,
        "in": lambda: own in value,
        "notIn": lambda: own not in value,
        "isNull": lambda: (own is None) == value,
        "lt": lambda: own is not None and own < value,
        "lte": lambda: own is not None and own <= value,
        "gt": lambda: own is not None and own > value,
        "gte": lambda: own is not None and own >= value,
        "contains": lambda: own is not None and value.lower() in own.lower(),
        "startsWith": lambda: own is not None and own.lower().startswith(value.lower()),
    }
    return found[operator]()


def as_sent(value: Any) -> Any:
    """A condition as JSON has it."""
    if isinstance(value, dict):
        return {name: as_sent(part) for name, part in value.items()}
    if isinstance(value, list):
        return [as_sent(part) for part in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def test_a_condition_keeps_the_rows_that_meet_it(filled: Database, ask: Ask) -> None:
    with filled.read() as reader:
        rows = reader.rows(select(table_of(Posting)))

    @LAW
    @given(conditions())
    def agree(where: Any) -> None:
        found = ask(POSTINGS, where=as_sent(where))["data"]["postings"]["nodes"]

        wanted = {global_id("Posting", row.id) for row in rows if holds(row, where)}
        assert {node["id"] for node in found} == wanted

    agree()


class TestFields:
    @pytest.mark.parametrize("kind", INPUTS, ids=str)
    def test_every_field_of_a_filter_is_one_that_the_type_shows(
        self, kind: GraphQLInputObjectType
    ) -> None:
        sources = sources_of(SCHEMA)[kind.name.removesuffix("Where")]

        for name in kind.fields.keys() - {"and", "or", "not"}:
            assert isinstance(sources[name], Column | GlobalId | ToOne | ToMany | Connection)

    @pytest.mark.parametrize("kind", INPUTS, ids=str)
    def test_every_field_of_a_filter_is_answered(
        self, kind: GraphQLInputObjectType, ask: Ask
    ) -> None:
        rows = kind.name.removesuffix("Where")
        plural = {"Company": "companies", "Person": "people"}.get(rows, rows.lower() + "s")
        field, given = PARTS.get(rows, (plural, "$where"))
        listed = f"{field}(where: {given}) {{ totalCount }}"
        if rows == "Turn":  # turns are listed by transcript alone
            listed = f"calls {{ nodes {{ transcripts {{ {listed} }} }} }}"
        query = f"query Q($where: {kind.name}) {{ {listed} }}"

        for name in kind.fields:
            part: Any = [{}] if name in ("and", "or") else {}
            assert "errors" not in ask(query, where={name: part}), name


class TestTexts:
    @pytest.mark.parametrize(
        ("part", "slugs"),
        [
            ("0%", ["company-1"]),
            ("%", ["company-1"]),
            ("_", ["company-2"]),
            ("e_c", ["company-2"]),
            ("e%e", []),
            ("k\\s", ["company-3"]),
            ("\\", ["company-3"]),
            ("MUSIC", ["company-0", "company-5"]),
        ],
    )
    def test_a_part_of_a_text_is_taken_literally(
        self, ask: Ask, part: str, slugs: list[str]
    ) -> None:
        found = ask(COMPANIES, where={"industry": {"contains": part}})["data"]["companies"]

        assert [node["slug"] for node in found["nodes"]] == slugs

    @pytest.mark.parametrize("part", ["ÅSA 1", "åsa 1"])
    def test_letters_beyond_a_to_z_have_no_case_either(self, ask: Ask, part: str) -> None:
        query = "query Q($w: PersonWhere) { people(where: $w) { nodes { name } } }"

        found = ask(query, w={"name": {"contains": part}})["data"]["people"]["nodes"]

        assert found == [{"name": "Åsa 1"}]

    @pytest.mark.parametrize(("part", "slugs"), [("1", ["company-1"]), ("00", []), ("%", [])])
    def test_a_beginning_is_no_middle(self, ask: Ask, part: str, slugs: list[str]) -> None:
        found = ask(COMPANIES, where={"industry": {"startsWith": part}})["data"]["companies"]

        assert [node["slug"] for node in found["nodes"]] == slugs

    @given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
    @LAW
    def test_no_text_breaks_the_statement(self, ask: Ask, text: str) -> None:
        where = {"or": [{"name": {"eq": text}}, {"name": {"contains": text}}]}

        assert "errors" not in ask(COMPANIES, where=where)


class TestNulls:
    @pytest.mark.parametrize(
        ("where", "slugs"),
        [
            ({"ticker": {"eq": None}}, "0"),
            ({"ticker": {"isNull": True}}, "0"),
            ({"ticker": {"isNull": False}}, "12345"),
            ({"ticker": {"ne": "C1"}}, "02345"),
            ({"ticker": {"notIn": ["C1", "C2"]}}, "0345"),
            ({"ticker": {"notIn": []}}, "012345"),
            ({"ticker": {"in": []}}, ""),
            ({"ticker": {"in": None}}, "012345"),
            ({"ticker": {}}, "012345"),
            ({"ticker": None}, "012345"),
            ({"not": {"ticker": {"eq": "C1"}}}, "02345"),
            ({"not": {"not": {"ticker": {"eq": "C1"}}}}, "1"),
            ({"not": {"ticker": {"contains": "C"}}}, "0"),
            ({"or": []}, "012345"),
            ({"and": []}, "012345"),
            ({"not": {}}, ""),
            (None, "012345"),
        ],
    )
    def test_a_missing_value_is_in_or_out_as_it_is_read(
        self, ask: Ask, where: Any, slugs: str
    ) -> None:
        found = ask(COMPANIES, where=where)["data"]["companies"]["nodes"]

        assert "".join(node["slug"][-1] for node in found) == slugs


class TestLinks:
    def test_a_linked_row_must_meet_its_part(self, filled: Database, ask: Ask) -> None:
        query = '{ calls(where: {company: {slug: {eq: "company-2"}}}) { nodes { key } } }'

        found = ask(query)["data"]["calls"]["nodes"]

        assert {node["key"][:9] for node in found} == {"company-2"}
        assert len(found) == 5

    def test_a_row_without_the_link_is_met_only_by_not(self, filled: Database, ask: Ask) -> None:
        text = "{{ quotes(where: {}) {{ totalCount }} }}"

        def total(where: str) -> int:
            return int(ask(text.format(where))["data"]["quotes"]["totalCount"])

        with filled.read() as reader:
            quotes = reader.rows(select(table_of(Quote).c.person_id))
        assert total("{speaker: {}}") == sum(row.person_id is not None for row in quotes)
        assert total("{not: {speaker: {}}}") == sum(row.person_id is None for row in quotes)

    @pytest.mark.parametrize("operator", ["eq", "in"])
    def test_a_row_with_several_linked_rows_is_met_once(
        self, filled: Database, ask: Ask, operator: str
    ) -> None:
        slug = ThemeSlug.AGENTS
        value = slug.value if operator == "eq" else [each.value for each in ThemeSlug]
        query = "query Q($w: QuoteWhere) { quotes(first: 100, where: $w) { nodes { key } } }"

        found = ask(query, w={"themes": {"slug": {operator: value}}})["data"]["quotes"]["nodes"]

        assert sorted(node["key"] for node in found) == keys_with_themes(
            filled, None if operator == "in" else slug
        )

    def test_links_may_be_followed_and_come_back(self, ask: Ask) -> None:
        where = '{events: {quotes: {call: {company: {slug: {eq: "company-3"}}}}}}'

        found = ask(f"{{ companies(where: {where}) {{ nodes {{ slug }} }} }}")

        assert found["data"]["companies"]["nodes"] == [{"slug": "company-3"}]

    def test_nested_lists_take_the_same_filters(self, filled: Database, ask: Ask) -> None:
        query = "{ companies { nodes { slug calls(where: {heldOn: {eq: null}}) { totalCount } } } }"

        found = ask(query)["data"]["companies"]["nodes"]

        with filled.read() as reader:
            calls = reader.rows(
                select(table_of(Call).c.id).where(table_of(Call).c.held_on.is_(None))
            )
        assert [node["calls"]["totalCount"] for node in found] == [1] * len(calls)


def keys_with_themes(filled: Database, slug: ThemeSlug | None) -> list[str]:
    """The keys of the quotes that have a theme, or any."""
    quote, link, theme = table_of(Quote), table_of(QuoteTheme), table_of(Theme)
    statement = (
        select(quote.c.key)
        .join_from(quote, link, link.c.quote_id == quote.c.id)
        .join(theme, theme.c.id == link.c.theme_id)
        .distinct()
    )
    if slug is not None:
        statement = statement.where(theme.c.slug == slug)
    with filled.read() as reader:
        return sorted(row.key for row in reader.rows(statement))


class TestBounds:
    def nested(self, levels: int) -> Any:
        where: Any = {"slug": {"eq": "company-1"}}
        for _ in range(levels):
            where = {"not": where}
        return where

    def test_fourteen_levels_are_taken(self, ask: Ask) -> None:
        found = ask(COMPANIES, where=self.nested(14))["data"]["companies"]["nodes"]

        assert found == [{"slug": "company-1"}]

    @pytest.mark.parametrize("levels", [15, 40])
    def test_more_levels_are_refused(self, ask: Ask, levels: int) -> None:
        [error] = ask(COMPANIES, where=self.nested(levels))["errors"]

        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert "flatten it" in error["message"]

    @pytest.mark.parametrize(("values", "code"), [(200, None), (201, "LIMIT_EXCEEDED")])
    def test_two_hundred_values_are_the_most(self, ask: Ask, values: int, code: str | None) -> None:
        answer = ask(COMPANIES, where={"slug": {"in": ["company-1"] * values}})

        assert [error["extensions"]["code"] for error in answer.get("errors", [])] == (
            [code] if code else []
        )

    @pytest.mark.parametrize("part", [{"not": {}}, {"sector": {"isNull": False, "eq": None}}])
    @pytest.mark.parametrize("way", ["and", "or"])
    def test_as_many_parts_as_allowed_are_no_fault_of_the_database(
        self, ask: Ask, part: dict[str, Any], way: str
    ) -> None:
        allowed = MAXIMUM_PARTS // (1 + collect_values(part, "", [])) - 1

        assert "errors" not in ask(COMPANIES, where={way: [part] * allowed})

    def test_more_parts_are_refused(self, ask: Ask) -> None:
        [error] = ask(COMPANIES, where={"and": [{}] * 5_000})["errors"]

        assert error["message"] == "`where` has 5,001 parts; at most 1,000 are taken"
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"

    @pytest.mark.parametrize("text", ["a\0b", "\ud800"])
    def test_a_text_that_nothing_can_hold_is_refused(self, ask: Ask, text: str) -> None:
        [error] = ask(COMPANIES, where={"slug": {"contains": text}})["errors"]

        assert error["extensions"]["code"] == "BAD_USER_INPUT"

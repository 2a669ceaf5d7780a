"""Errors: a client's mistakes are told with code and place, ours are one sentence with a number."""

from collections.abc import Iterator
from logging import ERROR
from pathlib import Path
from re import fullmatch
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from schema.database import Database
from schema.graph.service import GraphRequest, GraphService
from schema.store import hiring
from tests.schema.graph.conftest import ON_SQLITE, Ask, asking

SECRET = "password=secret"
HIRING = (
    '{ company(slug: "company-1") { name hiring { primaryFocus { stage } } } meta { version } }'
)
CODES = {
    "GRAPHQL_VALIDATION_FAILED",
    "BAD_USER_INPUT",
    "BAD_CURSOR",
    "LIMIT_EXCEEDED",
    "NOT_READY",
}


def errors_of(ask: Ask, query: str, **variables: Any) -> list[Any]:
    found: list[Any] = ask(query, **variables)["errors"]
    return found


class Panic(BaseException):
    """What an engine written in another language raises: no Exception."""


def failing(error: BaseException) -> Any:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


@ON_SQLITE
class TestOurs:
    @pytest.fixture(params=[RuntimeError, KeyError, RecursionError, UnicodeError, Panic])
    def broken(
        self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, ask: Ask
    ) -> Any:
        """The answer to a document whose number fails with a secret in the error."""
        monkeypatch.setattr(hiring, "primary_focus", failing(request.param(SECRET)))
        return ask(HIRING)

    def test_a_failure_is_one_sentence_with_a_number(self, broken: Any) -> None:
        [error] = broken["errors"]

        assert error["extensions"] == {"code": "INTERNAL"}
        assert fullmatch(
            r"Something went wrong on our side; the log names it [0-9a-f]{12}\.", error["message"]
        )

    def test_its_text_is_told_to_nobody(self, broken: Any) -> None:
        assert "secret" not in str(broken)

    def test_the_log_has_the_number_and_the_error(
        self, broken: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        number = broken["errors"][0]["message"].split()[-1].rstrip(".")

        [record] = [r for r in caplog.get_records("setup") if r.levelno == ERROR]
        assert number in record.getMessage()
        assert SECRET in str(record.exc_info and record.exc_info[1])

    def test_fields_beside_it_keep_their_data(
        self, monkeypatch: pytest.MonkeyPatch, ask: Ask
    ) -> None:
        monkeypatch.setattr(hiring, "primary_focus", failing(RuntimeError(SECRET)))

        answer = ask(HIRING)

        assert answer["errors"][0]["path"] == ["company", "hiring", "primaryFocus"]
        assert answer["data"]["company"] is None
        assert answer["data"]["meta"]["version"]

    @pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
    def test_an_end_that_was_asked_for_is_no_error(
        self, monkeypatch: pytest.MonkeyPatch, ask: Ask, error: type[BaseException]
    ) -> None:
        monkeypatch.setattr(hiring, "primary_focus", failing(error()))

        with pytest.raises(error):
            ask(HIRING)

    def test_the_service_goes_on(self, broken: Any, ask: Ask) -> None:
        assert ask("{ meta { version } }")["data"]["meta"]["version"]


class TestDatabases:
    @pytest.fixture(params=["folder", "empty", "away"])
    def unready(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphService]:
        """A service over a database that cannot answer."""
        (tmp_path / "folder").mkdir()
        url = {
            "folder": f"sqlite:///{tmp_path / 'folder'}",
            "empty": f"sqlite:///{tmp_path / 'empty.db'}",
            "away": "postgresql://analyst:hidden@127.0.0.1:1/callboard",
        }[request.param]
        if url.startswith("postgresql"):
            pytest.importorskip("psycopg", reason="psycopg is not installed")
        database = Database(url)
        service = GraphService(database, None, workers=1)
        yield service
        service.close()
        database.close()

    def test_a_database_that_cannot_answer_is_not_ready(self, unready: GraphService) -> None:
        [error] = errors_of(asking(unready), "{ companies { totalCount } }")

        assert error["extensions"]["code"] == "NOT_READY"
        assert error["message"] == "the database cannot answer"

    def test_where_it_is_stands_in_the_log_alone(
        self, unready: GraphService, caplog: pytest.LogCaptureFixture
    ) -> None:
        asking(unready)("{ companies { totalCount } }")

        assert "the database cannot answer: " in caplog.text


@ON_SQLITE
class TestTheirs:
    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("", "GRAPHQL_VALIDATION_FAILED"),
            ("   ", "GRAPHQL_VALIDATION_FAILED"),
            ("{", "GRAPHQL_VALIDATION_FAILED"),
            ("{nix}", "GRAPHQL_VALIDATION_FAILED"),
            ("{companies}", "GRAPHQL_VALIDATION_FAILED"),
            ("{meta{version{x}}}", "GRAPHQL_VALIDATION_FAILED"),
            ("{companies(nix: 1){totalCount}}", "GRAPHQL_VALIDATION_FAILED"),
            ("{companies(first: 99999999999){totalCount}}", "GRAPHQL_VALIDATION_FAILED"),
            ("{companies(first: 1.5){totalCount}}", "GRAPHQL_VALIDATION_FAILED"),
            (
                '{companies(where: {sector: {eq: "ENERGY"}}){totalCount}}',
                "GRAPHQL_VALIDATION_FAILED",
            ),
            ("{companies(where: {nix: {}}){totalCount}}", "GRAPHQL_VALIDATION_FAILED"),
            ("{node{id}}", "GRAPHQL_VALIDATION_FAILED"),
            ("{...A} fragment A on Query {...A}", "GRAPHQL_VALIDATION_FAILED"),
            (
                "{...A} fragment A on Query {...B} fragment B on Query {...A}",
                "GRAPHQL_VALIDATION_FAILED",
            ),
            ("{...Nix}", "GRAPHQL_VALIDATION_FAILED"),
            ("{meta{version}} fragment A on Meta {version}", "GRAPHQL_VALIDATION_FAILED"),
            ("query($a: Int){meta{version}}", "GRAPHQL_VALIDATION_FAILED"),
            ("{a: meta{version} a: companies{totalCount}}", "GRAPHQL_VALIDATION_FAILED"),
            ("mutation {change}", "GRAPHQL_VALIDATION_FAILED"),
            ("subscription {changes}", "GRAPHQL_VALIDATION_FAILED"),
            ('{company(slug: "\\ud800"){name}}', "GRAPHQL_VALIDATION_FAILED"),
            ('{company(slug: "\\u0000"){name}}', "BAD_USER_INPUT"),
            ("{companies(first: 101){totalCount}}", "BAD_USER_INPUT"),
            ('{companies(after: "x"){totalCount}}', "BAD_CURSOR"),
            ("{" + "a{" * 20 + "b" + "}" * 20 + "}", "LIMIT_EXCEEDED"),
        ],
    )
    def test_a_mistake_has_the_code_of_its_kind(self, ask: Ask, query: str, code: str) -> None:
        assert {error["extensions"]["code"] for error in errors_of(ask, query)} == {code}

    def test_a_mistake_in_the_text_has_its_place(self, ask: Ask) -> None:
        [error] = errors_of(ask, "{\n  meta { version nix }\n}")

        assert error["locations"] == [{"line": 2, "column": 18}]

    def test_a_mistake_in_a_field_has_its_path(self, ask: Ask) -> None:
        errors = errors_of(ask, "{ companies { nodes { c: calls(first: 101) { totalCount } } } }")

        assert errors[0]["path"] == ["companies", "nodes", 0, "c"]

    def test_five_errors_are_told_and_the_rest_counted(self, ask: Ask) -> None:
        errors = errors_of(ask, "{ meta { " + " ".join(f"nix{n}" for n in range(30)) + " } }")

        assert len(errors) == 6
        assert "not shown" in errors[-1]["message"]
        assert all(error["extensions"]["code"] in CODES for error in errors)

    def test_a_message_is_no_longer_than_300_characters(self, ask: Ask) -> None:
        errors = errors_of(ask, "{ meta { " + "n" * 5_000 + " } }")

        assert [len(error["message"]) for error in errors] == [300]

    def test_by_get_only_queries_are_answered(self, service: GraphService) -> None:
        asked = GraphRequest("{ meta { version } }", read_only=True)

        assert service.answer_now(asked).has_data

    @pytest.mark.parametrize("query", ["mutation {change}", "mutation {__typename}"])
    @pytest.mark.parametrize(
        ("read_only", "code"), [(True, "NOT_A_QUERY"), (False, "GRAPHQL_VALIDATION_FAILED")]
    )
    def test_nothing_can_be_changed(
        self, service: GraphService, query: str, read_only: bool, code: str
    ) -> None:
        answer = service.answer_now(GraphRequest(query, read_only=read_only))

        assert answer.code == code


@ON_SQLITE
class TestVariables:
    QUERY = """
    query Q($n: Int!, $slug: String, $where: CompanyWhere, $day: Date, $ids: [ID!]) {
      companies(first: $n, where: $where) { totalCount nodes { hiring(asOf: $day) { asOf } } }
      company(slug: $slug) { name }
      nodes(ids: $ids) { id }
    }
    """

    def codes(self, ask: Ask, **variables: Any) -> set[str]:
        query = self.QUERY.replace("$ids: [ID!]", "$ids: [ID!]! = []")
        given: dict[str, Any] = {"n": 1, "slug": "company-1", **variables}
        return {error["extensions"]["code"] for error in ask(query, **given).get("errors", [])}

    def test_right_ones_are_taken(self, ask: Ask) -> None:
        assert self.codes(ask, where={}, day="2025-01-01", ids=["Q29tcGFueTox"]) == set()

    @pytest.mark.parametrize(
        "variables",
        [
            {"n": None},
            {"n": "1"},
            {"n": True},
            {"n": 1.5},
            {"n": 2**31},
            {"n": -(2**70)},
            {"n": float("inf")},
            {"n": float("nan")},
            {"n": [1]},
            {"n": {}},
            {"slug": 5},
            {"slug": ["a"]},
            {"where": "x"},
            {"where": {"nix": 1}},
            {"where": {"slug": "x"}},
            {"where": {"sector": {"eq": "NIX"}}},
            {"where": {"sector": {"in": [None]}}},
            {"day": "never"},
            {"day": 20250101},
            {"ids": None},
            {"ids": [None]},
            {"ids": [{}]},
        ],
        ids=str,
    )
    def test_wrong_types_are_refused(self, ask: Ask, variables: dict[str, Any]) -> None:
        assert self.codes(ask, **variables) == {"GRAPHQL_VALIDATION_FAILED"}

    def test_a_missing_one_is_refused(self, ask: Ask) -> None:
        [error] = errors_of(ask, "query Q($n: Int!) { companies(first: $n) { totalCount } }")

        assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        assert "$n" in error["message"]

    @pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\0", "a\0"], ids=ascii)
    def test_texts_that_nothing_can_hold_are_refused(self, ask: Ask, text: str) -> None:
        assert self.codes(ask, slug=text) == {"BAD_USER_INPUT"}
        assert self.codes(ask, where={"name": {"in": [text]}}) == {"BAD_USER_INPUT"}

    @pytest.mark.parametrize("depth", [30, 400, 3_000])
    def test_no_depth_is_a_failure_of_ours(self, ask: Ask, depth: int) -> None:
        where: Any = {}
        for _ in range(depth):
            where = {"and": [where]}

        assert self.codes(ask, where=where) <= {"LIMIT_EXCEEDED", "GRAPHQL_VALIDATION_FAILED"}

    def test_one_that_nobody_declared_is_ignored(self, ask: Ask) -> None:
        assert self.codes(ask, nobody="\ud800") == set()

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["slug", "eq", "in", "and", "not", "name", "contains"]), inner
                )
            ),
            max_leaves=6,
        ),
        st.sampled_from(["n", "slug", "where", "day", "ids"]),
    )
    @settings(max_examples=300, deadline=None)
    def test_no_value_is_a_failure_of_ours(self, ask: Ask, value: Any, name: str) -> None:
        assert self.codes(ask, **{name: value}) <= CODES

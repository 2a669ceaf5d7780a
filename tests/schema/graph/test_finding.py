"""Search: the index finds, the database shows, and one `where` narrows both."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import select

from schema.database import Database
from schema.graph.service import GraphService
from schema.store.indexing import catch_up, open_index
from schema.tables import Quote, table_of
from schema.taxonomy.labels import EventType, Section, SpeakerRole, Stage, ThemeSlug
from tests.schema.graph.conftest import ON_SQLITE, Ask, asking, fill

LAW = settings(max_examples=150, deadline=None)
BOTH = """
query Q($where: QuoteWhere) {
  quotes(where: $where) { totalCount }
  searchQuotes(where: $where) { totalCount nodes { key } }
}
"""
FOUND = """
query Q($text: String!, $order: SearchOrder! = RELEVANCE, $where: QuoteWhere, $asOf: Date,
        $first: Int, $after: String, $last: Int, $before: String) {
  searchQuotes(query: $text, orderBy: $order, where: $where, asOf: $asOf,
               first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges { cursor score html highlights { start end } node { key text occurredOn } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
FACETS = """
query Q($text: String! = "", $where: QuoteWhere) {
  searchQuotes(query: $text, where: $where) {
    totalCount
    facets {
      speaker { value label count selected }
      company { value label count selected }
      stage { value label count selected }
    }
  }
}
"""


def found(ask: Ask, **variables: Any) -> Any:
    answer = ask(FOUND, **{"text": "", **variables})
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["searchQuotes"]


def labels(members: Any) -> st.SearchStrategy[Any]:
    values = st.sampled_from([member.value for member in members])
    many = st.lists(values, max_size=2)
    return compared({"eq": st.none() | values, "ne": values, "in": many, "notIn": many})


def texts(*values: str) -> st.SearchStrategy[Any]:
    one, many = st.sampled_from(values), st.lists(st.sampled_from(values), max_size=2)
    parts: Mapping[str, Any] = {"eq": st.none() | one, "ne": one, "in": many, "contains": one}
    return compared({**parts, "isNull": st.booleans(), "notIn": many})


def compared(parts: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(sorted(parts)), max_size=2, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: parts[name] for name in names})
    )


DAY_TEXTS = ["0001-01-01", "2025-04-16", "2025-07-16", "2025-07-17", "9999-12-31"]
DAYS = compared({n: st.sampled_from(DAY_TEXTS) for n in ("eq", "ne", "lt", "lte", "gt", "gte")})
PLAIN: Mapping[str, st.SearchStrategy[Any]] = {
    "company": compared({"slug": texts("company-1", "company-0"), "ticker": texts("C1", "C4")}),
    "speaker": compared({"slug": texts("bo-1", "åsa-2"), "not": st.just({"name": {"eq": "Bo 1"}})}),
    "call": compared({"fiscalPeriod": texts("2025Q1", "2025Q3"), "mentionsAi": st.just({})}),
    "event": compared({"type": labels(EventType), "stage": labels(Stage)}),
    "themes": compared({"slug": labels(ThemeSlug)}),
    "occurredOn": DAYS,
    "role": labels(SpeakerRole),
    "section": labels(Section),
    "text": texts("agents", "AI"),
}


def conditions() -> st.SearchStrategy[Any]:
    return st.recursive(
        compared(PLAIN),
        lambda inner: compared(
            {
                "and": st.lists(inner, max_size=2),
                "or": st.lists(inner, max_size=2),
                "not": inner,
                "event": PLAIN["event"],
            }
        ),
        max_leaves=5,
    )


class TestWhere:
    def test_it_narrows_a_list_and_a_search_to_the_same_quotes(self, ask: Ask) -> None:
        @LAW
        @given(conditions())
        def agree(where: Any) -> None:
            data = ask(BOTH, where=where)["data"]

            assert data["searchQuotes"]["totalCount"] == data["quotes"]["totalCount"]

        agree()

    @pytest.mark.parametrize(
        "where",
        [
            {"speaker": {}},
            {"speaker": {"slug": {"ne": "bo-1"}}},
            {"speaker": {"not": {"slug": {"eq": "bo-1"}}}},
            {"call": {"fiscalPeriod": {"notIn": ["2025Q1"]}}},
            {"themes": {}},
            {"themes": {"slug": {"eq": "AGENTS", "in": ["SEARCH"]}}},
            {"not": {"occurredOn": {"lt": "2025-07-16"}}},
            {"occurredOn": {"gt": "9999-12-31"}},
            {"occurredOn": {"lt": "0001-01-01"}},
        ],
    )
    def test_what_the_index_would_read_otherwise_is_asked_of_the_rows(
        self, ask: Ask, where: Any
    ) -> None:
        data = ask(BOTH, where=where)["data"]

        assert data["searchQuotes"]["totalCount"] == data["quotes"]["totalCount"]

    def test_it_is_as_deep_as_that_of_a_list(self, ask: Ask) -> None:
        where: Any = {}
        for _ in range(20):
            where = {"not": where}

        [error] = ask(FOUND, text="", where=where)["errors"]

        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"

    @pytest.mark.parametrize("part", [{"role": {"eq": "CEO"}}, {"text": {"contains": "x"}}])
    def test_it_has_as_many_parts_as_that_of_a_list(self, ask: Ask, part: Any) -> None:
        [error] = ask(FOUND, text="", where={"or": [part] * 400})["errors"]

        assert error["message"] == "`where` has 1,201 parts; at most 1,000 are taken"

    def test_too_many_parts_are_refused_before_a_condition_is_built(self, ask: Ask) -> None:
        where = {"or": [{"speaker": {"name": {"contains": "x"}}}] * 4_000}
        started = process_time()

        ask(FOUND, text="", where=where)

        assert process_time() - started < 2  # 0.3 s; with the condition 5 s


class TestPages:
    @pytest.mark.parametrize("order", ["RELEVANCE", "NEWEST", "OLDEST"])
    @pytest.mark.parametrize("text", ["", "ai OR compute", "agents"])
    @pytest.mark.parametrize("backward", [False, True])
    def test_they_give_every_hit_once_in_order(
        self, ask: Ask, order: str, text: str, backward: bool
    ) -> None:
        size, place = ("last", "before") if backward else ("first", "after")
        more, edge = (
            ("hasPreviousPage", "startCursor") if backward else ("hasNextPage", "endCursor")
        )
        whole = found(ask, text=text, order=order, first=100)
        arguments: dict[str, Any] = {size: 4}
        keys: list[str] = []

        for _ in range(40):
            page = found(ask, text=text, order=order, **arguments)
            new = [hit["node"]["key"] for hit in page["edges"]]
            keys = [*new, *keys] if backward else [*keys, *new]
            if not page["pageInfo"][more]:
                break
            arguments[place] = page["pageInfo"][edge]

        assert keys == [hit["node"]["key"] for hit in whole["edges"]]
        assert len(keys) == whole["totalCount"] == len(set(keys))

    def test_newest_and_oldest_are_by_day_with_unknown_days_last(self, ask: Ask) -> None:
        newest = [
            hit["node"]["occurredOn"] for hit in found(ask, order="NEWEST", first=100)["edges"]
        ]

        known = [day for day in newest if day is not None]
        assert known == sorted(known, reverse=True)
        assert newest[len(known) :] == [None] * (len(newest) - len(known))

    def test_a_page_of_nothing_says_that_more_follows(self, ask: Ask) -> None:
        page = found(ask, text="agents", first=0)

        assert page["edges"] == []
        assert page["pageInfo"]["hasNextPage"] is True

    @pytest.mark.parametrize(
        "other", [{"text": "agents"}, {"order": "OLDEST"}, {"asOf": "2026-01-01"}]
    )
    def test_a_cursor_belongs_to_one_search(self, ask: Ask, other: Any) -> None:
        asked = {"text": "ai", "order": "NEWEST", "first": 1}
        place = found(ask, **asked)["pageInfo"]["endCursor"]

        [error] = ask(FOUND, **{**asked, **other, "after": place})["errors"]

        assert error["extensions"]["code"] == "BAD_CURSOR"

    @pytest.mark.parametrize(
        "arguments",
        [
            {"first": 101},
            {"last": -1},
            {"first": 2, "last": 2},
            {"after": "eA", "before": "eA"},
            {"last": 1, "after": "eA"},
            {"first": 1, "before": "eA"},
        ],
    )
    def test_page_arguments_that_make_no_sense_are_refused(self, ask: Ask, arguments: Any) -> None:
        [error] = ask(FOUND, text="ai", **arguments)["errors"]

        assert error["extensions"]["code"] == "BAD_USER_INPUT"


class TestWords:
    def test_highlights_point_at_the_words(self, ask: Ask) -> None:
        for hit in found(ask, text="agents support")["edges"]:
            text = hit["node"]["text"]
            assert [text[at["start"] : at["end"]] for at in hit["highlights"]] == [
                "agents",
                "support",
            ]

    def test_html_marks_the_words(self, ask: Ask) -> None:
        hit = found(ask, text='"compute spend"')["edges"][0]

        assert hit["html"].startswith("<mark>compute spend</mark> per employee")

    def test_the_best_hit_comes_first(self, ask: Ask) -> None:
        scores = [hit["score"] for hit in found(ask, text="ai OR compute", first=100)["edges"]]

        assert scores == sorted(scores, reverse=True)
        assert scores[0] > scores[-1] > 0

    def test_an_odd_query_is_answered_with_a_warning(self, ask: Ask) -> None:
        query = (
            '{ searchQuotes(query: "agentz nosuch:thing") { totalCount '
            "interpretation { text warnings { message position suggestion } } } }"
        )

        said = ask(query)["data"]["searchQuotes"]["interpretation"]

        assert [(w["position"], w["suggestion"]) for w in said["warnings"]] == [
            (0, "agents"),
            (7, None),
        ]

    @given(text=st.text(max_size=60))
    @LAW
    def test_no_text_is_an_error(self, ask: Ask, text: str) -> None:
        assert "errors" not in ask(FOUND, text=text)

    def test_only_what_was_said_by_then_is_found(self, ask: Ask, filled: Database) -> None:
        day = table_of(Quote).c.occurred_on
        with filled.read() as reader:
            days = [str(row[0]) for row in reader.rows(select(day).where(day.is_not(None)))]

        total = found(ask, asOf="2025-07-16")["totalCount"]

        assert 0 < total == sum(day <= "2025-07-16" for day in days) < len(days)


class TestFacets:
    def test_a_facet_counts_the_whole_find(self, ask: Ask) -> None:
        data = ask(FACETS)["data"]["searchQuotes"]

        assert sum(each["count"] for each in data["facets"]["company"]) == data["totalCount"]

    @pytest.mark.parametrize(
        "choice",
        [
            {"where": {"company": {"slug": {"eq": "company-1"}}}},
            {"text": "company:company-1"},
        ],
    )
    def test_a_facet_ignores_the_choice_made_in_itself(self, ask: Ask, choice: Any) -> None:
        free = ask(FACETS)["data"]["searchQuotes"]["facets"]
        chosen = ask(FACETS, **choice)["data"]["searchQuotes"]["facets"]

        assert [(v["value"], v["count"]) for v in chosen["company"]] == [
            (v["value"], v["count"]) for v in free["company"]
        ]
        assert [v["value"] for v in chosen["company"] if v["selected"]] == ["company-1"]
        assert sum(v["count"] for v in chosen["stage"]) < sum(v["count"] for v in free["stage"])

    def test_a_value_is_labelled_by_the_name_of_its_row(self, ask: Ask) -> None:
        facets = ask(FACETS)["data"]["searchQuotes"]["facets"]

        names = {v["value"]: v["label"] for v in facets["company"] + facets["speaker"]}
        assert names["company-1"] == "Company 1"
        assert names["åsa-1"] == "Åsa 1"

    @pytest.mark.parametrize("size", [0, -1, 101])
    def test_a_size_out_of_bounds_is_refused(self, ask: Ask, size: int) -> None:
        query = f"{{ searchQuotes {{ facets {{ stage(first: {size}) {{ value }} }} }} }}"

        [error] = ask(query)["errors"]

        assert error["extensions"]["code"] == "BAD_USER_INPUT"


class TestIndexes:
    QUERY = "{ companies { totalCount } searchQuotes { totalCount nodes { key } } }"

    @pytest.fixture
    def own(self, sqlite_database: Database) -> Database:
        with sqlite_database.write() as writer:
            fill(writer)
        return sqlite_database

    def answer(self, database: Database, index: Any) -> Any:
        service = GraphService(database, index, workers=1)
        answer = asking(service)(self.QUERY)
        service.close()
        return answer

    def check_not_ready(self, answer: Any) -> None:
        [error] = answer["errors"]
        assert error["extensions"]["code"] == "NOT_READY"
        assert error["path"] == ["searchQuotes"]
        assert answer["data"] == {"companies": {"totalCount": 6}, "searchQuotes": None}
        assert "callboard index" in error["message"]

    def test_without_an_index_the_search_alone_is_not_ready(self, own: Database) -> None:
        self.check_not_ready(self.answer(own, None))

    def test_with_a_damaged_index_the_search_alone_is_not_ready(
        self, own: Database, tmp_path: Path
    ) -> None:
        with closing(open_index(tmp_path / "index")) as index:
            catch_up(own, index)
        for path in (tmp_path / "index").rglob("*.store"):
            path.write_bytes(b"\0" * path.stat().st_size)

        with closing(open_index(tmp_path / "index")) as index:
            self.check_not_ready(self.answer(own, index))

    def test_an_index_that_is_behind_shows_rows_as_they_are_now(
        self, own: Database, tmp_path: Path
    ) -> None:
        with closing(open_index(tmp_path / "index")) as index:
            catch_up(own, index)
            quote = table_of(Quote)
            with own.write() as writer:
                writer.session.execute(quote.delete().where(quote.c.id > 50))
                writer.mark_changed()

            data = self.answer(own, index)["data"]["searchQuotes"]

        assert None not in data["nodes"]
        assert 0 < len(data["nodes"]) < 25


@ON_SQLITE
def test_the_index_says_which_generation_it_holds(ask: Ask) -> None:
    meta = ask("{ meta { dataGeneration indexGeneration counts { quotes } } }")["data"]["meta"]

    assert meta["indexGeneration"] == meta["dataGeneration"] == 1
    assert meta["counts"]["quotes"] > 25


def test_the_last_page_of_a_search_has_no_next_one(ask: Ask) -> None:
    page = ask('{ searchQuotes(query: "", last: 2) { pageInfo { hasNextPage hasPreviousPage } } }')

    assert page["data"]["searchQuotes"]["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
    }

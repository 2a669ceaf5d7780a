"""Pages by keyset, over postings: their days and pay have ties and gaps."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from json import dumps, loads
from operator import attrgetter
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import select

from schema.database import Database
from schema.graph.ids import global_id
from schema.graph.pages import order_clause, place_clause, place_parameters, read_page
from schema.graph.service import GraphService
from schema.graph.types import POSTINGS as ROWS
from schema.tables import Company, Posting, table_of
from tests.schema.graph.conftest import Ask, asking

LAW = settings(max_examples=100, deadline=None)
COLUMNS = {
    "OPENED_ON": "opened_on",
    "CLOSED_ON": "closed_on",
    "LAST_SEEN_ON": "last_seen_on",
    "YEARLY_MAXIMUM": "yearly_maximum",
    "TITLE": "title",
}
ORDERS = st.lists(
    st.tuples(st.sampled_from(sorted(COLUMNS)), st.sampled_from(["ASC", "DESC"])),
    max_size=3,
    unique_by=lambda pair: pair[0],
)
POSTINGS = """
query Q($first: Int, $after: String, $last: Int, $before: String, $orderBy: [PostingOrder!]) {
  postings(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
COMPANIES = """
query Q($after: String) {
  companies(first: 2, after: $after) { nodes { slug } pageInfo { endCursor } }
}
"""


def inputs(order: list[tuple[str, str]]) -> Any:
    return [{"field": name, "direction": direction} for name, direction in order]


def walk(ask: Ask, size: int, order: list[tuple[str, str]], *, backward: bool) -> list[str]:
    """Every page from one end to the other, put together in the order of the list."""
    count, place = ("last", "before") if backward else ("first", "after")
    has_more, edge = (
        ("hasPreviousPage", "startCursor") if backward else ("hasNextPage", "endCursor")
    )
    found: list[str] = []
    arguments: dict[str, Any] = {count: size, "orderBy": inputs(order)}
    for _ in range(100):
        page = ask(POSTINGS, **arguments)["data"]["postings"]
        ids = [node["id"] for node in page["nodes"]]
        found = [*ids, *found] if backward else [*found, *ids]
        if not page["pageInfo"][has_more]:
            break
        arguments[place] = page["pageInfo"][edge]
    return found


def sorted_by_hand(filled: Database, order: list[tuple[str, str]]) -> list[str]:
    """The identifiers of all postings in an order, nulls last, as Python sorts them."""
    with filled.read() as reader:
        rows = reader.rows(select(table_of(Posting)))
    pairs = [(COLUMNS[name], direction == "DESC") for name, direction in order]
    pairs = pairs or [("opened_on", True)]
    rows.sort(key=attrgetter("id"), reverse=pairs[-1][1])
    for name, down in reversed(pairs):
        present = [row for row in rows if getattr(row, name) is not None]
        present.sort(key=attrgetter(name), reverse=down)
        rows = present + [row for row in rows if getattr(row, name) is None]
    return [global_id("Posting", row.id) for row in rows]


class TestWalks:
    @pytest.fixture
    def agree(self, filled: Database, ask: Ask) -> Callable[..., None]:
        def agree(size: int, order: list[tuple[str, str]], backward: bool) -> None:
            expected = sorted_by_hand(filled, order)

            assert walk(ask, size, order, backward=backward) == expected

        return agree

    def test_any_walk_gives_every_row_once_in_order(self, agree: Callable[..., None]) -> None:
        LAW(given(st.integers(3, 100), ORDERS, st.booleans())(agree))()

    @pytest.mark.parametrize("backward", [False, True])
    @pytest.mark.parametrize("name", ["CLOSED_ON", "YEARLY_MAXIMUM"])
    @pytest.mark.parametrize("direction", ["ASC", "DESC"])
    def test_rows_without_a_value_come_last_in_either_direction(
        self, agree: Callable[..., None], name: str, direction: str, backward: bool
    ) -> None:
        agree(7, [(name, direction)], backward)

    def test_a_row_at_a_time_is_enough(self, agree: Callable[..., None]) -> None:
        agree(1, [("TITLE", "ASC"), ("CLOSED_ON", "DESC")], False)

    def test_pages_of_several_owners_are_those_of_each(self, ask: Ask) -> None:
        page = "first: 3, orderBy: [{field: CLOSED_ON, direction: DESC}]"
        every = ask(f"{{ companies {{ nodes {{ slug roles({page}) {{ nodes {{ id }} }} }} }} }}")

        for each in every["data"]["companies"]["nodes"]:
            one = ask(
                f'{{ company(slug: "{each["slug"]}") {{ roles({page}) {{ nodes {{ id }} }} }} }}'
            )
            assert one["data"]["company"]["roles"] == each["roles"]

    @pytest.mark.parametrize("size", ["first", "last"])
    def test_a_stretch_between_two_cursors_holds_what_lies_between(
        self, ask: Ask, size: str
    ) -> None:
        edges = "edges { cursor node { slug } }"
        every = ask(f"{{ companies {{ {edges} }} }}")["data"]["companies"]["edges"]

        between = f'after: "{every[0]["cursor"]}", before: "{every[4]["cursor"]}"'
        found = ask(f"{{ companies({size}: 9, {between}) {{ {edges} }} }}")

        assert found["data"]["companies"]["edges"] == every[1:4]


class TestPageInfo:
    @pytest.mark.parametrize(
        ("arguments", "flags"),
        [
            ({}, (False, False)),
            ({"first": 6}, (False, False)),
            ({"first": 5}, (True, False)),
            ({"first": 0}, (True, False)),
            ({"last": 5}, (False, True)),
            ({"last": 0}, (False, True)),
        ],
    )
    def test_it_says_whether_rows_lie_beyond(
        self, ask: Ask, arguments: dict[str, int], flags: tuple[bool, bool]
    ) -> None:
        given = ", ".join(f"{name}: {value}" for name, value in arguments.items())
        page = f"companies({given})" if given else "companies"

        found = ask(f"{{ {page} {{ pageInfo {{ hasNextPage hasPreviousPage }} }} }}")

        assert tuple(found["data"]["companies"]["pageInfo"].values()) == flags

    @pytest.mark.parametrize(
        "document",
        [
            "{ companies(first: 2) { nodes { slug } } "
            "companies(first: 2) { pageInfo { ...Next } } }",
            "{ companies(first: 2) { ...About } } fragment About on CompanyConnection "
            "{ pageInfo { ...Next } }",
            "query ($on: Boolean!) "
            "{ companies(first: 2) { nodes { slug } pageInfo @include(if: $on) { ...Next } } }",
        ],
        ids=["in a second field", "in a fragment", "by a variable"],
    )
    def test_it_is_right_wherever_it_is_asked_for(self, ask: Ask, document: str) -> None:
        text = document + " fragment Next on PageInfo { hasNextPage }"

        found = [ask(text, on=on)["data"]["companies"].get("pageInfo") for on in (False, True)]

        assert found[1] == {"hasNextPage": True}
        assert found[0] in (None, found[1])

    def test_a_row_ahead_is_read_only_for_it(self, service: GraphService) -> None:
        def rows(asked: str) -> Any:
            found = asking(service, explain=True)(f"{{ companies(first: 2) {{ {asked} }} }}")
            return found["extensions"]["plan"]["rows"]

        page = rows("nodes { slug }")

        assert rows("nodes { slug } pageInfo { hasNextPage }") == page + 1

    def test_an_empty_page_has_no_cursors(self, ask: Ask) -> None:
        found = ask(
            "{ companies(first: 0) { edges { cursor } pageInfo { startCursor endCursor } } }"
        )

        assert found["data"]["companies"] == {
            "edges": [],
            "pageInfo": {"startCursor": None, "endCursor": None},
        }

    def test_totals_are_counted_only_when_asked_for(
        self, count_statements: Callable[..., int]
    ) -> None:
        page = "{{ companies(first: 1) {{ {} nodes {{ slug }} }} }}"

        assert count_statements(page.format("totalCount")) == 1 + count_statements(page.format(""))

    def test_a_total_is_of_the_whole_list(self, ask: Ask) -> None:
        found = ask('{ companies(first: 1, where: {slug: {ne: "company-0"}}) { totalCount } }')

        assert found["data"]["companies"]["totalCount"] == 5


class TestSizes:
    @pytest.mark.parametrize("size", ["first: 101", "last: 101", "first: -1", "last: -1"])
    def test_a_size_out_of_bounds_is_refused_with_the_bounds(self, ask: Ask, size: str) -> None:
        [error] = ask(f"{{ companies({size}) {{ nodes {{ slug }} }} }}")["errors"]

        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert "write a number from 0 to 100" in error["message"]

    def test_first_and_last_together_are_refused(self, ask: Ask) -> None:
        [error] = ask("{ companies(first: 1, last: 1) { nodes { slug } } }")["errors"]

        assert error["message"] == "give `first` or `last`, not both"

    def test_a_hundred_rows_are_a_page(self, ask: Ask) -> None:
        found = ask("{ postings(first: 100) { nodes { id } } }")

        assert len(found["data"]["postings"]["nodes"]) == 72

    def test_an_order_that_names_a_field_twice_is_refused(self, ask: Ask) -> None:
        twice = inputs([("TITLE", "ASC"), ("TITLE", "DESC")])

        [error] = ask(POSTINGS, orderBy=twice)["errors"]

        assert error["message"] == "`orderBy` names a field twice"


@pytest.mark.parametrize(
    ("size", "place", "bound"), [("first", "after", "<"), ("last", "before", ">")]
)
def test_sqlite_reads_no_row_before_the_place_of_a_page(
    filled_sqlite: Database, size: str, place: str, bound: str
) -> None:
    at = (date(2025, 6, 1), 7)
    page = replace(read_page(ROWS, {size: 2}), after=at, before=at)
    statement = select(ROWS.table.c.title).where(place_clause(ROWS.table, page, place))
    ordered = statement.order_by(*order_clause(ROWS.table, page)).params(**place_parameters(page))

    with filled_sqlite.read() as reader:
        sql = ordered.compile(reader.engine, compile_kwargs={"literal_binds": True})
        plan = reader.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all()

    wanted = f"SEARCH posting USING INDEX ix_posting_opened_on_id (opened_on{bound}?)"
    assert [step.detail for step in plan] == [wanted]


def cursor(*values: Any) -> str:
    return urlsafe_b64encode(dumps(values).encode()).decode()


class TestCursors:
    @pytest.mark.parametrize(
        "other",
        [
            'where: {isIllustrative: {eq: false}}, after: "{}"',
            'orderBy: [{field: NAME, direction: DESC}], after: "{}"',
            'orderBy: [{field: SLUG, direction: ASC}], before: "{}"',
        ],
    )
    def test_a_cursor_belongs_to_one_filter_and_order(self, ask: Ask, other: str) -> None:
        page = ask("{ companies(first: 1) { pageInfo { endCursor } } }")["data"]["companies"]
        arguments = other.replace("{}", page["pageInfo"]["endCursor"])

        [error] = ask(f"{{ companies({arguments}) {{ nodes {{ slug }} }} }}")["errors"]

        assert error["extensions"]["code"] == "BAD_CURSOR"
        assert "another filter or order" in error["message"]

    def test_a_cursor_serves_the_same_list_of_every_owner(self, ask: Ask) -> None:
        text = "{{ company(slug: {}) {{ calls({}) {{ edges {{ cursor node {{ heldOn }} }} }} }} }}"
        first = ask(text.format('"company-1"', "first: 2"))["data"]["company"]["calls"]["edges"]
        place = f'after: "{first[1]["cursor"]}"'

        found = ask(text.format('"company-2"', place))["data"]["company"]["calls"]["edges"]

        assert {edge["node"]["heldOn"] for edge in found} == {"2025-07-16", "2025-04-16", None}

    @given(text=st.text(max_size=40))
    @LAW
    def test_no_other_text_is_a_cursor(self, ask: Ask, text: str) -> None:
        [error] = ask(COMPANIES, after=text)["errors"]

        assert error["extensions"]["code"] == "BAD_CURSOR"

    @pytest.mark.parametrize(
        "values",
        [
            (),
            ("a",),
            ("a", None),
            (None, 1),
            ("a", 2**70),
            ("a", -(2**70)),
            ("a", True),
            ("a", 1.5),
            ("a", "1"),
            (1, 1),
            ("\ud800", 1),
            ("a\0", 1),
            (["a"], 1),
            ({}, 1),
            ("a", 1, 1),
        ],
    )
    def test_a_forged_cursor_is_refused(self, ask: Ask, values: tuple[Any, ...]) -> None:
        true = ask(COMPANIES)["data"]["companies"]["pageInfo"]["endCursor"]
        forged = cursor(mark_in(true), *values)

        [error] = ask(COMPANIES, after=forged)["errors"]

        assert error["extensions"]["code"] == "BAD_CURSOR"


def mark_in(cursor: str) -> Any:
    return loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[0]


class TestChangesBetweenPages:
    @pytest.fixture
    def own(self, database: Database) -> Any:
        """A world that may change: companies b, c, d, e."""
        service = GraphService(database, None, workers=1)
        for slug in "bcde":
            add_company(database, slug)
        yield asking(service)
        service.close()

    @pytest.mark.parametrize("new", ["a", "bb", "cc", "z"])
    def test_a_new_row_neither_repeats_nor_hides_others(
        self, own: Ask, database: Database, new: str
    ) -> None:
        first = own(COMPANIES)["data"]["companies"]
        add_company(database, new)

        second = own(COMPANIES, after=first["pageInfo"]["endCursor"])["data"]["companies"]
        third = own(COMPANIES, after=second["pageInfo"]["endCursor"])["data"]["companies"]

        seen = [node["slug"] for page in (first, second, third) for node in page["nodes"]]
        assert [slug for slug in seen if slug != new] == ["b", "c", "d", "e"]
        assert (new in seen) == (new > "c")

    def test_a_cursor_outlives_its_row(self, own: Ask, database: Database) -> None:
        first = own(COMPANIES)["data"]["companies"]
        with database.write() as writer:
            table = table_of(Company)
            writer.session.execute(table.delete().where(table.c.slug == "c"))
            writer.mark_changed()

        second = own(COMPANIES, after=first["pageInfo"]["endCursor"])["data"]["companies"]

        assert [node["slug"] for node in second["nodes"]] == ["d", "e"]


def add_company(database: Database, slug: str) -> None:
    with database.write() as writer:
        writer.session.add(Company(slug=slug, name=slug))
        writer.mark_changed()

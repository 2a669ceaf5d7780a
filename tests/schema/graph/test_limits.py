"""The limits of one GraphQL request, on a small schema with connections, lists and a union."""

from time import process_time

import pytest
from graphql import (
    DocumentNode,
    GraphQLError,
    build_schema,
    get_introspection_query,
    get_operation_ast,
    specified_rules,
    validate,
)
from hypothesis import given, strategies as st

from schema.graph.limits import (
    LONG_TEXTS,
    SATURATED,
    Limits,
    check_nodes,
    make_guard,
    measure_nodes,
    parse_document,
    size_variables,
)
from schema.graph.pages import PAGE_DEFAULT, PAGE_MAXIMUM

LIMITS = Limits()
SCHEMA = build_schema(
    """
    directive @mark on FIELD | QUERY
    interface Node { id: ID! }
    type Quote implements Node {
      id: ID! text: String company: Company similar(first: Int): [Quote]
    }
    type Company implements Node {
      id: ID! name: String
      quotes(first: Int, last: Int): Quotes
      recent(first: Int = 3): Quotes
      sectors: [Sector]
    }
    type Sector { name: String companies(first: Int): Companies }
    type Quotes { totalCount: Int edges: [QuoteEdge] facets: [Facet] }
    type QuoteEdge { cursor: String node: Quote }
    type Facet { value: String }
    type Companies { nodes: [Company] }
    type Call { transcripts: [Transcript] }
    type Transcript { turns(first: Int): Turns }
    type Turns { nodes: [Turn] }
    type Turn { n: Int text: String }
    union Found = Quote | Company
    type Query {
      company: Company
      companies(first: Int): Companies
      node(id: ID): Node
      nodes(ids: [ID!]!): [Node]
      call: Call
      turns(first: Int): Turns
      found: [Found]
    }
    """
)


def refusals(text: str, limits: Limits = LIMITS) -> list[GraphQLError]:
    return validate(SCHEMA, parse_document(text, limits), [make_guard(limits)])


def limit_of(text: str, limits: Limits = LIMITS) -> str | None:
    errors = refusals(text, limits)
    return errors[0].extensions["limit"] if errors and errors[0].extensions else None


def nodes_of(text: str, variables: dict[str, object] | None = None) -> int:
    document = parse_document(text, LIMITS)
    operation = get_operation_ast(document)
    assert operation is not None
    return measure_nodes(SCHEMA, document, operation, variables, LIMITS)


def bomb(levels: int) -> str:
    chain = "".join(f"fragment f{n} on Company{{...f{n + 1} ...f{n + 1}}}" for n in range(levels))
    return "{company{...f0}}" + chain + f"fragment f{levels} on Company{{a:name}}"


def nested(levels: int) -> str:
    return "{company{recent{edges{node{" * levels + "company{id}" + "}}}}" * levels + "}"


class TestText:
    def test_a_document_of_as_many_tokens_as_allowed_is_parsed(self) -> None:
        text = "{" + "a " * (LIMITS.tokens - 2) + "}"

        assert isinstance(parse_document(text, LIMITS), DocumentNode)

    @pytest.mark.parametrize(
        "text",
        [
            "{" + "a " * LIMITS.tokens + "}",
            "#\n" * (LIMITS.comments + 1) + "{a}",
            "{a" + " " * LIMITS.characters + "}",
            "{a" * 5_000,
            "{",
            "",
            "{a(b: \ud800)}",
        ],
        ids=["tokens", "comments", "characters", "nesting", "unclosed", "empty", "surrogate"],
    )
    def test_what_is_too_long_or_no_document_is_refused(self, text: str) -> None:
        with pytest.raises(GraphQLError):
            parse_document(text, LIMITS)

    @given(st.text(alphabet='{}()[]:!$@"#.|& \nabc1_…é', max_size=200))
    def test_any_text_is_a_document_or_a_graphql_error(self, text: str) -> None:
        try:
            document = parse_document(text, LIMITS)
        except GraphQLError:
            return

        assert isinstance(validate(SCHEMA, document, [make_guard(LIMITS)]), list)


class TestShape:
    def test_equal_limits_share_one_rule_so_that_caches_hold(self) -> None:
        assert make_guard(Limits(depth=7)) is make_guard(Limits(depth=7))

    def test_fields_as_deep_as_the_limit_pass(self) -> None:
        assert limit_of("{a" * 12 + "}" * 12) is None

    def test_one_level_more_is_refused_at_its_field(self) -> None:
        [error] = refusals("{a" * 13 + "}" * 13)

        assert error.extensions == {
            "code": "LIMIT_EXCEEDED",
            "limit": "depth",
            "cost": 13,
            "maximum": 12,
        }
        assert error.locations is not None

    def test_depth_counts_through_fragments(self) -> None:
        deep = "fragment f on Q " + "{a" * 7 + "}" * 7

        assert limit_of("{a{b{c{d{e{...f}}}}}}" + deep) is None
        assert limit_of("{a{b{c{d{e{g{...f}}}}}}}" + deep) == "depth"

    def test_a_fragment_that_was_met_at_the_top_is_refused_deeper_down(self) -> None:
        deep = "fragment f on Q " + "{a" * 7 + "}" * 7

        assert limit_of("{...f a{b{c{d{e{g{...f}}}}}}}" + deep) == "depth"

    def test_inline_fragments_add_no_depth(self) -> None:
        assert limit_of("{" + "...{" * 60 + "a" + "}" * 60 + "}") is None

    def test_graphiql_may_read_the_schema(self) -> None:
        assert limit_of(get_introspection_query(input_value_deprecation=True)) is None

    def test_introspection_is_no_way_around_the_depth(self) -> None:
        assert limit_of("{__schema" + "{types" * 20 + "}" * 20 + "}") == "depth"
        assert limit_of("{a" + "{__schema" * 12 + "{b}" + "}" * 13) == "depth"

    @pytest.mark.parametrize(
        ("text", "limit"),
        [
            ("{" + "".join(f"a{n}:a " for n in range(31)) + "}", "root_fields"),
            ("{r{" + "".join(f"a{n}:a " for n in range(31)) + "}}", "aliases"),
            ("{" + "a " * 21 + "}", "root_fields"),
            ("{a " + "@mark " * 21 + "}", "directives"),
            ("query " + "@mark " * 21 + "{a}", "directives"),
            ("query(" + "$v: Int @mark " * 21 + "){a}", "directives"),
            ("".join(f"query q{n} {{a}}" for n in range(11)), "operations"),
            ("{a}" + "".join(f"fragment f{n} on Q {{a}}" for n in range(51)), "fragments"),
        ],
    )
    def test_every_part_of_a_document_has_its_limit(self, text: str, limit: str) -> None:
        assert limit_of(text) == limit

    def test_aliases_and_root_fields_count_through_fragments(self) -> None:
        assert limit_of("{...f ...f ...f}fragment f on Q {a b c d e f g}") == "root_fields"
        assert limit_of("{r{" + "...f " * 16 + "}}fragment f on Q {x:a y:b}") == "aliases"

    def test_a_refusal_says_the_cost_the_limit_and_what_to_do(self) -> None:
        [error] = refusals("{" + "a " * 21 + "}")

        assert error.message == (
            "This document has 21 root fields, over the 20 allowed: send several requests."
        )

    def test_a_budget_of_steps_ends_the_walk(self) -> None:
        assert limit_of("{r{" + "a " * 50 + "}}", Limits(steps=40)) == "steps"

    def test_a_bomb_of_nested_fragments_is_refused_at_once(self) -> None:
        started = process_time()

        [error] = refusals(bomb(48))

        assert "over a billion aliases" in error.message
        assert process_time() - started < 0.5

    def test_fragments_that_spread_each_other_are_left_to_the_standard_rules(self) -> None:
        text = "{company{...a}}fragment a on Company{...b}fragment b on Company{...a}"

        errors = validate(SCHEMA, parse_document(text, LIMITS))

        assert refusals(text) == []
        assert "Cannot spread fragment 'a' within itself" in errors[0].message

    def test_the_longest_chain_of_fragments_needs_no_deep_stack(self) -> None:
        chain = "".join(
            f"fragment f{n} on Q{{...{{...{{...f{n + 1}}}}}}}" for n in range(LIMITS.fragments - 1)
        )

        assert limit_of("{...f0}" + chain + "fragment f49 on Q{a}") is None


class TestNodes:
    def test_leaves_are_no_nodes(self) -> None:
        assert nodes_of("{company{id name}}") == 1

    def test_a_page_multiplies_its_edges_and_nothing_else(self) -> None:
        text = "{company{quotes(first:7){totalCount edges{node{text}}}}}"

        assert nodes_of(text) == 1 + 1 + 7 * 2

    def test_the_larger_of_first_and_last_counts(self) -> None:
        assert nodes_of("{company{quotes(first:2,last:5){edges{node{id}}}}}") == 2 + 5 * 2

    def test_a_missing_page_size_counts_as_the_default_page(self) -> None:
        assert nodes_of("{companies{nodes{id}}}") == 1 + PAGE_DEFAULT

    def test_a_default_that_the_schema_declares_comes_first(self) -> None:
        assert nodes_of("{company{recent{edges{cursor}}}}") == 2 + 3

    def test_a_list_without_page_size_counts_as_the_usual_list(self) -> None:
        assert nodes_of("{company{sectors{name}}}") == 1 + LIMITS.list_default

    def test_a_plain_list_with_page_size_counts_as_asked(self) -> None:
        assert nodes_of("{node{...on Quote{similar(first:4){text}}}}") == 1 + 4

    def test_no_page_is_larger_than_the_maximum(self) -> None:
        assert nodes_of("{companies(first:9999){nodes{id}}}") == 1 + PAGE_MAXIMUM

    def test_pages_within_pages_multiply(self) -> None:
        text = "{companies(first:10){nodes{quotes(first:20){edges{cursor}}}}}"

        assert nodes_of(text) == 1 + 10 * (1 + 1 + 20)

    def test_a_list_of_keys_gives_one_object_each(self) -> None:
        assert nodes_of('{nodes(ids:["a","b","c"]){id}}') == 3
        assert nodes_of("query($k:[ID!]!){nodes(ids:$k){id}}", {"k": ["a"] * 50}) == 50
        assert nodes_of('query($k:[ID!]!=["a","b"]){nodes(ids:$k){id}}') == 2

    def test_unions_and_interfaces_count_what_is_asked_of_each_type(self) -> None:
        text = "{found{...on Company{quotes(first:2){edges{cursor}}}...on Quote{company{id}}}}"

        assert nodes_of(text) == 10 * (1 + (1 + 2) + 1)

    def test_a_fragment_on_a_connection_counts_once_per_page_size(self) -> None:
        fragment = "fragment f on Quotes{edges{cursor}}"
        text = "{company{a:quotes(first:5){...f} b:quotes(first:9){...f}}}" + fragment

        assert nodes_of(text) == 1 + (1 + 5) + (1 + 9)

    def test_introspection_costs_nothing(self) -> None:
        assert nodes_of(get_introspection_query()) == 0

    @pytest.mark.parametrize(
        ("variables", "size"),
        [
            ({"n": 3}, 3),
            ({"n": 3.0}, 3),
            ({"n": -1}, 0),
            ({"n": 10**300}, 100),
            ({}, 8),
            ({"n": None}, 25),
            ({"n": "5"}, 25),
            ({"n": True}, 25),
            ({"n": float("inf")}, 25),
            ({"n": [1]}, 25),
        ],
    )
    def test_variables_count_as_sent(self, variables: dict[str, object], size: int) -> None:
        text = "query($n:Int=8){companies(first:$n){nodes{id}}}"

        assert nodes_of(text, variables) == 1 + size

    def test_the_text_of_a_turn_counts_as_the_objects_that_would_be_as_long(self) -> None:
        text = "{turns(first:10){nodes{text n ... on Turn{again:text}}}}"

        assert nodes_of(text) == 1 + 10 * (1 + 2 * LONG_TEXTS["Turn", "text"])

    def test_a_hundred_turns_of_each_text_of_a_call_can_be_read_together(self) -> None:
        text = "{call{transcripts{turns(first:100){nodes{text n}}}}}"

        assert nodes_of(text) < LIMITS.nodes

    def test_a_literal_of_five_thousand_digits_is_no_crash(self) -> None:
        assert nodes_of("{companies(first:" + "9" * 5_000 + "){nodes{id}}}") == 101

    @pytest.mark.parametrize("where", ["", "$n:Int="])
    def test_a_literal_of_five_thousand_digits_is_refused(self, where: str) -> None:
        digits = "9" * 5_000
        text = f"query({where}{digits}){{a}}" if where else f"{{companies(first:{digits}){{a}}}}"

        (error,) = refusals(text)

        assert error.message == "No number has 5,000 digits here."

    def test_totals_saturate(self) -> None:
        text = "{" + "companies(first:100){nodes{sectors{" * 5 + "name" + "}}}" * 5 + "}"

        assert nodes_of(text) == SATURATED

    def test_three_default_pages_within_each_other_are_refused_with_their_cost(self) -> None:
        text = "{companies(first:100){nodes{quotes(first:100){edges{node{company{id}}}}}}}"
        document = parse_document(text, LIMITS)
        operation = get_operation_ast(document)
        assert operation is not None

        with pytest.raises(GraphQLError, match="about 30,201 objects, more than the 20,000") as e:
            check_nodes(SCHEMA, document, operation, None, LIMITS)

        assert e.value.extensions == {
            "code": "LIMIT_EXCEEDED",
            "limit": "nodes",
            "cost": 30_201,
            "maximum": 20_000,
        }

    def test_a_bomb_is_measured_in_linear_time(self) -> None:
        text = bomb(48).replace("a:name", "quotes{edges{cursor}}")
        started = process_time()

        assert nodes_of(text) == SATURATED
        assert process_time() - started < 0.5


class TestNeedsVariables:
    @pytest.mark.parametrize(
        ("text", "needed"),
        [
            ("query($n:Int){companies(first:$n){nodes{id}}}", True),
            ("query($k:[ID!]!){nodes(ids:$k){id}}", True),
            ("query($n:Int){a{...f}}fragment f on Q{b(last:$n){id}}", True),
            ("query($i:ID){node(id:$i){id}}", False),
            ("{companies(first:5){nodes{id}}}", False),
        ],
    )
    def test_only_sizes_matter(self, text: str, needed: bool) -> None:
        assert bool(size_variables(parse_document(text, LIMITS))) is needed


def test_the_defaults_let_the_standard_rules_finish_soon() -> None:
    text = "{company{" + "name " * 990 + "}}"
    started = process_time()

    validate(SCHEMA, parse_document(text, LIMITS), [make_guard(LIMITS), *specified_rules])

    assert process_time() - started < 3

"""Documents made to hurt: each is answered soon, with a refusal or with little; none is kept."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from json import loads
from random import Random
from resource import RUSAGE_SELF, getrusage
from sys import platform
from time import thread_time
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from schema.graph.service import GraphRequest, GraphService
from tests.schema.graph.conftest import ON_SQLITE

pytestmark = ON_SQLITE

MOST_SECONDS = 2.0  # of CPU; the slowest of 10,000 took 0.6 on a small, busy machine
DOCUMENTS = 600  # 40 ms each; 10,400 of them behaved no worse
MOST_MEGABYTES = 250
REFUSALS = {"LIMIT_EXCEEDED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "BAD_CURSOR"}


def fragment_bomb(random: Random) -> str:
    levels, times = random.randint(2, 60), random.randint(1, 6)
    chain = "".join(
        f"fragment f{n} on Query {{ {f'...f{n + 1} ' * times} }} " for n in range(levels)
    )
    return f"{{ ...f0 }} {chain} fragment f{levels} on Query {{ meta {{ version }} }}"


def company_bomb(random: Random) -> str:
    """The same objects asked for twice and thrice at every level."""
    levels, times = random.randint(1, 6), random.randint(1, 8)
    body = "slug " * random.randint(1, 40)
    for _ in range(levels):
        inner = f"calls(first: 1) {{ nodes {{ company {{ {body} }} }} }} "
        body = inner * times
        if len(body) > 50_000:
            break
    return f'{{ company(slug: "company-1") {{ {body} }} }}'


def spread_bomb(random: Random) -> str:
    """Fields that are the same, each with the next fragment below it."""
    levels, times = random.randint(1, 5), random.randint(1, 20)
    parts = [
        f"fragment c{n} on Company {{ "
        + f"calls(first: 1) {{ nodes {{ company {{ ...c{n + 1} }} }} }} " * times
        + "}"
        for n in range(levels)
    ]
    last = f"fragment c{levels} on Company {{ {'slug name ' * random.randint(1, 20)} }}"
    return f'{{ company(slug: "company-1") {{ ...c0 }} }} {" ".join(parts)} {last}'


def alias_flood(random: Random) -> str:
    count, field = random.randint(10, 2_000), random.choice(["meta", "companies", "searchQuotes"])
    return "{" + " ".join(f"a{n}: {field} {{ __typename }}" for n in range(count)) + "}"


def leaf_flood(random: Random) -> str:
    field = random.choice(["name", "slug", "__typename", "a: name", "nix"])
    return f'{{ company(slug: "company-1") {{ {(field + " ") * random.randint(10, 3_000)} }} }}'


def deep_nesting(random: Random) -> str:
    levels = random.randint(3, 400)
    opened = random.choice(["a {", "companies { nodes {", "... {", "... on Query {"]) * levels
    return "{" + opened + "}" * (opened.count("{") + random.randint(0, 1))


def huge_pages(random: Random) -> str:
    size = random.choice([26, 99, 100, 101, 10**6, 2**31 - 1, 2**31, 10**40])
    page = random.choice(["first", "last"])
    body = "id"
    for _ in range(random.randint(1, 4)):
        body = f"calls({page}: {size}) {{ nodes {{ company {{ {body} }} }} }}"
    return f"{{ companies({page}: {size}) {{ nodes {{ {body} }} }} }}"


def long_text(random: Random) -> str:
    filling = random.choice(["#", "{", "}", "[", '"', "a ", "\n", ",", "\ufeff", "9", '"""', "💥"])
    head = random.choice(["", "{ meta { version } } #", '{ company(slug: "', "{ nodes(ids: ["])
    return head + filling * (random.choice([1_000, 100_000, 1_000_000]) // len(filling))


def nested_values(random: Random) -> str:
    levels = random.randint(2, 300)
    opened, closed = random.choice([("{and: [", "]}"), ("{not: ", "}"), ("[", "]"), ("{a: ", "}")])
    field = random.choice(["quotes", "searchQuotes", "companies"])
    return f"{{ {field}(where: {opened * levels} {closed * levels}) {{ totalCount }} }}"


def long_lists(random: Random) -> str:
    count = random.randint(100, 900)
    values = ", ".join(random.choice(['"a"', "1", "null", "{}"]) for _ in range(count))
    return random.choice(
        [
            f"{{ nodes(ids: [{values}]) {{ id }} }}",
            f"{{ companies(where: {{slug: {{in: [{values}]}}}}) {{ totalCount }} }}",
            f"{{ companies(where: {{or: [{values}]}}) {{ totalCount }} }}",
        ]
    )


def many_definitions(random: Random) -> str:
    count = random.randint(5, 300)
    part = random.choice(
        [
            "query q{n} {{ meta {{ version }} }} ",
            "fragment f{n} on Meta {{ version }} ",
            "query q{n}($v: Int @skip(if: true)) {{ meta {{ version }} }} ",
        ]
    )
    return "{ meta { ...f0 } } " + "".join(part.format(n=n) for n in range(count))


def directive_flood(random: Random) -> str:
    name = random.choice(["@skip(if: false)", "@include(if: true)", "@nix", "@deprecated"])
    return f"{{ meta {{ version {(name + ' ') * random.randint(10, 400)} }} }}"


def introspection(random: Random) -> str:
    levels = random.randint(2, 30)
    return (
        "{ __schema { types {" + " fields { type {" * levels + " name " + "} }" * levels + "} } }"
    )


BOMBS: list[Callable[[Random], str]] = [
    fragment_bomb,
    company_bomb,
    spread_bomb,
    alias_flood,
    leaf_flood,
    deep_nesting,
    huge_pages,
    long_text,
    nested_values,
    long_lists,
    many_definitions,
    directive_flood,
    introspection,
]


def megabytes() -> float:
    """The most memory that this process has had."""
    return getrusage(RUSAGE_SELF).ru_maxrss / (2**20 if platform == "darwin" else 2**10)


def answer(service: GraphService, query: str) -> tuple[Any, float]:
    began = thread_time()
    body = service.answer_now(GraphRequest(query)).body
    return loads(body), thread_time() - began


@pytest.fixture
def settled_memory() -> Iterator[None]:
    """Garbage collections that leave alone what other tests hold: one over all of it took 4 s."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.slow
@pytest.mark.usefixtures("settled_memory")
def test_none_takes_long_or_much_memory(service: GraphService) -> None:
    before, seen, slowest = megabytes(), Counter[str](), 0.0

    @settings(max_examples=DOCUMENTS, deadline=None)
    @given(st.sampled_from(BOMBS), st.integers(0, 2**32))
    def survive(bomb: Callable[[Random], str], seed: int) -> None:
        nonlocal slowest
        found, seconds = answer(service, bomb(Random(seed)))

        codes = {error["extensions"]["code"] for error in found.get("errors", [])}
        assert codes <= REFUSALS
        assert seconds < MOST_SECONDS
        assert len(str(found)) < 1_000_000
        slowest = max(slowest, seconds)
        seen.update(codes or {"answered"})

    survive()

    assert megabytes() - before < MOST_MEGABYTES
    assert seen["LIMIT_EXCEEDED"] > seen["answered"] / 2


@pytest.mark.parametrize(
    ("limit", "query"),
    [
        ("root_fields", fragment_bomb(Random(3))),
        ("aliases", "{meta{" + " ".join(f"a{n}: version" for n in range(31)) + "}}"),
        ("depth", "{meta{" + "a{" * 12 + "b" + "}" * 12 + "}}"),
        ("nodes", "{quotes(first: 100){nodes{company{calls(first: 100){edges{node{id}}}}}}}"),
    ],
)
def test_what_would_cost_too_much_says_which_limit_and_by_how_much(
    service: GraphService, limit: str, query: str
) -> None:
    found, _ = answer(service, query)

    [error] = found["errors"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert error["extensions"]["limit"] == limit
    assert error["extensions"]["cost"] > error["extensions"]["maximum"]


def test_a_document_that_is_too_long_is_not_kept(service: GraphService) -> None:
    kept = service.document.cache_info().currsize

    for n in range(5):
        answer(service, f"{{ a{n}: __typename }} #" + "x" * 200_000)

    assert service.document.cache_info().currsize == kept


def test_the_same_field_asked_a_hundred_times_is_one_field(service: GraphService) -> None:
    query = f'{{ company(slug: "company-1") {{ {"slug " * 100} }} }}'

    found, _ = answer(service, query)

    assert found == {"data": {"company": {"slug": "company-1"}}}

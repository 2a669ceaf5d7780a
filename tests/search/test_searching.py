from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from search import (
    All,
    Any,
    Between,
    InvalidRequest,
    Not,
    OneOf,
    QuoteDocument,
    QuoteIndex,
    SearchRequest,
    SearchResult,
)
from search.filters import Filter

Find = Callable[[str], list[int]]
Build = Callable[..., QuoteDocument]

FOUND = [
    # typed, the quotes of the small world that it finds
    ("personalization", [1, 4]),
    ("personalizing model", [1, 4]),
    ('"personalization model"', [1]),
    ('"model personalization"~2', [1, 4]),
    ('"personalizations"', []),
    ("ai", [1, 2, 4]),
    ("A.I.", [1, 2, 4]),
    ("artificial intelligence", [1, 2, 4]),
    ('"artificial intelligence"', [4]),
    ("driven", [2]),
    ("ai-driven", [2]),
    ("R&D", [2]),
    ("r&d", [2]),
    ("AT&T", [2]),
    ("3.40", [2]),
    ("40", []),
    ("1,200", [3]),
    ("C++", [3]),
    ("C", []),
    ("GPT-4o", [3]),
    ("gpt", [3]),
    ("gpt-4*", [3]),
    ("U.S.", [3]),
    ("us", []),
    ("don't", [5]),
    ("don’t", [5]),
    ("customer", [5]),
    ("customer's", [5]),
    ("ecommerce", [5]),
    ("e-commerce", [5]),
    ("engine*", [3, 4]),
    ("enginering~", [4]),
    ("NOT ai", [3, 5, 6]),
    ("ai AND NOT agents", [2, 4]),
    ("ai -agents", [2, 4]),
    ("(ai) AND (NOT agents)", [2, 4]),
    ("weather OR NOT ai", [3, 5, 6]),
    ("NOT (ai OR weather)", [3, 5]),
    ("NOT NOT weather", [6]),
    ("what is the weather", [6]),
    ("a weather", [6]),
    ("orchard engineers", [3]),
    ("ORCH engineers", [3]),
    ("Söderström agents", [1]),
    ("soderstrom personalization", [1, 4]),
    ("speaker:soderstrom", [1, 4, 5, 6]),
    ("speaker:SÖDERSTRÖM ai", [1, 4]),
    ('speaker:"maja söderström" weather', [6]),
    ("speaker:maja-soderstrom weather", [6]),
    ("speaker:ek,maja ai", [1, 2, 4]),
    ("-speaker:maja", [2, 3]),
    ("company:orchard", [3]),
    ('company:"orchard devices"', [3]),
    ("company:ORCH", [3]),
    ("ticker:orch", [3]),
    ("sector:technology", [3]),
    ("theme:agents", [2, 5]),
    ("theme:agents theme:compute", [2]),
    ("type:pilot", [3]),
    ("stage:scale,explore", [2, 3]),
    ("section:qa", [3, 6]),
    ("role:cfo", [2]),
    ('role:"chief financial officer"', [2]),
    ("period:2025q2", [2]),
    ("since:2025 until:2025", [2, 6]),
    ("since:2025Q3", [1, 4, 5, 6]),
    ("until:2025-05-01", [2]),
    ("https://example.com/weather", []),
    ("😀", []),
    ("-----", []),
    ("weather 😀", [6]),
    ("", [1, 2, 3, 4, 5, 6]),
]


@pytest.mark.parametrize(("typed", "keys"), FOUND)
def test_a_text_finds(find: Find, typed: str, keys: list[int]) -> None:
    assert find(typed) == keys


def test_a_word_in_the_quote_is_never_part_of_another(index: QuoteIndex, document: Build) -> None:
    index.apply([document(1, "It was said and paid, again."), document(2, "AI")], (), 1)

    result = index.search(SearchRequest("ai"))

    assert [hit.pk for hit in result.hits] == [2]


def test_a_ticker_that_is_a_common_word_finds_only_quotes(
    index: QuoteIndex, document: Build
) -> None:
    index.apply([document(1, "Margins rose.", ticker="AI", company_name="C3.ai")], (), 1)

    found = [index.search(SearchRequest(text)).total for text in ("ai", "ticker:ai", "company:c3")]

    assert found == [0, 1, 1]


def test_a_missing_stop_word_does_not_lose_the_hit(index: QuoteIndex, document: Build) -> None:
    index.apply([document(1, "Agents help."), document(2, "The agents help us.")], (), 1)

    result = index.search(SearchRequest("the agents"))

    assert [hit.pk for hit in result.hits] == [2, 1]


def test_a_prefix_counts_every_word_that_begins_like_it(index: QuoteIndex, document: Build) -> None:
    index.apply((document(n, f"prod{n:03} words") for n in range(200)), (), 1)

    assert index.search(SearchRequest("prod*")).total == 200


def test_the_rarer_word_decides_the_order(index: QuoteIndex, document: Build) -> None:
    texts = ["agents agents agents", "compute agents", "agents at work", "agents again"]
    index.apply([document(n, text) for n, text in enumerate(texts)], (), 1)

    result = index.search(SearchRequest("compute OR agents"))

    assert result.hits[0].pk == 1


def test_a_synonym_of_several_words_scores_like_one(index: QuoteIndex, document: Build) -> None:
    index.apply([document(1, "Artificial intelligence."), document(2, "Weather.")], (), 1)

    spelt_out, synonym = (
        index.search(SearchRequest(text)).hits[0].score
        for text in ('"artificial intelligence"', "ai")
    )

    assert synonym == pytest.approx(spelt_out / 2)


@pytest.mark.parametrize(
    ("text", "position", "suggestion"),
    [
        ("ai stage:shp", 3, "stage:SHIP"),
        ("ai theme:personalisation", 3, "theme:personalization"),
        ("speaker:soderstrum", 0, "speaker:soderstrom"),
        ("company:orchrd", 0, "company:orchard"),
        ("role:xyz", 0, None),
        ("weathre", 0, "weather"),
        ("ai artifical", 3, "artificial"),
    ],
)
def test_an_unknown_value_finds_nothing_and_is_suggested_a_known_one(
    world: QuoteIndex, text: str, position: int, suggestion: str | None
) -> None:
    result = world.search(SearchRequest(text))

    assert result.total == 0
    assert [(n.position, n.suggestion) for n in result.notices] == [(position, suggestion)]


FILTERS: list[tuple[Filter, list[int]]] = [
    (OneOf("company", ("orchard",)), [3]),
    (OneOf("theme", ("agents", "compute")), [2, 5]),
    (OneOf("pk", (1, 4, 99)), [1, 4]),
    (OneOf("held_on", (date(2025, 5, 1),)), [2]),
    (OneOf("stage", ()), []),
    (Between("held_on", date(2025, 5, 2), date(2025, 12, 31)), [6]),
    (Between("held_on", date(2026, 1, 1), None), [1, 4, 5]),
    (Between("pk", 5, None), [5, 6]),
    (Between("pk", None, -1), []),
    (Between("period", "2025Q1", "2025Q4"), [2]),
    (Not(OneOf("company", ("tidewave",))), [3]),
    (All((OneOf("section", ("QA",)), Not(OneOf("pk", (3,))))), [6]),
    (Any((OneOf("pk", (1,)), OneOf("pk", (2,)))), [1, 2]),
    (All(()), [1, 2, 3, 4, 5, 6]),
    (Any(()), []),
    (OneOf("company", ("no such",)), []),
]


@pytest.mark.parametrize(("where", "keys"), FILTERS)
def test_a_filter_lets_through(world: QuoteIndex, where: Filter, keys: list[int]) -> None:
    result = world.search(SearchRequest(where=where))

    assert sorted(hit.pk for hit in result.hits) == keys
    assert result.total == len(keys)


@pytest.mark.parametrize(
    "where",
    [
        OneOf("colour", ("red",)),
        Between("colour", 1, 2),
        OneOf("company", (1,)),
        OneOf("held_on", ("2025-01-01",)),
        All(tuple(OneOf("pk", (n,)) for n in range(5000))),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(world: QuoteIndex, where: Filter) -> None:
    with pytest.raises(InvalidRequest):
        world.search(SearchRequest(where=where))


def test_as_of_hides_what_was_said_later_or_at_no_known_time(world: QuoteIndex) -> None:
    result = world.search(SearchRequest(as_of=date(2025, 12, 31)))

    assert [hit.pk for hit in result.hits] == [6, 2]


def test_the_result_says_how_the_text_was_understood(world: QuoteIndex) -> None:
    result = world.search(SearchRequest('speaker:söderström "home page" -layoffs'))

    assert result.interpretation == 'speaker:söderström AND "home page" AND NOT layoffs'


def test_the_marker_fits_the_text_of_a_hit(world: QuoteIndex) -> None:
    text = "Our personalization model now drives every home page, and AI agents help."
    marker = world.search(SearchRequest('"home page" agent')).marker

    assert [text[start:end] for start, end in marker.ranges(text)] == ["home page", "agents"]


def test_a_search_without_count_has_no_total(world: QuoteIndex) -> None:
    assert world.search(SearchRequest("ai", count=False)).total is None


def fingerprint(result: SearchResult) -> tuple[bool, bool]:
    return len(result.hits) <= 100, len(result.notices) <= 40


@pytest.mark.parametrize("first", [-(2**31), -1, 0, 1, 101, 2**31 - 1, 2**63])
def test_any_page_size_is_answered(world: QuoteIndex, first: int) -> None:
    result = world.search(SearchRequest("ai", first=first))

    assert 1 <= len(result.hits) <= 100


def test_hostile_texts_are_searched_within_bounds(world: QuoteIndex) -> None:
    random = Random(11)
    parts = ["(", ")", '"', "NOT ", "-", " OR ", "a*", "b~2", "stage:", "/(.{1,50}){50}/", "\x00"]
    parts += ["😀", "\u202e", "\ud83d", "x" * 60, "e\u0301", "人工", "{", "[1 TO *]", " ", "role:x"]
    texts = ["".join(random.choices(parts, k=random.randrange(60))) for _ in range(300)]
    texts += [
        "(" * 100_000,
        "NOT " * 50_000,
        "a" * 10_000_000,
        "a* " * 99,
        '"' * 999,
        "stage:a," * 99,
    ]

    outcomes = {fingerprint(world.search(SearchRequest(text, facets=("stage",)))) for text in texts}

    assert outcomes == {(True, True)}

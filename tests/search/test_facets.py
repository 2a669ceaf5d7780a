from collections.abc import Callable

import pytest

from search import FacetCount, InvalidRequest, OneOf, QuoteDocument, QuoteIndex, SearchRequest
from search.filters import All

Build = Callable[..., QuoteDocument]


def rows(counts: tuple[FacetCount, ...]) -> list[tuple[str, int, bool]]:
    return [(row.value, row.count, row.selected) for row in counts]


def facet(
    index: QuoteIndex, name: str, text: str = "", **more: object
) -> list[tuple[str, int, bool]]:
    request = SearchRequest(text, facets=(name,), **more)  # type: ignore[arg-type]
    return rows(index.search(request).facets[name])


def test_values_come_by_count_and_then_by_name(world: QuoteIndex) -> None:
    assert facet(world, "stage") == [
        ("SHIP", 4, False),
        ("EXPLORE", 1, False),
        ("SCALE", 1, False),
    ]


def test_a_quote_counts_for_each_of_its_themes(world: QuoteIndex) -> None:
    assert facet(world, "theme") == [
        ("personalization", 3, False),
        ("agents", 2, False),
        ("compute", 1, False),
    ]


def test_periods_come_newest_first(world: QuoteIndex) -> None:
    assert facet(world, "period") == [("2026Q1", 4, False), ("2025Q2", 1, False)]


def test_counts_follow_the_words(world: QuoteIndex) -> None:
    assert facet(world, "company", "ai") == [("tidewave", 3, False)]


def test_a_choice_keeps_the_other_values_open(world: QuoteIndex) -> None:
    assert facet(world, "stage", "stage:ship ai") == [("SHIP", 2, True), ("SCALE", 1, False)]


def test_a_choice_by_filter_keeps_the_other_values_open(world: QuoteIndex) -> None:
    where = All((OneOf("stage", ("SHIP",)), OneOf("section", ("PREPARED",))))

    assert facet(world, "stage", where=where) == [("SHIP", 3, True), ("SCALE", 1, False)]


def test_a_choice_narrows_the_other_facets(world: QuoteIndex) -> None:
    assert facet(world, "company", "stage:explore") == [("orchard", 1, False)]


def test_a_name_chooses_whoever_bears_it(world: QuoteIndex) -> None:
    assert facet(world, "speaker", "speaker:söderström") == [
        ("maja-soderstrom", 4, True),
        ("jon-ek", 1, False),
    ]


def test_a_chosen_value_without_hits_is_still_listed(world: QuoteIndex) -> None:
    assert facet(world, "stage", "weather stage:explore") == [
        ("SHIP", 1, False),
        ("EXPLORE", 0, True),
    ]


def test_a_chosen_value_is_listed_beyond_the_size(world: QuoteIndex) -> None:
    assert facet(world, "stage", "stage:scale", facet_size=1) == [
        ("SHIP", 4, False),
        ("SCALE", 1, True),
    ]


def test_an_excluded_value_is_not_chosen(world: QuoteIndex) -> None:
    assert ("SHIP", 4, True) not in facet(world, "stage", "-stage:ship")


def test_counts_are_exact_over_many_segments(index: QuoteIndex, document: Build) -> None:
    for part in range(4):
        quotes = (document(part * 50 + n, "x", speaker=f"person-{n:02}") for n in range(50))
        index.apply(quotes, (), part + 1)

    counts = facet(index, "speaker", facet_size=100)

    assert counts == [(f"person-{n:02}", 4, False) for n in range(50)]


def test_an_unknown_facet_is_refused(world: QuoteIndex) -> None:
    with pytest.raises(InvalidRequest, match="colour"):
        world.search(SearchRequest(facets=("colour",)))


def test_facets_alone_are_those_beside_the_hits(world: QuoteIndex) -> None:
    request = SearchRequest("stage:ship ai", facets=("stage", "theme"), facet_size=1)

    assert world.pinned().facets(request) == world.search(request).facets

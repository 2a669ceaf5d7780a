"""Each theme and each function is in one area, so that each side counts in one place."""

from collections import Counter

from schema.store.areas import AREAS, WorkArea, describe_area
from schema.taxonomy.labels import JobFunction, ThemeSlug


def test_every_theme_is_in_one_area() -> None:
    assert Counter(theme for its in AREAS.values() for theme in its.themes) == Counter(ThemeSlug)


def test_every_function_but_other_is_in_one_area() -> None:
    functions = Counter(function for its in AREAS.values() for function in its.functions)

    assert functions == Counter(set(JobFunction) - {JobFunction.OTHER})


def test_the_words_of_an_area_name_what_is_in_it() -> None:
    words = describe_area(WorkArea.PRODUCT)

    assert words.endswith("Themes: PERSONALIZATION, SEARCH. Functions: PRODUCT, DESIGN.")

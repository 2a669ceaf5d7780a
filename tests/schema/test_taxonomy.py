from enum import Enum
from inspect import getmembers, isclass

import pytest

from schema.classify.evidence import iter_findings
from schema.taxonomy import labels
from schema.taxonomy.labels import EventType, Label, Stage, ThemeSlug
from schema.taxonomy.rules import (
    TAXONOMY_FILE,
    BadTaxonomy,
    Rule,
    description_of,
    load_taxonomy,
    parse_taxonomy,
    words_of,
)

VOCABULARIES = {
    name: enum
    for name, enum in getmembers(labels, isclass)
    if issubclass(enum, Label) and enum is not Label
}
INTERNAL_VOCABULARIES = {"Gate", "Negation", "Boilerplate", "Specificity", "Detail"}
EXAMPLES = [(rule, text) for rule in load_taxonomy().rules for text in rule.match]
COUNTEREXAMPLES = [(rule, text) for rule in load_taxonomy().rules for text in rule.miss]

GOOD = """
version = "1"
[labels.Stage.SHIP]
label = "Ship"
description = "In a product."
[[rules]]
id = "stage.ship"
reads = "statement"
vocabulary = "Stage"
label = "SHIP"
pattern = "shipped"
match = ["we shipped"]
"""


def example_id(value: object) -> str:
    return value.id if isinstance(value, Rule) else str(value)[:40]


@pytest.mark.parametrize(("rule", "text"), EXAMPLES, ids=example_id)
def test_a_rule_matches_its_examples(rule: Rule, text: str) -> None:
    assert any(iter_findings([rule], text))


@pytest.mark.parametrize(("rule", "text"), COUNTEREXAMPLES, ids=example_id)
def test_a_rule_misses_its_counterexamples(rule: Rule, text: str) -> None:
    assert not any(iter_findings([rule], text))


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_the_taxonomy_words_and_the_enums_have_the_same_members(name: str) -> None:
    words = load_taxonomy().labels[name]

    assert set(words) == {member.name for member in VOCABULARIES[name]}


def test_the_taxonomy_has_no_vocabulary_that_is_neither_enum_nor_internal() -> None:
    assert set(load_taxonomy().labels) == set(VOCABULARIES) | INTERNAL_VOCABULARIES


def test_every_description_is_one_sentence() -> None:
    descriptions = [
        words.description for part in load_taxonomy().labels.values() for words in part.values()
    ]

    assert all(text.endswith(".") and ". " not in text for text in descriptions)


@pytest.mark.parametrize(
    "vocabulary", [EventType, Stage, ThemeSlug, labels.JobFunction, labels.Seniority]
)
def test_every_label_of_a_generated_vocabulary_has_a_rule(vocabulary: type[Enum]) -> None:
    reached = {
        rule.label for rule in load_taxonomy().rules if rule.vocabulary == vocabulary.__name__
    }

    assert {member.name for member in vocabulary} - reached <= {"OTHER", "UNKNOWN"}


def test_the_description_of_a_label_comes_from_the_file() -> None:
    assert description_of(Stage.SHIP) in TAXONOMY_FILE.read_text("utf-8")


def test_every_event_type_implies_a_stage() -> None:
    assert all(Stage(words_of(event_type).stage or "") for event_type in EventType)


def test_a_small_taxonomy_is_read() -> None:
    taxonomy = parse_taxonomy(GOOD)

    assert taxonomy.rules[0].id == "stage.ship"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("shipped", "(shipped", "stage.ship: .* is no regular expression"),
        ('label = "SHIP"', 'label = "SHOP"', r"stage.ship: there is no \[labels.Stage.SHOP\]"),
        ('reads = "statement"', 'reads = "song"', "stage.ship: reads 'song'"),
        ('match = ["we shipped"]', "", "stage.ship: give at least one example"),
        ('match = ["we shipped"]', 'match = ["a"]\ncase = "any"', "stage.ship: case"),
        ('match = ["we shipped"]', 'match = ["a"]\nwieght = 2', "stage.ship: unknown key 'wieght'"),
        ('match = ["we shipped"]', 'match = ["a"]\nweight = "2"', "stage.ship: weight"),
        ('match = ["we shipped"]', "match = [1]", "stage.ship: 'match' must be a list"),
        ('pattern = "shipped"', "", "stage.ship: 'pattern' must be a text"),
        ('id = "stage.ship"', "", "a rule has no id"),
        ('version = "1"', "", "version"),
        ('description = "In a product."', "", "labels.Stage.SHIP.* has no 'description'"),
        ("[[rules]]", "[[rules]", "not valid TOML"),
        ("[[rules]]", "a = " + "[" * 5_000, "not valid TOML: nested too deeply"),
    ],
)
def test_a_wrong_taxonomy_is_refused_with_the_place(old: str, new: str, reason: str) -> None:
    with pytest.raises(BadTaxonomy, match=reason):
        parse_taxonomy(GOOD.replace(old, new))


def test_an_id_that_is_used_twice_is_refused() -> None:
    rule = GOOD[GOOD.index("[[rules]]") :]

    with pytest.raises(BadTaxonomy, match=r"stage\.ship: the id is used twice"):
        parse_taxonomy(GOOD + rule)

from collections.abc import Callable
from typing import Any

import pytest

from schema.database import Database
from schema.taxonomy.rules import load_taxonomy
from seeds.intake import import_file
from seeds.review.inspection import Finding, inspect
from tests.seeds.conftest import ACME, Write
from tests.seeds.review.conftest import JOB, Edit

Look = Callable[..., list[Finding]]

RULE = """
[[rules]]
id = "test.{name}"
reads = "{reads}"
vocabulary = "{vocabulary}"
label = "{label}"
pattern = '{pattern}'
match = ["{match}"]
"""


def rule(name: str, pattern: str, match: str, **use: str) -> str:
    usual = {"reads": "statement", "vocabulary": "ThemeSlug", "label": "SEARCH"}
    return RULE.format(name=name, pattern=pattern, match=match, **{**usual, **use})


@pytest.fixture
def look(database: Database, write: Write, small: Edit) -> Look:
    """Looks a taxonomy with rules added over, on a call with six statements and a posting."""
    texts = [f"We launched an AI assistant for {n} of our customers in March." for n in range(6)]
    turns = [{"speaker": "A", "title": "CEO", "role": "executive", "text": t} for t in texts]
    call: dict[str, Any] = {"record": "call", "key": "c1", "company": "acme", "turns": turns}
    import_file(database, write("a.jsonl", ACME, call, {**JOB, "title": "Odd Engineer"}))

    def look_at(rules: str) -> list[Finding]:
        with database.read() as reader:
            found = inspect(reader, small(rules))
        return [finding for finding in found.findings if "test." in finding.subject]

    return look_at


def topics(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.topic, finding.subject) for finding in findings]


def test_ours_is_not_wrong() -> None:
    findings = inspect(None, load_taxonomy()).findings

    assert [finding for finding in findings if finding.is_wrong] == []


def test_an_example_that_fails_is_wrong(look: Look) -> None:
    (finding, *_) = look(rule("one", "assistant", "nothing of the kind"))

    assert (finding.topic, finding.is_wrong) == ("example", True)
    assert finding.what == 'does not match "nothing of the kind"'


def test_a_label_without_words_is_wrong(edited: Edit) -> None:
    taxonomy = edited(("[labels.DoubtKind.NO_DATE]", "[labels.DoubtKind.OVER]"))

    found = [finding for finding in inspect(None, taxonomy).findings if finding.is_wrong]

    assert [(finding.topic, finding.subject) for finding in found] == [
        ("label", "DoubtKind.NO_DATE")
    ]


def test_a_label_that_no_rule_gives_is_told_where_others_of_its_kind_have_rules(
    small: Edit,
) -> None:
    one = rule("one", "assistant", "assistant", vocabulary="Stage", label="SHIP")

    found = [each.subject for each in inspect(None, small(one)).findings if each.topic == "label"]

    assert "Stage.SCALE" in found
    assert "Stage.SHIP" not in found
    assert not any(subject.startswith("Seniority.") for subject in found)


def test_a_pattern_that_a_long_text_makes_slow_is_told(look: Look) -> None:
    found = look(rule("slow", r"(?:\d|,){0,80}(?:\d|,){0,80}x", "1,1x"))

    assert ("slow", "test.slow") in topics(found)


def test_a_rule_that_matches_nothing_stored_is_told(look: Look) -> None:
    (finding,) = look(rule("unused", "zeppelin", "a zeppelin"))

    assert (finding.topic, finding.what) == ("unused", "matches none of 6 statement texts")


def test_a_rule_that_earlier_ones_always_forestall_is_told_with_their_names(look: Look) -> None:
    use = {"reads": "title", "vocabulary": "JobFunction", "label": "OTHER"}

    (finding,) = look(rule("late", "odd engineer", "odd engineer", **use))

    assert finding.topic == "shadowed"
    assert "function.title.engineer" in finding.what


def test_two_rules_that_match_the_same_texts_are_told(look: Look) -> None:
    found = look(
        rule("one", "assistant", "assistant") + rule("two", "of our", "of our", label="VISION")
    )

    assert ("together", "test.one, test.two") in topics(found)


def test_a_theme_rule_that_finds_nothing_of_its_own_is_told(look: Look) -> None:
    found = look(
        rule("all", "assistant", "assistant") + rule("some", "for [0-4]", "for 1", label="SEARCH")
    )

    assert ("within", "test.some") in topics(found)

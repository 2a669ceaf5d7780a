from re import IGNORECASE, findall, fullmatch

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from schema.classify.evidence import Evidence, Finding, _is_cancelled, choose_rules, iter_findings
from schema.taxonomy.literals import find_literals, fold_case, lower_pattern
from schema.taxonomy.rules import Rule, load_taxonomy, rules_for

KINDS = sorted({(rule.reads, rule.vocabulary) for rule in load_taxonomy().rules})
RULES = [rule for kind in KINDS for rule in rules_for(*kind)]
WORDS = sorted({word for rule in RULES for each in rule.match + rule.miss for word in each.split()})
ODD = ["İ", "ı", "ſ", "K", "’", "é", "AI", "GPT-5", "30%", "\n", "٣"]
texts = st.lists(st.sampled_from(WORDS + ODD), max_size=12).map(" ".join) | st.text(max_size=80)


def iter_plainly(rules: tuple[Rule, ...], text: str) -> list[Finding]:
    """What the rules find when each pattern is tried on the text, whatever is in it."""
    return [
        Finding(rule, Evidence(rule.id, *match.span()))
        for rule in rules
        for match in rule.pattern.finditer(text)
        if match.group() and not _is_cancelled(rule, text, *match.span())
    ]


@given(texts)
def test_looking_for_literals_first_changes_no_finding(text: str) -> None:
    for kind in KINDS:
        assert list(iter_findings(rules_for(*kind), text)) == iter_plainly(rules_for(*kind), text)


@settings(max_examples=3, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_whatever_a_rule_matches_holds_its_literals(rule: Rule, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(rule.pattern))

    assert choose_rules([rule], text) == (rule,)


@given(texts, texts, texts)
def test_rules_that_could_match_in_a_part_are_chosen_for_the_whole(
    before: str, part: str, after: str
) -> None:
    rules = rules_for("statement", "Gate")

    chosen = choose_rules(rules, before + part + after)

    assert {finding.rule.id for finding in iter_findings(rules, part)} <= {r.id for r in chosen}


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"\bAI\b", (("AI",),)),
        (r"A(?:I|\.I)\b", (("A.I", "AI"),)),
        (r"\bmachine[- ]learn\w+", (("machine learn", "machine-learn"),)),
        (r"(?:cost|price)s?\b.{0,20}\bfell", (("fell",), ("cost", "price"))),
        (r"(?:big )?data", (("data",),)),
        (r"\w+", ()),
        (r"AI|\d", ()),
        (r"(?i:AI)", ()),
    ],
)
def test_the_literals_of_a_pattern(pattern: str, literals: tuple[tuple[str, ...], ...]) -> None:
    assert find_literals(pattern, ignores_case=False) == literals


@pytest.mark.parametrize(
    "pattern", [r"\S+ AI", r"(?P<n>AI)", r"[A-z]", r"(a)?b(?(1)c|d)", r"[+-Z]"]
)
def test_a_pattern_whose_capitals_mean_something_is_left_alone(pattern: str) -> None:
    assert lower_pattern(pattern) is None


def test_most_patterns_are_read_in_small_letters() -> None:
    ignoring = [rule for rule in RULES if rule.ignores_case]

    assert sum(rule.folded is not None for rule in ignoring) > 0.9 * len(ignoring)


def test_what_a_pattern_takes_for_a_letter_is_folded_to_it() -> None:
    every = "".join(map(chr, range(0x110000)))
    taken = [
        (letter, odd)
        for odd in findall("[a-zéäü]", every, IGNORECASE)
        for letter in "abcdefghijklmnopqrstuvwxyzéäü"
        if fullmatch(letter, odd, IGNORECASE)
    ]

    assert len(taken) > 58
    assert [pair for pair in taken if pair[0] not in fold_case(pair[1])] == []

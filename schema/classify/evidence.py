"""The words that decided: which rule matched where, and the one place that runs rules over text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from schema.taxonomy.literals import fold_case
from schema.taxonomy.rules import Rule

SHORT = 60
"""Characters of a text, such as a title or a department, that is likely to come again."""

NEAR = 60
"""Characters on either side of a match in which an `unless` pattern cancels it."""


GIVEN = "GIVEN"
"""Stands in place of a rule where the source itself gave a label."""

CORRECTED = "CORRECTED"
"""Stands in place of a rule where somebody corrected a label."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One match: `text[start:end]` of the given text; `field` says which, if there were several."""

    rule: str
    start: int
    end: int
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule together with where it matched."""

    rule: Rule
    evidence: Evidence


def iter_findings(rules: Iterable[Rule], text: str, field: str = "text") -> Iterator[Finding]:
    """Yield every match of every rule, rule by rule, in the order of the text within a rule."""
    folded = fold_case(text)
    has_same_places = len(folded) == len(text)
    for rule in rules:
        if not _can_match(rule, folded if rule.ignores_case else text):
            continue
        if rule.folded and has_same_places:
            matches = rule.folded.finditer(folded)
        else:
            matches = rule.pattern.finditer(text)
        for match in matches:
            if match.end() == match.start() or _is_cancelled(rule, text, *match.span()):
                continue
            yield Finding(rule, Evidence(rule.id, match.start(), match.end(), field))


def choose_rules(rules: Iterable[Rule], text: str) -> tuple[Rule, ...]:
    """Return the rules that could match in the text or in a part of it, in their order."""
    folded = fold_case(text)
    return tuple(rule for rule in rules if _can_match(rule, folded if rule.ignores_case else text))


def find_first(rules: tuple[Rule, ...], text: str, field: str = "text") -> Finding | None:
    """Return the first match of the first rule that matches, or None."""
    if len(text) <= SHORT:
        return _remember_first(rules, text, field)
    return next(iter_findings(rules, text, field), None)


# Boards have few departments and many postings; a title stands there once a city.
@lru_cache(maxsize=8192)
def _remember_first(rules: tuple[Rule, ...], text: str, field: str) -> Finding | None:
    return next(iter_findings(rules, text, field), None)


def _can_match(rule: Rule, searched: str) -> bool:
    # Loops of their own: `any` over a generator takes twice the time, and this is much of it.
    for literals in rule.literals:
        for literal in literals:
            if literal in searched:
                break
        else:
            return False
    return True


def _is_cancelled(rule: Rule, text: str, start: int, end: int) -> bool:
    if rule.unless is None:
        return False
    return rule.unless.search(text, max(0, start - NEAR), end + NEAR) is not None

"""The gate before every other rule: is this text about AI at all?"""

from collections.abc import Iterator

from schema.classify.evidence import Evidence, choose_rules, find_first, iter_findings
from schema.taxonomy.rules import Rule, rules_for


def iter_ai_mentions(text: str) -> Iterator[Evidence]:
    """Yield the AI mentions of a text in order; of mentions that overlap, the first and longest."""
    found = [finding.evidence for finding in iter_findings(_mention_rules(), text)]
    end = 0
    for mention in sorted(found, key=lambda mention: (mention.start, -mention.end)):
        if mention.start >= end:
            yield mention
            end = mention.end


def has_ai_mention(text: str, rules: tuple[Rule, ...] | None = None) -> bool:
    """Tell whether a text mentions AI; cheaper than listing the mentions.

    `rules` are those of a text that this one is part of, from `choose_mention_rules`.
    """
    return find_first(_mention_rules() if rules is None else rules, text) is not None


def choose_mention_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules that can find AI in a text or its parts: mostly none, of twenty."""
    return choose_rules(_mention_rules(), text)


def find_boilerplate(text: str) -> Evidence | None:
    """Return the words that mark a text as safe-harbour or operator text, or None."""
    finding = find_first(rules_for("statement", "Boilerplate"), text)
    return finding.evidence if finding else None


def _mention_rules() -> tuple[Rule, ...]:
    return rules_for("statement", "Gate")

"""Sectors as others spell them, mapped on the eleven GICS sectors."""

from schema.classify.evidence import find_first
from schema.taxonomy.labels import Sector
from schema.taxonomy.rules import load_taxonomy, rules_for


def parse_sector(text: str) -> Sector:
    """Return the sector that a name stands for: our name, the GICS name or a data vendor's.

    Raises:
        ValueError: the name is not known; the message lists the accepted ones.
    """
    key = " ".join(text.replace("_", " ").split())
    finding = find_first(rules_for("sector", "Sector"), key)
    if finding is None:
        names = ", ".join(words.label for words in load_taxonomy().labels["Sector"].values())
        raise ValueError(f"unknown sector {text[:60]!r}: expected one of {names}")
    return Sector(finding.rule.label)

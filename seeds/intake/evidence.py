"""The words that decided on a label, as the JSON text that rows keep."""

from collections.abc import Iterable

from orjson import dumps, loads

from schema.classify.evidence import CORRECTED, Evidence


def format_evidence(evidence: Iterable[tuple[str, Evidence]]) -> str:
    """Return a JSON list of objects: label, rule, field, start, end (code points of the field)."""
    entries = [
        {
            "label": label,
            "rule": each.rule,
            "field": each.field,
            "start": each.start,
            "end": each.end,
        }
        for label, each in evidence
    ]
    return dumps(entries).decode()


def mark_corrected(evidence: str, labels: Iterable[tuple[str, str]]) -> str:
    """Return evidence that says which labels, as (label, field), somebody corrected.

    What the rules found stays beside it; without labels only that is left.
    """
    found = [entry for entry in loads(evidence) if entry["rule"] != CORRECTED]
    said = [
        {"label": label, "rule": CORRECTED, "field": field, "start": 0, "end": 0}
        for label, field in labels
    ]
    return dumps([*said, *found]).decode()

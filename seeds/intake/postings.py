"""Postings: what a look says of labels and appearance, as columns."""

from collections.abc import Collection

from orjson import dumps

from schema.classify.evidence import GIVEN, Evidence
from schema.classify.postings import PostingLabels, classify_posting, normalise_title
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS
from schema.taxonomy.rules import load_taxonomy
from seeds.intake.evidence import format_evidence
from seeds.intake.pay import build_pay
from seeds.intake.rows import Values
from seeds.records import PostingRecord

KEY_MAX = 300


def build_role_key(title: str) -> str:
    """Return what postings of the same job have in common."""
    return normalise_title(title)[:KEY_MAX] or title.lower()[:KEY_MAX]


def build_looks(record: PostingRecord) -> Values:
    """Return the columns that say how a posting looks."""
    looks: Values = {
        "title": record.title,
        "department": record.department,
        "team": record.team,
        "locations": dumps(record.locations).decode(),
        "work_mode": record.work_mode,
        "url": record.url,
        "description": record.description,
        "is_illustrative": record.is_illustrative,
    }
    return looks | build_pay(record.pay, record.description)


def build_labels(record: PostingRecord, blurbs: Collection[str] = ()) -> Values:
    """Return what a posting is: its role, the given labels, the rules' where none is given."""
    given: Values = {
        "ai_involvement": record.ai_involvement,
        "function": record.function,
        "seniority": record.seniority,
    }
    found: PostingLabels | None = None
    if None in given.values() or record.stage is None:
        found = classify_posting(
            record.title,
            record.department,
            record.team,
            record.description,
            record.native_function,
            record.native_level,
            blurbs,
        )
    labels = {name: value or getattr(found, name) for name, value in given.items()}
    is_ai = labels["ai_involvement"] in AI_ROLE_INVOLVEMENTS
    stage = record.stage or (found.stage if found else None)
    return {
        **labels,
        "role_key": build_role_key(record.title),
        "stage": stage if is_ai else None,
        "evidence": format_evidence(build_evidence(record, found)),
        "taxonomy_version": load_taxonomy().version if found else None,
    }


def came_labelled(record: PostingRecord) -> bool:
    """Whether a record gives all labels, so that there is nothing for the rules to say."""
    has_stage = record.stage is not None or record.ai_involvement not in AI_ROLE_INVOLVEMENTS
    return None not in (record.ai_involvement, record.function, record.seniority) and has_stage


def build_evidence(
    record: PostingRecord, found: PostingLabels | None
) -> list[tuple[str, Evidence]]:
    """Return why a posting has its labels: those that the source gave, then those of the rules."""
    labels = (record.ai_involvement, record.stage, record.function, record.seniority)
    given = [f"{type(label).__name__}.{label}" for label in labels if label]
    kept = {label.partition(".")[0] for label in given}
    by_rules = found.evidence if found else ()
    return [
        *((label, Evidence(GIVEN, 0, 0, "record")) for label in given),
        *(each for each in by_rules if each[0].partition(".")[0] not in kept),
    ]

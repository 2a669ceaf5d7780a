"""What a job advertisement is: its part in AI, its function, its stage, its seniority."""

from collections.abc import Collection
from dataclasses import dataclass

from schema.classify.evidence import Evidence, Finding, find_first
from schema.classify.involvement import Units, find_involvement
from schema.classify.titles import normalise_title
from schema.taxonomy.labels import AiInvolvement, JobFunction, Seniority, Stage
from schema.taxonomy.rules import Rule, rules_for

__all__ = ["PostingLabels", "classify_posting", "normalise_title"]

MAX_DESCRIPTION = 40_000
"""Characters of a description that are read; the longest of 2,154 measured had 18,310."""


@dataclass(frozen=True, slots=True)
class PostingLabels:
    """The labels of one advertisement, and for each "Vocabulary.LABEL" the words that gave it."""

    ai_involvement: AiInvolvement
    function: JobFunction
    stage: Stage | None
    seniority: Seniority
    evidence: tuple[tuple[str, Evidence], ...]


def classify_posting(
    title: str,
    department: str | None = None,
    team: str | None = None,
    description: str | None = None,
    native_function: str | None = None,
    native_level: str | None = None,
    blurbs: Collection[str] = (),
) -> PostingLabels:
    """Return the labels of an advertisement; `stage` is None unless the job is an AI role.

    Args:
        title: as printed.
        department, team: as the board names them.
        description: plain text.
        native_function, native_level: what the board itself states; believed before all else.
        blurbs: what the board says on AI in most of its advertisements (`find_blurbs`).
    """
    description = (description or "")[:MAX_DESCRIPTION]
    units = (("team", team or ""), ("department", department or ""))
    function = _find_function(title, units, description, native_function or "")
    seniority = _find_seniority(title, native_level or "")
    kind = JobFunction(function.rule.label) if function else JobFunction.OTHER
    involvement = find_involvement(title, units, description, kind, blurbs)
    return PostingLabels(
        involvement.label,
        kind,
        involvement.stage,
        Seniority(seniority.rule.label) if seniority else Seniority.UNKNOWN,
        (
            *involvement.evidence,
            *(
                (f"{f.rule.vocabulary}.{f.rule.label}", f.evidence)
                for f in (function, seniority)
                if f
            ),
        ),
    )


def _find_function(title: str, units: Units, description: str, native: str) -> Finding | None:
    """Return the first that tells: the board, a department of one craft, the title, and so on.

    A department of many crafts (Engineering, Operations) only speaks where the title is silent.
    """
    rules, wide = (rules_for(reads, "JobFunction") for reads in ("department", "division"))
    return (
        find_first(rules, native, "native_function")
        or find_first(wide, native, "native_function")
        or _find_in_units(rules, units)
        or find_first(rules_for("title", "JobFunction"), title, "title")
        or _find_in_units(wide, units)
        or find_first(rules_for("description", "JobFunction"), description, "description")
    )


def _find_in_units(rules: tuple[Rule, ...], units: Units) -> Finding | None:
    found = (find_first(rules, text, field) for field, text in units)
    return next((finding for finding in found if finding), None)


def _find_seniority(title: str, native_level: str) -> Finding | None:
    return find_first(
        rules_for("level", "Seniority"), native_level.strip(), "native_level"
    ) or find_first(rules_for("title", "Seniority"), title, "title")

"""What a job advertisement is: its part in AI, its function, its stage, its seniority."""

from collections.abc import Iterator
from dataclasses import dataclass

from schema.classify.evidence import Evidence, Finding, find_first
from schema.classify.gate import choose_mention_rules, has_ai_mention, iter_ai_mentions
from schema.classify.sentences import iter_sentences
from schema.classify.titles import normalise_title
from schema.taxonomy.labels import (
    AI_ROLE_INVOLVEMENTS,
    AiInvolvement,
    JobFunction,
    Seniority,
    Stage,
)
from schema.taxonomy.rules import rules_for

__all__ = ["PostingLabels", "classify_posting", "normalise_title"]

MAX_DESCRIPTION = 40_000
"""Characters of a description that are read; the longest of 2,154 measured had 18,310."""

SENTENCES_OF_A_TECHNICAL_ROLE = 2
SENTENCES_OF_ANOTHER_ROLE = 4
"""Sentences on work with AI that make an AI role of a job whose title is silent on it.

AI companies speak of AI to everybody. Measured on 2,154 postings of 44 boards: with 2 for every
function, 327 jobs outside the technical functions were AI roles, counsel and account executives
among them; with 4, 123.
"""

TECHNICAL_FUNCTIONS = frozenset(
    {JobFunction.ENGINEERING, JobFunction.DATA_ML, JobFunction.RESEARCH, JobFunction.HARDWARE}
)
"""Only these develop AI by description alone; for others "develop AI features" is teamwork."""


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
) -> PostingLabels:
    """Return the labels of an advertisement; `stage` is None unless the job is an AI role.

    Args:
        title: as printed.
        department, team: as the board names them.
        description: plain text; what a board repeats in every advertisement is best taken out
            first (`mask_blurbs`).
        native_function, native_level: what the board itself states; believed before all else.
    """
    description = (description or "")[:MAX_DESCRIPTION]
    units = (("team", team or ""), ("department", department or ""))
    function = _find_function(title, units, description, native_function or "")
    seniority = _find_seniority(title, native_level or "")
    kind = JobFunction(function.rule.label) if function else JobFunction.OTHER
    involvement, proof = _find_involvement(title, units, description, kind)
    stage = _find_stage(title, description) if involvement in AI_ROLE_INVOLVEMENTS else None
    findings = (finding for finding in (function, seniority, stage) if finding)
    return PostingLabels(
        involvement,
        kind,
        Stage(stage.rule.label) if stage else None,
        Seniority(seniority.rule.label) if seniority else Seniority.UNKNOWN,
        (
            *((f"AiInvolvement.{involvement}", evidence) for evidence in proof),
            *((f"{f.rule.vocabulary}.{f.rule.label}", f.evidence) for f in findings),
        ),
    )


def _find_function(
    title: str, units: tuple[tuple[str, str], ...], description: str, native: str
) -> Finding | None:
    unit_rules = rules_for("department", "JobFunction")
    for field, text in (("native_function", native), *units):
        if finding := find_first(unit_rules, text, field):
            return finding
    return find_first(rules_for("title", "JobFunction"), title, "title") or find_first(
        rules_for("description", "JobFunction"), description, "description"
    )


def _find_seniority(title: str, native_level: str) -> Finding | None:
    return find_first(
        rules_for("level", "Seniority"), native_level.strip(), "native_level"
    ) or find_first(rules_for("title", "Seniority"), title, "title")


def _find_involvement(
    title: str, units: tuple[tuple[str, str], ...], description: str, function: JobFunction
) -> tuple[AiInvolvement, tuple[Evidence, ...]]:
    part = find_first(rules_for("title", "AiInvolvement"), title, "title")
    if part and (mention := _find_mention(title, "title")):
        return AiInvolvement(part.rule.label), (mention, part.evidence)
    if part and part.rule.label == AiInvolvement.DEVELOPS:
        for field, text in units:
            if mention := _find_mention(text, field):
                return AiInvolvement.DEVELOPS, (mention, part.evidence)
    return _read_description(description, function)


def _find_mention(text: str, field: str) -> Evidence | None:
    if mention := next(iter_ai_mentions(text), None):
        return Evidence(mention.rule, mention.start, mention.end, field)
    finding = find_first(rules_for("title", "Gate"), text, field)
    return finding.evidence if finding else None


def _read_description(
    description: str, function: JobFunction
) -> tuple[AiInvolvement, tuple[Evidence, ...]]:
    duties, blurbs, hiring = _sort_mentions(description)
    if not duties:
        if blurbs:
            return AiInvolvement.MENTIONS, blurbs[:1]
        if hiring:
            return AiInvolvement.HIRING_BOILERPLATE, hiring[:1]
        return AiInvolvement.NONE, ()
    parts = [part for span in duties if (part := _find_part(description, *span))]
    technical = function in TECHNICAL_FUNCTIONS
    if len(parts) < (SENTENCES_OF_A_TECHNICAL_ROLE if technical else SENTENCES_OF_ANOTHER_ROLE):
        return AiInvolvement.MENTIONS, (_mention_in(description, *duties[0]),)
    labels = {part.rule.label for part in parts}
    if AiInvolvement.DEVELOPS in labels and not technical:
        return AiInvolvement.APPLIES, tuple(part.evidence for part in parts)
    strongest = next(
        label
        for label in (AiInvolvement.DEVELOPS, AiInvolvement.ENABLES, AiInvolvement.APPLIES)
        if label in labels
    )
    return strongest, tuple(part.evidence for part in parts if part.rule.label == strongest)


def _sort_mentions(
    description: str,
) -> tuple[list[tuple[int, int]], tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Return the sentences on AI about the job, and the mentions in company and hiring text."""
    duties: list[tuple[int, int]] = []
    blurbs: list[Evidence] = []
    hiring: list[Evidence] = []
    for start, end in _iter_ai_sentences(description):
        noise = find_first(rules_for("description", "Boilerplate"), description[start:end])
        if noise is None:
            duties.append((start, end))
        elif noise.rule.label == "HIRING":
            hiring.append(_mention_in(description, start, end))
        else:
            blurbs.append(_mention_in(description, start, end))
    return duties, tuple(blurbs), tuple(hiring)


def _iter_ai_sentences(description: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences that mention AI; every line is at least one sentence."""
    rules = choose_mention_rules(description)
    if not has_ai_mention(description, rules):
        return
    offset = 0
    for line in description.splitlines(keepends=True):
        if has_ai_mention(line, rules):
            for start, end in iter_sentences(line):
                if has_ai_mention(line[start:end], rules):
                    yield offset + start, offset + end
        offset += len(line)


def _mention_in(description: str, start: int, end: int) -> Evidence:
    mention = next(iter_ai_mentions(description[start:end]))
    return Evidence(mention.rule, start + mention.start, start + mention.end, "description")


def _find_part(description: str, start: int, end: int) -> Finding | None:
    finding = find_first(rules_for("description", "AiInvolvement"), description[start:end])
    return _shifted(finding, start) if finding else None


def _find_stage(title: str, description: str) -> Finding | None:
    if finding := find_first(rules_for("title", "Stage"), title, "title"):
        return finding
    rules = rules_for("description", "Stage")
    for start, end in _iter_ai_sentences(description):
        if finding := find_first(rules, description[start:end]):
            return _shifted(finding, start)
    return None


def _shifted(finding: Finding, start: int) -> Finding:
    span = finding.evidence
    return Finding(
        finding.rule, Evidence(span.rule, start + span.start, start + span.end, "description")
    )

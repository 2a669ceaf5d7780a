"""What a job has to do with AI: by its title, else by what its description says of the work."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from schema.classify.blurbs import mask_blurbs
from schema.classify.evidence import Evidence, Finding, find_first
from schema.classify.gate import choose_mention_rules, has_ai_mention, iter_ai_mentions
from schema.classify.sentences import iter_sentences
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, AiInvolvement, JobFunction, Stage
from schema.taxonomy.rules import rules_for

SENTENCES_OF_A_TECHNICAL_ROLE = 2
SENTENCES_OF_ANOTHER_ROLE = 3
"""Sentences on work with AI that make an AI role of a job whose title is silent on it.

AI companies speak of AI to everybody, so other than technical ones need more, and so does who
only uses AI; but what such a company has to sell and to manage is AI.
"""

TECHNICAL_FUNCTIONS = frozenset(
    {
        JobFunction.ENGINEERING,
        JobFunction.DATA_ML,
        JobFunction.RESEARCH,
        JobFunction.HARDWARE,
    }
)
"""Only these develop AI by description alone; for others "develop AI features" is teamwork."""

PRODUCT_FUNCTIONS = frozenset(
    {JobFunction.SALES, JobFunction.CUSTOMER_SERVICE, JobFunction.PRODUCT}
)
"""Their work is the company's product, whatever that is."""

FIELD_FUNCTIONS = frozenset(
    {
        JobFunction.SALES,
        JobFunction.CUSTOMER_SERVICE,
        JobFunction.OPERATIONS_SUPPLY,
        JobFunction.LEGAL_POLICY,
    }
)
"""These make AI possible, whatever verb their duties use: they sell, roll out, feed and govern."""

Units = Sequence[tuple[str, str]]
"""The name of a field and the text in it, of the team and the department."""


@dataclass(frozen=True, slots=True)
class Involvement:
    """What a job has to do with AI, its stage (None unless it is an AI role), and the proof."""

    label: AiInvolvement
    stage: Stage | None
    evidence: tuple[tuple[str, Evidence], ...]


def find_involvement(
    title: str, units: Units, description: str, function: JobFunction, blurbs: Collection[str] = ()
) -> Involvement:
    """Return what a job has to do with AI.

    Args:
        title, description: as printed.
        units: the team and the department.
        function: what the job does.
        blurbs: what the board says on AI in most of its advertisements (`find_blurbs`). It is
            not about the job, but tells that AI takes part in hiring, or that the company's own
            product is AI.
    """
    label, proof = _read_title(title, units) or _read_description(description, function, blurbs)
    evidence = tuple((f"AiInvolvement.{label}", each) for each in proof)
    if label not in AI_ROLE_INVOLVEMENTS:
        return Involvement(label, None, evidence)
    stage, why = _find_stage(title, label, function, proof[-1])
    return Involvement(label, stage, (*evidence, (f"Stage.{stage}", why)))


def _read_title(title: str, units: Units) -> tuple[AiInvolvement, tuple[Evidence, ...]] | None:
    part = find_first(rules_for("title", "AiInvolvement"), title, "title")
    if part is None:
        return None
    label = AiInvolvement(part.rule.label)
    if mention := _find_mention(title, "title"):
        return label, (mention, part.evidence)
    if label == AiInvolvement.DEVELOPS:
        for field, text in units:
            if mention := _find_mention(text, field):
                return label, (mention, part.evidence)
    return None


def _find_mention(text: str, field: str) -> Evidence | None:
    if mention := next(iter_ai_mentions(text), None):
        return Evidence(mention.rule, mention.start, mention.end, field)
    finding = find_first(rules_for("title", "Gate"), text, field)
    return finding.evidence if finding else None


def _read_description(
    description: str, function: JobFunction, blurbs: Collection[str]
) -> tuple[AiInvolvement, tuple[Evidence, ...]]:
    if not has_ai_mention(description):
        return AiInvolvement.NONE, ()
    own, shared = mask_blurbs(description, blurbs) if blurbs else (description, [])
    duties, others, hiring = _sort_sentences(own)
    parts = [part for span in duties if (part := _find_part(own, *span))]
    if len(parts) >= _count_needed(parts, function, blurbs):
        label = _choose_label(parts, function)
        decisive = [part.evidence for part in parts if part.rule.label == label]
        return label, tuple(decisive or [part.evidence for part in parts])
    if mentions := [*duties, *others]:
        return AiInvolvement.MENTIONS, (_mention_in(own, *mentions[0]),)
    hiring += [span for span in shared if _is_on_hiring(description[slice(*span)])]
    if hiring:
        return AiInvolvement.HIRING_BOILERPLATE, (_mention_in(description, *hiring[0]),)
    return AiInvolvement.NONE, ()


def is_of_ai_company(blurbs: Iterable[str]) -> bool:
    """Tell whether a board's blurbs say more on AI than that it takes part in hiring."""
    return any(not _is_on_hiring(blurb) for blurb in blurbs)


def _count_needed(parts: Sequence[Finding], function: JobFunction, blurbs: Collection[str]) -> int:
    if function in PRODUCT_FUNCTIONS and is_of_ai_company(blurbs):
        return SENTENCES_OF_A_TECHNICAL_ROLE
    uses_alone = all(part.rule.label == AiInvolvement.APPLIES for part in parts)
    if function in TECHNICAL_FUNCTIONS and not uses_alone:
        return SENTENCES_OF_A_TECHNICAL_ROLE
    return SENTENCES_OF_ANOTHER_ROLE


def _choose_label(parts: Sequence[Finding], function: JobFunction) -> AiInvolvement:
    if function in FIELD_FUNCTIONS:
        return AiInvolvement.ENABLES
    if function not in TECHNICAL_FUNCTIONS:
        return AiInvolvement.APPLIES
    labels = [part.rule.label for part in parts]
    enables, develops = (labels.count(each) for each in ("ENABLES", "DEVELOPS"))
    if enables >= max(develops, 1):
        return AiInvolvement.ENABLES
    return AiInvolvement.DEVELOPS if develops else AiInvolvement.APPLIES


Span = tuple[int, int]


def _sort_sentences(description: str) -> tuple[list[Span], list[Span], list[Span]]:
    """Return the sentences on AI about the work, those about other things, those about hiring."""
    duties: list[Span] = []
    others: list[Span] = []
    hiring: list[Span] = []
    for start, end in _iter_ai_sentences(description):
        noise = find_first(rules_for("description", "Boilerplate"), description[start:end])
        if noise is None:
            duties.append((start, end))
        elif noise.rule.label == "HIRING":
            hiring.append((start, end))
        else:
            others.append((start, end))
    return duties, others, hiring


def _is_on_hiring(sentence: str) -> bool:
    noise = find_first(rules_for("description", "Boilerplate"), sentence)
    return noise is not None and noise.rule.label == "HIRING" and has_ai_mention(sentence)


def _iter_ai_sentences(description: str) -> Iterator[Span]:
    """Yield the spans of the sentences that mention AI; every line is at least one sentence."""
    rules = choose_mention_rules(description)
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
    if finding is None:
        return None
    found = finding.evidence
    place = Evidence(found.rule, start + found.start, start + found.end, "description")
    return Finding(finding.rule, place)


def _find_stage(
    title: str, label: AiInvolvement, function: JobFunction, proof: Evidence
) -> tuple[Stage, Evidence]:
    """Return the stage that the title names, else the one that the involvement implies.

    "Engineer" alone ships, but not who makes AI possible for others.
    """
    named = find_first(rules_for("title", "Stage"), title, "title")
    enables = label == AiInvolvement.ENABLES
    if named and not (enables and named.rule.label == Stage.SHIP):
        return Stage(named.rule.label), named.evidence
    if not enables:
        return Stage.EXPLORE if function == JobFunction.RESEARCH else Stage.SHIP, proof
    if function == JobFunction.LEGAL_POLICY:
        return Stage.GOVERN, proof
    is_field = function in (JobFunction.SALES, JobFunction.CUSTOMER_SERVICE, JobFunction.MARKETING)
    return Stage.SCALE if is_field else Stage.BUILD, proof

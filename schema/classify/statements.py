"""What an executive said about AI: which sentences to quote, and what kind of statement each is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import IGNORECASE, compile as compile_pattern

from schema.classify.evidence import Evidence, Finding, find_first, iter_findings
from schema.classify.gate import (
    choose_mention_rules,
    find_boilerplate,
    has_ai_mention,
    iter_ai_mentions,
)
from schema.classify.sentences import iter_sentences
from schema.taxonomy.labels import EventType, Horizon, Stage, ThemeSlug
from schema.taxonomy.rules import Rule, rules_for, words_of

MAX_STATEMENT = 700
"""Characters of the longest statement; a longer sentence is cut at its clauses."""

MAX_FOLLOW_UP = 240
MIN_STATEMENT = 25
MAX_SENTENCES = 3
LONG_COURTESY = 120

GENERAL_THEMES = frozenset({ThemeSlug.GENERATIVE_AI, ThemeSlug.ML_CORE})
"""Themes that name a technique: they do not make a statement more specific."""

TYPES_WITH_RESULTS = frozenset(
    {
        EventType.OUTCOME,
        EventType.MONETIZATION,
        EventType.MILESTONE,
        EventType.DEPLOYMENT,
        EventType.LAUNCH,
        EventType.WORKFORCE,
        EventType.THESIS,
    }
)
"""In the other types a figure is a commitment or a forecast, not a result."""

_CARRIES_ON = compile_pattern(
    r"(?:(?:and|but|so|because|now)[, ]+)?"
    r"""(?:it|its|it['’]s|this|that|that['’]s|they|they['’]re|these|those|which)\b"""
    r"|(?:so|because|and that|this is|for example|for instance|in fact|meaning)\b",
    IGNORECASE,
)
_COURTESY = compile_pattern(
    r"\b(?:(?:hand|turn|pass) (?:it|the call|things) (?:over|back)"
    r"|welcome to|on (?:the|today['’]s) call (?:today|with me))\b",
    IGNORECASE,
)
# A long sentence that begins with these goes on to an answer.
_SHORT_COURTESY = compile_pattern(
    r"\b(?:thank(?:s| you)(?: \w+){0,3} for|(?:good|great) question"
    r"|let me (?:take|start|turn|finish|close|end)|(?:your|the|his|her) (?:first |second )?question"
    r"|(?:let['’]s|let me|I['’]d like to)(?: now)? (?:talk|turn|zoom|move|discuss|walk)"
    r"|now,? on to)\b",
    IGNORECASE,
)
_TAG_QUESTION = compile_pattern(r"\b(?:right|okay|ok|correct|yes|yeah|you know)\?$", IGNORECASE)
_CLAUSE_END = compile_pattern(r"[,;:—–]\s|\s(?:and|but|because|so|which|where|while)\s")
_OURS = compile_pattern(r"(?:we|our|I)\b", IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatementLabels:
    """The labels of one statement, and for each "Vocabulary.LABEL" the words that gave it."""

    event_type: EventType
    stage: Stage
    specificity: int
    themes: tuple[ThemeSlug, ...]
    horizon: Horizon | None
    negated: bool
    evidence: tuple[tuple[str, Evidence], ...]


def classify_statement(text: str) -> StatementLabels | None:
    """Return the labels of a statement, or None when it is not about AI or is boilerplate.

    A label that no rule of its own gave has the evidence of what implied it: the words behind the
    event type for a stage, the first mention of AI for a thesis.
    """
    mentions = tuple(iter_ai_mentions(text))
    if not mentions or find_boilerplate(text):
        return None
    negation = find_first(rules_for("statement", "Negation"), text)
    event_type, type_proof = _choose_event_type(text, negation)
    type_proof = type_proof or mentions[:1]
    stage, stage_proof = _choose_stage(text, event_type, negation)
    horizon, horizon_proof = _choose_horizon(text, event_type)
    themes = _first_of_each_label(iter_findings(rules_for("statement", "ThemeSlug"), text))
    slugs = tuple(ThemeSlug(finding.rule.label) for finding in themes)
    specificity, detail_proof = _measure_specificity(text, event_type, slugs)
    evidence = (
        *(("Gate.MENTION", mention) for mention in mentions),
        *((f"EventType.{event_type}", proof) for proof in type_proof),
        *((f"Stage.{stage}", proof) for proof in stage_proof or type_proof),
        *((f"Horizon.{horizon}", proof) for proof in horizon_proof or type_proof if horizon),
        *((f"ThemeSlug.{finding.rule.label}", finding.evidence) for finding in themes),
        *((f"Specificity.{specificity}", proof) for proof in detail_proof or mentions[:1]),
    )
    return StatementLabels(
        event_type, stage, specificity, slugs, horizon, negation is not None, evidence
    )


def iter_statements(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the statements about AI in one executive turn, in order, none overlapping.

    A statement is a sentence that mentions AI, with up to two more sentences that carry it on;
    at most `MAX_STATEMENT` characters, without white space at the ends.
    """
    rules = choose_mention_rules(text)
    if not has_ai_mention(text, rules):
        return
    sentences = list(iter_sentences(text))
    position = 0
    while position < len(sentences):
        start, end = sentences[position]
        position += 1
        if not _is_quotable(text[start:end], rules):
            continue
        if end - start > MAX_STATEMENT:
            yield from _clipped(text, start, end, rules)
            continue
        for _ in range(MAX_SENTENCES - 1):
            if position == len(sentences) or not _carries_on(text, start, *sentences[position]):
                break
            end = sentences[position][1]
            position += 1
        yield start, end


def _choose_event_type(
    text: str, negation: Finding | None
) -> tuple[EventType, tuple[Evidence, ...]]:
    if negation:
        return EventType.SETBACK, (negation.evidence,)
    label, proof = _heaviest(iter_findings(rules_for("statement", "EventType"), text))
    return (EventType(label) if label else EventType.THESIS), proof


def _choose_stage(
    text: str, event_type: EventType, negation: Finding | None
) -> tuple[Stage, tuple[Evidence, ...]]:
    """Return the stage; what is denied, and the state of the market, never lift it."""
    implied = words_of(event_type).stage
    if negation or event_type is EventType.MARKET_VIEW:
        return Stage(implied or Stage.EXPLORE), ()
    label, proof = _heaviest(iter_findings(rules_for("statement", "Stage"), text), bonus=implied)
    return Stage(label or implied or Stage.EXPLORE), proof


def _choose_horizon(
    text: str, event_type: EventType
) -> tuple[Horizon | None, tuple[Evidence, ...]]:
    """Return when the work happens, None where a statement tells of none.

    A thesis tells of work where it speaks of what "we" do.
    """
    implied = words_of(event_type).horizon
    if implied is None and event_type is not EventType.THESIS:
        return None, ()
    findings = iter_findings(rules_for("statement", "Horizon"), text)
    label, proof = _heaviest(findings, bonus=implied)
    is_ours = any(_OURS.match(text, each.start, each.end) for each in proof)
    if event_type is EventType.THESIS and not is_ours:
        return None, ()
    return (Horizon(label or implied) if label or implied else None), proof


def _heaviest(
    findings: Iterable[Finding], bonus: str | None = None
) -> tuple[str | None, tuple[Evidence, ...]]:
    """Return the label with the largest sum of weights, a rule counted once, and its evidence.

    The label named by `bonus` gets one more; on a tie the rule that stands first decides.
    """
    first = _first_of_each_rule(findings)
    if not first:
        return None, ()
    weights: dict[str, int] = {}
    for finding in first:
        label = finding.rule.label
        weights[label] = weights.get(label, int(label == bonus)) + finding.rule.weight
    best = max(weights, key=lambda label: weights[label])
    return best, tuple(finding.evidence for finding in first if finding.rule.label == best)


def _first_of_each_rule(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.rule.id, finding)
    return tuple(first.values())


def _first_of_each_label(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.rule.label, finding)
    return tuple(first.values())


def _measure_specificity(
    text: str, event_type: EventType, themes: tuple[ThemeSlug, ...]
) -> tuple[int, tuple[Evidence, ...]]:
    details = {
        finding.rule.label: finding.evidence
        for finding in _first_of_each_label(iter_findings(rules_for("statement", "Detail"), text))
    }
    if "RESULT" in details and event_type in TYPES_WITH_RESULTS:
        return 5, (details["RESULT"],)
    named = details.get("PRODUCT") or details.get("USE_CASE")
    if named and "SCALE" in details:
        return 4, (named, details["SCALE"])
    if named:
        return 3, (named,)
    return (1 if GENERAL_THEMES.issuperset(themes) else 2), ()


def _is_quotable(sentence: str, rules: tuple[Rule, ...]) -> bool:
    return (
        len(sentence) >= MIN_STATEMENT
        and not _is_question(sentence)
        and has_ai_mention(sentence, rules)
        and not _is_courtesy(sentence)
        and not find_boilerplate(sentence)
    )


def _is_question(sentence: str) -> bool:
    return sentence.endswith("?") and not _TAG_QUESTION.search(sentence)


def _is_courtesy(sentence: str) -> bool:
    if _COURTESY.search(sentence):
        return True
    return len(sentence) <= LONG_COURTESY and _SHORT_COURTESY.search(sentence) is not None


def _carries_on(text: str, start: int, next_start: int, next_end: int) -> bool:
    sentence = text[next_start:next_end]
    return (
        len(sentence) <= MAX_FOLLOW_UP
        and next_end - start <= MAX_STATEMENT
        and _CARRIES_ON.match(sentence) is not None
        and not _is_question(sentence)
        and not _is_courtesy(sentence)
        and not find_boilerplate(sentence)
    )


def _clipped(text: str, start: int, end: int, rules: tuple[Rule, ...]) -> Iterator[tuple[int, int]]:
    """Yield the part of an overlong sentence around its first mention, cut at words or clauses."""
    mention = next(iter_ai_mentions(text[start:end]))
    low = max(start, start + mention.start - MAX_STATEMENT // 3)
    high = min(end, low + MAX_STATEMENT)
    if low > start:
        low = next((m.end() for m in _CLAUSE_END.finditer(text, low, start + mention.start)), low)
    if high < end:
        ends = [m.start() for m in _CLAUSE_END.finditer(text, start + mention.end, high)]
        high = ends[-1] if ends else high
    clip = text[low:high]
    low, high = low + len(clip) - len(clip.lstrip()), high - len(clip) + len(clip.rstrip())
    if _is_quotable(text[low:high], rules):
        yield low, high

"""A taxonomy looked over: rules that fail, never fire, stand in each other's way, or are slow."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from sqlalchemy import select

from schema.classify.evidence import iter_findings
from schema.classify.gate import has_ai_mention
from schema.classify.sentences import iter_sentences
from schema.classify.statements import iter_statements
from schema.database import Reader
from schema.tables import Posting, Turn, table_of
from schema.taxonomy.rules import Rule, Taxonomy, iter_missing_words, using
from seeds.intake.looks import unpack_look
from seeds.review.stored import COMPANIES, iter_calls, iter_postings, read_quotable

POSTING, TURN = table_of(Posting), table_of(Turn)
SPEAKER_TITLES = select(TURN.c.title_printed).distinct()

Use = tuple[str, str]
"""What rules read and the vocabulary they give a label of."""

ALL_COUNT = frozenset({"EventType", "Stage", "ThemeSlug", "Detail", "Gate"})
"""Of the rules that read statements these all count; otherwise the first that matches decides."""

BY_PROGRAM = frozenset({"OTHER", "UNKNOWN", "NONE", "MENTIONS", "HIRING_BOILERPLATE"})
"""Labels that are given where no rule matches, or by where one did."""

UNSTORED = frozenset({"sector"})
"""Texts that imports read and do not keep."""

ENOUGH = 5
"""Texts from which on it is no chance that two rules match the same ones."""

ORDERLESS = frozenset({"ThemeSlug", "Gate", "Detail"})
"""Vocabularies in which a rule that finds nothing of its own can go: no order, no weights."""

PROBE_LENGTH = 2_000
SLOW_SECONDS = 0.03
"""For a text of `PROBE_LENGTH` characters; most patterns take a hundredth of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at; `is_wrong` says that the taxonomy cannot be used as it is."""

    topic: str
    subject: str
    what: str
    is_wrong: bool = False


@dataclass
class Firing:
    """How often the rules of one use matched, alone, first and together."""

    rules: tuple[Rule, ...]
    texts: int = 0
    matched: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often two rules matched one text, the one that stands first before the other."""

    def add(self, text: str) -> None:
        """Try all rules on a text."""
        self.texts += 1
        hits = [rule.id for rule in self.rules if any(iter_findings([rule], text))]
        self.matched.update(hits)
        self.first.update(hits[:1])
        self.pairs.update((one, other) for n, one in enumerate(hits) for other in hits[n + 1 :])


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found, and on how many texts of each kind."""

    findings: tuple[Finding, ...]
    texts: Mapping[str, int]


def inspect(reader: Reader | None, taxonomy: Taxonomy, most: int = 20_000) -> Inspection:
    """Return what there is to look at in a taxonomy; with a reader also on what is stored.

    Args:
        most: different texts of a kind that are tried, the first ones.
    """
    findings = [*iter_missing(taxonomy), *iter_failing(taxonomy), *iter_slow(taxonomy)]
    firings = {use: Firing(rules) for use, rules in taxonomy.by_use.items()}
    if reader is not None:
        with using(taxonomy):
            for reads, vocabularies, text in iter_texts(reader, most):
                for vocabulary in vocabularies:
                    if (reads, vocabulary) in firings:
                        firings[reads, vocabulary].add(text)
        for use, firing in firings.items():
            findings += iter_unused(use, firing)
            findings += iter_overlaps(use, firing)
    return Inspection(tuple(findings), {f"{r} {v}": f.texts for (r, v), f in firings.items()})


def iter_missing(taxonomy: Taxonomy) -> Iterator[Finding]:
    """Yield the labels without words, and those of a vocabulary with rules that no rule gives."""
    given: dict[str, set[str]] = {}
    for rule in taxonomy.rules:
        given.setdefault(rule.vocabulary, set()).add(rule.label)
    for label in iter_missing_words(taxonomy):
        yield Finding("label", label, "has no words in the file", is_wrong=True)
    for name, words in taxonomy.labels.items():
        for label in sorted(words.keys() - given.get(name, words.keys()) - BY_PROGRAM):
            yield Finding("label", f"{name}.{label}", "is given by no rule")


def iter_failing(taxonomy: Taxonomy) -> Iterator[Finding]:
    """Yield the examples that a rule should match and does not, or the other way round."""
    for rule in taxonomy.rules:
        for text in rule.match:
            if not any(iter_findings([rule], text)):
                yield Finding("example", rule.id, f'does not match "{text}"', is_wrong=True)
        for text in rule.miss:
            if any(iter_findings([rule], text)):
                yield Finding("example", rule.id, f'matches "{text}"', is_wrong=True)


def iter_slow(taxonomy: Taxonomy) -> Iterator[Finding]:
    """Yield the patterns that some long text makes slow."""
    for rule in taxonomy.rules:
        slowest = max(time_of(rule, text) for text in iter_probes(rule))
        if slowest > SLOW_SECONDS:
            what = f"takes {slowest * 1000:,.0f} ms for {PROBE_LENGTH:,} characters"
            yield Finding("slow", rule.id, what)


def iter_probes(rule: Rule) -> Iterator[str]:
    """Yield long texts that patterns have trouble with: runs, and near misses again and again."""
    for unit in ("a", "a ", "the AI model ", "1,", f"{rule.match[0]} ", f"{rule.match[0][:-1]}-"):
        yield (unit * (PROBE_LENGTH // len(unit) + 1))[:PROBE_LENGTH]


def time_of(rule: Rule, text: str) -> float:
    """Return the seconds that a pattern takes to look through a text."""
    started = perf_counter()
    for pattern in filter(None, (rule.pattern, rule.unless)):
        for _ in pattern.finditer(text):
            pass
    return perf_counter() - started


def iter_unused(use: Use, firing: Firing) -> Iterator[Finding]:
    """Yield the rules that match nothing of what is stored, or only what earlier ones decide."""
    if not firing.texts or use[0] in UNSTORED:
        return
    is_first_only = not (use[0] == "statement" and use[1] in ALL_COUNT)
    for rule in firing.rules:
        if not firing.matched[rule.id]:
            yield Finding("unused", rule.id, f"matches none of {firing.texts:,} {use[0]} texts")
        elif is_first_only and not firing.first[rule.id]:
            before = Counter(
                {one: n for (one, other), n in firing.pairs.items() if other == rule.id}
            )
            names = ", ".join(f"{one} ({n})" for one, n in before.most_common(3))
            times = firing.matched[rule.id]
            yield Finding("shadowed", rule.id, f"matches {times:,} texts, all decided by {names}")


def iter_overlaps(use: Use, firing: Firing) -> Iterator[Finding]:
    """Yield the rules that match the same texts, or only texts that another one finds as well."""
    label, is_orderless = {rule.id: rule.label for rule in firing.rules}, use[1] in ORDERLESS
    for (one, other), together in sorted(firing.pairs.items()):
        if together < ENOUGH:
            continue
        first, second = firing.matched[one], firing.matched[other]
        if together == first == second:
            yield Finding("together", f"{one}, {other}", f"match the same {together:,} texts")
        elif is_orderless and label[one] == label[other] and together in (first, second):
            inner, outer = (one, other) if together == first else (other, one)
            what = f"matches {together:,} texts, all found by {outer} with the same label"
            yield Finding("within", inner, what)


def iter_texts(reader: Reader, most: int) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield stored texts as (what it is, vocabularies that read it, text), each once."""
    seen: Counter[str] = Counter()
    known: set[tuple[str, int]] = set()
    for reads, vocabularies, text in iter_all_texts(reader):
        mark = (f"{reads} {vocabularies}", hash(text))
        if text and mark not in known and seen[mark[0]] < most:
            known.add(mark)
            seen[mark[0]] += 1
            yield reads, vocabularies, text


def iter_all_texts(reader: Reader) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield every stored text that rules read, again where it stands again."""
    for (title,) in reader.rows(SPEAKER_TITLES):
        yield "speaker", ("SpeakerRole",), title or ""
    for company in reader.rows(COMPANIES):
        for calls in iter_calls(reader, company.id):
            for found in read_quotable(reader, company, calls).values():
                for each in found:
                    yield from iter_said(each.turn.spoken.turn.text)
        for rows in iter_postings(reader, company.id):
            for row in rows:
                yield from iter_posted(row)


def iter_said(text: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield what the rules for statements read of one turn."""
    if not has_ai_mention(text):
        return
    for start, end in iter_statements(text):
        yield (
            "statement",
            ("EventType", "Stage", "ThemeSlug", "Detail", "Negation"),
            text[start:end],
        )
    for start, end in iter_sentences(text):
        sentence = text[start:end]
        if has_ai_mention(sentence):
            yield "statement", ("Gate", "Boilerplate"), sentence
            yield "headline", ("Boilerplate",), sentence


def iter_posted(row: Any) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield what the rules for postings read of one posting."""
    record = unpack_look(row.content)
    yield "title", ("JobFunction", "Seniority", "AiInvolvement", "Stage", "Gate"), record.title
    for unit in (record.department, record.team, record.native_function):
        yield "department", ("JobFunction",), unit or ""
    yield "level", ("Seniority",), (record.native_level or "").strip()
    description = record.description or ""
    yield "description", ("JobFunction",), description
    if has_ai_mention(description):
        for line in description.splitlines():
            yield from iter_duties(line)


def iter_duties(line: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield the sentences on AI in one line of a description."""
    if has_ai_mention(line):
        for start, end in iter_sentences(line):
            if has_ai_mention(line[start:end]):
                yield "description", ("AiInvolvement", "Stage", "Boilerplate"), line[start:end]


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with what is wrong first, the others by topic and rule."""
    return sorted(findings, key=lambda each: (not each.is_wrong, each.topic, each.subject))

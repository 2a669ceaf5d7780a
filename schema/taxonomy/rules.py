"""The taxonomy file as values: the words of every label, and the rules that give labels to text."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from re import IGNORECASE, Pattern, compile as compile_pattern, error as PatternError
from types import MappingProxyType

from schema.errors import CallboardError, UnreadableFile
from schema.files import parse_toml, read_text
from schema.taxonomy.labels import Label
from schema.taxonomy.literals import find_literals, lower_pattern

TAXONOMY_FILE = Path(__file__).with_name("taxonomy.toml")
MOST_BYTES = 2_000_000  # ours has 140,000

TEXTS = frozenset(
    {
        "statement",
        "headline",
        "title",
        "department",
        "division",
        "description",
        "level",
        "speaker",
        "sector",
    }
)
"""The kinds of text a rule can read."""

VERSION_MAX = 20
"""Characters that the columns take which say by which version a label was given."""

RULE_KEYS = frozenset(
    {"id", "reads", "vocabulary", "label", "pattern", "case", "unless", "weight"}
    | {"fallback", "match", "miss"}
)


class BadTaxonomy(CallboardError):
    """The taxonomy file cannot be used; says which rule or label and why."""

    code = "BAD_TAXONOMY"


@dataclass(frozen=True, slots=True)
class LabelWords:
    """How one label is shown and defined; `stage` and `horizon` are what a label implies."""

    label: str
    description: str
    stage: str | None = None
    horizon: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One pattern that gives one label to one kind of text.

    A match does not count when `unless` is found near it. A fallback matches nearly everything and
    so gives the label that is assumed where nothing says otherwise. Of each set of `literals` one
    stands in every text that the pattern matches (folded, when case is ignored). `folded`, where
    there is one, finds the same in the folded text, in less than half the time.
    """

    id: str
    reads: str
    vocabulary: str
    label: str
    pattern: Pattern[str]
    ignores_case: bool
    unless: Pattern[str] | None
    weight: int
    match: tuple[str, ...]
    miss: tuple[str, ...]
    literals: tuple[tuple[str, ...], ...] = ()
    folded: Pattern[str] | None = None
    is_fallback: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Taxonomy:
    """Labels by vocabulary, rules in the order of the file, and names of places."""

    version: str
    labels: Mapping[str, Mapping[str, LabelWords]]
    rules: tuple[Rule, ...]
    places: tuple[str, ...]
    by_use: Mapping[tuple[str, str], tuple[Rule, ...]]
    """The rules by the text they read and the vocabulary they give a label of."""


_IN_USE: ContextVar[Taxonomy | None] = ContextVar("callboard_taxonomy", default=None)
_chosen = TAXONOMY_FILE


def load_taxonomy() -> Taxonomy:
    """Return the taxonomy in use: of the file that was chosen, read once, or that of `using`.

    Raises:
        BadTaxonomy: the file is missing, is no TOML, or a rule or label in it is wrong.
    """
    return _IN_USE.get() or read_taxonomy(_chosen)


def choose_taxonomy(path: Path | None) -> None:
    """Let a file take the place of the taxonomy that ships with callboard, None take it back.

    It holds for the whole process, so it is to be chosen before anything is classified or shown.

    Raises:
        BadTaxonomy: the file cannot be read, is no TOML, or a rule or label is wrong or missing.
    """
    global _chosen
    if path is not None and (missing := next(iter_missing_words(read_taxonomy(path)), None)):
        raise BadTaxonomy(f"{path}: [labels.{missing}] is missing")
    _chosen = path or TAXONOMY_FILE


def iter_missing_words(taxonomy: Taxonomy) -> Iterator[str]:
    """Yield the labels, as "Stage.SHIP", for which a taxonomy has no words."""
    # Others elsewhere, such as the grains of a timeline, have their words in the code.
    own = (each for each in Label.__subclasses__() if each.__module__ == Label.__module__)
    for vocabulary in own:
        words = taxonomy.labels.get(vocabulary.__name__, {})
        yield from (f"{vocabulary.__name__}.{each}" for each in vocabulary if each not in words)


@contextmanager
def using(taxonomy: Taxonomy) -> Iterator[None]:
    """Classify by another taxonomy inside the block; only `places` stay those of the process."""
    token = _IN_USE.set(taxonomy)
    try:
        yield
    finally:
        _IN_USE.reset(token)


@cache
def read_taxonomy(path: Path) -> Taxonomy:
    """Return the taxonomy in a file, read once.

    Raises:
        BadTaxonomy: the file cannot be read, is no TOML, or a rule or label in it is wrong.
    """
    try:
        return parse_taxonomy(read_text(path, MOST_BYTES))
    except UnreadableFile as error:
        raise BadTaxonomy(str(error)) from error


def parse_taxonomy(text: str) -> Taxonomy:
    """Return the taxonomy that a TOML text describes.

    Raises:
        BadTaxonomy: the text is no TOML, or a rule or label in it is wrong; names the rule.
    """
    try:
        document = parse_toml(text)
    except ValueError as error:
        raise BadTaxonomy(f"not valid TOML: {error}") from error
    version = document.get("version")
    if not isinstance(version, str) or not version:
        raise BadTaxonomy('"version" is missing: write version = "2026.11"')
    if len(version) > VERSION_MAX:
        raise BadTaxonomy(f'"version" has more than {VERSION_MAX} characters: shorten it')
    labels = _parse_labels(document.get("labels", {}))
    rules = tuple(_parse_rule(entry, labels) for entry in document.get("rules", []))
    _refuse_repeated_ids(rules)
    by_use: dict[tuple[str, str], tuple[Rule, ...]] = {}
    for rule in rules:
        use = (rule.reads, rule.vocabulary)
        by_use[use] = (*by_use.get(use, ()), rule)
    places = tuple(document.get("places", []))
    return Taxonomy(version, labels, rules, places, MappingProxyType(by_use))


def description_of(label: Label) -> str:
    """Return the one-sentence definition of a label.

    Raises:
        BadTaxonomy: the taxonomy file has no words for it.
    """
    return words_of(label).description


def words_of(label: Label) -> LabelWords:
    """Return the display text, definition and implied stage of a label.

    Raises:
        BadTaxonomy: the taxonomy file has no words for it.
    """
    vocabulary = type(label).__name__
    words = load_taxonomy().labels.get(vocabulary, {}).get(label.name)
    if words is None:
        raise BadTaxonomy(f"[labels.{vocabulary}.{label.name}] is missing")
    return words


def rules_for(reads: str, vocabulary: str) -> tuple[Rule, ...]:
    """Return the rules of one vocabulary that read one kind of text, in the order of the file."""
    return _find_rules(load_taxonomy(), reads, vocabulary)


@cache
def _find_rules(taxonomy: Taxonomy, reads: str, vocabulary: str) -> tuple[Rule, ...]:
    # Only rules in use are made fast: that takes as long as to read the whole file.
    return tuple(map(_make_fast, taxonomy.by_use.get((reads, vocabulary), ())))


def _make_fast(rule: Rule) -> Rule:
    pattern = rule.pattern.pattern
    lowered = lower_pattern(pattern) if rule.ignores_case else None
    return replace(
        rule,
        literals=find_literals(pattern, rule.ignores_case),
        folded=compile_pattern(lowered) if lowered else None,
    )


def _parse_labels(
    tables: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> Mapping[str, Mapping[str, LabelWords]]:
    labels = {}
    for vocabulary, entries in tables.items():
        words = {}
        for name, entry in entries.items():
            try:
                words[name] = LabelWords(
                    entry["label"], entry["description"], entry.get("stage"), entry.get("horizon")
                )
            except KeyError as error:
                raise BadTaxonomy(f"[labels.{vocabulary}.{name}] has no {error}") from error
        labels[vocabulary] = MappingProxyType(words)
    return MappingProxyType(labels)


def _parse_rule(
    entry: Mapping[str, object], labels: Mapping[str, Mapping[str, LabelWords]]
) -> Rule:
    name = entry.get("id")
    if not isinstance(name, str) or not name:
        raise BadTaxonomy(f"a rule has no id: {dict(entry)!r:.100}")
    if unknown := entry.keys() - RULE_KEYS:
        raise BadTaxonomy(f"rule {name}: unknown key {sorted(unknown)[0]!r}")
    reads, vocabulary, label = (_text(name, entry, key) for key in ("reads", "vocabulary", "label"))
    if reads not in TEXTS:
        raise BadTaxonomy(f"rule {name}: reads {reads!r}, expected one of {sorted(TEXTS)}")
    if label not in labels.get(vocabulary, {}):
        raise BadTaxonomy(f"rule {name}: there is no [labels.{vocabulary}.{label}]")
    case = entry.get("case", "ignore")
    if case not in ("ignore", "exact"):
        raise BadTaxonomy(f'rule {name}: case is "ignore" or "exact", not {case!r}')
    ignores_case = case == "ignore"
    match = _texts(name, entry, "match")
    if not match:
        raise BadTaxonomy(f"rule {name}: give at least one example in match")
    weight = entry.get("weight", 1)
    if not isinstance(weight, int):
        raise BadTaxonomy(f"rule {name}: weight must be a whole number")
    is_fallback = entry.get("fallback", False)
    if not isinstance(is_fallback, bool):
        raise BadTaxonomy(f"rule {name}: fallback is true or false")
    return Rule(
        id=name,
        reads=reads,
        vocabulary=vocabulary,
        label=label,
        pattern=_compile(name, _text(name, entry, "pattern"), ignores_case),
        ignores_case=ignores_case,
        unless=_compile(name, _text(name, entry, "unless"), True) if "unless" in entry else None,
        weight=weight,
        match=match,
        miss=_texts(name, entry, "miss"),
        is_fallback=is_fallback,
    )


def _text(name: str, entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise BadTaxonomy(f"rule {name}: {key!r} must be a text")
    return value


def _texts(name: str, entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadTaxonomy(f"rule {name}: {key!r} must be a list of texts")
    return tuple(value)


def _compile(name: str, pattern: str, ignores_case: bool) -> Pattern[str]:
    try:
        return compile_pattern(pattern, IGNORECASE if ignores_case else 0)
    except PatternError as error:
        raise BadTaxonomy(f"rule {name}: {pattern!r} is no regular expression: {error}") from error


def _refuse_repeated_ids(rules: Iterable[Rule]) -> None:
    seen = set()
    for rule in rules:
        if rule.id in seen:
            raise BadTaxonomy(f"rule {rule.id}: the id is used twice")
        seen.add(rule.id)

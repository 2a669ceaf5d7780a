"""How far the rules agree with people: precision, recall and their intervals."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from math import sqrt

from schema.classify.postings import classify_posting
from schema.classify.statements import classify_statement, iter_statements
from schema.taxonomy.labels import (
    AiInvolvement,
    EventType,
    Horizon,
    JobFunction,
    Label,
    Seniority,
    Stage,
    ThemeSlug,
)

Given = Mapping[str, frozenset[str]]
"""What somebody, or the rules, said of one passage: the labels by column; empty means none fits."""

NORMAL_95 = 1.959964


class YesNo(Label):
    """The answers to a plain question."""

    YES = "YES"
    NO = "NO"


class Specificity(Label):
    """Specificity as a label: 1 is a buzzword, 5 a result in figures."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"


QUOTE_COLUMNS: Mapping[str, type[Enum]] = {
    "aboutAi": YesNo,
    "type": EventType,
    "stage": Stage,
    "themes": ThemeSlug,
    "specificity": Specificity,
    "horizon": Horizon,
}
POSTING_COLUMNS: Mapping[str, type[Enum]] = {
    "aiInvolvement": AiInvolvement,
    "stage": Stage,
    "function": JobFunction,
    "seniority": Seniority,
}
COLUMNS_WITH_SEVERAL = frozenset({"themes"})


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share with the 95 % interval of Wilson: honest for few cases and near 0 and 1."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """The lower and the upper bound; all that is possible where nothing was seen."""
        if not self.whole:
            return 0.0, 1.0
        share, squared = self.part / self.whole, NORMAL_95**2 / self.whole
        middle = share + squared / 2
        reach = NORMAL_95 * sqrt(share * (1 - share) / self.whole + squared / self.whole / 4)
        return max(0.0, (middle - reach) / (1 + squared)), min(
            1.0, (middle + reach) / (1 + squared)
        )


@dataclass(frozen=True, slots=True)
class Score:
    """One label: how often people gave it (`n`), how often the rules did, and both."""

    label: str
    n: int
    by_rules: int
    hits: int

    @property
    def precision(self) -> Ratio:
        """Of what the rules gave, how much people gave too."""
        return Ratio(self.hits, self.by_rules)

    @property
    def recall(self) -> Ratio:
        """Of what people gave, how much the rules found."""
        return Ratio(self.hits, self.n)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two; None where neither gave the label."""
        return 2 * self.hits / (self.n + self.by_rules) if self.n + self.by_rules else None


@dataclass(frozen=True, slots=True)
class ColumnScore:
    """One column of a sheet: passages judged in it, those wholly right, and each label."""

    column: str
    right: Ratio
    labels: tuple[Score, ...]


def label_statement(text: str) -> Given:
    """Return what the rules say of a sentence or statement; one they would not quote is no match.

    Only a passage about AI has the other labels.
    """
    labels = classify_statement(text) if next(iter_statements(text), None) else None
    if labels is None:
        return {"aboutAi": frozenset({YesNo.NO.value})}
    return {
        "aboutAi": frozenset({YesNo.YES.value}),
        "type": frozenset({labels.event_type.value}),
        "stage": frozenset({labels.stage.value}),
        "themes": frozenset(theme.value for theme in labels.themes),
        "specificity": frozenset({str(labels.specificity)}),
        "horizon": frozenset({labels.horizon.value} if labels.horizon else ()),
    }


def label_posting(
    title: str,
    department: str | None,
    team: str | None,
    description: str | None,
    blurbs: Collection[str] = (),
) -> Given:
    """Return what the rules say of an advertisement by its words and its board's blurbs."""
    labels = classify_posting(title, department, team, description, blurbs=blurbs)
    return {
        "aiInvolvement": frozenset({labels.ai_involvement.value}),
        "stage": frozenset({labels.stage.value} if labels.stage else ()),
        "function": frozenset({labels.function.value}),
        "seniority": frozenset({labels.seniority.value}),
    }


def score_columns(
    columns: Iterable[str], pairs: Iterable[tuple[Given, Given]]
) -> tuple[ColumnScore, ...]:
    """Return the scores of columns, of (what people said, what the rules said) a passage.

    A passage counts in the columns in which people said something; what the rules leave out there
    is a miss.
    """
    seen = list(pairs)
    scores = []
    for column in columns:
        judged = [
            (people[column], rules.get(column, frozenset()))
            for people, rules in seen
            if column in people
        ]
        right = Ratio(sum(people == rules for people, rules in judged), len(judged))
        names = sorted({name for pair in judged for each in pair for name in each})
        scores.append(ColumnScore(column, right, tuple(score_label(n, judged) for n in names)))
    return tuple(scores)


def score_label(label: str, judged: Iterable[tuple[frozenset[str], frozenset[str]]]) -> Score:
    """Return how often people, the rules and both gave one label."""
    given = [(label in people, label in rules) for people, rules in judged]
    return Score(
        label,
        n=sum(people for people, _ in given),
        by_rules=sum(rules for _, rules in given),
        hits=sum(people and rules for people, rules in given),
    )

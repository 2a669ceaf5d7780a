"""The vocabularies as GraphQL enums; imported before any type that shows them."""

from inspect import cleandoc
from typing import Any

import strawberry

from schema.graph.declaring import describe_values
from schema.store.areas import WorkArea, describe_area
from schema.store.calendar import Grain
from schema.store.citations import CitationStyle
from schema.store.hiring import Comparison
from schema.store.ranking import RANKED_BY, RankingMetric
from schema.taxonomy import labels
from schema.taxonomy.rules import description_of
from search import Order

VOCABULARIES = (
    labels.AiInvolvement,
    labels.CallKind,
    labels.DoubtKind,
    labels.EventType,
    labels.Horizon,
    labels.JobFunction,
    labels.Origin,
    labels.PayOrigin,
    labels.PayPeriod,
    labels.Section,
    labels.Sector,
    labels.Seniority,
    labels.SpeakerRole,
    labels.Stage,
    labels.ThemeSlug,
    labels.TranscriptStatus,
    labels.Unit,
    labels.Verification,
    labels.WorkMode,
)
OPTIONS = {
    Comparison: {
        "PRIOR_4_WEEKS": "The mean of the four weekly counts before.",
        "PRIOR_PERIOD": "The count 28 days before.",
        "SAME_PERIOD_LAST_YEAR": "The count on the same day a year before.",
    },
    CitationStyle: {
        "PLAIN": "Everything between commas, days as 2026-04-28.",
        "APA": "As the seventh edition of APA asks.",
        "MLA": "As the ninth edition of MLA asks.",
        "CHICAGO": "As the bibliography of the Chicago manual asks.",
    },
    Grain: {
        "WEEK": "Calendar weeks, from Monday.",
        "MONTH": "Calendar months.",
        "QUARTER": "Calendar quarters.",
        "FISCAL_QUARTER": "The company's own quarters, each from its earnings call to the next.",
    },
    RankingMetric: {metric.name: its.text for metric, its in RANKED_BY.items()},
    WorkArea: {area.name: describe_area(area) for area in WorkArea},
    Order: {
        "RELEVANCE": "Best match first; without words to match, newest first.",
        "NEWEST": "Newest first.",
        "OLDEST": "Oldest first.",
    },
}


def declare(enum: Any, name: str | None, describe: Any) -> None:
    """Declare an enum to GraphQL, every member with its description."""
    strawberry.enum(enum, name=name, description=cleandoc(enum.__doc__ or ""))
    describe_values(enum, describe)


for vocabulary in VOCABULARIES:
    declare(vocabulary, None, description_of)
for option, words in OPTIONS.items():
    declare(option, "SearchOrder" if option is Order else None, lambda m, w=words: w[m.name])

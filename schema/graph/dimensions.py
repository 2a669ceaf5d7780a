"""What lists can be grouped by and measured: every one a path of fields that `where` can name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schema.graph.ids import plain
from schema.graph.mapping import Column, ToMany, ToOne
from schema.graph.where import Sources, Where
from schema.store.buckets import Bucket, last_day, name_of

NAMES = {"company.slug": "name", "speaker.slug": "name", "themes.slug": "label"}
"""Paths whose values are keys of rows, with the field of that row that people read."""


@dataclass(frozen=True)
class Dimension:
    """A property to group by: its GraphQL name and its path; a day with what it is bucketed by."""

    name: str
    path: tuple[str, ...]
    bucket: Bucket | None = None

    @property
    def label(self) -> tuple[str, ...] | None:
        """The path of what people read instead of the value."""
        name = NAMES.get(".".join(self.path))
        return None if name is None else (*self.path[:-1], name)

    @property
    def words(self) -> str:
        """What it groups by, for the schema."""
        path = ".".join(self.path)
        of = "" if self.bucket is None else f"the {self.bucket.lower()} of "
        return f"By {of}`{path}`."

    def shown(self, value: Any, label: Any) -> tuple[str | None, str | None]:
        """Return a value as text, and as people read it; null for rows that have none."""
        if value is None:
            return None, None
        if self.bucket is not None:
            return value.isoformat(), name_of(value, self.bucket)
        text = str(value).lower() if isinstance(value, bool) else str(plain(value))
        return text, label if self.label else text


@dataclass(frozen=True)
class Properties:
    """What rows of one type can be grouped by, and which of their columns are measured."""

    dimensions: Mapping[str, Dimension]
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By GraphQL name, links to follow and at the end the name of a column."""


def properties(
    keys: Mapping[str, str], days: Mapping[str, str] | None = None, **numbers: str
) -> Properties:
    """Return properties out of dotted paths; each day comes in all its buckets."""
    found = [Dimension(name, tuple(path.split("."))) for name, path in keys.items()]
    for name, path in (days or {}).items():
        for bucket in Bucket:
            found.append(Dimension(f"{name}_{bucket}", tuple(path.split(".")), bucket))
    measured = {name: tuple(path.split(".")) for name, path in numbers.items()}
    return Properties({each.name: each for each in found}, measured)


OF_COMPANY = {
    "COMPANY": "company.slug",
    "SECTOR": "company.sector",
    "INDUSTRY": "company.industry",
}
OF_JOB = {
    **OF_COMPANY,
    "AI_INVOLVEMENT": "aiInvolvement",
    "STAGE": "stage",
    "FUNCTION": "function",
    "SENIORITY": "seniority",
}
SPELL = {"OPENED_ON": "openedOn", "CLOSED_ON": "closedOn"}

PROPERTIES = {
    "Company": properties(
        {"SECTOR": "sector", "INDUSTRY": "industry", "IS_ILLUSTRATIVE": "isIllustrative"}
    ),
    "Call": properties(
        {
            **OF_COMPANY,
            "KIND": "kind",
            "FISCAL_YEAR": "fiscalYear",
            "FISCAL_QUARTER": "fiscalQuarter",
            "FISCAL_PERIOD": "fiscalPeriod",
            "MENTIONS_AI": "mentionsAi",
        },
        {"HELD_ON": "heldOn"},
    ),
    "Turn": properties({"SECTION": "section", "ROLE": "role", "SPEAKER": "speaker.slug"}),
    "Person": properties(OF_COMPANY),
    "Theme": properties({"SLUG": "slug"}),
    "Event": properties(
        {
            **OF_COMPANY,
            "FISCAL_PERIOD": "call.fiscalPeriod",
            "TYPE": "type",
            "STAGE": "stage",
            "SPECIFICITY": "specificity",
        },
        {"OCCURRED_ON": "occurredOn"},
        SPECIFICITY="specificity",
    ),
    "Quote": properties(
        {
            **OF_COMPANY,
            "FISCAL_PERIOD": "call.fiscalPeriod",
            "TYPE": "event.type",
            "STAGE": "event.stage",
            "SPECIFICITY": "event.specificity",
            "SPEAKER": "speaker.slug",
            "ROLE": "role",
            "SECTION": "section",
            "THEME": "themes.slug",
            "VERIFICATION": "verification",
        },
        {"OCCURRED_ON": "occurredOn"},
        SPECIFICITY="event.specificity",
    ),
    "Role": properties({**OF_JOB, "IS_AI": "isAi"}, SPELL),
    "Posting": properties(
        {**OF_JOB, "WORK_MODE": "workMode", "PAY_CURRENCY": "payCurrency"},
        {**SPELL, "LAST_SEEN_ON": "lastSeenOn"},
        YEARLY_MINIMUM="yearly_minimum",
        YEARLY_MAXIMUM="yearly_maximum",
    ),
}
"""By GraphQL type: everything a list of its rows can be grouped by."""


def where_of(sources: Sources, type_name: str, dimension: Dimension, value: Any) -> Where:
    """Return the `where` of the rows that have this value; a bucket is its range of days."""
    if value is None:
        return where_missing(sources, type_name, dimension.path)
    operators = {"eq": value}
    if dimension.bucket not in (None, Bucket.DAY):
        operators = {"gte": value, "lte": last_day(value, dimension.bucket)}
    return nested(dimension.path, operators)


def where_missing(sources: Sources, type_name: str, path: tuple[str, ...]) -> Where:
    """Return the `where` of the rows that have no value there, or nobody to ask for one."""
    ways: list[Where] = []
    at = type_name
    for n, name in enumerate(path):
        source = sources[at][name]
        if isinstance(source, Column):
            if source.column.nullable:
                ways.append(nested(path, {"isNull": True}))
            continue
        assert isinstance(source, ToOne | ToMany)
        assert not isinstance(source.link, str)
        if isinstance(source, ToMany) or source.link.nullable:
            ways.append({"not": nested(path[: n + 1], {})})
        at = source.target
    return ways[0] if len(ways) == 1 else {"or": ways}


def nested(path: Iterable[str], inner: Mapping[str, Any]) -> Where:
    """Return a `where` that leads along a path."""
    for name in reversed(list(path)):
        inner = {name: inner}
    return inner


def joined(parts: Iterable[Where]) -> Where:
    """Return one `where` that all parts make up, flat where no field stands in two of them."""
    flat: dict[str, Any] = {}
    several = [part for part in parts if part]
    names = [name for part in several for name in part]
    if len(set(names)) < len(names):
        return {"and": several}
    for part in several:
        flat |= part
    return flat


def shown_where(value: Any) -> Any:
    """Return a `where` as JSON: days as ISO text, labels by name."""
    if isinstance(value, Mapping):
        return {name: shown_where(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shown_where(part) for part in value]
    return plain(value)

"""A `where` as the search index takes it; the database answers what the index does not hold."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from schema import tables
from schema.errors import TooMuch
from schema.graph.loading import Request
from schema.graph.where import Conditions, where_parameters
from schema.tables import table_of
from search import All, Any as AnyOf, Between, Filter, Not, OneOf

QUOTE = table_of(tables.Quote)
MAXIMUM_KEYS = 10_000

INDEXED = {
    ("company", "slug"): "company",
    ("company", "ticker"): "ticker",
    ("company", "sector"): "sector",
    ("speaker", "slug"): "speaker",
    ("event", "type"): "type",
    ("event", "stage"): "stage",
    ("themes", "slug"): "theme",
    ("call", "fiscalPeriod"): "period",
    ("occurredOn",): "held_on",
    ("role",): "role",
    ("section",): "section",
    ("verification",): "verification",
}
"""Paths of `where` that the index answers by itself, with its field."""

SPARSE = ("speaker", "call", "themes")
"""Links that some quotes lack, or have several of."""


class NotIndexed(Exception):
    """A part of `where` that the index does not hold; the database answers it."""


def read_filter(request: Request, where: Mapping[str, Any], as_of: date | None) -> Filter | None:
    """Return a `where` as the index takes it; what it does not hold becomes a list of keys."""
    parts, rest = [], {}
    for name, part in where.items():
        try:
            parts.append(translate({name: part}, ()))
        except NotIndexed:
            rest[name] = part
    if rest:
        parts.append(OneOf("pk", tuple(find_keys(request, rest, as_of))))
    return joined(parts) if parts else None


def find_keys(request: Request, where: Mapping[str, Any], as_of: date | None) -> list[int]:
    """Return the keys of the quotes that meet a condition. Raises TooMuch for over 10,000."""
    conditions = Conditions(request.sources, is_as_of=as_of is not None)
    condition = conditions.build("Quote", QUOTE, where)
    statement = select(QUOTE.c.id).where(condition).limit(MAXIMUM_KEYS + 1)
    parameters = {**where_parameters(where), "asOf": as_of}
    found = [row[0] for row in request.reader.rows(statement, parameters)]
    if len(found) > MAXIMUM_KEYS:
        raise TooMuch(
            f"{', '.join(sorted(where))} in `where` keeps over {MAXIMUM_KEYS:,} quotes, too many "
            "to search in; narrow it, or filter by company, speaker, event, call, theme or day"
        )
    return found


def translate(where: Any, path: tuple[str, ...]) -> Filter:
    """Return a condition on the index's own fields. Raises NotIndexed for any other."""
    if path in INDEXED:
        return compare(INDEXED[path], where)
    parts: list[Filter] = []
    for name, part in where.items():
        if part is None:
            continue
        if name == "and":
            parts.extend(translate(each, path) for each in part)
        elif name == "or":
            choices = tuple(translate(each, path) for each in part)
            parts.append(AnyOf(choices) if choices else All(()))
        elif name == "not":
            parts.append(Not(translate(part, path)))
        elif name in SPARSE and not path and not is_choice(part):
            raise NotIndexed(name)
        elif any(known[: len(path) + 1] == (*path, name) for known in INDEXED):
            parts.append(translate(part, (*path, name)))
        else:
            raise NotIndexed(name)
    return joined(parts)


def joined(parts: Sequence[Filter]) -> Filter:
    """Return that all parts hold, one level deep: facets look for their own choice there."""
    flat: list[Filter] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, All) else [part])
    return All(tuple(flat))


def is_choice(where: Mapping[str, Any]) -> bool:
    """Return whether a condition on a linked row is one list of values to choose from.

    Only such a one means the same of a quote in the index, which holds the values and not the row:
    "another speaker" is no quote without a speaker, "theme A and B" is not one of each.
    """
    operators = [each for part in where.values() for each in (part or {"": None})]
    return len(where) == 1 and operators in (["eq"], ["in"])


def compare(name: str, operators: Mapping[str, Any]) -> Filter:
    """Return the comparisons of one field. Raises NotIndexed for those the index cannot make."""
    parts: list[Filter] = []
    for operator, value in operators.items():
        if value is None or operator not in ("eq", "in", "ne", "notIn", "lt", "lte", "gt", "gte"):
            raise NotIndexed(operator)
        if operator in ("eq", "in"):
            parts.append(OneOf(name, texts(value)))
        elif operator in ("ne", "notIn") and name != "theme":
            parts.append(Not(OneOf(name, texts(value))))
        elif isinstance(value, date):
            parts.append(between(name, operator, value))
        else:
            raise NotIndexed(operator)
    return joined(parts)


def between(name: str, operator: str, value: date) -> Filter:
    """Return a bound on a day; both ends of the index's ranges are included."""
    day = timedelta(days=1)
    if operator == "gte":
        return Between(name, lower=value)
    if operator == "lte":
        return Between(name, upper=value)
    if value in (date.min, date.max):
        # There is no day beyond; the database says what lies on this side.
        raise NotIndexed(operator)
    return Between(name, value + day) if operator == "gt" else Between(name, None, value - day)


def texts(value: Any) -> tuple[Any, ...]:
    """Return one value or several as the index holds them."""
    values = value if isinstance(value, list) else [value]
    return tuple(each if isinstance(each, date) else str(each) for each in values)

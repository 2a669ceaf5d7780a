"""The typed filter into the engine's queries."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from tantivy import Query

from search.errors import InvalidRequest
from search.fields import DAY, LABEL_FIELDS, PK, SCHEMA
from search.filters import All, Any, Between, Filter, Not, OneOf, Value
from search.queries import all_of, any_of, numbers_between, unscored

MAX_FILTER_PARTS = 2000
MAX_FILTER_DEPTH = 50
Labels = Callable[[str], Iterable[str]]
T = TypeVar("T")


def compile_filter(where: Filter, labels: Labels) -> Query:
    """The engine's query for a filter; `labels` lists a field's indexed values, for ranges of text.

    Raises:
        InvalidRequest: an unknown field, a value of the wrong type, or a tree out of all bounds.
    """
    _check_size(where)
    return unscored(_filter(where, labels))


def _check_size(where: Filter) -> None:
    waiting, seen = [(where, 1)], 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MAX_FILTER_PARTS or depth > MAX_FILTER_DEPTH:
            raise InvalidRequest(
                f"A filter has at most {MAX_FILTER_PARTS} parts in {MAX_FILTER_DEPTH} levels."
            )
        if isinstance(part, All | Any):
            waiting += [(inner, depth + 1) for inner in part.parts]
        elif isinstance(part, Not):
            waiting.append((part.part, depth + 1))


def _filter(where: Filter, labels: Labels) -> Query:
    match where:
        case All(parts):
            return all_of([_filter(part, labels) for part in parts])
        case Any(parts):
            return any_of([_filter(part, labels) for part in parts])
        case Not(part):
            return all_of([], [_filter(part, labels)])
        case OneOf(field, values):
            return _one_of(field, values)
        case Between(field, lower, upper):
            return _between(field, lower, upper, labels)


def _one_of(field: str, values: tuple[Value, ...]) -> Query:
    if not values:
        return Query.empty_query()
    if field in LABEL_FIELDS:
        return Query.term_set_query(SCHEMA, field, [_typed(field, value, str) for value in values])
    numbers = [_number(field, value) for value in values]
    target = PK if field == "pk" else DAY
    return Query.term_set_query(SCHEMA, target, [number for number in numbers if number >= 0])


def _between(field: str, lower: Value | None, upper: Value | None, labels: Labels) -> Query:
    if field not in LABEL_FIELDS:
        bounds = [None if value is None else _number(field, value) for value in (lower, upper)]
        return numbers_between(PK if field == "pk" else DAY, *bounds)
    low = "" if lower is None else _typed(field, lower, str)
    high = None if upper is None else _typed(field, upper, str)
    inside = [label for label in labels(field) if low <= label and (high is None or label <= high)]
    return _one_of(field, tuple(inside))


def _number(field: str, value: Value) -> int:
    if field == "held_on":
        return _typed(field, value, date).toordinal()
    if field == "pk":
        return min(_typed(field, value, int), 2**63)
    raise InvalidRequest(f"{field!r} is not a field of the search filter.")


def _typed(field: str, value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise InvalidRequest(f"{field}: {value!r} is not a {kind.__name__}.")
    return value

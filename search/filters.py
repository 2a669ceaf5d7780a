"""The typed filter: a small tree of frozen values that narrows a search without words."""

from dataclasses import dataclass
from datetime import date

Value = str | date | int


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field holds one of the values, exactly as they were indexed.

    Fields are those of `LABEL_FIELDS` (texts), `held_on` (dates) and `pk` (numbers).
    """

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The field lies between two values, both included; None leaves that side open."""

    field: str
    lower: Value | None = None
    upper: Value | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that the part does not let through."""

    part: "Filter"


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts, everything."""

    parts: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds; without parts, nothing."""

    parts: "tuple[Filter, ...]"


Filter = OneOf | Between | Not | All | Any


def top_level_parts(where: Filter | None) -> tuple[Filter, ...]:
    """The parts that must all hold, one level deep."""
    if where is None:
        return ()
    return where.parts if isinstance(where, All) else (where,)

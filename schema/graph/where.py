"""The typed `where` of a list, turned into a SQL condition through the same mapping as the fields.

A condition is built once per shape of the `where` (which fields, which operators, how many values);
the values are bound afterwards, so that a plan keeps its statements.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from re import compile
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    bindparam,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from schema.errors import BadInput, TooMuch
from schema.graph.asof import is_known, value_then
from schema.graph.mapping import Column, Connection, GlobalId, Source, ToMany, ToOne, type_of_rows

UNSTORABLE = compile("[\0\ud800-\udfff]")
MAXIMUM_VALUES = 200
MAXIMUM_DEPTH = 16
# Every second part may be a condition of its own (`{not: {}}`); SQLite takes a thousand in a row.
MAXIMUM_PARTS = 1_000

Where = Mapping[str, Any]
"""Dictionaries and lists with values, as GraphQL's input objects come."""
Sources = Mapping[str, Mapping[str, Source]]
"""GraphQL type name -> field name -> source."""


def collect_values(where: Any, name: str, found: list[Any]) -> int:
    """Add the values in a `where` in the order in which its condition names its parameters.

    Returns how many fields, operators and alternatives stand in it, at all levels.
    """
    if isinstance(where, dict):
        return sum([1 + collect_values(part, key, found) for key, part in where.items()])
    if isinstance(where, list):
        return sum([1 + collect_values(part, name, found) for part in where])
    if name in ("contains", "startsWith") and where is not None:
        escaped = storable(where).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        found.append(f"%{escaped}%" if name == "contains" else f"{escaped}%")
    elif where is not None and name != "isNull":
        found.append(storable(where) if type(where) is str else where)
    return 0


def storable(text: str) -> str:
    """Return a text that a database can compare. Raises BadInput for one that none can hold."""
    found = UNSTORABLE.search(text)
    if found:
        raise BadInput(
            f"a text in the query has U+{ord(found.group()):04X} at position {found.start()}, "
            "which no stored text can have; leave it out"
        )
    return text


def where_parameters(where: Where | None, prefix: str = "w") -> dict[str, Any]:
    """Return the parameters of a condition. Raises TooMuch for too many values, or parts."""
    found: list[Any] = []
    check_parts(collect_values(where, "", found))
    if len(found) > MAXIMUM_VALUES:
        raise TooMuch(f"`where` has {len(found)} values; at most {MAXIMUM_VALUES} are taken")
    return {f"{prefix}{n}": value for n, value in enumerate(found)}


def check_parts(parts: int) -> None:
    """Raise TooMuch for more parts of a `where` than a condition may have."""
    if parts > MAXIMUM_PARTS:
        raise TooMuch(f"`where` has {parts:,} parts; at most {MAXIMUM_PARTS:,} are taken")


def check_size(where: Where) -> None:
    """Raise TooMuch for a `where` of too many levels or parts, before a condition is built of it.

    Building one of 20,000 parts took 7 seconds.
    """
    where_shape(where)
    check_parts(collect_values(where, "", []))


def where_shape(where: Any, depth: int = 0) -> Any:
    """Return a `where` without its values, as a key. Raises TooMuch when nested too deeply."""
    if depth > MAXIMUM_DEPTH:
        raise TooMuch(f"`where` is nested more than {MAXIMUM_DEPTH} levels deep; flatten it")
    if isinstance(where, dict):
        below = depth + 1
        return tuple(
            [
                (key, part if key == "isNull" else where_shape(part, below))
                for key, part in where.items()
            ]
        )
    if isinstance(where, list):
        return ("list", *[where_shape(part, depth + 1) for part in where])
    return where is None


@dataclass
class Conditions:
    """Builds the condition of one `where`; its parameters are named `prefix`0, `prefix`1, ..."""

    sources: Sources
    prefix: str = "w"
    count: int = 0
    driven: Mapping[str, FromClause] = field(default_factory=dict)
    """Links of the outermost type whose rows the statement has joined in already."""
    takes_all: bool = False
    """Whether rows for which another one stands count too."""
    is_as_of: bool = False
    """Whether only what was known on the day `asOf` counts, another parameter."""

    def build(self, type_name: str, table: FromClause, where: Where) -> ColumnElement[bool]:
        """Return the condition on `table`, whose rows are of `type_name`; all parts must hold."""
        parts = [self._all(type_name, table, where)]
        same_as = type_of_rows[type_name].same_as
        if same_as is not None and not self.takes_all:
            parts.append(table.c[same_as.name].is_(None))
        known = is_known(type_name, table) if self.is_as_of else None
        return and_(*parts) if known is None else and_(*parts, known)

    def _all(self, type_name: str, table: FromClause, where: Where) -> ColumnElement[bool]:
        parts = [
            self._part(type_name, table, name, part)
            for name, part in where.items()
            if part is not None
        ]
        return and_(true(), *parts)

    def _part(self, type_name: str, table: FromClause, name: str, part: Any) -> ColumnElement[bool]:
        if name == "and":
            return and_(true(), *(self._all(type_name, table, each) for each in part))
        if name == "or":
            choices = [self._all(type_name, table, each) for each in part]
            return or_(*choices) if choices else true()
        if name == "not":
            # Unknown counts as false, so that `not` turns every row in or out.
            return not_(func.coalesce(self._all(type_name, table, part), false()))
        source = self.sources[type_name][name]
        if name in self.driven and isinstance(source, ToMany):
            return self.build(source.target, self.driven[name], part)
        if isinstance(source, GlobalId):
            return self.compare(table.c.id, part)
        if isinstance(source, Column):
            name = source.column.name
            value = value_then(type_name, table, name) if self.is_as_of else table.c[name]
            return self.compare(value, part)
        if isinstance(source, ToOne) and not isinstance(source.link, str):
            target = type_of_rows[source.target].table.alias()
            return table.c[source.link.name].in_(
                select(target.c.id).where(self.build(source.target, target, part))
            )
        if isinstance(source, ToMany | Connection) and source.link is not None:
            return table.c.id.in_(self._owners(source, part))
        raise TypeError(f"{type_name}.{name} cannot be filtered")

    def _owners(self, source: ToMany | Connection, part: Where) -> Any:
        """Return the keys of the owners that have at least one such row."""
        assert source.link is not None
        target = type_of_rows[source.target].table.alias()
        condition = self.build(source.target, target, part)
        far = source.far if isinstance(source, ToMany) else None
        if far is None:
            return select(target.c[source.link.name]).where(condition)
        between = far.table.alias()
        return (
            select(between.c[source.link.name])
            .join(target, target.c.id == between.c[far.name])
            .where(condition)
        )

    def compare(self, column: ColumnElement[Any], operators: Where) -> ColumnElement[bool]:
        """Return the comparisons of one value; all must hold."""
        found: list[ColumnElement[bool]] = []
        for name, value in operators.items():
            if name == "isNull":
                if value is not None:
                    found.append(column.is_(None) if value else column.is_not(None))
            elif name in ("in", "notIn"):
                if value is not None:
                    found.append(self._listed(column, value, negated=name == "notIn"))
            elif value is None:
                found.append(column.is_(None) if name == "eq" else true())
            else:
                found.append(OPERATORS[name](column, self._parameter(column)))
        return and_(true(), *found)

    def _listed(
        self, column: ColumnElement[Any], values: list[Any], *, negated: bool
    ) -> ColumnElement[bool]:
        parameters = [self._parameter(column) for value in values if value is not None]
        found = column.in_(parameters) if parameters else false()
        return not_(func.coalesce(found, false())) if negated else found

    def _parameter(self, column: ColumnElement[Any]) -> Any:
        self.count += 1
        return bindparam(f"{self.prefix}{self.count - 1}", type_=column.type)


OPERATORS: dict[str, Callable[[ColumnElement[Any], Any], ColumnElement[bool]]] = {
    "eq": lambda column, value: column == value,
    "ne": lambda column, value: column.is_distinct_from(value),
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "contains": lambda column, value: column.ilike(value, escape="\\"),
    "startsWith": lambda column, value: column.ilike(value, escape="\\"),
}

"""`column IN (any number of keys)` as one statement text with one parameter."""

from collections.abc import Collection
from datetime import date
from enum import Enum
from typing import Any, Self

from orjson import dumps
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Dialect,
    Integer,
    Text,
    TypeDecorator,
    bindparam,
    column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine

Key = int | str


class KeyList(TypeDecorator[Collection[Key]]):
    """A parameter that takes a collection of keys: JSON text on SQLite, an array on PostgreSQL."""

    impl = Text
    cache_ok = True

    def __init__(self, is_text: bool = False) -> None:
        super().__init__()
        self.is_text = is_text

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the parameter on this database."""
        if dialect.name == "postgresql":
            # 64 bits although our keys have 32: a key that is too large is one that nobody has.
            return dialect.type_descriptor(ARRAY(Text() if self.is_text else BigInteger()))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: Collection[Key] | None, dialect: Dialect) -> Any:
        """Return the keys as this database's driver takes them."""
        keys = list(value or ())
        if dialect.name != "postgresql":
            return dumps(keys).decode()
        return [key.value if isinstance(key, Enum) else key for key in keys]


class DayList(TypeDecorator[Collection[date]]):
    """A parameter that takes days: JSON text on SQLite, an array on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the parameter on this database."""
        is_array = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(Date()) if is_array else Text())

    def process_bind_param(self, value: Collection[date] | None, dialect: Dialect) -> Any:
        """Return the days as this database's driver takes them."""
        days = list(value or ())
        return days if dialect.name == "postgresql" else dumps(days).decode()


class Among(FunctionElement[bool]):
    """`column` is one of the keys of one parameter; made by `among`."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:
        """Return the condition bare; SQLite would be told `... = 1` and no longer use the index."""
        return self


def among(column: ColumnElement[Any], name: str = "keys") -> ColumnElement[bool]:
    """Return the condition that `column` is one of the keys given as parameter `name`.

    The parameter takes any collection of integers, texts or labels; an empty one matches nothing.
    SQLAlchemy's own `in_` writes a parameter a key, so that every number of keys is another
    statement to compile and to plan.
    """
    is_text = not isinstance(column.type, Integer)
    return Among(column, bindparam(name, type_=KeyList(is_text)))


class KeyTable(FunctionElement[Any]):
    """The keys of one parameter as rows; made by `key_table`."""

    inherit_cache = True


def key_table(name: str = "keys") -> Any:
    """Return the integer keys given as parameter `name` as a table.

    Its columns are `key`, the place among the keys, and `value`.
    """
    function = KeyTable(bindparam(name, type_=KeyList()))
    return function.table_valued(column("key", Integer), column("value", Integer))


class DayTable(FunctionElement[Any]):
    """The days of one parameter as rows; made by `day_table`."""

    inherit_cache = True


def day_table(name: str = "days") -> Any:
    """Return the days given as parameter `name` as a table.

    Its columns are `key`, the place among the days, and `value`.
    """
    function = DayTable(bindparam(name, type_=DayList()))
    return function.table_valued(column("key", Integer), column("value", Date))


@compiles(Among)
def write_for_sqlite(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    """Write the condition over a JSON table; the plan still seeks in an index of the column."""
    column, keys = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({keys}))"


@compiles(Among, "postgresql")
def write_for_postgresql(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    """Write the condition over an array; the parameter's type adds the cast."""
    column, keys = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} = ANY({keys})"


@compiles(KeyTable)
@compiles(DayTable)
def write_table_for_sqlite(
    element: KeyTable | DayTable, compiler: SQLCompiler, **options: Any
) -> str:
    """Write the keys as rows of a JSON text."""
    (keys,) = (compiler.process(part, **options) for part in element.clauses)
    return f"json_each({keys})"


@compiles(KeyTable, "postgresql")
def write_table_for_postgresql(element: KeyTable, compiler: SQLCompiler, **options: Any) -> str:
    """Write the keys as rows of an array, in their order."""
    (keys,) = (compiler.process(part, **options) for part in element.clauses)
    rows = f"unnest({keys}) WITH ORDINALITY AS each_key (value, key)"
    return f"(SELECT key, CAST(value AS INTEGER) AS value FROM {rows})"


@compiles(DayTable, "postgresql")
def write_days_for_postgresql(element: DayTable, compiler: SQLCompiler, **options: Any) -> str:
    """Write the days as rows of an array, in their order."""
    (days,) = (compiler.process(part, **options) for part in element.clauses)
    return f"(SELECT key, value FROM unnest({days}) WITH ORDINALITY AS each_day (value, key))"

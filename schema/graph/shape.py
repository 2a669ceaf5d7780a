"""What a statement selects: the columns of one row type and of the rows it is joined to."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, select

from schema.database import Reader
from schema.prepared import Parameters, Text, compile_text

KEPT_STATEMENTS = 64


class Shape:
    """Collects columns and joins while a document is compiled, then keeps the statements.

    Position 0 of every row is the primary key. A plain shape reads rows as the driver gives them.
    """

    def __init__(self, table: Table, *, is_plain: bool = False) -> None:
        self.table = table
        self.is_plain = is_plain
        self.looks_ahead = True
        """Whether a page reads one row more, to know whether any follow."""
        self.columns: list[ColumnElement[Any]] = [table.c.id]
        self._positions: dict[tuple[Any, str], int] = {(table, "id"): 0}
        self._joins: dict[tuple[Any, str], tuple[FromClause, ColumnElement[bool]]] = {}
        self._statements: OrderedDict[Any, Text] = OrderedDict()

    def position(self, table: FromClause, name: str) -> int:
        """Return where a column stands in the rows; selects it when nobody asked for it before."""
        key = (table, name)
        if key not in self._positions:
            self._positions[key] = len(self.columns)
            self.columns.append(table.c[name])
        return self._positions[key]

    def join(self, table: FromClause, link: str, target: Table) -> FromClause:
        """Return the row of `target` that column `link` of `table` points to, joined in once."""
        key = (table, link)
        if key not in self._joins:
            alias = joined(table, link, target)
            self._joins[key] = (alias, alias.c.id == table.c[link])
        return self._joins[key][0]

    def select(self, *more: Any, base: FromClause | None = None) -> Select[Any]:
        """Return the statement that reads these columns, and `more` behind them.

        `base` is what the rows are read from, the type's table by default.
        """
        source: FromClause = self.table if base is None else base
        for alias, condition in self._joins.values():
            source = source.outerjoin(alias, condition)
        return select(*self.columns, *more).select_from(source)

    def rows(
        self, reader: Reader, key: Any, build: Callable[[], Select[Any]], parameters: Parameters
    ) -> list[Any]:
        """Return the rows of the statement kept under `key`, which is built the first time."""
        found = self._statements.get(key)
        if found is None:
            # The text alone is kept: the statement behind it takes ten times as much memory.
            found = self._statements[key] = compile_text(build(), reader.engine.dialect)
            if len(self._statements) > KEPT_STATEMENTS:
                self._statements.popitem(last=False)
        return reader.fetch_text(found, parameters, is_plain=self.is_plain)


@lru_cache(maxsize=1_024)
def joined(table: FromClause, link: str, target: Table) -> FromClause:
    """Return the name under which `target` is joined to `table` by `link`, in every statement.

    An alias copies all columns of its table, 10 kB, and links of rows end after a few steps.
    """
    return target.alias()


@dataclass(frozen=True, slots=True)
class Record:
    """One row for field-by-field execution: its type and its columns by name."""

    type_name: str
    columns: Mapping[str, Any]

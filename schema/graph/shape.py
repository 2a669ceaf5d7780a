"""What a statement selects: the columns of one row type and of the rows it is joined to."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, select

KEPT_STATEMENTS = 64


class Shape:
    """Collects columns and joins while a document is compiled, then keeps the statements built on them.

    Position 0 of every row is the primary key.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns: list[ColumnElement[Any]] = [table.c.id]
        self._positions: dict[tuple[Any, str], int] = {(table, "id"): 0}
        self._joins: dict[tuple[Any, str], FromClause] = {}
        self._source: FromClause = table
        self._statements: OrderedDict[Any, Any] = OrderedDict()

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
            alias = target.alias()
            self._source = self._source.outerjoin(alias, alias.c.id == table.c[link])
            self._joins[key] = alias
        return self._joins[key]

    def select(self, *more: Any) -> Select[Any]:
        """Return the statement that reads these columns, and `more` behind them."""
        return select(*self.columns, *more).select_from(self._source)

    def statement(self, key: Any, build: Callable[[], Any]) -> Any:
        """Return the statement kept under `key`, built when it is asked for the first time."""
        found = self._statements.get(key)
        if found is None:
            found = self._statements[key] = build()
            if len(self._statements) > KEPT_STATEMENTS:
                self._statements.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class Record:
    """One row for field-by-field execution: its type and its columns by name."""

    type_name: str
    columns: Mapping[str, Any]

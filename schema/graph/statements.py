"""The SQL of pages: one owner by an index, many by a probe each, a theme by its link table."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    FromClause,
    Integer,
    Select,
    bindparam,
    func,
    select,
    true,
)

from schema.graph.mapping import Connection, RowType, ToMany, type_of_rows
from schema.graph.pages import PageRequest, order_clause, place_clause
from schema.graph.shape import Shape
from schema.graph.where import Conditions, Sources, Where
from schema.store.keys import among, key_table

LIMIT = bindparam("limit", type_=Integer())


@dataclass(frozen=True, slots=True)
class PageStatements:
    """Writes the statements of one connection for one shape of page arguments."""

    source: Connection
    rows: RowType
    shape: Shape
    page: PageRequest
    where: Where
    sources: Sources

    def one(self) -> Select[Any]:
        """Return the page of one owner, `owner`, or of all rows where the list has no owner."""
        link = self.source.link
        driver = self._driver() if link is None else None
        if driver is not None:
            return self._driven(*driver)
        owned = true() if link is None else link == bindparam("owner", type_=link.type)
        statement = self.shape.select().where(owned, self._condition(self.rows.table))
        return statement.order_by(*order_clause(self.rows.table, self.page)).limit(LIMIT)

    def many(self, dialect: str) -> Select[Any]:
        """Return the pages of all owners among `keys`, the owner's key last.

        Each owner is a probe of its own into the list's index. Ranking all rows of all owners by a
        window function took 27 times as long for five of 240 events of 20 companies.
        """
        table, link = self.rows.table, self.source.link
        assert link is not None
        keys = key_table()
        chosen = table.alias()
        probe = (
            select(chosen.c.id)
            .where(chosen.c[link.name] == keys.c.value, self._condition(chosen))
            .order_by(*order_clause(chosen, self.page))
            .limit(LIMIT)
        )
        order = (keys.c.key, *order_clause(table, self.page))
        if dialect == "sqlite":
            base = keys.join(table, table.c.id.in_(probe.correlate(keys)))
        else:
            found = probe.lateral()
            base = keys.join(found, true()).join(table, table.c.id == found.c.id)
        return self.shape.select(link, base=base).order_by(*order)

    def count(self) -> Select[Any]:
        """Return how many rows there are in all, by owner where the list has one."""
        table, link = self.rows.table, self.source.link
        conditions = Conditions(self.sources, is_as_of=self.page.as_of is not None)
        condition = conditions.build(self.rows.name, table, self.where)
        if link is None:
            return select(func.count()).select_from(table).where(condition)
        return select(link, func.count()).where(among(link), condition).group_by(link)

    def _condition(self, table: Any, driven: Mapping[str, FromClause] | None = None) -> Any:
        is_as_of = self.page.as_of is not None
        conditions = Conditions(self.sources, driven=driven or {}, is_as_of=is_as_of)
        condition = conditions.build(self.rows.name, table, self.where)
        for name in ("after", "before"):
            if getattr(self.page, name) is not None:
                condition = condition & place_clause(table, self.page, name)
        return condition

    def _driver(self) -> tuple[str, ToMany] | None:
        """Return the filtered link that repeats all columns of the order, if there is one."""
        needed = {own.name for own, _ in self.page.order} - {"id"}
        for name, part in self.where.items():
            source = self.sources[self.rows.name].get(name)
            if isinstance(source, ToMany) and names_one(part) and needed <= source.carries.keys():
                return name, source
        return None

    def _driven(self, name: str, source: ToMany) -> Select[Any]:
        """Return the page read along a link table: its index has the order and the filter."""
        assert source.far is not None
        table = self.rows.table
        target, link = type_of_rows[source.target].table.alias(), source.link.table.alias()
        base = target.join(link, link.c[source.far.name] == target.c.id).join(
            table, table.c.id == link.c[source.link.name]
        )
        carried = {own: link.c[there.name] for own, there in source.carries.items()}
        columns = {**table.c, **carried, "id": link.c[source.link.name]}
        view: Any = SimpleNamespace(c=columns)
        statement = self.shape.select(base=base).where(self._condition(view, {name: target}))
        return statement.order_by(*order_clause(view, self.page)).limit(LIMIT)


def names_one(part: Any) -> bool:
    """Return whether a condition on a link's rows names one of them: `{slug: {eq: ...}}`."""
    if not isinstance(part, Mapping) or list(part) != ["slug"]:
        return False
    operators = part["slug"]
    is_equality = isinstance(operators, Mapping) and list(operators) == ["eq"]
    return is_equality and operators["eq"] is not None

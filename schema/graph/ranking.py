"""Loads pages of companies in the order of a number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from schema.errors import BadCursor
from schema.graph.declaring import Direction
from schema.graph.frames import find_companies
from schema.graph.ids import fingerprint, format_cursor, parse_cursor
from schema.graph.loading import Request
from schema.graph.metrics import today
from schema.graph.pages import PageInfo, page_info, read_size
from schema.store.calendar import check_day
from schema.store.metrics import Metric
from schema.store.ranking import Key, Ranked, RankingMetric, order_key, rank
from schema.taxonomy.labels import Unit


@dataclass(frozen=True, slots=True)
class RankedEdge:
    """A company in a ranking, with its place there."""

    ranked: Ranked
    mark: str

    @property
    def cursor(self) -> str:
        """Its place, to go on from."""
        return format_cursor(self.mark, self.ranked.key)

    @property
    def rank(self) -> int | None:
        """Its rank."""
        return self.ranked.rank

    @property
    def company_id(self) -> int:
        """The company."""
        return self.ranked.company_id

    @property
    def metric(self) -> Metric:
        """The number that it is ranked by."""
        return self.ranked.metric


@dataclass(frozen=True)
class RankingPage:
    """One page of a ranking."""

    edges: Sequence[RankedEdge]
    total: int
    unit: Unit
    has_more: bool
    has_place: bool

    @cached_property
    def info(self) -> PageInfo:
        """Where this page stands in the ranking."""
        ends = [edge.cursor for edge in (*self.edges[:1], *self.edges[-1:])]
        return page_info(ends, False, self.has_more, has_place=self.has_place)


def load_ranking(
    request: Request, owners: Sequence[Any], arguments: Mapping[str, Any]
) -> list[RankingPage]:
    """Return the page of the ranking that the arguments ask for.

    Raises BadInput for an impossible day or page, BadCursor for another ranking's cursor.
    """
    by, where = RankingMetric(arguments["metric"]), arguments.get("where") or {}
    as_of = arguments.get("asOf") or today()
    check_day(as_of)
    from_ = arguments.get("from") or as_of - timedelta(days=364)
    unit, is_ascending = Unit(arguments["unit"]), arguments["direction"] is Direction.ASC
    size, _ = read_size(arguments)
    mark = fingerprint("Ranking", by, from_, as_of, unit, is_ascending, where)
    after = arguments.get("after")
    place = None if after is None else read_place(after, mark)
    ids = find_companies(request, where, as_of)
    ranked = rank(request.reader, ids, by, from_, as_of, unit, is_ascending=is_ascending)
    sign = 1 if is_ascending else -1
    rest = ranked
    if place is not None:
        beyond = order_key(place, by, sign)
        rest = [each for each in ranked if order_key(each.key, by, sign) > beyond]
    edges = [RankedEdge(each, mark) for each in rest[:size]]
    page = RankingPage(edges, len(ranked), unit, len(rest) > size, place is not None)
    return [page] * len(owners)


def read_place(cursor: str, mark: str) -> Key:
    """Return the place that a cursor stands for. Raises BadCursor for one that is damaged."""
    value, company_id = parse_cursor(cursor, mark, 2)
    if type(company_id) is not int or not isinstance(value, float | int | None):
        raise BadCursor("the cursor is damaged; take one from `cursor` or `pageInfo`")
    return value, company_id

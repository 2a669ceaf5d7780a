"""Loads the store's numbers for a batch of companies, those that ask alike at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from schema.graph.loading import Request
from schema.graph.where import storable
from schema.store import hiring
from schema.store.boards import BoardDoubt, read_doubts
from schema.store.citations import CitationStyle, citations
from schema.store.pay import Pay, pay_of
from schema.store.turns import texts_of
from schema.taxonomy.labels import Unit


@dataclass(frozen=True, slots=True)
class HiringOf:
    """The hiring of one company as of a day; its numbers are computed when they are asked for."""

    company_id: int
    as_of: date
    unit: Unit


def today() -> date:
    """Return the day in UTC."""
    return datetime.now(UTC).date()


def load_hiring(
    request: Request, keys: Sequence[int], arguments: Mapping[str, Any]
) -> list[HiringOf]:
    """Return what to compute for each company."""
    as_of = arguments.get("asOf") or today()
    return [HiringOf(key, as_of, Unit(arguments["unit"])) for key in keys]


def batched(
    load: Callable[[Request, list[int], Any, Mapping[str, Any]], Sequence[Any]],
    alike: Callable[[Any], Any],
) -> Callable[[Request, Sequence[Any], Mapping[str, Any]], list[Any]]:
    """Return a loader that calls `load` once for all owners that are `alike`."""

    def load_all(
        request: Request, owners: Sequence[Any], arguments: Mapping[str, Any]
    ) -> list[Any]:
        if len(owners) == 1:  # mostly one company is asked for
            return list(load(request, [owners[0].company_id], alike(owners[0]), arguments))
        found: dict[tuple[Any, int], Any] = {}
        for key in dict.fromkeys(map(alike, owners)):
            members = [owner.company_id for owner in owners if alike(owner) == key]
            ids = list(dict.fromkeys(members))
            values = load(request, ids, key, arguments)
            found |= {(key, one): value for one, value in zip(ids, values, strict=True)}
        return [found[alike(owner), owner.company_id] for owner in owners]

    return load_all


def counted(owner: HiringOf) -> tuple[date, Unit]:
    """Return the day and the unit of a hiring object."""
    return owner.as_of, owner.unit


def currency(given: Mapping[str, Any]) -> str | None:
    """Return the currency asked for, None for any. Raises BadInput for a text none can be."""
    asked = given.get("currency")
    return None if asked is None else storable(asked)


active_roles = batched(
    lambda request, ids, at, given: hiring.active_roles(request.reader, ids, *at), counted
)
change = batched(
    lambda request, ids, at, given: hiring.change(
        request.reader, ids, at[0], hiring.Comparison(given["against"]), at[1]
    ),
    counted,
)
observed_since = batched(
    lambda request, ids, at, given: hiring.observed_since(request.reader, ids, at[0]), counted
)
primary_focus = batched(
    lambda request, ids, at, given: hiring.primary_focus(request.reader, ids, *at), counted
)
salaries = batched(
    lambda request, ids, at, given: hiring.salary(
        request.reader, ids, at[0], currency(given), at[1]
    ),
    counted,
)
by_stage = batched(
    lambda request, ids, at, given: hiring.by_stage(request.reader, ids, *at), counted
)
by_function = batched(
    lambda request, ids, at, given: hiring.by_function(request.reader, ids, *at), counted
)
weekly = batched(
    lambda request, ids, at, given: hiring.weekly(
        request.reader, ids, at[0], given["weeks"], at[1]
    ),
    counted,
)
doubts: Callable[..., list[list[BoardDoubt]]] = batched(
    lambda request, ids, at, given: read_doubts(request.reader, ids, at[0]), counted
)


def salary(request: Request, owners: Sequence[HiringOf], arguments: Mapping[str, Any]) -> list[Any]:
    """Return the salary of each company in the currency that most of its roles name."""
    return [found[0] if found else None for found in salaries(request, owners, arguments)]


def load_pay(
    request: Request, keys: Sequence[int], arguments: Mapping[str, Any]
) -> list[Pay | None]:
    """Return the pay of each posting."""
    return pay_of(request.reader, keys)


def load_citations(
    request: Request, keys: Sequence[int], arguments: Mapping[str, Any]
) -> list[str]:
    """Return the citation of each quote."""
    return citations(request.reader, keys, CitationStyle(arguments["style"]))


def load_words(
    request: Request, keys: Sequence[int], arguments: Mapping[str, Any]
) -> list[str | None]:
    """Return what was said in each turn."""
    return texts_of(request.reader, keys)

"""Loads the store's numbers for a batch of companies, those that ask alike at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from schema.graph.loading import Request
from schema.graph.where import storable
from schema.store import hiring
from schema.store.pay import Pay, pay_of


@dataclass(frozen=True, slots=True)
class HiringOf:
    """The hiring of one company as of a day; its numbers are computed when they are asked for."""

    company_id: int
    as_of: date


def today() -> date:
    """Return the day in UTC."""
    return datetime.now(UTC).date()


def load_hiring(
    request: Request, keys: Sequence[int], arguments: Mapping[str, Any]
) -> list[HiringOf]:
    """Return what to compute for each company."""
    as_of = arguments.get("asOf") or today()
    return [HiringOf(key, as_of) for key in keys]


def batched(
    load: Callable[[Request, list[int], Any, Mapping[str, Any]], Sequence[Any]],
    alike: Callable[[Any], Any],
) -> Callable[[Request, Sequence[Any], Mapping[str, Any]], list[Any]]:
    """Return a loader that calls `load` once for all owners that are `alike`."""

    def load_all(
        request: Request, owners: Sequence[Any], arguments: Mapping[str, Any]
    ) -> list[Any]:
        found: dict[tuple[Any, int], Any] = {}
        for key in dict.fromkeys(map(alike, owners)):
            members = [owner.company_id for owner in owners if alike(owner) == key]
            ids = list(dict.fromkeys(members))
            values = load(request, ids, key, arguments)
            found |= {(key, one): value for one, value in zip(ids, values, strict=True)}
        return [found[alike(owner), owner.company_id] for owner in owners]

    return load_all


def as_of(owner: HiringOf) -> date:
    """Return the day of a hiring object."""
    return owner.as_of


def currency(given: Mapping[str, Any]) -> str | None:
    """Return the currency asked for, None for any. Raises BadInput for a text none can be."""
    asked = given.get("currency")
    return None if asked is None else storable(asked)


active_roles = batched(
    lambda request, ids, day, given: hiring.active_roles(request.reader, ids, day), as_of
)
change = batched(
    lambda request, ids, day, given: hiring.change(
        request.reader, ids, day, hiring.Comparison(given["against"])
    ),
    as_of,
)
primary_focus = batched(
    lambda request, ids, day, given: hiring.primary_focus(request.reader, ids, day), as_of
)
salaries = batched(
    lambda request, ids, day, given: hiring.salary(request.reader, ids, day, currency(given)), as_of
)
by_stage = batched(
    lambda request, ids, day, given: hiring.by_stage(request.reader, ids, day), as_of
)
by_function = batched(
    lambda request, ids, day, given: hiring.by_function(request.reader, ids, day), as_of
)
weekly = batched(
    lambda request, ids, day, given: hiring.weekly(request.reader, ids, day, given["weeks"]), as_of
)


def salary(request: Request, owners: Sequence[HiringOf], arguments: Mapping[str, Any]) -> list[Any]:
    """Return the salary of each company in the currency that most of its roles name."""
    return [found[0] if found else None for found in salaries(request, owners, arguments)]


def load_pay(
    request: Request, keys: Sequence[int], arguments: Mapping[str, Any]
) -> list[Pay | None]:
    """Return the pay of each posting."""
    return pay_of(request.reader, keys)

"""Companies looked at one by one, or as one: the same statements answer both."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from schema.database import Reader
from schema.prepared import Parameters, Prepared

WHOLE = 0
"""Stands for all companies of a `Together` where an answer names the company it is of."""


class Together(tuple[int, ...]):
    """Ids of companies that are looked at as one.

    `where` is the filter that found them, `as_of` the day on which it was meant.
    """

    where: Mapping[str, Any]
    as_of: date | None

    def __new__(
        cls,
        ids: Collection[int],
        where: Mapping[str, Any] | None = None,
        as_of: date | None = None,
    ) -> "Together":
        """Return the companies as one."""
        made = super().__new__(cls, ids)
        made.where = where or {}
        made.as_of = as_of
        return made


def owners_of(companies: Sequence[int]) -> Sequence[int]:
    """Return whom the answers are of: each company, or `WHOLE` alone for a `Together`."""
    return (WHOLE,) if isinstance(companies, Together) else companies


class ByOwner:
    """A SELECT in two forms: grouped by company, and over all companies together.

    `build` takes the columns to be selected and grouped by first: the company, or none.
    """

    def __init__(
        self,
        company: ColumnElement[int],
        build: Callable[[tuple[Any, ...]], Any],
    ) -> None:
        self._each = Prepared(build((company,)))
        self._together = Prepared(build(()))

    def fetch(
        self, reader: Reader, companies: Sequence[int], parameters: Parameters
    ) -> list[tuple[Any, ...]]:
        """Return the rows of some companies (`keys`), the owner first; once a snapshot."""
        given = {"keys": companies, **parameters}
        if isinstance(companies, Together):
            return [(WHOLE, *row) for row in reader.fetch_once(self._together, given)]
        return reader.fetch_once(self._each, given)

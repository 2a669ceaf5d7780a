"""What postings say they pay, and what they said on which day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from orjson import loads
from sqlalchemy import and_, or_, select

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.keys import among
from schema.tables import Posting, table_of
from schema.taxonomy.labels import PayOrigin, PayPeriod

POSTING = table_of(Posting).c
NEVER = date.max
"""Stands for the end of what has not ended, so that one range of an index finds what is open."""
READ_PAY = Prepared(
    select(
        POSTING.id,
        POSTING.pay_minimum_cents,
        POSTING.pay_maximum_cents,
        POSTING.pay_currency,
        POSTING.pay_period,
        POSTING.yearly_minimum,
        POSTING.yearly_maximum,
        POSTING.ote_minimum_cents,
        POSTING.ote_maximum_cents,
        POSTING.pay_origin,
    ).where(
        among(POSTING.id), POSTING.pay_is_withheld.is_(False), POSTING.pay_currency.is_not(None)
    )
)
# Of these columns `iter_terms` makes what a posting told when.
TOLD_BY = (
    POSTING.opened_on,
    POSTING.closed_on,
    POSTING.pay_currency,
    POSTING.yearly_minimum,
    POSTING.yearly_maximum,
    POSTING.pay_told,
)
TELLS_BOTH_ENDS = and_(
    POSTING.pay_is_withheld.is_(False),
    POSTING.pay_currency.is_not(None),
    POSTING.yearly_minimum.is_not(None),
    POSTING.yearly_maximum.is_not(None),
)
HAS_TERMS = or_(POSTING.pay_told.is_not(None), TELLS_BOTH_ENDS)
"""The condition that a posting told, at least once, both ends of its yearly pay."""


class Terms(NamedTuple):
    """Yearly pay that a posting told while it was open, on each day d: `starts <= d < ends`."""

    currency: str
    minimum: int
    maximum: int
    starts: date
    ends: date


def iter_terms(
    opened_on: date,
    closed_on: date | None,
    currency: str,
    minimum: int,
    maximum: int,
    told: str | None,
) -> Iterator[Terms]:
    """Yield what a posting that HAS_TERMS told of its pay when, by its columns TOLD_BY.

    What was told first holds from the opening. NEVER stands for the end of what has not ended.
    """
    closing = closed_on or NEVER
    if told is None:
        yield Terms(currency, minimum, maximum, opened_on, closing)
        return
    steps = [(date.fromisoformat(day), pay) for day, *pay in loads(told)]
    days = [opened_on, *(day for day, _ in steps[1:]), closing]
    for (starts, ends), (_, (at, lowest, highest)) in zip(pairwise(days), steps, strict=True):
        if at is not None and starts < min(ends, closing):
            yield Terms(at, lowest, highest, starts, min(ends, closing))


@dataclass(frozen=True, slots=True)
class Pay:
    """What a posting says it pays: hundredths of the currency, and whole units a year.

    On-target earnings (OTE) stand apart from base pay.
    """

    minimum_cents: int | None
    maximum_cents: int | None
    currency: str | None
    period: PayPeriod | None
    yearly_minimum: int | None
    yearly_maximum: int | None
    ote_minimum_cents: int | None
    ote_maximum_cents: int | None
    origin: PayOrigin | None


def pay_of(reader: Reader, posting_ids: Sequence[int]) -> list[Pay | None]:
    """Return the pay of each posting, None where it says nothing or withholds it."""
    rows = reader.fetch(READ_PAY, {"keys": list(set(posting_ids))})
    known = {row[0]: Pay(*row[1:]) for row in rows}
    return [known.get(key) for key in posting_ids]

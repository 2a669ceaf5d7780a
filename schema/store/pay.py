"""What postings say they pay."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.keys import among
from schema.tables import Posting, table_of
from schema.taxonomy.labels import PayOrigin, PayPeriod

POSTING = table_of(Posting).c
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

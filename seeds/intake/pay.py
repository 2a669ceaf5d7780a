"""The pay of a posting as columns: what its board states, else what its text says."""

from collections.abc import Mapping, Sequence
from datetime import date

from schema.classify.pay import TextPay, read_pay
from schema.taxonomy.labels import PAY_PERIODS_PER_YEAR, PayOrigin
from seeds.intake.rows import Values
from seeds.records import PayRecord, PostingRecord

UNPAID: Values = dict.fromkeys(
    (
        *("pay_minimum_cents", "pay_maximum_cents", "pay_currency", "pay_period"),
        *("pay_origin", "pay_start", "pay_end", "ote_minimum_cents", "ote_maximum_cents"),
        *("yearly_minimum", "yearly_maximum"),
    )
) | {"pay_is_withheld": False}


def build_pay(stated: PayRecord | None, description: str | None) -> Values:
    """Return the pay columns: cents as given, and whole units a year unless pay is withheld.

    The text is only asked where the board states nothing; what a board withholds stays withheld,
    whatever its text says.
    """
    if stated is not None:
        return UNPAID | build_stated(stated)
    found = read_pay(description) if description else None
    return UNPAID | build_found(found) if found else dict(UNPAID)


def trace_pay(
    looks: Sequence[tuple[date, str]], records: Mapping[str, PostingRecord]
) -> list[tuple[date, str | None, int | None, int | None]]:
    """Return since which day a posting told which yearly pay: currency and both ends, or nothing.

    One step a change; `looks` is what it looked like since which day.
    """
    told: list[tuple[date, str | None, int | None, int | None]] = []
    for day, look in looks:
        pay = build_pay(records[look].pay, records[look].description)
        ends = (pay["yearly_minimum"], pay["yearly_maximum"])
        known = (pay["pay_currency"], *ends) if None not in ends else (None, None, None)
        if not told or told[-1][1:] != known:
            told.append((day, *known))
    return told


def build_stated(pay: PayRecord) -> Values:
    """Return the columns of pay that stood in fields of the board."""
    factor = None if pay.is_withheld else PAY_PERIODS_PER_YEAR[pay.period]
    return {
        "pay_minimum_cents": scale(pay.minimum, 100),
        "pay_maximum_cents": scale(pay.maximum, 100),
        "pay_currency": pay.currency,
        "pay_period": pay.period,
        "pay_origin": PayOrigin.STRUCTURED,
        "ote_minimum_cents": scale(pay.ote_minimum, 100),
        "ote_maximum_cents": scale(pay.ote_maximum, 100),
        "pay_is_withheld": pay.is_withheld,
        "yearly_minimum": scale(pay.minimum, factor),
        "yearly_maximum": scale(pay.maximum, factor),
    }


def build_found(pay: TextPay) -> Values:
    """Return the columns of pay that was read in the description; only base pay has yearly ones."""
    factor = PAY_PERIODS_PER_YEAR[pay.period]
    return {
        "pay_minimum_cents": scale(pay.minimum, 100),
        "pay_maximum_cents": scale(pay.maximum, 100),
        "pay_currency": pay.currency,
        "pay_period": pay.period,
        "pay_origin": PayOrigin.TEXT,
        "pay_start": pay.start,
        "pay_end": pay.end,
        "ote_minimum_cents": scale(pay.ote_minimum, 100),
        "ote_maximum_cents": scale(pay.ote_maximum, 100),
        "yearly_minimum": scale(pay.minimum, factor),
        "yearly_maximum": scale(pay.maximum, factor),
    }


def scale(amount: float | None, factor: int | None) -> int | None:
    """Return an amount times a factor as a whole number, None where one of them is unknown."""
    return None if amount is None or factor is None else round(amount * factor)

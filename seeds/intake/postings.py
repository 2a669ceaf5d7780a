"""Postings: what a look says of labels, appearance and pay, as columns."""

from orjson import dumps

from schema.classify.postings import PostingLabels, classify_posting, normalise_title
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, PAY_PERIODS_PER_YEAR, PayOrigin
from schema.taxonomy.rules import load_taxonomy
from seeds.intake.evidence import format_evidence
from seeds.intake.rows import Values
from seeds.records import PayRecord, PostingRecord

KEY_MAX = 300
PAY_COLUMNS = (
    "pay_minimum_cents",
    "pay_maximum_cents",
    "pay_currency",
    "pay_period",
    "pay_origin",
    "ote_minimum_cents",
    "ote_maximum_cents",
    "yearly_minimum",
    "yearly_maximum",
)


def build_looks(record: PostingRecord) -> Values:
    """Return the columns that say how a posting looks."""
    looks: Values = {
        "title": record.title,
        "department": record.department,
        "team": record.team,
        "locations": dumps(record.locations).decode(),
        "work_mode": record.work_mode,
        "url": record.url,
        "description": record.description,
        "is_illustrative": record.is_illustrative,
    }
    return looks | build_pay(record.pay)


def build_labels(record: PostingRecord) -> Values:
    """Return what a posting is: its role, the given labels, the rules' where none is given."""
    given: Values = {
        "ai_involvement": record.ai_involvement,
        "function": record.function,
        "seniority": record.seniority,
    }
    found: PostingLabels | None = None
    if None in given.values() or record.stage is None:
        found = classify_posting(
            record.title,
            record.department,
            record.team,
            record.description,
            record.native_function,
            record.native_level,
        )
    labels = {name: value or getattr(found, name) for name, value in given.items()}
    is_ai = labels["ai_involvement"] in AI_ROLE_INVOLVEMENTS
    stage = record.stage or (found.stage if found else None)
    return {
        **labels,
        "role_key": normalise_title(record.title)[:KEY_MAX] or record.title.lower()[:KEY_MAX],
        "stage": stage if is_ai else None,
        "evidence": format_evidence(found.evidence if found else ()),
        "taxonomy_version": load_taxonomy().version if found else None,
    }


def build_pay(pay: PayRecord | None) -> Values:
    """Return the pay columns: cents as given, and whole units a year unless pay is withheld."""
    if pay is None:
        return {**dict.fromkeys(PAY_COLUMNS), "pay_is_withheld": False}
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


def scale(amount: float | None, factor: int | None) -> int | None:
    """Return an amount times a factor as a whole number, None where one of them is unknown."""
    return None if amount is None or factor is None else round(amount * factor)

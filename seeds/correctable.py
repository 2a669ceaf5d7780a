"""Which labels of a record somebody may correct, and how a corrected value is kept as text."""

from collections.abc import Mapping
from typing import Any

from schema.taxonomy.labels import (
    AI_ROLE_INVOLVEMENTS,
    AiInvolvement,
    CorrectedKind,
    EventType,
    Horizon,
    JobFunction,
    Label,
    Seniority,
    Stage,
    ThemeSlug,
)

CORRECTABLE: Mapping[CorrectedKind, Mapping[str, type[Label] | type[int]]] = {
    CorrectedKind.EVENT: {
        "type": EventType,
        "stage": Stage,
        "specificity": int,
        "horizon": Horizon,
    },
    CorrectedKind.QUOTE: {"themes": ThemeSlug},
    CorrectedKind.POSTING: {
        "ai_involvement": AiInvolvement,
        "function": JobFunction,
        "stage": Stage,
        "seniority": Seniority,
    },
}
"""The columns of each kind of row with what their values are; `themes` holds several."""


def format_value(value: Any) -> str:
    """Return a label, a number or several labels as text."""
    if isinstance(value, tuple | list | set | frozenset):
        return ",".join(sorted(str(each) for each in value))
    return str(value)


def parse_value(kind: CorrectedKind, name: str, text: str) -> Any:
    """Return the value behind a text that `format_value` made."""
    read = CORRECTABLE[kind][name]
    if name == "themes":
        return tuple(read(each) for each in text.split(",") if each)
    return read(text)


def overrule(kind: CorrectedKind, base: Mapping[str, Any], said: Mapping[str, str]) -> Any:
    """Return the columns of a row with corrections laid over them; only AI roles have a stage."""
    values = {**base, **{name: parse_value(kind, name, text) for name, text in said.items()}}
    involvement = values.get("ai_involvement")
    if involvement is not None and involvement not in AI_ROLE_INVOLVEMENTS:
        values["stage"] = None
    return values

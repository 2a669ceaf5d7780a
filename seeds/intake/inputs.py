"""What the labels of a posting were read from: kept beside them, so that they can be read anew."""

from collections.abc import Mapping
from typing import Any

from orjson import OPT_SORT_KEYS, dumps, loads
from sqlalchemy import Row

from schema.taxonomy.labels import AiInvolvement, JobFunction, Label, Seniority, Stage
from seeds.intake.rows import Values
from seeds.records import PostingRecord

TEXTS = ("title", "department", "team", "description")
NATIVE = ("native_function", "native_level")
GIVEN: Mapping[str, type[Label]] = {
    "ai_involvement": AiInvolvement,
    "stage": Stage,
    "function": JobFunction,
    "seniority": Seniority,
}


def format_inputs(
    labelled: PostingRecord | None, values: Values, stored: Row[Any] | None
) -> str | None:
    """Return, as JSON, what a posting's labels were read from and its other columns do not say.

    Labels come from the first look, texts from the last: those that look otherwise by now are kept.

    Args:
        labelled: the record that the labels are read from now; None when they stay as they are.
        values: the columns that the row will have.
        stored: the row as it is.
    """
    kept: dict[str, Any]
    if labelled is not None:
        said = {name: getattr(labelled, name) for name in (*NATIVE, *GIVEN)}
        kept = {name: value for name, value in said.items() if value is not None}
        texts = {name: getattr(labelled, name) for name in TEXTS}
    elif stored is None or stored.labelled_from is None:
        return None
    else:
        kept = loads(stored.labelled_from)
        texts = {name: kept.pop(name, getattr(stored, name)) for name in TEXTS}
    looks = {name: values[name] if name in values else getattr(stored, name) for name in TEXTS}
    kept |= {name: text for name, text in texts.items() if text != looks[name]}
    return dumps(kept, option=OPT_SORT_KEYS).decode()


def read_inputs(row: Row[Any]) -> PostingRecord | None:
    """Return a record with what a posting's labels are read from, None where that is not known."""
    if row.labelled_from is None:
        return None
    kept: dict[str, Any] = loads(row.labelled_from)
    texts = {name: kept.get(name, getattr(row, name)) for name in TEXTS}
    native = {name: kept.get(name) for name in NATIVE}
    given = {name: read(kept[name]) for name, read in GIVEN.items() if name in kept}
    inputs: dict[str, Any] = {**texts, **native, **given}
    return PostingRecord.model_construct(**inputs)

"""A JSON object in, a record out, or every reason why not, in words that say what to do."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from re import compile as compile_pattern
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from seeds.records import KINDS, AnyRecord
from seeds.values import FORMS

Detail = Mapping[str, Any]
"""One mistake as pydantic reports it: `type`, `loc`, `input`, `msg` and, for some types, `ctx`."""

UNWANTED = compile_pattern(r"[\x00-\x1f\x7f]")
SHOWN = 60
TYPE_NAMES = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}
WANTED = {
    "string_type": "must be a text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "enum": "must be one of the labels",
    "literal_error": "must be one of the labels",
}

Model = TypeVar("Model", bound=BaseModel)


class BadRecord(Exception):
    """A record that does not fit; holds (field, reason) pairs, at least one."""

    def __init__(self, faults: list[tuple[str | None, str]]) -> None:
        super().__init__("; ".join(f"{field}: {reason}" for field, reason in faults))
        self.faults = faults


def parse_record(document: Mapping[str, Any]) -> AnyRecord:
    """Return the neutral record that a JSON object holds. Raises BadRecord."""
    kind = document.get("record")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        reason = f"is missing; write one of {', '.join(KINDS)}"
        if kind is not None:
            reason = f"{show(kind)} is no kind of record; {suggest(str(kind), KINDS)}"
        raise BadRecord([("record", reason)])
    return parse_model(model, document)


def parse_model(model: type[Model], document: Mapping[str, Any]) -> Model:
    """Return the model that a JSON object holds, keys as written in files. Raises BadRecord."""
    try:
        return model.model_validate(document, by_alias=True, by_name=False)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise BadRecord([describe(model, detail) for detail in details]) from error


def describe(model: type[BaseModel], detail: Detail) -> tuple[str | None, str]:
    """Return (field, reason) for one thing that pydantic found."""
    explain = EXPLAINED.get(detail["type"], explain_type)
    if detail["type"] == "extra_forbidden":
        return format_place(detail["loc"]), explain_unknown(model, detail)
    return format_place(detail["loc"]), explain(detail)


def format_place(parts: Iterable[int | str]) -> str | None:
    """Return `turns[3].text` for ("turns", 3, "text"); None for the record as a whole."""
    place = ""
    for part in parts:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    return place.removeprefix(".") or None


def explain_unknown(model: type[BaseModel], detail: Detail) -> str:
    """Return which known field was probably meant."""
    *place, name = detail["loc"]
    known = index_fields(find_model(model, place))
    return f"is no field here; {suggest(str(name), known)}"


def find_model(model: type[BaseModel], place: Iterable[int | str]) -> type[BaseModel]:
    """Return the model of the object at a place inside a record."""
    for part in place:
        field = index_fields(model).get(str(part))
        if field is not None:
            model = next(iter_models(field.annotation), model)
    return model


def index_fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """Return the fields of a model by their names in files."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def iter_models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation names, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from iter_models(part)


def explain_type(detail: Detail) -> str:
    """Return what kind of value was wanted and what stands there."""
    wanted = WANTED.get(detail["type"])
    if wanted is None:
        return f"{show(detail['input'])}: {detail['msg']}"
    return f"{wanted}, not {TYPE_NAMES.get(type(detail['input']), 'this')}"


def explain_label(detail: Detail) -> str:
    """Return which label was probably meant."""
    labels = [part.strip("'") for part in split_labels(str(detail["ctx"]["expected"]))]
    given = detail["input"]
    if not isinstance(given, str):
        return explain_type(detail)
    return f"{show(given)} is not known; {suggest(given, labels)}"


def split_labels(expected: str) -> list[str]:
    """Return the members of pydantic's list `'A', 'B' or 'C'`."""
    return expected.replace(" or ", ", ").split(", ")


def explain_pattern(detail: Detail) -> str:
    """Return the place of the first unwanted character, or the form that was wanted."""
    text, pattern = str(detail["input"]), str(detail["ctx"]["pattern"])
    if "u0000" not in pattern:
        return f"{show(text)} is not of the form {FORMS.get(pattern, pattern)}"
    allowed = "\t\n\r" if "u000b" in pattern else ""
    for found in UNWANTED.finditer(text):
        if found.group() not in allowed:
            code = f"U+{ord(found.group()):04X}"
            return f"holds the control character {code} at character {found.start() + 1}; remove it"
    return "is blank; write something or leave the field out"


def explain_surrogate(detail: Detail) -> str:
    """Return the place of the first half of a character."""
    text = detail["input"]
    place = next((n for n, c in enumerate(text, 1) if "\ud800" <= c <= "\udfff"), 1)
    return f"holds half a character (a lone surrogate) at character {place}; remove it"


def explain_length(detail: Detail) -> str:
    """Return how long the value is and may be."""
    given = detail["input"]
    length = len(given) if isinstance(given, str | list | tuple) else 0
    most = detail["ctx"]["max_length"]
    if isinstance(given, str):
        return f"is {length:,} characters; at most {most:,} are kept"
    return f"has {length:,} entries; at most {most:,} are kept"


def explain_value(detail: Detail) -> str:
    """Return what one of our own checks said."""
    return str(detail["ctx"]["error"])


def explain_bound(detail: Detail) -> str:
    """Return which bound a number passes."""
    (name, bound), *_ = detail["ctx"].items()
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    return f"{show(detail['input'])} is out of bounds; {words.get(name, name)} {bound:,}"


def suggest(given: str, known: Iterable[str]) -> str:
    """Return `did you mean "x"?`, or all that is known when nothing is near."""
    names = list(dict.fromkeys(known))
    folded = {name.casefold(): name for name in reversed(names)}
    near = get_close_matches(given[:SHOWN].casefold(), folded, n=1)
    if near:
        return f'did you mean "{folded[near[0]]}"?'
    return f"write one of {', '.join(names)}"


def show(value: Any) -> str:
    """Return a value as JSON-like text, cut short."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:SHOWN])
    return printable if len(text) <= SHOWN else f"{printable}..."


EXPLAINED: Mapping[str, Callable[[Detail], str]] = {
    "missing": lambda detail: "is missing; add it",
    "enum": explain_label,
    "literal_error": explain_label,
    "string_pattern_mismatch": explain_pattern,
    "string_unicode": explain_surrogate,
    "string_too_short": lambda detail: "is blank; write something or leave the field out",
    "string_too_long": explain_length,
    "too_long": explain_length,
    "value_error": explain_value,
    "greater_than_equal": explain_bound,
    "greater_than": explain_bound,
    "less_than_equal": explain_bound,
    "less_than": explain_bound,
}

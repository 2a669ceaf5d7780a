"""The base of models that describe other people's files: what is not named is passed over."""

from re import compile as compile_pattern, sub
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictStr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from seeds.values import LONGEST_TEXT

CONTROLS = compile_pattern(r"[\x00-\x1f\x7f]")

Label = Annotated[StrictStr, Field(max_length=2000)]
"""A name, title or other short text as somebody else wrote it; may be blank."""
Speech = Annotated[StrictStr, Field(max_length=LONGEST_TEXT)]
"""What was said, as somebody else wrote it; may be blank."""

# Companies with two listed classes of shares: transcripts and boards name now one, now the other.
SHARE_CLASSES = {
    "BRK.A": "BRK.B",
    "FOX": "FOXA",
    "GOOG": "GOOGL",
    "LBTYK": "LBTYA",
    "NWS": "NWSA",
    "UA": "UAA",
}


class SourceModel(BaseModel):
    """A document of a foreign layout; unknown fields are its own business."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class BoardModel(SourceModel):
    """A part of a job board's answer: what it may leave out, it may also write in an odd way.

    A board of a thousand postings is worth reading though one of them has `""` for an amount; only
    the fields that every posting needs are insisted on.
    """

    @field_validator("*", mode="wrap")
    @classmethod
    def forgive(
        cls, value: Any, validate: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        """Return a field's value, or its default where it cannot be read and there is one."""
        try:
            return validate(value)
        except ValidationError:
            field = cls.model_fields[info.field_name or ""]
            if field.is_required() or field.default is not None:
                raise
            return None


def clean_line(text: str | None, most: int = 200) -> str | None:
    """Return a text as one line of at most `most` characters, or None when nothing is left."""
    if text is None:
        return None
    return " ".join(CONTROLS.sub(" ", text).split())[:most].rstrip() or None


def build_slug(name: str) -> str:
    """Return the slug of a company that has no ticker; empty without Latin letters and figures."""
    return sub(r"[^a-z0-9]+", "-", name.lower())[:80].strip("-")


def name_company(ticker: str | None, name: str | None) -> dict[str, str | None]:
    """Return how a document names a company: its one ticker, or where it has none, its slug."""
    known = clean_ticker(ticker) or None
    called = clean_line(name) or known
    return {
        "ticker": known,
        "slug": None if known else build_slug(called or ""),
        "name": called,
    }


def clean_ticker(text: Any) -> Any:
    """Return a company's one ticker in capitals; what is no text goes back, to be refused."""
    if not isinstance(text, str):
        return text
    # A class of preferred shares is "ALIN$A" on one list and "ALIN-A" on another.
    ticker = text.strip().upper().replace("$", "-")
    return SHARE_CLASSES.get(ticker, ticker)


def strip_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the white space at its ends."""
    part = text[start:end]
    bare = part.strip()
    begin = start + (len(part) - len(part.lstrip()) if bare else 0)
    return begin, begin + len(bare)

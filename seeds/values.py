"""The kinds of value a record's field can hold, with bounds in code and in JSON Schema."""

from datetime import date
from typing import Annotated, Any
from unicodedata import normalize

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, WithJsonSchema

# Kept to what ECMA, Python and Rust agree on, since the same pattern stands in the JSON Schema.
ONE_LINE = r"^[^\u0000-\u001f\u007f]*[^\u0000-\u0020\u007f][^\u0000-\u001f\u007f]*$"
MANY_LINES = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"
DAY = r"^(19[89]|20\d)\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
TICKER = r"^[A-Z0-9]+([.:-][A-Z0-9]+)*$"
BOARD = r"^[a-z0-9_-]+:[A-Za-z0-9._~-]+$"

CURRENCY = r"^[A-Z]{3}$"

FORMS = {
    SLUG: 'small letters, digits and hyphens, such as "spotify"',
    TICKER: 'capitals and digits, such as "SPOT" or "BRK.B"',
    BOARD: 'system:token, such as "greenhouse:spotify"',
    CURRENCY: 'three capitals, such as "USD"',
}

LONGEST_TEXT = 1_000_000


def parse_day(value: Any) -> date:
    """Return the date of `2026-04-28`. Raises ValueError for every other text or type."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError('must be a date such as "2026-04-28"')
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f'{value} is no date; write one such as "2026-04-28"') from error
    if not 1980 <= day.year <= 2099:
        raise ValueError(f"{value} is not in the years 1980 to 2099")
    return day


def compose_letters(text: str) -> str:
    """Return a name with each letter and its accents as one character where there is one (NFC)."""
    return normalize("NFC", text)


Name = Annotated[
    StrictStr, Field(max_length=200, pattern=ONE_LINE), AfterValidator(compose_letters)
]
LongName = Annotated[StrictStr, Field(max_length=500, pattern=ONE_LINE)]
Title = Annotated[StrictStr, Field(max_length=1000, pattern=ONE_LINE)]
Key = Annotated[StrictStr, Field(max_length=160, pattern=ONE_LINE)]
Url = Annotated[StrictStr, Field(max_length=2000, pattern=ONE_LINE)]
Text = Annotated[StrictStr, Field(min_length=1, max_length=LONGEST_TEXT, pattern=MANY_LINES)]
Slug = Annotated[StrictStr, Field(max_length=80, pattern=SLUG)]
Ticker = Annotated[StrictStr, Field(max_length=20, pattern=TICKER)]
BoardKey = Annotated[StrictStr, Field(max_length=200, pattern=BOARD)]
SourceId = Annotated[StrictStr, Field(max_length=300, pattern=ONE_LINE)]
Currency = Annotated[StrictStr, Field(pattern=CURRENCY)]
Amount = Annotated[float, Field(strict=True, ge=0, le=1_000_000_000, allow_inf_nan=False)]
Day = Annotated[
    date,
    BeforeValidator(parse_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": DAY}),
]

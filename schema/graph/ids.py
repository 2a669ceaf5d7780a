"""Opaque texts that clients hand back: Relay identifiers and page cursors."""

from base64 import b64decode
from binascii import Error as Base64Error, b2a_base64
from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from hashlib import blake2b
from json import dumps
from operator import itemgetter
from typing import Any

from orjson import OPT_SORT_KEYS, dumps as orjson_dumps, loads as orjson_loads

from schema.errors import BadCursor, BadInput


def global_id(type_name: str, key: int) -> str:
    """Return the Relay identifier of a row."""
    return b2a_base64(b"%b:%d" % (type_name.encode(), key), newline=False).decode()


def id_expression(type_name: str, key: str) -> str:
    """Return the code of a row's identifier, for a level whose rows have their key in `key`.

    In the code of the level itself it takes two thirds of what a function takes that it calls.
    """
    return f"b2a_base64({type_name.encode() + b':%d'!r} % {key}, newline=False).decode()"


def parse_global_id(text: str) -> tuple[str, int]:
    """Return type name and primary key. Raises BadInput for a text that is no identifier."""
    try:
        type_name, _, key = b64decode(text, validate=True).decode().partition(":")
        number = int(key)
    except (Base64Error, ValueError, UnicodeDecodeError) as error:
        raise BadInput(f"{text[:60]!r} is no id; take it from an `id` field") from error
    if not type_name.isidentifier() or not 0 < number < 2**31:
        raise BadInput(f"{text[:60]!r} is no id; take it from an `id` field")
    return type_name, number


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: dates as ISO text, labels as their names."""
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def fingerprint(*parts: Any) -> str:
    """Return a short digest of a list's identity, so that a cursor of another list is noticed."""
    try:
        text = orjson_dumps(parts, default=plain, option=OPT_SORT_KEYS)
    except TypeError:  # half of a character, or a number over 64 bits
        text = dumps(parts, default=plain, sort_keys=True).encode()
    return blake2b(text, digest_size=6).hexdigest()


def format_cursor(mark: str, values: Sequence[Any]) -> str:
    """Return the cursor of the row that has these values in the list's order."""
    return b2a_base64(orjson_dumps([mark, *values]), newline=False).decode("ascii")


def cursor_maker(mark: str, positions: Sequence[int]) -> Callable[[Sequence[Any]], str]:
    """Return what makes the cursors of a list's rows, whose order's values stand at positions."""
    start = orjson_dumps([mark])[:-1] + b","
    if len(positions) == 1:
        (only,) = positions
        return lambda row: b2a_base64(
            start + orjson_dumps(row[only]) + b"]", newline=False
        ).decode()
    pick = itemgetter(*positions)
    return lambda row: b2a_base64(start + orjson_dumps(pick(row))[1:], newline=False).decode()


def parse_cursor(text: str, mark: str, size: int) -> list[Any]:
    """Return the values in a cursor. Raises BadCursor for a damaged one or another list's."""
    try:
        found = orjson_loads(b64decode(text + "=" * (-len(text) % 4), validate=True))
    except ValueError as error:  # base64, UTF-8 and JSON all raise one
        raise BadCursor("the cursor is damaged; take one from `cursor` or `pageInfo`") from error
    if not isinstance(found, list) or len(found) != size + 1:
        raise BadCursor("the cursor is damaged; take one from `cursor` or `pageInfo`")
    if found[0] != mark:
        raise BadCursor(
            "the cursor belongs to a list with another filter or order; start again without it"
        )
    return found[1:]

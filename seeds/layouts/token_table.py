"""Calls as Earnings-21 writes them: a table of tokens between bars, with speakers' numbers.

Who a number is does not stand in it, nor what call it is: the company comes from the file's name.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from seeds.layouts.dialogue import Talk
from seeds.layouts.headings import Heading, iter_call
from seeds.reading import PLAIN
from seeds.records import CallRecord, CompanyRecord
from seeds.validation import BadRecord

HEADER = "token|speaker|ts|endTs|punctuation|case|"
FIELDS = 8


def is_token_table(document: Mapping[str, Any]) -> bool:
    """Whether a document is a table of this layout."""
    text = document.get(PLAIN)
    return isinstance(text, str) and text.startswith(HEADER)


def iter_token_records(
    document: Mapping[str, Any], source_name: str
) -> Iterator[CompanyRecord | CallRecord]:
    """Yield the company and the call. Raises BadRecord."""
    talks = [
        Talk(" ".join(word for _, word in words), voice=speaker)
        for speaker, words in groupby(iter_words(document[PLAIN]), key=lambda each: each[0])
    ]
    yield from iter_call(Heading("earnings-21"), talks, source_name)


def iter_words(table: str) -> Iterator[tuple[str, str]]:
    """Yield (speaker's number, word with its punctuation). Raises BadRecord."""
    for number, line in enumerate(table.splitlines()[1:], 2):
        if not line.strip():
            continue
        fields = line.split("|")
        if len(fields) != FIELDS:
            reason = f"line {number} has {len(fields)} fields, not {FIELDS}"
            raise BadRecord([(None, reason)])
        token, speaker, _, _, punctuation, *_ = fields
        yield speaker, token + punctuation

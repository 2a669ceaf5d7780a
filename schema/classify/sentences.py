"""Sentences of spoken text as exact spans, with the abbreviations of earnings calls in mind."""

from collections.abc import Iterator
from re import VERBOSE, compile as compile_pattern

_BREAK = compile_pattern(
    r"""[.!?…]+["'”’)\]]*(?P<gap>\s+)(?=["'“‘(\[]*[A-Z0-9$€£À-Þ])   # an end, a gap, a new start
      | (?P<paragraph>[ \t]*\n\s*\n\s*)
      | (?<=[.!?…:"”)\]])(?P<line>[ \t]*\n\s*)""",
    VERBOSE,
)
_LAST_WORD = compile_pattern(r"[^\s(\[\"'“‘]+$")
_DOTTED = compile_pattern(r"(?:[A-Za-z]\.)+$")
_NEXT_WORD = compile_pattern(r"[\"'“‘(\[]*([\w'’]+)")

_TITLES_AND_LATIN = "mr. mrs. ms. dr. prof. vs. v. no. nos. e.g. i.e. approx. fig. st."
_FORMS_AND_MONTHS = """
inc. corp. ltd. co. bros. plc. llc. jr. sr. etc. est. vol. dept. gov. sen. rep. gen. a.m. p.m.
jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec.
"""
_FIRST_WORDS = """
we it the this that these those our i and but so in as they you there with for at on if when what
while now also to by from he she its all today then however because most many
"""
_NEVER_LAST = frozenset(_TITLES_AND_LATIN.split())
_ABBREVIATIONS = _NEVER_LAST | frozenset(_FORMS_AND_MONTHS.split())
_STARTERS = frozenset(_FIRST_WORDS.split())
"""Words that begin a sentence even after an abbreviation: "built on A.I. We think ..."."""


def iter_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a text in order, without white space at the ends."""
    start = 0
    for match in _BREAK.finditer(text):
        gap = match.lastgroup or "gap"
        end, next_start = match.span(gap)
        if gap == "gap" and _is_abbreviation(text, start, match.start(), next_start):
            continue
        yield from _trimmed(text, start, end)
        start = next_start
    yield from _trimmed(text, start, len(text))


def _is_abbreviation(text: str, start: int, stop: int, next_start: int) -> bool:
    if text[stop] != ".":
        return False
    word = _LAST_WORD.search(text, max(start, stop - 20), stop + 1)
    if word is None:
        return False
    last = word.group().lower()
    if last in _NEVER_LAST:
        return True
    if last not in _ABBREVIATIONS and not _DOTTED.fullmatch(last):
        return False
    following = _NEXT_WORD.match(text, next_start)
    return following is None or following.group(1).lower() not in _STARTERS


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end

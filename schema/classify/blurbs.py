"""The text that a board repeats in most of its advertisements, which says nothing of one job."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

SHARED_BY = 0.6
"""Share of a board's advertisements from which on a paragraph is the company's, not the job's."""

MIN_POSTINGS = 5
"""Boards smaller than this share text by chance."""

MIN_LENGTH = 40
"""Shorter lines are headings, such as "Requirements"."""


def find_blurbs(descriptions: Iterable[str]) -> frozenset[str]:
    """Return the paragraphs that more than 60 % of a board's descriptions have in common.

    Paragraphs are compared without regard to case and white space. Empty for boards with fewer
    than five advertisements.
    """
    counts: Counter[str] = Counter()
    postings = 0
    for description in descriptions:
        postings += 1
        counts.update({key for _, _, key in _iter_paragraphs(description)})
    if postings < MIN_POSTINGS:
        return frozenset()
    return frozenset(key for key, count in counts.items() if count > SHARED_BY * postings)


def mask_blurbs(description: str, blurbs: Collection[str]) -> str:
    """Return the description with its blurbs blanked, of the same length, so that spans hold."""
    for start, end, key in _iter_paragraphs(description):
        if key in blurbs:
            description = description[:start] + " " * (end - start) + description[end:]
    return description


def _iter_paragraphs(description: str) -> Iterator[tuple[int, int, str]]:
    start = 0
    for line in description.splitlines(keepends=True):
        text = line.rstrip("\r\n")
        key = " ".join(text.split()).casefold()
        if len(key) >= MIN_LENGTH:
            yield start, start + len(text), key
        start += len(line)

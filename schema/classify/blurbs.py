"""What a board says on AI in most of its advertisements, which tells nothing of one job."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from re import compile as compile_pattern

from orjson import OPT_SORT_KEYS, dumps, loads

from schema.classify.gate import has_ai_mention

SHARED_BY = 0.6
"""Share of a board's jobs from which on a sentence is the company's, not the job's."""

MIN_JOBS = 5
"""Boards with fewer jobs share text by chance."""

MIN_LENGTH = 25
"""Shorter pieces are headings, such as "Requirements"."""

# Lines, and the sentences of a line: some boards give a whole advertisement as one line.
_PIECE = compile_pattern(r"[^\n.!?]++(?:[.!?]++(?!\s)[^\n.!?]++)*+[.!?]*+")


@dataclass(frozen=True, slots=True)
class Blurbs:
    """What a board says on AI in most of its advertisements, as far as was known by each day.

    `turns` has by sentence the days, in order, on which it became a blurb and was none any more.
    """

    turns: Mapping[str, Sequence[date]] = field(default_factory=dict)

    def on(self, day: date) -> frozenset[str]:
        """Return the sentences that the advertisements seen up to a day have in common."""
        turns = self.turns.items()
        return frozenset(key for key, days in turns if bisect_right(days, day) % 2)


def trace_blurbs(advertisements: Iterable[tuple[date, str, str]]) -> Blurbs:
    """Return what `find_blurbs` would have found after each day.

    So that what comes later does not change what an advertisement was when it came.

    Args:
        advertisements: the day on which each was first seen, in order of these days, the key of the
            job and the description.
    """
    jobs: set[str] = set()
    by_piece: dict[str, set[str]] = {}
    turns: dict[str, list[date]] = {}
    for day, of_day in groupby(advertisements, itemgetter(0)):
        # A sentence that no advertisement of the day has cannot become one.
        touched = {key for key, days in turns.items() if len(days) % 2}
        for _, job, description in of_day:
            jobs.add(job)
            for _, _, key in iter_pieces(description):
                by_piece.setdefault(key, set()).add(job)
                touched.add(key)
        for key in touched:
            days = turns.get(key, [])
            if is_shared(len(by_piece[key]), len(jobs), key) != bool(len(days) % 2):
                turns[key] = [*days, day]
    return Blurbs(turns)


def find_blurbs(advertisements: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the sentences on AI that more than 60 % of a board's jobs have in common.

    White space does not count. A job that is advertised several times counts once, or a board
    with one job in many places would share what that job is about. The order of the
    advertisements does not matter.

    Args:
        advertisements: the key of the job (its normalised title) and the description of each.
    """
    return trace_blurbs((date.min, *each) for each in advertisements).on(date.max)


def is_shared(those: int, jobs: int, sentence: str) -> bool:
    """Tell whether a sentence is on AI and so many of a board's jobs have it that it is a blurb."""
    return jobs >= MIN_JOBS and those > SHARED_BY * jobs and has_ai_mention(sentence)


def mask_blurbs(description: str, blurbs: Collection[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return the description with its blurbs blanked, of the same length, and their spans."""
    spans = [(start, end) for start, end, key in iter_pieces(description) if key in blurbs]
    for start, end in spans:
        description = description[:start] + " " * (end - start) + description[end:]
    return description, spans


def parse_blurbs(stored: str | None) -> Blurbs:
    """Return what a board's row keeps."""
    turns: dict[str, list[str]] = loads(stored) if stored else {}
    return Blurbs({key: [*map(date.fromisoformat, days)] for key, days in turns.items()})


def format_blurbs(blurbs: Blurbs) -> str | None:
    """Return blurbs as a board's row keeps them; None where there never were any."""
    return dumps(blurbs.turns, option=OPT_SORT_KEYS).decode() if blurbs.turns else None


def iter_pieces(description: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start, the end and the comparable text of each sentence of a description."""
    for match in _PIECE.finditer(description):
        key = " ".join(match[0].split())
        if len(key) >= MIN_LENGTH:
            yield *match.span(), key

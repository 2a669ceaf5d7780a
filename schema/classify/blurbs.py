"""What a board says on AI in most of its advertisements, which tells nothing of one job."""

from collections.abc import Collection, Iterable, Iterator
from re import compile as compile_pattern

from orjson import dumps, loads

from schema.classify.gate import has_ai_mention

SHARED_BY = 0.6
"""Share of a board's jobs from which on a sentence is the company's, not the job's."""

MIN_JOBS = 5
"""Boards with fewer jobs share text by chance."""

MIN_LENGTH = 25
"""Shorter pieces are headings, such as "Requirements"."""

# Lines, and the sentences of a line: some boards give a whole advertisement as one line.
_PIECE = compile_pattern(r"[^\n.!?]++(?:[.!?]++(?!\s)[^\n.!?]++)*+[.!?]*+")


def find_blurbs(advertisements: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the sentences on AI that more than 60 % of a board's jobs have in common.

    White space does not count. A job that is advertised several times counts once, or a board
    with one job in many places would share what that job is about. The order of the
    advertisements does not matter.

    Args:
        advertisements: the key of the job (its normalised title) and the description of each.
    """
    jobs: set[str] = set()
    by_piece: dict[str, set[str]] = {}
    for job, description in advertisements:
        jobs.add(job)
        for _, _, key in iter_pieces(description):
            by_piece.setdefault(key, set()).add(job)
    if len(jobs) < MIN_JOBS:
        return frozenset()
    shared = (key for key, those in by_piece.items() if len(those) > SHARED_BY * len(jobs))
    return frozenset(key for key in shared if has_ai_mention(key))


def mask_blurbs(description: str, blurbs: Collection[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return the description with its blurbs blanked, of the same length, and their spans."""
    spans = [(start, end) for start, end, key in iter_pieces(description) if key in blurbs]
    for start, end in spans:
        description = description[:start] + " " * (end - start) + description[end:]
    return description, spans


def parse_blurbs(stored: str | None) -> frozenset[str]:
    """Return the sentences that a board's row keeps."""
    return frozenset(loads(stored)) if stored else frozenset()


def format_blurbs(blurbs: Iterable[str]) -> str | None:
    """Return sentences as a board's row keeps them; None without any."""
    ordered = sorted(blurbs)
    return dumps(ordered).decode() if ordered else None


def iter_pieces(description: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start, the end and the comparable text of each sentence of a description."""
    for match in _PIECE.finditer(description):
        key = " ".join(match[0].split())
        if len(key) >= MIN_LENGTH:
            yield *match.span(), key

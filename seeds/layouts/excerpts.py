"""Calls as JSON lines of one excerpt each: lines of one call that follow each other are it."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, TypeVar

T = TypeVar("T")
OF_TURN = ("speaker", "role", "section", "text")


def gather_excerpts(documents: Iterable[tuple[int, T]]) -> Iterator[tuple[int, T | dict[str, Any]]]:
    """Yield documents with their lines; the excerpts of a call as one normalised call."""
    for key, group in groupby(documents, key=lambda each: excerpt_of(each[1])):
        if key is None:
            yield from group
            continue
        excerpts = list(group)
        yield excerpts[0][0], build_call([document for _, document in excerpts])


def excerpt_of(document: object) -> str | None:
    """Return the call that a document is an excerpt of, None for everything else."""
    if not isinstance(document, dict) or "turns" in document or "record" in document:
        return None
    is_excerpt = {"call_id", "speaker", "text"} <= document.keys()
    return str(document["call_id"]) if is_excerpt else None


def build_call(excerpts: list[Any]) -> dict[str, Any]:
    """Return excerpts as one call: what they say of it, and a turn each."""
    turns = [
        {name: excerpt.get(name) for name in OF_TURN} | {"title": excerpt.get("title_of_speaker")}
        for excerpt in excerpts
    ]
    return {**excerpts[0], "turns": turns}

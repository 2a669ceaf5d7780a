"""Media types: which one a client wants, and which one a body claims to be."""

from functools import lru_cache
from typing import NamedTuple

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
HTML = "text/html"


class MediaType(NamedTuple):
    """A media type with its parameters; in `Accept` also a range such as `text/*`."""

    name: str
    parameters: dict[str, str]

    @property
    def quality(self) -> float:
        """How much a client wants it, 0 to 1; what cannot be read counts as not at all."""
        try:
            quality = float(self.parameters.get("q", "1"))
        except ValueError:
            return 0.0
        return quality if 0 <= quality <= 1 else 0.0

    def matches(self, name: str) -> int:
        """Return how closely this range fits a media type: 0 not at all, 3 by its full name."""
        if self.name == name:
            return 3
        if self.name == "*/*":
            return 1
        return 2 if self.name.endswith("/*") and name.startswith(self.name[:-1]) else 0


@lru_cache(maxsize=256)
def parse_media_type(text: str) -> MediaType:
    """Return a media type from a header; names come in small letters, quotes are taken off."""
    name, *rest = text.split(";")
    pairs = (part.partition("=") for part in rest)
    parameters = {key.strip().lower(): value.strip().strip('"').lower() for key, _, value in pairs}
    return MediaType(name.strip().lower(), parameters)


@lru_cache(maxsize=256)
def choose_media_type(accept: str | None, offered: tuple[str, ...]) -> str | None:
    """Return the offered media type that an `Accept` header wants most, or None for none of them.

    Without a header, and among equals, the one that is offered first is taken; a name in full
    beats a range of the same quality.
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = [parse_media_type(part) for part in accept.split(",")]
    best, best_rank = None, (0.0, 0)
    for name in offered:
        closeness, quality = max(((r.matches(name), r.quality) for r in ranges), default=(0, 0.0))
        if closeness and quality and (quality, closeness) > best_rank:
            best, best_rank = name, (quality, closeness)
    return best

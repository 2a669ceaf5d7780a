"""How long, how large, how often: the bounds of a fetch."""

from dataclasses import dataclass

from seeds.limits import DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of a fetch: seconds of its waits, bytes of an answer, counts.

    `total` is for one answer from its connection to its last byte; `interval` lies between two
    requests to a host; a wait that a host asks for is honoured up to `longest_wait`. `body` is for
    unpacked bytes, as many as an import reads.
    """

    connect: float = 10.0
    read: float = 20.0
    total: float = 120.0
    body: int = DEFAULT_LIMITS.answer_bytes
    redirects: int = 5
    attempts: int = 4
    first_wait: float = 1.0
    longest_wait: float = 120.0
    interval: float = 0.5
    pages: int = 200
    postings: int = 10_000


DEFAULT_BOUNDS = Bounds()

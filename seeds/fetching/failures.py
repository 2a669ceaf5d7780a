"""Why a fetch failed, as a sentence; whether trying again may help is told by the kind."""

from schema.errors import CallboardError


class FetchFailed(CallboardError):
    """An answer that could not be had; trying again at once would not help."""

    code = "FETCH_FAILED"


class Unreachable(FetchFailed):
    """A fault on the way, such as a connection that broke off: trying again may help.

    `wait` is how many seconds the other side asked to be left alone, None where it did not ask.
    """

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait

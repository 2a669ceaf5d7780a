"""Whether the process lives, and whether it can answer in full."""

from time import monotonic
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from orjson import dumps
from starlette.requests import Request
from starlette.responses import Response

from api.site import Site

NO_STORE = {"Cache-Control": "no-store"}
REMEMBERED = 1.0  # seconds; a flood of questions is one look at the database


async def healthz(request: Request) -> Response:
    """Answer that the process lives; touches neither the database nor a thread."""
    return Response(b'{"status":"ok"}', media_type="application/json", headers=NO_STORE)


class Readiness:
    """Answers 200 when all that is asked for can be answered, else 503 and what is missing."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.looked_at = float("-inf")
        self.missing: list[str] = []
        self.limiter: CapacityLimiter | None = None

    async def answer(self, request: Request) -> Response:
        """Return the state of the site, at most a second old."""
        # A thread of its own: those of the queries may all be at work.
        self.limiter = self.limiter or CapacityLimiter(1)
        async with self.limiter:
            if monotonic() - self.looked_at > REMEMBERED:
                self.missing = await run_sync(self.site.shortcomings)
                self.looked_at = monotonic()
        body: dict[str, Any] = {"status": "not ready" if self.missing else "ready"}
        if self.missing:
            body["missing"] = self.missing
        status = 503 if self.missing else 200
        return Response(dumps(body), status, media_type="application/json", headers=NO_STORE)

"""One line in the log for each request, and the last resort for what fails inside it."""

from asyncio import CancelledError
from collections.abc import Iterable, Mapping
from itertools import count
from logging import INFO, WARNING, getLogger
from re import compile as compile_pattern
from secrets import randbelow, token_hex
from time import perf_counter
from typing import Any
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import failure_response

log = getLogger("callboard.http")
GIVEN_ID = compile_pattern(rb"[A-Za-z0-9_.-]{1,64}")
PROCESS = token_hex(4)
NUMBERS = count(randbelow(2**32))
SLOW = 1.0  # seconds


class AccessLog:
    """Gives each request an id, logs it, and answers 500 for whatever no handler knew.

    Also gives each answer the `headers` that it has not itself; a step of its own would cost more.

    Against lines that cannot be told apart, lines forged by an address with control characters, and
    tracebacks that reach the client or nobody. What failed or was slow is a warning.
    """

    def __init__(self, app: ASGIApp, headers: Mapping[bytes, bytes]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request_id = request_id_of(scope)
        started, status, size = perf_counter(), 0, 0

        async def send_and_count(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self.complete(message.get("headers", ()), request_id)
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, send_and_count)
        except (CancelledError, KeyboardInterrupt, SystemExit):
            raise
        # The search engine's panics come from Rust and are no Exception.
        except BaseException:
            log.exception("request %s failed", request_id)
            if status:
                raise
            await failure_response(request_id)(scope, receive, send_and_count)
        finally:
            seconds = perf_counter() - started
            level = INFO if 0 < status < 500 and seconds < SLOW else WARNING
            if log.isEnabledFor(level):
                log.log(
                    level,
                    "%s %s %s %.1f ms %d bytes id=%s",
                    scope["method"],
                    quote(scope["path"], safe="/")[:500],
                    status or "cancelled",
                    seconds * 1000,
                    size,
                    request_id,
                )

    def complete(self, given: Iterable[tuple[bytes, bytes]], request_id: str) -> list[Any]:
        """Return an answer's headers with those that every answer has."""
        found = [*given, (b"x-request-id", request_id.encode())]
        names = {name for name, _ in found}
        return found + [pair for pair in self.headers.items() if pair[0] not in names]


def request_id_of(scope: Scope) -> str:
    """Return the id that a proxy gave the request, or a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and GIVEN_ID.fullmatch(value):
            return str(value, "ascii")
    return f"{PROCESS}{next(NUMBERS) % 2**32:08x}"

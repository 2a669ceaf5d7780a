"""One line in the log for each request, and the last resort for what fails inside it."""

from asyncio import CancelledError
from logging import getLogger
from re import fullmatch
from secrets import token_hex
from time import perf_counter
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import failure_response

log = getLogger("callboard.http")


class AccessLog:
    """Gives each request an id, logs it, and answers 500 for whatever no handler knew.

    Against lines that cannot be told apart, lines forged by an address with control characters, and
    tracebacks that reach the client or nobody.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request_id = request_id_of(scope)
        started, status, size = perf_counter(), 0, 0

        async def send_and_count(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
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
            log.info(
                "%s %s %s %.1f ms %d bytes id=%s",
                scope["method"],
                quote(scope["path"], safe="/")[:500],
                status or "cancelled",
                (perf_counter() - started) * 1000,
                size,
                request_id,
            )


def request_id_of(scope: Scope) -> str:
    """Return the id that a proxy gave the request, or a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if fullmatch(r"[A-Za-z0-9_.-]{1,64}", given) else token_hex(8)

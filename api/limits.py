"""Limits that every request meets before an endpoint does, as plain ASGI middleware."""

from anyio import fail_after, move_on_after
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import (
    BodyTooLarge,
    DeadlinePassed,
    Overloaded,
    RequestTimeout,
    UrlTooLong,
    refusal_response,
)

# A refused body is still on its way; reading on would be the work that the limit is there to save.
CLOSE = {"Connection": "close"}
WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})


class UrlLimit:
    """Against addresses that take long to read and fill the log: 414."""

    def __init__(self, app: ASGIApp, maximum: int) -> None:
        self.app = app
        self.maximum = maximum

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            size = len(scope.get("raw_path") or b"") + len(scope["query_string"])
            if size > self.maximum:
                error = UrlTooLong(
                    f"The address has {size:,} bytes, over the {self.maximum:,} allowed: "
                    "send the query in the body of a POST."
                )
                return await refusal_response(error)(scope, receive, send)
        await self.app(scope, receive, send)


class BodyLimit:
    """Against bodies that fill the memory (413) or drip for hours (408); reads them before the app.

    The bytes are counted as they come: a chunked body declares no length.
    """

    def __init__(self, app: ASGIApp, maximum: int, seconds: float) -> None:
        self.app = app
        self.maximum = maximum
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in WITHOUT_BODY:
            return await self.app(scope, receive, send)
        try:
            body = await self.read_body(scope, receive)
        except (BodyTooLarge, RequestTimeout) as error:
            return await refusal_response(error)(scope, receive, send)
        if body is not None:
            await self.app(scope, replay(body, receive), send)

    async def read_body(self, scope: Scope, receive: Receive) -> bytes | None:
        """Return the whole body, None when the client left. Raises BodyTooLarge, RequestTimeout."""
        declared = Headers(scope=scope).get("content-length", "")
        self.check_size(int(declared) if declared.isdecimal() and len(declared) < 20 else 0)
        body = bytearray()
        try:
            with fail_after(self.seconds):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return None
                    body += message.get("body", b"")
                    self.check_size(len(body))
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            message_text = f"The body was not there after {self.seconds:g} seconds."
            raise RequestTimeout(message_text, CLOSE) from None

    def check_size(self, size: int) -> None:
        """Raise BodyTooLarge for more bytes than allowed."""
        if size > self.maximum:
            raise BodyTooLarge(f"The body is over the {self.maximum:,} bytes allowed.", CLOSE)


class Deadline:
    """Against requests that never end: 504 after so many seconds.

    A statement that is already at work in a thread goes on to its own end.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        has_started = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        with move_on_after(self.seconds) as within:
            await self.app(scope, receive, send_and_note)
        if within.cancelled_caught and not has_started:
            error = DeadlinePassed(
                f"There was no answer within {self.seconds:g} seconds: ask for less at once."
            )
            await refusal_response(error)(scope, receive, send)


class ConcurrencyLimit:
    """Against more queries at a time than the threads can ever serve: 503 at once, not a queue.

    Stands before the GraphQL endpoint alone, so that health is answered under any load.
    """

    def __init__(self, app: ASGIApp, maximum: int) -> None:
        self.app = app
        self.maximum = maximum
        self.at_work = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.at_work >= self.maximum:
            message = f"{self.maximum} requests are at work, as many as allowed: try again soon."
            error = Overloaded(message, {"Retry-After": "1"})
            return await refusal_response(error)(scope, receive, send)
        self.at_work += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.at_work -= 1


def replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body that was read before, then what comes after it."""
    is_given = False

    async def receive_again() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again

"""Limits that every request meets before an endpoint does, as plain ASGI middleware."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.deadlines import TICK, Deadlines
from api.errors import (
    BodyTooLarge,
    DeadlinePassed,
    Overloaded,
    RequestTimeout,
    UrlTooLong,
    refusal_response,
)

# A refused body is still on its way; the server throws a bound of it away and closes.
CLOSE = {"Connection": "close"}
DEADLINE = "callboard.deadline"
"""In a request's scope: what gives its answer so many more seconds from now."""
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


class RequestLimit:
    """Against bodies that fill the memory (413) or drip (408), and work without end (504).

    Reads the body before the app; its bytes are counted as they come, since a chunked body declares
    no length. A statement that is already at work in a thread goes on to its own end.
    """

    def __init__(
        self, app: ASGIApp, maximum: int, body_seconds: float, answer_seconds: float
    ) -> None:
        self.app = app
        self.maximum = maximum
        self.body_seconds = body_seconds
        self.answer_seconds = answer_seconds
        self.deadlines = Deadlines(min(TICK, body_seconds / 4, answer_seconds / 4))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        has_started = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        is_reading = scope["method"] not in WITHOUT_BODY
        seconds = self.body_seconds if is_reading else self.answer_seconds
        deadline = self.deadlines.begin(seconds)
        try:
            with deadline:
                if is_reading:
                    body = await self.read_body(scope, receive)
                    if body is None:
                        return
                    receive, is_reading = replay(body, receive), False
                    deadline.move(self.answer_seconds)
                scope[DEADLINE] = deadline.move
                await self.app(scope, receive, send_and_note)
        except TimeoutError:
            if not deadline.is_past:
                raise
            if not has_started:
                await refusal_response(self.lateness(is_reading))(scope, receive, send)
        except BodyTooLarge as error:
            await refusal_response(error)(scope, receive, send)

    def lateness(self, is_reading: bool) -> RequestTimeout | DeadlinePassed:
        """Return what was not there in time: the body, or the answer."""
        if is_reading:
            text = f"The body was not there after {self.body_seconds:g} seconds."
            return RequestTimeout(text, CLOSE)
        return DeadlinePassed(
            f"There was no answer within {self.answer_seconds:g} seconds: ask for less at once."
        )

    async def read_body(self, scope: Scope, receive: Receive) -> bytes | None:
        """Return the whole body, None when the client left. Raises BodyTooLarge."""
        self.check_size(declared_size(scope))
        body: bytes = b""
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None
            body += message.get("body", b"")
            self.check_size(len(body))
            if not message.get("more_body", False):
                return body

    def check_size(self, size: int) -> None:
        """Raise BodyTooLarge for more bytes than allowed."""
        if size > self.maximum:
            raise BodyTooLarge(f"The body is over the {self.maximum:,} bytes allowed.", CLOSE)


def declared_size(scope: Scope) -> int:
    """Return the bytes that a request's headers announce, 0 where they say nothing sensible."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and len(value) < 20:
            return int(value)
    return 0


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

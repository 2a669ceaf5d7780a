"""The server: uvicorn, with the limits on connections that it has not itself."""

import gc
import sys
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable
from errno import EADDRINUSE
from http import HTTPStatus
from logging import INFO, WARNING, getLogger
from logging.config import dictConfig
from socket import AF_INET, AF_INET6, create_server, socket
from typing import Any
from warnings import filterwarnings

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.errors import error_response
from api.settings import Settings
from schema.errors import CallboardError

HEAD_LINES = 100
# The body limit of the app answers first, with a sentence; this one only frees the connection.
GRACE = 2.0  # seconds
# How long the event loop waits for a busy thread to give way. With six clients at the largest
# answers /healthz took 0.19 s at most; with Python's own 5 ms it took 0.6 s.
SWITCH_INTERVAL = 0.001  # seconds
COLLECTIONS = (10_000, 20, 50)  # objects, young collections, middle ones before the next larger
SHUTDOWN = 10  # seconds for the requests at work
# What a refused client sends on before it reads the answer, ten times the largest body by default.
DISCARDED = 1_000_000  # bytes
LINGER = 1.0  # seconds

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"standard error": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "callboard": {"handlers": ["standard error"], "level": "INFO", "propagate": False},
        "uvicorn": {"handlers": ["standard error"], "level": "WARNING", "propagate": False},
    },
}


def serve(settings: Settings, app: ASGIApp) -> None:
    """Serve an app until SIGINT or SIGTERM; requests at work are ended first.

    Raises CallboardError when the address cannot be listened on.
    """
    dictConfig(LOGGING)
    # A line a request costs 0.04 ms, a third of the quickest answers.
    getLogger("callboard.http").setLevel(INFO if settings.access_log else WARNING)
    # After an error that empties a parent, graphql-core 3.3 drops the coroutines of its other
    # fields without closing them; nothing is lost, and the warning would only confuse.
    filterwarnings("ignore", r"coroutine 'Executor\..*' was never awaited", RuntimeWarning)
    sys.setswitchinterval(SWITCH_INTERVAL)
    listening = open_socket(settings)

    def get_ready() -> None:
        settle_memory()
        announce(settings, listening)

    server = AnnouncingServer(build_config(settings, app), get_ready)
    try:
        server.run([listening])
    except KeyboardInterrupt:
        return  # uvicorn raises the signal again after its orderly end


def settle_memory() -> None:
    """Leave what was made at the start out of later garbage collections, and make those rarer.

    A full collection over the schema, its types and 128 documents stopped everything for 95 to 200
    ms; with this the longest pause was 38 ms, and reading a new document took 5.5 ms and not 7.0.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTIONS)


class AnnouncingServer(Server):
    """A server that says when it is ready."""

    def __init__(self, config: Config, say_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.say_ready = say_ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start listening, then say so."""
        await super().startup(sockets)
        self.say_ready()


def build_config(settings: Settings, app: ASGIApp) -> Config:
    """Return uvicorn's configuration with our protocol; the access log is the app's own."""
    return Config(
        app,
        http=guarded_protocol(settings),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=settings.keep_alive,
        timeout_graceful_shutdown=SHUTDOWN,
    )


def open_socket(settings: Settings) -> socket:
    """Return a socket that listens. Raises CallboardError when there can be none."""
    family = AF_INET6 if ":" in settings.host else AF_INET
    try:
        return create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        why = "it is in use" if error.errno == EADDRINUSE else error.strerror or str(error)
        raise CallboardError(
            f"cannot listen on {settings.host} port {settings.port}: {why}; "
            "choose another with --host and --port, or CALLBOARD_HOST and CALLBOARD_PORT"
        ) from error


def announce(settings: Settings, listening: socket) -> None:
    """Print where the server answers."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listening.getsockname()[1]}"
    sys.stdout.write(f"callboard is at {address}  (GraphQL: {address}/graphql)\n")
    sys.stdout.flush()


def guarded_protocol(settings: Settings) -> type[HttpToolsProtocol]:
    """Return the protocol with the limits of these settings; uvicorn takes a class, no instance."""

    class Guarded(GuardedProtocol):
        """The protocol of one server."""

        head_limit = settings.max_headers
        head_timeout = settings.head_timeout
        body_timeout = settings.body_timeout + GRACE

    return Guarded


class JoiningTransport:
    """A transport that sends the head of an answer together with what follows it.

    uvicorn writes the two apart, and each write wakes the client: 0.02 to 0.05 ms for the second.

    Closed while the client sends, it says that the answer has ended and throws away what comes, up
    to a bound: a socket that is closed with bytes unread resets the connection, and the client, at
    the next byte that it sends, loses the answer with it.
    """

    def __init__(self, transport: Any, loop: AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: bytes | None = None
        self.is_receiving = False  # whether a part of a request is still on its way
        self.is_ending = False
        self.spare = DISCARDED

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send data, with what was held back; the first part waits for the end of the turn."""
        if self._held is None:
            self._held = data
            self._loop.call_soon(self.flush)
        else:
            held, self._held = self._held, None
            self._transport.writelines([held, data])

    def flush(self) -> None:
        """Send what was held back."""
        if self._held is not None:
            held, self._held = self._held, None
            self._transport.write(held)

    def is_closing(self) -> bool:
        """Return whether nothing more is answered."""
        return self.is_ending or self._transport.is_closing()

    def close(self) -> None:
        """Close the connection when all is sent; a second time, at once."""
        self.flush()
        if self.is_ending or not self.is_receiving or self._transport.is_closing():
            self._transport.close()
            return
        self.is_ending = True
        self._transport.write_eof()
        self._transport.resume_reading()
        self._loop.call_later(LINGER, self._transport.close)

    def discard(self, data: bytes) -> None:
        """Throw away what came after the end of the answers."""
        self.spare -= len(data)
        if self.spare < 0:
            self._transport.close()


class GuardedProtocol(HttpToolsProtocol):
    """Against connections that send a head or a body slowly or for ever, before any app sees them.

    uvicorn has no time limit for a request's head, and with httptools none for its size.
    """

    head_limit = 16_384
    head_timeout = 10.0
    body_timeout = 12.0

    is_in_head: bool
    is_started: bool  # whether the app was given the request that is being read
    head_size: int
    lines: int
    unfinished: int

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self.joining = JoiningTransport(transport, self.loop)
        self.transport = self.joining  # type: ignore[assignment]
        self.timer: TimerHandle | None = None
        self.turns = 0  # how often a head gave way to a body, or a body to the next head
        self.begin_head()
        self.start_timer(self.head_timeout, self.refuse_late_head)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer with the connection."""
        self.stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; a head or a body that is not whole by now has its time."""
        if self.joining.is_ending:
            self.joining.discard(data)
            return
        turns = self.turns
        super().data_received(data)
        if self.is_in_head and self.turns == turns:
            # All of it was head. httptools tells of a line only when it has the whole of it.
            self.unfinished += len(data)
            if self.timer is None:
                self.start_timer(self.head_timeout, self.refuse_late_head)
        elif self.is_started and self.timer is None:
            self.start_timer(self.body_timeout, self.transport.close)
        if max(self.head_size, self.unfinished) > self.head_limit or self.lines > HEAD_LINES:
            most = f"{self.head_limit:,} bytes or {HEAD_LINES} lines"
            self.refuse(431, f"The head of the request is over {most}.")

    def on_url(self, url: bytes) -> None:
        """Count the first line."""
        self.head_size += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a line with its colon, blank and end."""
        self.head_size += len(name) + len(value) + 4
        self.lines += 1
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the request, unless its head is too large, and wait for its body."""
        self.turns += 1
        self.is_in_head = False
        self.stop_timer()
        self.is_started = self.head_size <= self.head_limit and self.lines <= HEAD_LINES
        self.joining.is_receiving = True
        if self.is_started:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body of a request that was started."""
        if self.is_started:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Be ready for the next head; its time starts with the next bytes, if all are head.

        Until then uvicorn's limit for connections without a request holds.
        """
        self.stop_timer()
        self.joining.is_receiving = False
        if self.is_started:
            self.turns += 1
            self.begin_head()
            super().on_message_complete()

    def begin_head(self) -> None:
        """Count a head from nothing."""
        self.is_in_head = True
        self.is_started = False
        self.head_size = 0
        self.lines = 0
        self.unfinished = 0

    def start_timer(self, seconds: float, then: Callable[[], None]) -> None:
        """Do something after so many seconds, in place of what was to be done before."""
        self.stop_timer()
        self.timer = self.loop.call_later(seconds, self.end_time, seconds, then)

    def end_time(self, seconds: float, then: Callable[[], None]) -> None:
        """Do what was to be done; while an earlier request needs the connection, later."""
        if self.is_behind:
            self.start_timer(seconds, then)
        else:
            then()

    @property
    def is_behind(self) -> bool:
        """Whether a request that came before the one being read has no whole answer yet.

        Ours would be taken for its answer.
        """
        if self.is_in_head:
            return self.cycle is not None and not self.cycle.response_complete
        return bool(self.pipeline)

    def stop_timer(self) -> None:
        """Do nothing when the time is up."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def refuse_late_head(self) -> None:
        """Close a connection on which no whole head came in time."""
        if self.unfinished:
            self.refuse(408, f"The head of the request took over {self.head_timeout:g} seconds.")
        else:
            self.transport.close()

    def refuse(self, status: int, message: str) -> None:
        """Answer with an error in our shape and close the connection; no more is answered."""
        self.joining.is_receiving = True
        self.stop_timer()
        if self.transport.is_closing():
            return
        error = error_response(status, message, HTTPStatus(status).name)
        error.headers["Connection"] = "close"
        lines = [b"%s: %s\r\n" % header for header in error.raw_headers]
        self.transport.write(b"".join([STATUS_LINE[status], *lines, b"\r\n", bytes(error.body)]))
        self.transport.close()

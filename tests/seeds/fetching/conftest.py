"""A board on the loopback interface that answers by a script, one entry a request.

An entry is what to send: an `Answer`, or a function that writes to the connection as it likes. The
last entry answers all further requests. Nothing here waits longer than two seconds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from threading import Thread
from typing import Any

import pytest

from seeds.fetching.bounds import Bounds
from seeds.fetching.client import Client


@dataclass(frozen=True)
class Scripted:
    """An answer to send; `length` is the Content-Length to claim, None for the true one."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(self.status)
        length = len(self.body) if self.length is None else self.length
        for name, value in {"Content-Length": str(length), **self.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(self.body)


def scripted(document: Any, **fields: Any) -> Scripted:
    """An answer with a JSON document."""
    return Scripted(dumps(document).encode(), **fields)


Entry = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Board:
    """The server: its address, its script, and the requests that came."""

    url: str = ""
    script: list[Entry] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    server: Any = None

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        self.asked.append((handler.command, handler.path, dict(handler.headers), body))
        entry = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        entry(handler)


@pytest.fixture
def board() -> Iterator[Board]:
    """One board; its server ends with the test."""
    served = Board()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                served.answer(self)
            except OSError:
                self.close_connection = True  # the client hung up, as it should

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.server = server
    served.url = f"http://127.0.0.1:{server.server_port}/v1/acme"
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def waits() -> list[float]:
    """The pauses that the client made, without their taking time."""
    return []


@pytest.fixture
def client(waits: list[float]) -> Client:
    """A client that may go to the loopback interface, and is short of patience."""
    bounds = Bounds(connect=1, read=0.3, total=0.5, body=1_000_000, interval=0.2)
    return Client(bounds, "ops@acme.example", allow_private=True, pause=waits.append)

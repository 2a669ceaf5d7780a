"""The server on a free loopback port: slow and oversized connections, and who waits for whom."""

import os
import subprocess
from asyncio import sleep as asyncio_sleep
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from socket import create_connection, socket
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from httpx2 import Client, Response, get, post
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.server import AnnouncingServer, announce, build_config, open_socket
from api.settings import Settings
from schema.errors import CallboardError

pytestmark = pytest.mark.network


@dataclass
class Running:
    """A server in a thread."""

    address: str
    server: AnnouncingServer
    thread: Thread

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        assert not self.thread.is_alive()


Serve = Callable[..., Running]


async def answer_slowly(scope: Scope, receive: Receive, send: Send) -> None:
    """Say `ok` to everything after a while."""
    await asyncio_sleep(0.8)
    await PlainTextResponse("ok")(scope, receive, send)


@pytest.fixture
def slow_server(tmp_path: Path) -> Iterator[Running]:
    """Return a server that gives heads and bodies less time than it takes to answer."""
    settings = Settings(home=tmp_path, port=0, head_timeout=0.2)
    listening = open_socket(settings)
    config = build_config(settings, answer_slowly)
    config.lifespan = "off"
    config.http.body_timeout = 0.2  # type: ignore[union-attr]
    server = AnnouncingServer(config, lambda: None)
    thread = Thread(target=server.run, args=([listening],))
    thread.start()
    running = Running(f"http://127.0.0.1:{listening.getsockname()[1]}", server, thread)
    yield running
    running.stop()


@pytest.fixture
def serve(tmp_path: Path, service: Any) -> Iterator[Serve]:
    """Return what starts a server with some settings changed."""
    running: list[Running] = []

    def start(**values: Any) -> Running:
        settings = Settings(home=tmp_path, port=0, **values)
        listening = open_socket(settings)
        app = create_app(settings, service=service)
        server = AnnouncingServer(build_config(settings, app), lambda: None)
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        running.append(Running(address, server, thread))
        get(f"{address}/healthz")
        return running[-1]

    yield start
    for each in running:
        each.stop()


def connect(server: Running) -> socket:
    return create_connection(("127.0.0.1", int(server.address.rpartition(":")[2])), timeout=5)


def read_all(connection: socket) -> bytes:
    """Return everything up to the end of a connection; fails after five seconds of nothing."""
    received = b""
    try:
        while part := connection.recv(65_536):
            received += part
    except ConnectionResetError:
        pass
    return received


def head(*lines: str) -> bytes:
    return "\r\n".join(("GET /healthz HTTP/1.1", "Host: x", *lines)).encode()


class TestSlowClients:
    def test_a_connection_that_says_nothing_is_closed(self, serve: Serve) -> None:
        with closing(connect(serve(head_timeout=0.3))) as connection:
            assert read_all(connection) == b""

    def test_a_head_that_never_ends_is_a_408(self, serve: Serve) -> None:
        with closing(connect(serve(head_timeout=0.3))) as connection:
            connection.sendall(head("X-Slow: "))

            answer = read_all(connection)

        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"took over 0.3 seconds" in answer

    def test_dripping_a_head_wins_no_time(self, serve: Serve) -> None:
        started = monotonic()
        with closing(connect(serve(head_timeout=0.4))) as connection:
            try:
                for byte in head("X-Slow: " + "x" * 40):
                    connection.sendall(bytes([byte]))
                    sleep(0.05)
            except (BrokenPipeError, ConnectionResetError):
                pass

        assert monotonic() - started < 3

    def test_empty_lines_between_requests_keep_no_connection_open(self, serve: Serve) -> None:
        with closing(connect(serve(head_timeout=0.4))) as connection:
            connection.sendall(head("", ""))
            for _ in range(3):
                sleep(0.05)
                connection.sendall(b"\r\n")

            answer = read_all(connection)

        assert answer.startswith(b"HTTP/1.1 200 ")

    def test_a_body_that_never_ends_is_a_408(self, serve: Serve) -> None:
        request = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
        with closing(connect(serve(body_timeout=0.3))) as connection:
            connection.sendall(request)

            answer = read_all(connection)

        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"not there after 0.3 seconds" in answer

    @pytest.mark.parametrize(
        ("part", "rest"),
        [(b"", b"GE"), (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", b"a")],
        ids=["head", "body"],
    )
    def test_who_is_slow_with_the_next_request_still_gets_the_answer_to_the_last(
        self, slow_server: Running, part: bytes, rest: bytes
    ) -> None:
        with closing(connect(slow_server)) as connection:
            connection.sendall(head("", ""))
            sleep(0.05)
            connection.sendall(part + rest)

            answer = read_all(connection)

        assert answer.startswith(b"HTTP/1.1 200 ")

    def test_an_idle_connection_is_closed(self, serve: Serve) -> None:
        with closing(connect(serve(keep_alive=1))) as connection:
            connection.sendall(head("", ""))

            assert read_all(connection).endswith(b'{"status":"ok"}')


class TestLargeClients:
    @pytest.mark.parametrize(
        "lines",
        [
            ["X-Large: " + "x" * 20_000],
            [f"X-{n}: {'x' * 400}" for n in range(50)],
            [f"X-{n}: x" for n in range(101)],
        ],
        ids=["one long line", "many bytes", "many lines"],
    )
    def test_a_large_head_is_a_431(self, serve: Serve, lines: list[str]) -> None:
        with closing(connect(serve())) as connection:
            connection.sendall(head(*lines, "", ""))

            answer = read_all(connection)

        assert answer.startswith(b"HTTP/1.1 431 ")
        assert b"over 16,384 bytes or 100 lines" in answer

    def test_a_head_without_end_is_a_431_before_it_is_all_there(self, serve: Serve) -> None:
        sent = 0
        with closing(connect(serve())) as connection:
            connection.sendall(head("X-Large: "))
            try:
                while sent < 50_000_000:
                    sent += connection.send(b"x" * 4_096)
            except (BrokenPipeError, ConnectionResetError):
                pass

        assert sent < 20_000_000

    def test_a_head_of_allowed_size_passes(self, serve: Serve) -> None:
        assert get(f"{serve().address}/healthz", headers={"x": "x" * 15_000}).status_code == 200

    def test_a_large_body_is_a_413_that_reaches_the_client(self, serve: Serve) -> None:
        headers = {"content-type": "application/json"}

        answer = post(f"{serve().address}/graphql", content=b" " * 150_000, headers=headers)

        assert answer.status_code == 413

    @pytest.mark.parametrize("declared", [b"Content-Length: 800000", b"Transfer-Encoding: chunked"])
    def test_a_client_that_sends_all_before_it_reads_gets_its_413(
        self, serve: Serve, declared: bytes
    ) -> None:
        server, answers = serve(), []
        for _ in range(20):
            with closing(connect(server)) as connection:
                connection.sendall(
                    b"POST /graphql HTTP/1.1\r\nHost: x\r\n" + declared + b"\r\n\r\n"
                )
                for _ in range(8):
                    connection.sendall(b"18697\r\n" + b" " * 99_991 + b"\r\n")
                    sleep(0.002)
                answers.append(read_all(connection))

        assert all(answer.startswith(b"HTTP/1.1 413 ") for answer in answers)
        assert all(b"over the 100,000 bytes allowed" in answer for answer in answers)

    def test_a_body_without_end_is_cut_off(self, serve: Serve) -> None:
        sent = 0
        with closing(connect(serve())) as connection:
            connection.sendall(
                b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\n"
            )
            try:
                while sent < 50_000_000:
                    sent += connection.send(b" " * 65_536)
            except (BrokenPipeError, ConnectionResetError):
                pass

        assert sent < 20_000_000

    def test_a_refused_body_that_drips_is_cut_off(self, serve: Serve) -> None:
        started = monotonic()
        with closing(connect(serve())) as connection:
            connection.sendall(
                b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n"
            )
            try:
                for _ in range(100):
                    connection.sendall(b" ")
                    sleep(0.05)
            except (BrokenPipeError, ConnectionResetError):
                pass

        assert monotonic() - started < 3

    def test_many_requests_on_one_connection_are_all_answered(self, serve: Serve) -> None:
        last = head("Connection: close", "", "")
        with closing(connect(serve())) as connection:
            connection.sendall(head("X: " + "x" * 300, "", "") * 99 + last)

            assert read_all(connection).count(b"HTTP/1.1 200 ") == 100

    def test_a_body_before_the_next_head_is_not_counted_as_head(self, serve: Serve) -> None:
        body = b'{"query":"{hello}"' + b" " * 60_000 + b"}"
        request = (
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body)
        )
        last = head("Connection: close", "", "")
        with closing(connect(serve())) as connection:
            connection.sendall(request + body + last[:20])
            sleep(0.2)
            connection.sendall(last[20:])

            assert read_all(connection).count(b"HTTP/1.1 200 ") == 2


def ask(server: Running, query: str, statuses: list[int]) -> None:
    statuses.append(post(f"{server.address}/graphql", json={"query": query}).status_code)


class TestWhoWaits:
    def test_health_is_answered_while_queries_burn(self, serve: Serve) -> None:
        server, statuses = serve(), list[int]()
        query = "{burn(seconds: 2)}"
        threads = [Thread(target=ask, args=(server, query, statuses)) for _ in range(2)]
        for thread in threads:
            thread.start()
        sleep(0.1)

        waits = []
        with Client() as client:
            for _ in range(5):
                started = monotonic()
                client.get(f"{server.address}/healthz")
                waits.append(monotonic() - started)
        are_burning = not statuses
        for thread in threads:
            thread.join()

        assert are_burning
        # The median: here the client and the burning share one process and its lock.
        assert sorted(waits)[len(waits) // 2] < 0.25

    def test_with_too_many_at_work_the_next_is_sent_away_at_once(self, serve: Serve) -> None:
        server = serve(concurrency=1)
        thread = Thread(target=ask_until_taken, args=(server, "{burn(seconds: 2)}"))
        thread.start()

        refused = ask_until_refused(server)
        thread.join()
        answered = post(f"{server.address}/graphql", json={"query": "{hello}"})

        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert answered.status_code == 200

    def test_a_server_that_ends_answers_the_request_at_work(self, serve: Serve) -> None:
        server, statuses = serve(), list[int]()
        thread = Thread(target=ask, args=(server, "{burn(seconds: 1.5)}", statuses))
        thread.start()
        sleep(0.7)

        server.stop()
        thread.join()

        assert statuses == [200]


def ask_until_taken(server: Running, query: str) -> None:
    """Ask until there is room; a short request may be at work when this one comes."""
    for _ in range(100):
        if post(f"{server.address}/graphql", json={"query": query}).status_code == 200:
            return
        sleep(0.02)


def ask_until_refused(server: Running) -> Response:
    """Return the first answer that is no 200; the request before it may still be on its way."""
    for _ in range(30):
        answer = post(f"{server.address}/graphql", json={"query": "{hello}"})
        if answer.status_code != 200:
            break
        sleep(0.05)
    return answer


class TestListening:
    def test_a_port_in_use_is_named_with_what_to_do(self, tmp_path: Path) -> None:
        with closing(open_socket(Settings(home=tmp_path, port=0))) as first:
            port = first.getsockname()[1]

            with pytest.raises(CallboardError, match=f"port {port}: it is in use; choose another"):
                open_socket(Settings(home=tmp_path, port=port))

    def test_an_unknown_host_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CallboardError, match=r"cannot listen on 203\.0\.113\.1"):
            open_socket(Settings(home=tmp_path, host="203.0.113.1", port=0))

    @pytest.mark.parametrize(
        ("host", "said"), [("127.0.0.1", "http://127.0.0.1:"), ("::1", "http://[::1]:")]
    )
    def test_the_address_is_said(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str, said: str
    ) -> None:
        with closing(open_socket(Settings(home=tmp_path, port=0))) as listening:
            announce(Settings(home=tmp_path, host=host), listening)
            port = listening.getsockname()[1]

        printed = capsys.readouterr().out
        assert printed == f"callboard is at {said}{port}  (GraphQL: {said}{port}/graphql)\n"


def test_every_audit_of_graphql_over_http_passes(serve: Serve) -> None:
    folder = os.environ.get("GRAPHQL_HTTP_FOLDER")
    if which("node") is None or folder is None:
        pytest.skip("needs node, and GRAPHQL_HTTP_FOLDER with npm's graphql-http installed in it")
    script = Path(__file__).with_name("audit.mjs")

    done = subprocess.run(
        ["node", script, f"{serve().address}/graphql", folder],
        capture_output=True,
        text=True,
        timeout=60,
    )

    results = done.stdout.splitlines()
    assert len(results) > 50, done.stderr
    assert [line for line in results if not line.startswith("ok ")] == []

"""The client against a board that does everything wrong, one thing at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from gzip import compress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from shutil import which
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from subprocess import run
from time import monotonic, sleep

import pytest

from seeds.fetching import exchange
from seeds.fetching.addresses import Address
from seeds.fetching.client import Client
from seeds.fetching.exchange import Answer, Request
from seeds.fetching.failures import FetchFailed
from tests.seeds.fetching.conftest import Board, Scripted

pytestmark = pytest.mark.network
HOSTS = ("127.0.0.1",)
GZIP = {"Content-Encoding": "gzip"}


def ask(client: Client, board: Board, body: bytes | None = None) -> Answer:
    return client.ask(Request(board.url, body), HOSTS)


def test_an_answer_has_its_status_headers_and_body(client: Client, board: Board) -> None:
    board.script = [Scripted(b"hello", headers={"ETag": '"1"'})]

    answer = ask(client, board)

    assert (answer.status, answer.headers["etag"], answer.body) == (200, '"1"', b"hello")


def test_the_client_says_who_it_is_and_whom_to_write_to(client: Client, board: Board) -> None:
    board.script = [Scripted()]

    ask(client, board)

    [(method, path, headers, _)] = board.asked
    assert (method, path) == ("GET", "/v1/acme")
    assert headers["User-Agent"].startswith("callboard/")
    assert headers["User-Agent"].endswith(" (+ops@acme.example)")


def test_gzip_is_unpacked(client: Client, board: Board) -> None:
    board.script = [Scripted(compress(b"hello" * 100_000), headers=GZIP)]

    assert ask(client, board).body == b"hello" * 100_000


def test_a_posted_request_is_posted(client: Client, board: Board) -> None:
    board.script = [Scripted()]

    ask(client, board, b"{}")

    assert (board.asked[0][0], board.asked[0][3]) == ("POST", b"{}")


class TestBounds:
    def test_a_large_answer_is_given_up(self, client: Client, board: Board) -> None:
        board.script = [Scripted(b"x" * 1_000_001)]

        with pytest.raises(FetchFailed, match="over 1,000,000 bytes unpacked"):
            ask(client, board)

    def test_a_bomb_is_given_up(self, client: Client, board: Board) -> None:
        board.script = [Scripted(compress(b" " * 100_000_000), headers=GZIP)]
        started = monotonic()

        with pytest.raises(FetchFailed, match="over 1,000,000 bytes unpacked"):
            ask(client, board)
        assert monotonic() - started < 2

    def test_an_endless_answer_is_given_up(self, client: Client, board: Board) -> None:
        def pour(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.end_headers()
            for _ in range(100):
                handler.wfile.write(b"x" * 65_536)

        board.script = [pour]

        with pytest.raises(FetchFailed, match="over 1,000,000 bytes unpacked"):
            ask(client, board)

    @pytest.mark.parametrize("is_head_sent", [False, True])
    def test_a_drip_is_given_up_at_the_deadline(
        self, client: Client, board: Board, is_head_sent: bool
    ) -> None:
        def drip(handler: BaseHTTPRequestHandler) -> None:
            if is_head_sent:
                handler.send_response(200)
                handler.end_headers()
            else:
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            for _ in range(20):
                handler.wfile.write(b"x")
                sleep(0.1)

        board.script = [drip]
        client.bounds = replace(client.bounds, attempts=1)
        started = monotonic()

        with pytest.raises(FetchFailed, match=r"no whole answer in 0\.5 s"):
            ask(client, board)
        assert monotonic() - started < 1.5

    def test_silence_is_given_up(self, client: Client, board: Board) -> None:
        board.script = [lambda handler: sleep(0.6)]
        client.bounds = replace(client.bounds, attempts=1)

        with pytest.raises(FetchFailed, match=r"none of it for 0\.3 s"):
            ask(client, board)


class TestFaults:
    @pytest.mark.parametrize(
        "broken",
        [
            Scripted(b"half", length=1000),
            Scripted(compress(b"hello" * 1000)[:-20], headers=GZIP),
            Scripted(b"no gzip", headers=GZIP),
            lambda handler: handler.wfile.write(b"SSH-2.0-board\r\n\r\n"),
            lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000),
            Scripted(status=503),
        ],
        ids=["short", "half gzip", "no gzip", "no http", "long header", "503"],
    )
    def test_what_breaks_is_tried_again(
        self, client: Client, board: Board, broken: Scripted
    ) -> None:
        board.script = [broken, Scripted(b"whole")]

        assert ask(client, board).body == b"whole"

    def test_what_keeps_breaking_is_given_up_after_four_times(
        self, client: Client, board: Board
    ) -> None:
        board.script = [Scripted(status=502)]

        with pytest.raises(FetchFailed, match="HTTP 502; tried 4 times"):
            ask(client, board)
        assert len(board.asked) == 4

    def test_the_waits_grow_and_vary(
        self, client: Client, board: Board, waits: list[float]
    ) -> None:
        client.bounds = replace(client.bounds, interval=0)
        board.script = [Scripted(status=500)]

        with pytest.raises(FetchFailed):
            ask(client, board)

        assert len(waits) == 3
        assert all(0.5 * n <= wait <= 1.5 * n for n, wait in zip((1, 2, 4), waits, strict=True))

    def test_a_closed_port_is_unreachable(self, client: Client, board: Board) -> None:
        with pytest.raises(FetchFailed, match=r"the connection failed: .*tried 4 times"):
            client.ask(Request("http://127.0.0.1:9/"), HOSTS)

    def test_another_packing_is_refused_at_once(self, client: Client, board: Board) -> None:
        board.script = [Scripted(b"x", headers={"Content-Encoding": "br"})]

        with pytest.raises(FetchFailed, match="packed as 'br'"):
            ask(client, board)
        assert len(board.asked) == 1


class TestEncryption:
    @pytest.fixture
    def certificate(self, tmp_path: Path) -> Path:
        """A certificate for 127.0.0.1 and its key, in one file."""
        openssl = which("openssl")
        if openssl is None:
            pytest.skip("openssl is not installed; it makes the certificate")
        path = tmp_path / "board.pem"
        words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=board -addext"
        files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(path)]
        command = [openssl, *words.split(), "subjectAltName=IP:127.0.0.1", *files]
        run(command, check=True, capture_output=True, timeout=20)
        path.write_bytes(path.read_bytes() + (tmp_path / "key.pem").read_bytes())
        return path

    @pytest.fixture
    def secure(self, board: Board, certificate: Path) -> Board:
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        board.server.socket = context.wrap_socket(board.server.socket, server_side=True)
        board.url = board.url.replace("http:", "https:")
        board.script = [Scripted(b"sealed")]
        return board

    def test_a_certificate_that_is_trusted_is_taken(
        self, client: Client, secure: Board, certificate: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

        assert ask(client, secure).body == b"sealed"

    def test_one_that_is_not_is_refused(self, client: Client, secure: Board) -> None:
        with pytest.raises(FetchFailed, match="certificate verify failed"):
            ask(client, secure)

    def test_one_for_another_name_is_refused(
        self, client: Client, secure: Board, certificate: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        named = Request(secure.url.replace("127.0.0.1", "localhost"))

        with pytest.raises(FetchFailed, match="certificate verify failed"):
            client.ask(named, ("localhost",))


class TestRetryAfter:
    def test_a_wait_that_is_asked_for_is_made(
        self, client: Client, board: Board, waits: list[float]
    ) -> None:
        board.script = [Scripted(status=429, headers={"Retry-After": "7"}), Scripted(b"now")]

        assert ask(client, board).body == b"now"
        assert 7.0 in waits

    def test_a_wait_until_a_moment_is_made(
        self, client: Client, board: Board, waits: list[float]
    ) -> None:
        moment = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
        board.script = [Scripted(status=429, headers={"Retry-After": moment}), Scripted(b"now")]

        ask(client, board)

        assert 55 < max(waits) <= 60

    def test_a_wait_of_an_hour_is_not_made(self, client: Client, board: Board) -> None:
        board.script = [Scripted(status=429, headers={"Retry-After": "3600"})]

        with pytest.raises(FetchFailed, match="HTTP 429; asks to wait 3,600 s"):
            ask(client, board)

    @pytest.mark.parametrize("text", ["soon", "-1", "", "1e9", "٣"])
    def test_a_wait_that_is_none_is_our_own(
        self, client: Client, board: Board, text: str, waits: list[float]
    ) -> None:
        again = {"Retry-After": text.encode().decode("latin-1")}
        board.script = [Scripted(status=429, headers=again), Scripted(b"now")]

        assert ask(client, board).body == b"now"
        assert max(waits) <= 1.5


class TestTurns:
    def test_two_requests_to_a_host_have_a_pause_between(
        self, client: Client, board: Board, waits: list[float]
    ) -> None:
        board.script = [Scripted()]

        ask(client, board)
        ask(client, board)

        assert len(waits) == 1
        assert 0 < waits[0] <= 0.2


class TestRedirects:
    def test_one_within_the_hosts_is_followed(self, client: Client, board: Board) -> None:
        board.script = [Scripted(status=302, headers={"Location": "/moved?x=1"}), Scripted(b"here")]

        assert ask(client, board).body == b"here"
        assert board.asked[1][1] == "/moved?x=1"

    @pytest.mark.parametrize(
        "place",
        [
            "http://localhost:1/",
            "http://169.254.169.254/latest/meta-data",
            "http://127.0.0.1.nip.example/",
            "http://[::1]/",
            "file:///etc/passwd",
            "//10.0.0.1/",
            "http://127.0.0.1@10.0.0.1/",
            "http://127.0.0.1:99999/",
            "http://[",
        ],
    )
    def test_one_that_leaves_them_is_not(self, client: Client, board: Board, place: str) -> None:
        board.script = [Scripted(status=302, headers={"Location": place})]

        with pytest.raises(FetchFailed, match=r"which is none of|is not asked|no address"):
            ask(client, board)
        assert len(board.asked) == 1

    def test_one_with_other_letters_than_ascii_s_is_followed(
        self, client: Client, board: Board
    ) -> None:
        board.script = [
            Scripted(status=302, headers={"Location": "/caf\u00e9 au lait?q=%C3%A9"}),
            Scripted(b"here"),
        ]

        assert ask(client, board).body == b"here"
        assert board.asked[1][1] == "/caf%C3%A9%20au%20lait?q=%C3%A9"

    def test_a_circle_ends(self, client: Client, board: Board) -> None:
        board.script = [Scripted(status=302, headers={"Location": "/"})]

        with pytest.raises(FetchFailed, match="redirected more than 5 times"):
            ask(client, board)
        assert len(board.asked) == 6

    def test_a_posted_request_is_not_turned_into_another(
        self, client: Client, board: Board
    ) -> None:
        board.script = [Scripted(status=302, headers={"Location": "/"})]

        with pytest.raises(FetchFailed, match="HTTP 302 to a posted request"):
            ask(client, board, b"{}")

    def test_one_without_a_place_fails(self, client: Client, board: Board) -> None:
        board.script = [Scripted(status=301)]

        with pytest.raises(FetchFailed, match="without a place to go to"):
            ask(client, board)


class TestPrivateNetworks:
    def test_plain_http_is_not_asked(self, board: Board) -> None:
        with pytest.raises(FetchFailed, match="only https is"):
            Client().ask(Request(board.url), HOSTS)

    def test_an_address_of_ones_own_network_is_not_connected_to(self, board: Board) -> None:
        secure = board.url.replace("http:", "https:")

        with pytest.raises(FetchFailed, match="no public address"):
            Client().ask(Request(secure), HOSTS)
        assert board.asked == []

    def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
        self, client: Client, board: Board, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = []

        def find(host: str, port: int, *, allow_private: bool) -> list[Address]:
            asked.append(host)
            return [Address(2, ("127.0.0.1", port))]  # type: ignore[arg-type]

        monkeypatch.setattr(exchange, "find_addresses", find)
        board.script = [Scripted(b"here")]
        named = board.url.replace("127.0.0.1", "boards.example")

        answer = client.ask(Request(named), ("boards.example",))

        # A second look-up would fail: nobody knows the name.
        assert (answer.body, asked) == (b"here", ["boards.example"])
        assert board.asked[0][2]["Host"].startswith("boards.example:")

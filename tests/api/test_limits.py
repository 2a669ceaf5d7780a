"""What every request meets before an endpoint does: sizes, times, and the one shape of errors."""

from collections.abc import Awaitable, Callable, Iterator
from logging import INFO
from re import fullmatch
from typing import Any

import pytest
from anyio import sleep, sleep_forever
from httpx2 import Response
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api.access import AccessLog
from api.limits import DEADLINE, ConcurrencyLimit, RequestLimit
from api.security import HEADERS

MakeClient = Callable[..., TestClient]
Answer = tuple[int, bytes]


def code_of(response: Response) -> str:
    [error] = response.json()["errors"]
    return str(error["extensions"]["code"])


def post(client: TestClient, content: Any, **headers: str) -> Response:
    sent = {"content-type": "application/json", **headers}
    return client.post("/graphql", content=content, headers=sent)


async def run(app: Any, receive: Callable[[], Awaitable[Message]], method: str = "POST") -> Answer:
    """Send one request through an app and return status and body."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": "/", "headers": [], "query_string": b""}
    await app(scope, receive, send)
    return (sent[0]["status"], b"".join(m.get("body", b"") for m in sent)) if sent else (0, b"")


def parts(*bodies: bytes) -> Callable[[], Awaitable[Message]]:
    """Return a `receive` that gives a body in parts."""
    waiting = list(bodies)

    async def receive() -> Message:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    return receive


async def mirror(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the body of the request."""
    body = (await receive())["body"]
    await PlainTextResponse(body)(scope, receive, send)


class TestBody:
    def test_a_body_of_just_the_allowed_size_is_read(self, make_client: MakeClient) -> None:
        client = make_client(max_body=1_000)
        query = b'{"query":"{hello}"'

        assert post(client, query + b" " * (999 - len(query)) + b"}").status_code == 200
        assert post(client, query + b" " * (1_000 - len(query)) + b"}").status_code == 413

    def test_a_declared_size_is_refused_unread(self, make_client: MakeClient) -> None:
        response = post(make_client(max_body=1_000), b"{}", **{"content-length": "1001"})

        assert (response.status_code, code_of(response)) == (413, "BODY_TOO_LARGE")
        assert response.headers["connection"] == "close"

    def test_a_body_that_declares_no_size_is_counted(self, make_client: MakeClient) -> None:
        def chunks() -> Iterator[bytes]:
            for _ in range(100):
                yield b" " * 100

        assert post(make_client(max_body=1_000), chunks()).status_code == 413

    @pytest.mark.parametrize("length", ["", "x", "-1", "9" * 30])
    def test_a_nonsensical_length_changes_nothing(
        self, make_client: MakeClient, length: str
    ) -> None:
        response = post(make_client(), b'{"query":"{hello}"}', **{"content-length": length})

        assert response.status_code == 200

    @pytest.mark.anyio
    async def test_parts_are_put_together(self) -> None:
        limited = RequestLimit(mirror, 10, 1, 10)

        assert await run(limited, parts(b"ab", b"", b"cd")) == (200, b"abcd")

    @pytest.mark.anyio
    async def test_a_body_that_drips_is_a_408(self) -> None:
        async def drip() -> Message:
            await sleep(0.01)
            return {"type": "http.request", "body": b"x", "more_body": True}

        status, body = await run(RequestLimit(mirror, 1_000, 0.05, 10), drip)

        assert status == 408
        assert b"not there after 0.05 seconds" in body

    @pytest.mark.anyio
    async def test_a_client_that_leaves_is_not_answered(self) -> None:
        async def leave() -> Message:
            return {"type": "http.disconnect"}

        assert await run(RequestLimit(mirror, 1_000, 1, 10), leave) == (0, b"")

    @pytest.mark.anyio
    async def test_after_the_body_the_app_hears_of_the_end(self) -> None:
        heard = []

        async def listen(scope: Scope, receive: Receive, send: Send) -> None:
            heard.extend([await receive(), await receive()])

        messages: list[Message] = [
            {"type": "http.request", "body": b"x"},
            {"type": "http.disconnect"},
        ]

        async def receive() -> Message:
            return messages.pop(0)

        await run(RequestLimit(listen, 10, 1, 10), receive)

        assert [message["type"] for message in heard] == ["http.request", "http.disconnect"]


class TestUrl:
    def test_a_long_address_is_a_414_that_says_what_to_do(self, make_client: MakeClient) -> None:
        client = make_client(max_url=300)

        response = client.get("/graphql?query=" + "x" * 300)

        assert (response.status_code, code_of(response)) == (414, "URL_TOO_LONG")
        assert "send the query in the body of a POST" in response.text

    def test_a_long_path_counts_too(self, make_client: MakeClient) -> None:
        assert make_client(max_url=300).get("/" + "x" * 300).status_code == 414


class TestDeadline:
    def test_a_query_that_takes_too_long_is_a_504(self, make_client: MakeClient) -> None:
        client = make_client(request_timeout=0.05)

        response = post(client, b'{"query":"{burn(seconds: 0.2)}"}')

        assert (response.status_code, code_of(response)) == (504, "DEADLINE_PASSED")

    @pytest.mark.anyio
    async def test_an_answer_that_has_begun_is_only_cut_off(self) -> None:
        async def begin(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await sleep_forever()

        assert await run(RequestLimit(begin, 10, 1, 0.02), parts(b"")) == (200, b"")

    @pytest.mark.anyio
    async def test_an_answer_that_asks_for_more_time_gets_it(self) -> None:
        async def linger(scope: Scope, receive: Receive, send: Send) -> None:
            scope[DEADLINE](10)
            await sleep(0.1)
            await mirror(scope, receive, send)

        assert await run(RequestLimit(linger, 10, 1, 0.02), parts(b"x")) == (200, b"x")


class TestConcurrency:
    @pytest.mark.anyio
    async def test_one_request_too_many_is_a_503_and_room_comes_back(self) -> None:
        limit: Any = None
        seen = []

        async def ask_again(scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(await run(limit, parts(b"x")))
            await mirror(scope, receive, send)

        limit = ConcurrencyLimit(ask_again, 1)
        first = await run(limit, parts(b"first"))
        second = await run(limit, parts(b"second"))

        assert [status for status, _ in seen] == [503, 503]
        assert (first, second) == ((200, b"first"), (200, b"second"))


class TestAccessLog:
    def test_a_request_is_one_line(
        self, client: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(INFO, "callboard.http"):
            response = client.get("/healthz")

        [line] = [record.getMessage() for record in caplog.records]
        prefix = client.base_url.path.rstrip("/")
        assert fullmatch(rf"GET {prefix}/healthz 200 [0-9.]+ ms 15 bytes id=[0-9a-f]{{16}}", line)
        assert line.endswith(response.headers["x-request-id"])

    def test_an_address_forges_no_line(
        self, make_client: MakeClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(INFO, "callboard.http"):
            make_client().get("/a%0D%0AGET%20/forged%20200")

        assert "\n" not in caplog.records[0].getMessage()
        assert "%0D%0A" in caplog.records[0].getMessage()

    @pytest.mark.parametrize(
        ("given", "kept"),
        [("abc-1.2", True), ("x" * 65, False), ("a b", False)],
    )
    def test_the_id_of_a_proxy_is_kept_when_it_looks_like_one(
        self, client: TestClient, given: str, kept: bool
    ) -> None:
        response = client.get("/healthz", headers=[("x-request-id", given)])

        assert (response.headers["x-request-id"] == given) is kept

    def test_a_failure_is_a_500_with_an_id_and_without_its_text(
        self, client: TestClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        response = post(client, b'{"query":"panic"}')

        assert (response.status_code, code_of(response)) == (500, "INTERNAL")
        assert response.headers["x-request-id"] in response.text
        assert "secret" not in response.text
        assert "secret" in caplog.text

    @pytest.mark.anyio
    async def test_a_failure_after_the_answer_has_begun_is_raised_to_the_server(self) -> None:
        async def fail(scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise RuntimeError("too late")

        with pytest.raises(RuntimeError, match="too late"):
            await run(AccessLog(fail, HEADERS), parts(b""))


class TestSecurityHeaders:
    @pytest.mark.parametrize("path", ["/", "/graphql", "/healthz", "/nix", "/static/site.css"])
    def test_every_answer_tells_browsers_what_to_refuse(
        self, client: TestClient, path: str
    ) -> None:
        headers = client.get(path).headers

        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"

    def test_an_answer_that_is_data_may_load_nothing(self, client: TestClient) -> None:
        policy = client.get("/healthz").headers["content-security-policy"]

        assert policy.startswith("default-src 'none'; frame-ancestors")

"""GraphQL over HTTP, on the app alone and on the app mounted under a prefix."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from starlette.testclient import TestClient

GRAPHQL_JSON = "application/graphql-response+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MakeClient = Callable[..., TestClient]

MALFORMED = {
    "nothing": b"",
    "blank": b"  ",
    "null": b"null",
    "true": b"true",
    "a number": b"1",
    "a float": b"1.5",
    "a negative number": b"-1",
    "a string": b'"{hello}"',
    "an empty list": b"[]",
    "a list of a number": b"[1]",
    "a list of null": b"[null]",
    "a batch": b'[{"query":"{hello}"}]',
    "a list of lists": b"[[[[]]]]",
    "an empty object": b"{}",
    "an object without query": b'{"variables":{}}',
    "null as query": b'{"query":null}',
    "a number as query": b'{"query":1}',
    "true as query": b'{"query":true}',
    "a list as query": b'{"query":["{hello}"]}',
    "an object as query": b'{"query":{}}',
    "an empty query": b'{"query":""}',
    "a misspelt query": b'{"Query":"{hello}"}',
    "a number as variables": b'{"query":"{hello}","variables":1}',
    "a string as variables": b'{"query":"{hello}","variables":"{}"}',
    "a list as variables": b'{"query":"{hello}","variables":[]}',
    "false as variables": b'{"query":"{hello}","variables":false}',
    "a number as operation name": b'{"query":"{hello}","operationName":1}',
    "a list as operation name": b'{"query":"{hello}","operationName":[]}',
    "an object as operation name": b'{"query":"{hello}","operationName":{}}',
    "a number as extensions": b'{"query":"{hello}","extensions":1}',
    "a list as extensions": b'{"query":"{hello}","extensions":[]}',
    "a string as extensions": b'{"query":"{hello}","extensions":"x"}',
    "a bare word": b"hello",
    "a query that is no JSON": b"{hello}",
    "an unclosed object": b'{"query":"{hello}"',
    "an unclosed string": b'{"query":"{hello}',
    "a comma too many": b'{"query":"{hello}",}',
    "single quotes": b"{'query':'{hello}'}",
    "two values": b'{"query":"{hello}"}{"query":"{hello}"}',
    "a comment": b'/* */{"query":"{hello}"}',
    "a form": b"query=%7Bhello%7D",
    "NaN": b'{"query":"{hello}","variables":{"a":NaN}}',
    "Infinity": b'{"query":"{hello}","variables":{"a":-Infinity}}',
    "a number beyond all floats": b'{"query":"{hello}","variables":{"a":1e999}}',
    "5,000 digits": b'{"query":"{hello}","variables":{"a":' + b"9" * 5_000 + b"}}",
    "lists too deep": b"[" * 90_000,
    "objects too deep": b'{"a":' * 15_000 + b"1" + b"}" * 15_000,
    "variables too deep": b'{"query":"{hello}","variables":{"a":%b}}' % (b"[" * 990 + b"]" * 990),
    "a byte order mark": b'\xef\xbb\xbf{"query":"{hello}"}',
    "UTF-16": '{"query":"{hello}"}'.encode("utf-16"),
    "UTF-32": '{"query":"{hello}"}'.encode("utf-32"),
    "Latin-1": '{"query":"{hello} #é"}'.encode("latin-1"),
    "half an escaped surrogate pair": b'{"query":"\\ud800"}',
    "an encoded surrogate": b'{"query":"\xed\xa0\x80"}',
    "an overlong encoding": b'{"query":"\xc0\xaf"}',
    "a raw control character": b'{"query":"\x00"}',
    "a bad escape": b'{"query":"\\x"}',
}


def post(client: TestClient, body: Any, path: str = "/graphql", **headers: str) -> Response:
    content = {"content": body} if isinstance(body, bytes) else {"json": body}
    sent = {"content-type": "application/json", **headers}
    return client.post(path, headers=sent, **content)


def get(client: TestClient, accept: str = "application/json", **parameters: str) -> Response:
    return client.get(f"/graphql?{urlencode(parameters)}", headers={"accept": accept})


def code_of(response: Response) -> str:
    [error] = response.json()["errors"]
    return str(error["extensions"]["code"])


class TestPost:
    @pytest.mark.parametrize("path", ["/graphql", "/graphql/"])
    def test_a_query_is_answered_without_a_redirect(self, client: TestClient, path: str) -> None:
        response = post(client, {"query": "{hello}"}, path)

        assert response.status_code == 200
        assert response.json() == {"data": {"hello": "world"}}

    def test_variables_and_operation_name_arrive(self, client: TestClient) -> None:
        query = "query a($n: Int) {echo(n: $n)} query b {hello}"

        response = post(client, {"query": query, "variables": {"n": 3}, "operationName": "a"})

        assert response.json() == {"data": {"echo": "3"}}

    def test_null_counts_as_absent(self, client: TestClient) -> None:
        nothing = {"variables": None, "operationName": None, "extensions": None}

        assert post(client, {"query": "{hello}", **nothing}).json()["data"]["hello"] == "world"

    def test_members_that_are_not_known_are_ignored(self, client: TestClient) -> None:
        assert post(client, {"query": "{hello}", "id": 1}).status_code == 200

    def test_of_a_member_that_stands_twice_one_is_taken(self, client: TestClient) -> None:
        response = post(client, b'{"query":"{nix}","query":"{hello}"}')

        assert response.json() == {"data": {"hello": "world"}}

    def test_a_mutation_may_be_posted(self, client: TestClient) -> None:
        assert post(client, {"query": "mutation {change}"}).json() == {"data": {"change": None}}

    @pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
    @pytest.mark.parametrize("accept", ["application/json", GRAPHQL_JSON])
    def test_what_is_no_graphql_request_is_a_400_with_a_sentence(
        self, make_client: MakeClient, body: bytes, accept: str
    ) -> None:
        response = post(make_client(), body, accept=accept)

        assert response.status_code == 400
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"
        assert code_of(response) == "BAD_REQUEST"

    @pytest.mark.parametrize(("levels", "status"), [(198, 200), (199, 400)])
    def test_two_hundred_levels_are_read(
        self, client: TestClient, levels: int, status: int
    ) -> None:
        value = b"[" * levels + b"]" * levels
        wide = b"[" + b"[]," * 300 + b"[]]"

        response = post(client, b'{"query":"{hello}","variables":{"a":%b,"b":%b}}' % (value, wide))

        assert response.status_code == status

    @given(body=st.binary(max_size=60))
    @hypothesis_settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
    )
    def test_no_body_is_a_failure_of_ours(self, make_client: MakeClient, body: bytes) -> None:
        assert post(make_client(), body).status_code in (200, 400)

    @pytest.mark.parametrize(
        "content_type",
        [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/graphql",
            "application/json; charset=utf-16",
            "",
            ";",
        ],
    )
    def test_a_body_of_another_type_is_a_415(self, client: TestClient, content_type: str) -> None:
        response = post(client, {"query": "{hello}"}, **{"content-type": content_type})

        assert (response.status_code, code_of(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")

    def test_a_compressed_body_is_a_415(self, client: TestClient) -> None:
        assert post(client, b"x", **{"content-encoding": "gzip"}).status_code == 415

    @pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
    def test_utf_8_may_be_named(self, client: TestClient, charset: str) -> None:
        headers = {"content-type": f"application/json; charset={charset}"}

        assert post(client, {"query": "{hello}"}, **headers).status_code == 200


class TestStatus:
    BAD = ("{", "{nix}", "query($n: Int!) {echo(n: $n)}", "query a {hello} query b {hello}")

    @pytest.mark.parametrize("query", BAD)
    def test_a_request_that_fails_before_it_runs_is_a_400_in_the_newer_type(
        self, client: TestClient, query: str
    ) -> None:
        response = post(client, {"query": query}, accept=GRAPHQL_JSON)

        assert response.status_code == 400
        assert "data" not in response.json()

    @pytest.mark.parametrize("query", BAD)
    def test_the_same_is_a_200_in_the_older_type(self, client: TestClient, query: str) -> None:
        response = post(client, {"query": query}, accept="application/json")

        assert response.status_code == 200
        assert "data" not in response.json()

    def test_an_error_while_it_runs_is_a_200_beside_the_data(self, client: TestClient) -> None:
        response = post(client, {"query": "{needed}"}, accept=GRAPHQL_JSON)

        assert response.status_code == 200
        assert response.json()["data"] is None


class TestAccept:
    def test_the_answer_says_its_type_and_encoding(self, client: TestClient) -> None:
        response = post(client, {"query": "{hello}"}, accept=GRAPHQL_JSON)

        assert response.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"
        assert response.headers["vary"] == "Accept, Accept-Encoding"
        assert get(client, query="{hello}").headers["vary"] == "Accept, Accept-Encoding"

    @pytest.mark.parametrize("accept", ["image/png", "text/html", "application/json;q=0"])
    def test_a_client_that_takes_no_json_gets_a_406(self, client: TestClient, accept: str) -> None:
        response = post(client, {"query": "{hello}"}, accept=accept)

        assert (response.status_code, code_of(response)) == (406, "NOT_ACCEPTABLE")

    def test_long_answers_are_compressed(self, client: TestClient) -> None:
        response = post(client, {"query": "{repeat(times: 500)}"})

        assert response.headers["content-encoding"] == "gzip"
        assert response.json()["data"]["repeat"].startswith("callboard")

    def test_text_that_is_not_ascii_arrives_whole(self, client: TestClient) -> None:
        response = post(client, {"query": '{echo(text: "Söderström 日本 🎧")}'})

        assert response.json()["data"]["echo"] == "Söderström 日本 🎧"


class TestGet:
    def test_a_query_may_stand_in_the_address(self, client: TestClient) -> None:
        response = get(
            client,
            query="query a($n: Int) {echo(n: $n)} query b {hello}",
            variables='{"n": 5}',
            operationName="a",
            extensions="{}",
        )

        assert response.json() == {"data": {"echo": "5"}}

    def test_a_browser_that_asks_a_query_gets_json(self, client: TestClient) -> None:
        response = get(client, BROWSER, query="{hello}")

        assert response.headers["content-type"] == "application/json; charset=utf-8"

    def test_head_has_no_failure_where_get_has_none(self, client: TestClient) -> None:
        assert client.head("/graphql?query={hello}").status_code == 200

    @pytest.mark.parametrize("accept", ["application/json", GRAPHQL_JSON])
    def test_a_mutation_is_a_405_that_names_post(self, client: TestClient, accept: str) -> None:
        response = get(client, accept, query="mutation {change}")

        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert code_of(response) == "METHOD_NOT_ALLOWED"

    def test_a_query_beside_a_mutation_may_be_asked(self, client: TestClient) -> None:
        query = "query a {hello} mutation b {change}"

        assert get(client, query=query, operationName="a").status_code == 200
        assert get(client, query=query, operationName="b").status_code == 405

    @pytest.mark.parametrize(
        "query_string",
        [
            "",
            "query=",
            "query=%ff",
            "query={hello}&query={hello}",
            "query={hello}&variables=[]",
            "query={hello}&variables=%7B",
            "query={hello}&extensions=1",
            "&".join(f"a{n}=1" for n in range(30)),
        ],
    )
    def test_what_is_no_graphql_request_is_a_400(
        self, client: TestClient, query_string: str
    ) -> None:
        response = client.get(f"/graphql?{query_string}")

        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")

    def test_an_empty_part_counts_as_absent(self, client: TestClient) -> None:
        assert get(client, query="{hello}", variables="", operationName="").status_code == 200

    @given(text=st.text(max_size=40))
    @hypothesis_settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
    )
    def test_no_address_is_a_failure_of_ours(self, make_client: MakeClient, text: str) -> None:
        address = f"/graphql?query={quote(text, errors='surrogatepass')}"

        assert make_client().get(address).status_code in (200, 400)


class TestCaching:
    def test_an_answer_by_get_is_asked_again_and_not_sent_again(self, client: TestClient) -> None:
        first = get(client, query="{hello}")
        tag = {"if-none-match": first.headers["etag"]}

        second = client.get("/graphql?query={hello}", headers=tag)

        assert first.headers["cache-control"] == "no-cache"
        assert (second.status_code, second.content) == (304, b"")

    def test_another_answer_has_another_tag(self, client: TestClient) -> None:
        tags = {get(client, query=q).headers["etag"] for q in ("{hello}", "{echo(n:1)}")}

        assert len(tags) == 2

    def test_a_site_may_let_answers_be_reused(self, make_client: MakeClient) -> None:
        response = get(make_client(cache_seconds=60), query="{hello}")

        assert response.headers["cache-control"] == "public, max-age=60"

    def test_answers_to_post_and_answers_with_errors_are_kept_nowhere(
        self, client: TestClient
    ) -> None:
        answers = (
            post(client, {"query": "{hello}"}),
            get(client, query="{nix}"),
            get(client, query="{needed}"),
            client.get("/graphql"),
        )

        assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 4


class TestMethods:
    def test_options_says_what_there_is(self, client: TestClient) -> None:
        response = client.options("/graphql")

        assert (response.status_code, response.content) == (204, b"")
        assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
    def test_any_other_method_is_a_405(self, client: TestClient, method: str) -> None:
        response = client.request(method, "/graphql")

        assert response.status_code == 405
        assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


class TestPage:
    def test_a_browser_gets_a_page(self, client: TestClient) -> None:
        response = get(client, BROWSER)

        assert response.status_code == 200
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["vary"].startswith("Accept")

    def test_where_the_page_is_off_a_browser_gets_json(self, make_client: MakeClient) -> None:
        response = get(make_client(ide=False), BROWSER)

        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


def test_in_development_answers_carry_their_plan(make_client: MakeClient) -> None:
    response = post(make_client(development=True), {"query": "{hello}"})

    assert response.json()["extensions"] == {"plan": {}}

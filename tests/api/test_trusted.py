"""Trusted documents: stored with the server and asked for by id."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from orjson import dumps
from starlette.testclient import TestClient

from api.trusted import read_documents
from schema.errors import UnreadableFile

HELLO = "{hello}"
HASH = f"sha256:{sha256(HELLO.encode()).hexdigest()}"
MakeClient = Callable[..., TestClient]


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """A manifest with two documents."""
    path = tmp_path / "documents.json"
    path.write_bytes(dumps({HASH: HELLO, "echo": "query ($t: String) {echo(text: $t)}"}))
    return path


def ask(client: TestClient, **members: Any) -> Response:
    return client.post("/graphql", json=members)


def code_of(response: Response) -> Any:
    return response.json()["errors"][0]["extensions"]["code"]


def test_a_document_is_asked_for_by_its_id(make_client: MakeClient, manifest: Path) -> None:
    client = make_client(documents=manifest)

    assert ask(client, documentId=HASH).json() == {"data": {"hello": "world"}}
    found = ask(client, documentId="echo", variables={"t": "yes"})
    assert found.json() == {"data": {"echo": "yes"}}


def test_by_get_it_has_a_tag_and_is_not_sent_twice(make_client: MakeClient, manifest: Path) -> None:
    client = make_client(documents=manifest)
    first = client.get("/graphql", params={"documentId": "echo", "variables": '{"t":"yes"}'})

    again = client.get(first.request.url, headers={"if-none-match": first.headers["etag"]})

    assert first.json() == {"data": {"echo": "yes"}}
    assert not first.headers["etag"].startswith("W/")
    assert (again.status_code, again.content) == (304, b"")


def test_a_hash_needs_no_prefix(make_client: MakeClient, tmp_path: Path) -> None:
    path = tmp_path / "relay.json"
    path.write_bytes(dumps({HASH.removeprefix("sha256:"): HELLO}))

    assert ask(make_client(documents=path), documentId=HASH).json() == {"data": {"hello": "world"}}


def test_a_manifest_of_apollo_is_read(make_client: MakeClient, tmp_path: Path) -> None:
    path = tmp_path / "apollo.json"
    operation = {"id": "abc", "name": "Hello", "type": "query", "body": HELLO}
    form = "apollo-persisted-query-manifest"
    path.write_bytes(dumps({"format": form, "version": 1, "operations": [operation]}))

    assert ask(make_client(documents=path), documentId="abc").status_code == 200


def test_an_id_that_no_document_has_is_a_404(make_client: MakeClient, manifest: Path) -> None:
    response = ask(make_client(documents=manifest), documentId="nix")

    assert (response.status_code, code_of(response)) == (404, "DOCUMENT_NOT_FOUND")


@pytest.mark.parametrize("members", [{"documentId": 1}, {"documentId": "echo", "query": HELLO}])
def test_an_id_is_a_text_and_stands_in_place_of_the_query(
    make_client: MakeClient, manifest: Path, members: dict[str, Any]
) -> None:
    response = ask(make_client(documents=manifest), **members)

    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


def test_where_only_stored_documents_run_another_is_a_403(
    make_client: MakeClient, manifest: Path
) -> None:
    client = make_client(documents=manifest, documents_only=True)

    refused = ask(client, query="{hello }")

    assert (refused.status_code, code_of(refused)) == (403, "DOCUMENT_NOT_TRUSTED")
    assert ask(client, query=HELLO).status_code == 200
    assert ask(client, documentId=HASH).status_code == 200


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "is no JSON"),
        (b"[1]", "is no manifest of documents"),
        (b'{"a": 1}', "is no manifest of documents"),
        (b'{"operations": [{"id": "a"}]}', "is no manifest of documents"),
        (b'{"sha256:00": "{hello}"}', "is not the hash of its document"),
    ],
)
def test_a_wrong_manifest_says_what_is_wrong(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "documents.json"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=reason):
        read_documents(path)


def test_a_manifest_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"nix\.json"):
        read_documents(tmp_path / "nix.json")


def test_the_plan_is_shown_to_who_has_the_key(make_client: MakeClient) -> None:
    client = make_client(admin_key="0123456789abcdef")

    def keys(**headers: str) -> set[str]:
        return set(client.post("/graphql", json={"query": HELLO}, headers=headers).json())

    assert keys(**{"x-callboard-key": "0123456789abcdef"}) == {"data", "extensions"}
    assert keys(**{"x-callboard-key": "0123456789abcdeF"}) == {"data"}
    assert keys() == {"data"}

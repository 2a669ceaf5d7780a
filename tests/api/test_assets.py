"""The files of pages: each form of their bytes has a tag of its own."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

STYLES = "/static/site.css"
FORMS = pytest.mark.parametrize("coding", ["gzip", "identity"])


@pytest.fixture
def client(make_client: Callable[..., TestClient]) -> TestClient:
    return make_client()


def test_packed_bytes_have_another_tag(client: TestClient) -> None:
    packed, plain = (
        client.get(STYLES, headers={"accept-encoding": coding}) for coding in ("gzip", "identity")
    )

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.headers["etag"] != plain.headers["etag"]


@FORMS
def test_what_a_client_has_is_not_sent_again(client: TestClient, coding: str) -> None:
    first = client.get(STYLES, headers={"accept-encoding": coding})

    headers = {"accept-encoding": coding, "if-none-match": first.headers["etag"]}
    again = client.get(STYLES, headers=headers)

    assert again.status_code == 304
    assert again.headers["etag"] == first.headers["etag"]


def test_the_packed_form_is_no_answer_to_who_has_the_plain_one(client: TestClient) -> None:
    plain = client.get(STYLES, headers={"accept-encoding": "identity"}).headers["etag"]

    packed = client.get(STYLES, headers={"accept-encoding": "gzip", "if-none-match": plain})

    assert packed.status_code == 200


@FORMS
def test_a_cache_is_told_that_there_are_two_forms(client: TestClient, coding: str) -> None:
    answer = client.get(STYLES, headers={"accept-encoding": coding})

    assert "accept-encoding" in answer.headers["vary"].lower()


def test_a_part_is_one_of_the_plain_form(client: TestClient) -> None:
    plain = client.get(STYLES, headers={"accept-encoding": "identity"}).headers["etag"]

    part = client.get(STYLES, headers={"accept-encoding": "gzip", "range": "bytes=0-9"})

    assert (part.status_code, part.headers["etag"]) == (206, plain)

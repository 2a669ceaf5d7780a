"""The table of routes, other web sites, and what becomes of what is not there."""

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.app import create_app, lifespan
from api.settings import Settings

MakeClient = Callable[..., TestClient]


def test_what_is_not_there_is_a_404_with_a_sentence(client: TestClient) -> None:
    response = client.get("/nix")

    assert response.status_code == 404
    assert response.json() == {
        "errors": [
            {
                "message": "There is nothing at this address; /developers names what there is.",
                "extensions": {"code": "NOT_FOUND"},
            }
        ]
    }


def test_a_wrong_method_is_a_405_with_a_sentence(client: TestClient) -> None:
    response = client.post("/healthz")

    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert response.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_the_schema_is_there_as_text(client: TestClient) -> None:
    response = client.get("/schema.graphql")

    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "type Query" in response.text


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/ide/../../x"])
def test_no_address_leads_out_of_the_folders(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


ASKED = {
    "origin": "https://portal.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type",
}
META = "/graphql?query={meta{dataGeneration,indexGeneration}}"
EMPTY = {"data": {"meta": {"dataGeneration": 0, "indexGeneration": 0}}}


class TestOtherSites:
    def test_by_default_no_page_of_another_site_may_ask(self, make_client: MakeClient) -> None:
        response = make_client().options("/graphql", headers=ASKED)

        assert "access-control-allow-origin" not in response.headers

    def test_a_named_site_may_ask(self, make_client: MakeClient) -> None:
        client = make_client(allowed_origins=("https://portal.example",))

        before = client.options("/graphql", headers=ASKED)
        answer = client.get("/graphql?query={hello}", headers={"origin": "https://portal.example"})

        assert before.headers["access-control-allow-origin"] == "https://portal.example"
        assert answer.headers["access-control-allow-origin"] == "https://portal.example"
        assert set(answer.headers["vary"].split(", ")) >= {"Accept", "Origin"}

    def test_a_site_that_is_not_named_may_not(self, make_client: MakeClient) -> None:
        client = make_client(allowed_origins=("https://portal.example",))

        response = client.get("/graphql?query={hello}", headers={"origin": "https://x.example"})

        assert "access-control-allow-origin" not in response.headers


class TestRealThing:
    """The real database, index and service, on an empty data directory."""

    def test_it_answers_over_a_new_data_directory(self, settings: Settings) -> None:
        with TestClient(create_app(settings)) as client:
            assert client.get(META).json() == EMPTY

    def test_without_a_lifespan_the_first_request_opens_it(self, settings: Settings) -> None:
        app = create_app(settings)

        answer = TestClient(app).get(META)
        app.state.site.close()

        assert answer.json() == EMPTY

    def test_a_host_may_enter_the_lifespan_of_the_app_that_it_mounts(
        self, settings: Settings
    ) -> None:
        inner = create_app(settings)
        outer = Starlette(routes=[Mount("/research", inner)], lifespan=lambda host: lifespan(inner))

        with TestClient(outer) as client:
            assert inner.state.site.database is not None
            assert client.get(f"/research{META}").json() == EMPTY
        assert inner.state.site.database is None

    def test_the_schema_is_the_one_that_answers(self, settings: Settings) -> None:
        with TestClient(create_app(settings)) as client:
            assert "searchQuotes(" in client.get("/schema.graphql").text

    def test_a_query_over_a_limit_says_which(self, settings: Settings) -> None:
        deep = "{quotes{nodes" + "{event{quotes" * 6 + "{id}" + "}}" * 6 + "}}"

        with TestClient(create_app(settings)) as client:
            answer = client.post("/graphql", json={"query": deep}).json()

        assert answer["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"

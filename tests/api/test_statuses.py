"""What is not the client's fault is said by the status."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from schema.graph.service import GraphAnswer, GraphRequest

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"


@dataclass
class FailingService:
    """Answers every request with one error."""

    code: str
    sdl: str = ""

    async def answer(self, request: GraphRequest) -> GraphAnswer:
        return GraphAnswer(b'{"errors":[]}', has_data=False, code=self.code)

    def close(self) -> None:
        """Nothing to end."""


@pytest.mark.parametrize(
    ("code", "accept", "status"),
    [
        ("NOT_READY", JSON, 503),
        ("NOT_READY", GRAPHQL_JSON, 503),
        ("INTERNAL", JSON, 500),
        ("INTERNAL", GRAPHQL_JSON, 500),
        ("BAD_USER_INPUT", JSON, 200),
        ("BAD_USER_INPUT", GRAPHQL_JSON, 400),
    ],
)
def test_the_status_says_whose_fault_it_is(
    code: str, accept: str, status: int, tmp_path: Path
) -> None:
    client = TestClient(create_app(Settings(home=tmp_path), service=FailingService(code)))

    answer = client.post("/graphql", json={"query": "{a}"}, headers={"Accept": accept})

    assert answer.status_code == status


def test_a_client_is_told_when_to_try_again(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path), service=FailingService("NOT_READY"))

    assert TestClient(app).post("/graphql", json={"query": "{a}"}).headers["Retry-After"] == "1"


def test_a_database_that_is_away_is_a_503_and_names_no_host(tmp_path: Path) -> None:
    away = "postgresql+psycopg://nobody@127.0.0.1:1/callboard"
    app = create_app(Settings(home=tmp_path, database_url=away))

    answer = TestClient(app).post("/graphql", json={"query": "{__typename}"})

    assert answer.status_code == 503
    assert "127.0.0.1" not in answer.text

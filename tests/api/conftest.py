"""One small service behind the real app, served alone and mounted under a prefix.

The service is a GraphQL schema of six fields that runs in threads as the real one does; what the
real one does with rows is tested beside it. Every HTTP test that takes `client` runs twice.
"""

from asyncio import get_running_loop
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from graphql import GraphQLError, build_schema, execute_sync, get_operation_ast, parse, validate
from orjson import dumps
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from schema.graph.failures import NOT_A_QUERY
from schema.graph.service import GraphAnswer, GraphRequest

SDL = """
type Query {
  hello: String
  echo(text: String, n: Int): String
  repeat(times: Int!): String
  burn(seconds: Float!): Int
  needed: String!
}
type Mutation { change: Int }
"""


class Panic(BaseException):
    """What an engine written in another language raises: no Exception."""


def burn(root: Any, info: Any, seconds: float) -> int:
    """Keep a core busy, as the completion of a large answer does."""
    until, turns = perf_counter() + seconds, 0
    while perf_counter() < until:
        turns += 1
    return turns


class SmallService:
    """Answers as GraphService does, on a schema without rows."""

    sdl = SDL

    def __init__(self) -> None:
        self.schema = build_schema(SDL)
        self.pool = ThreadPoolExecutor(2)
        fields = self.schema.type_map["Query"].fields  # type: ignore[attr-defined]
        fields["hello"].resolve = lambda root, info: "world"
        fields["echo"].resolve = lambda root, info, text=None, n=None: text or str(n)
        fields["repeat"].resolve = lambda root, info, times: "callboard " * times
        fields["burn"].resolve = burn

    async def answer(self, request: GraphRequest) -> GraphAnswer:
        if request.query == "panic":
            raise Panic("secret")
        return await get_running_loop().run_in_executor(self.pool, self.answer_now, request)

    def answer_now(self, request: GraphRequest) -> GraphAnswer:
        try:
            document = parse(request.query)
        except GraphQLError as error:
            return refusal(error)
        errors = validate(self.schema, document)
        operation = get_operation_ast(document, request.operation_name)
        if errors or operation is None:
            return refusal(*errors or [GraphQLError("Unknown operation.")])
        if request.read_only and operation.operation.value != "query":
            return refusal(GraphQLError("Only queries."), code=NOT_A_QUERY)
        result = execute_sync(
            self.schema,
            document,
            variable_values=request.variables,
            operation_name=request.operation_name,
        )
        if result.data is None and result.errors and not result.errors[0].path:
            return refusal(*result.errors)
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [error.formatted for error in result.errors]
        if request.explain:
            body["extensions"] = {"plan": {}}
        return GraphAnswer(dumps(body), has_data=True, is_cacheable=not result.errors)

    def close(self) -> None:
        self.pool.shutdown()


def refusal(*errors: GraphQLError, code: str | None = None) -> GraphAnswer:
    body = dumps({"errors": [error.formatted for error in errors]})
    return GraphAnswer(body, has_data=False, code=code)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture(scope="session")
def service() -> Iterator[SmallService]:
    service = SmallService()
    yield service
    service.close()


@pytest.fixture
def app(settings: Settings, service: SmallService) -> Starlette:
    return create_app(settings, service=service)


@pytest.fixture(params=["", "/research"], ids=["standalone", "mounted"])
def client(request: pytest.FixtureRequest, app: Starlette) -> Iterator[TestClient]:
    prefix = request.param
    outer = Starlette(routes=[Mount(prefix, app)]) if prefix else app
    with TestClient(outer, base_url=f"http://testserver{prefix}", follow_redirects=False) as client:
        yield client


@pytest.fixture
def make_client(tmp_path: Path, service: SmallService) -> Callable[..., TestClient]:
    """Return clients of the app alone, with some settings changed; its lifespan is not run."""

    def make(**values: Any) -> TestClient:
        app = create_app(Settings(home=tmp_path, **values), service=service)
        return TestClient(app, follow_redirects=False)

    return make

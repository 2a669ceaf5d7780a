"""The sample set behind the real app, served alone and mounted under a prefix.

The samples are loaded once a run and only read. What is asked of GraphQL directly goes through the
same app, so that a page and an answer are of the same data.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from re import DOTALL, findall, search
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from schema.database import Database
from schema.store.indexing import catch_up, open_index
from seeds.intake import import_paths
from seeds.samples import sample_paths

Ask = Callable[..., Any]
PORTAL = "https://portal.example"


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the samples."""
    folder = tmp_path_factory.mktemp("samples")
    with closing(Database(f"sqlite:///{folder / 'callboard.db'}")) as database:
        database.upgrade()
        import_paths(database, sample_paths())
        with closing(open_index(folder / "index")) as index:
            catch_up(database, index)
    return folder


@pytest.fixture(scope="session")
def sample_app(sample_home: Path) -> Starlette:
    return create_app(Settings(home=sample_home, frame_ancestors=(PORTAL,)))


@pytest.fixture(scope="session")
def pages(sample_app: Starlette) -> Iterator[TestClient]:
    """A client of the app alone."""
    with TestClient(sample_app, follow_redirects=False) as client:
        yield client


@pytest.fixture(params=["", "/research"], ids=["standalone", "mounted"])
def anywhere(
    request: pytest.FixtureRequest, pages: TestClient, sample_app: Starlette
) -> TestClient:
    """A client of the app alone, then of one that mounts it; the app is open already."""
    prefix = request.param
    outer = Starlette(routes=[Mount(prefix, sample_app)]) if prefix else sample_app
    return TestClient(outer, base_url=f"http://testserver{prefix}", follow_redirects=False)


@pytest.fixture
def ask(pages: TestClient) -> Ask:
    """What asks GraphQL, and fails where it finds fault."""

    def ask(document: str, **variables: Any) -> Any:
        body = pages.post("/graphql", json={"query": document, "variables": variables}).json()
        assert "errors" not in body, body
        return body["data"]

    return ask


def figure(page: str, name: str) -> str:
    """What the header of a page says of one number."""
    found = search(rf'data-figure="{name}">([^<]*)<', page)
    assert found is not None, name
    return unescape(found[1]).strip()


def table(page: str, name: str) -> list[list[str]]:
    """The cells of the table beside a chart, row by row."""
    found = search(rf'data-table="{name}".*?<tbody>(.*?)</tbody>', page, DOTALL)
    assert found is not None, name
    rows = findall(r"<tr>(.*?)</tr>", found[1], DOTALL)
    cells = [findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, DOTALL) for row in rows]
    return [[unescape(strip_tags(cell)) for cell in row] for row in cells]


def strip_tags(html: str) -> str:
    """The words of a piece of HTML."""
    return "".join(findall(r"(?:^|>)([^<]*)", html)).strip()

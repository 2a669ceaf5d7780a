"""The pages: their examples, their addresses under a prefix, and that they load nothing foreign."""

from collections.abc import Callable
from gzip import compress
from json import loads
from pathlib import Path
from re import DOTALL, findall, search

import pytest
from graphql import parse, print_ast, validate
from starlette.testclient import TestClient

from api.assets import STATIC
from api.ide import ide_files
from api.pages import Example, load_examples
from api.settings import Settings
from api.views.charts import CHARTS
from schema.graph.exporting import EXPORTS
from schema.graph.limits import Limits, make_guard, measure_nodes, parse_document
from schema.graph.schema import build_schema

BROWSER = {"accept": "text/html"}
SCHEMA = build_schema()
# Pages that ask the small service for what it has not; beside the views they are tried on rows.
OF_ROWS = {"/", "/compare", "/export/quotes.csv"}
MakeClient = Callable[..., TestClient]
each_example = pytest.mark.parametrize("example", load_examples(), ids=lambda e: e.slug)


@pytest.fixture
def with_ide(settings: Settings) -> None:
    """Put files in the place of GraphiQL's; their hashes matter to a browser alone."""
    for file in ide_files():
        path = settings.ide_dir / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"let graphiql;")
        Path(f"{path}.gz").write_bytes(compress(b"let graphiql;"))


def addresses_in(page: str) -> list[str]:
    return findall(r'(?:src|href)="([^"#][^"]*)"', page)


class TestExamples:
    @each_example
    def test_every_example_is_valid_on_the_schema(self, example: Example) -> None:
        assert validate(SCHEMA, parse(example.query)) == []

    @each_example
    def test_every_example_is_well_within_the_limits(self, example: Example) -> None:
        limits = Limits()
        document = parse_document(example.query, limits)
        [operation] = document.definitions

        cost = measure_nodes(SCHEMA, document, operation, {}, limits)  # type: ignore[arg-type]

        assert validate(SCHEMA, document, [make_guard(limits)]) == []
        assert cost < limits.nodes / 4

    @each_example
    def test_every_example_is_written_as_graphiql_would(self, example: Example) -> None:
        assert example.query == f"# {example.title}\n{print_ast(parse(example.query))}\n"

    def test_titles_and_names_are_unique(self) -> None:
        examples = load_examples()

        assert len({example.title for example in examples}) == len(examples) >= 9
        assert len({example.slug for example in examples}) == len(examples)

    def test_the_first_is_the_page_of_a_company(self) -> None:
        assert load_examples()[0].slug == "company-page"


class TestDevelopers:
    def test_it_links_only_to_what_is_there(self, client: TestClient) -> None:
        page = client.get("/developers").text
        prefix = client.base_url.path.rstrip("/")

        for address in addresses_in(page):
            assert address.startswith(f"{prefix}/")
            path = address.removeprefix(prefix)
            assert path in OF_ROWS or client.get(path, headers=BROWSER).status_code == 200, address

    def test_without_the_page_it_offers_no_queries(self, make_client: MakeClient) -> None:
        assert "?example=" not in make_client(ide=False).get("/developers").text

    def test_it_names_every_list_and_every_chart(self, client: TestClient) -> None:
        page = client.get("/developers").text

        assert ", ".join(EXPORTS) in page
        assert ", ".join(CHARTS) in page

    def test_it_offers_no_list_where_none_is_exported(
        self, make_client: MakeClient, tmp_path: Path
    ) -> None:
        documents = tmp_path / "documents.json"
        documents.write_text("{}")

        page = make_client(documents=documents, documents_only=True).get("/developers").text

        assert "/export/" not in page


class TestConsole:
    def test_it_stands_in_for_graphiql(self, client: TestClient) -> None:
        page = client.get("/graphql", headers=BROWSER).text

        assert "<title>Console · callboard</title>" in page

    def test_its_policy_allows_no_script_or_style_in_the_page(self, client: TestClient) -> None:
        response = client.get("/graphql", headers=BROWSER)

        assert "unsafe" not in response.headers["content-security-policy"]
        assert not search(r"<style|style=|<script>|\son\w+=", response.text)

    def test_it_knows_the_endpoint_and_the_examples(self, client: TestClient) -> None:
        page = client.get("/graphql", headers=BROWSER).text
        found = search(r'<script id="config" type="application/json">(.*?)</script>', page, DOTALL)
        assert found is not None

        config = loads(found[1])

        prefix = client.base_url.path.rstrip("/")
        assert config["endpoint"] == f"{prefix}/graphql"
        assert [e["slug"] for e in config["examples"]] == [e.slug for e in load_examples()]


@pytest.mark.usefixtures("with_ide")
class TestGraphiql:
    def test_every_file_comes_from_our_own_origin_with_its_hash(self, client: TestClient) -> None:
        page = client.get("/graphql", headers=BROWSER).text

        for file in ide_files():
            prefix = client.base_url.path.rstrip("/")
            assert f'="{prefix}/ide/{file.name}" integrity="{file.integrity}"' in page

    def test_everything_that_the_page_names_is_there(self, client: TestClient) -> None:
        page = client.get("/graphql", headers=BROWSER).text
        prefix = client.base_url.path.rstrip("/")

        for address in addresses_in(page):
            path = address.removeprefix(prefix)
            assert path in OF_ROWS or client.get(path, headers=BROWSER).status_code == 200, address

    def test_it_runs_no_script_in_the_page(self, client: TestClient) -> None:
        policy = client.get("/graphql", headers=BROWSER).headers["content-security-policy"]

        assert "script-src 'self';" in policy

    @pytest.mark.parametrize("coding", ["gzip", "identity"])
    def test_a_file_is_sent_as_it_was_packed_and_kept_for_ever(
        self, client: TestClient, coding: str
    ) -> None:
        name = next(file.name for file in ide_files() if file.path.endswith(".js"))

        response = client.get(f"/ide/{name}", headers={"accept-encoding": coding})

        assert response.headers.get("content-encoding", "identity") == coding
        assert response.headers["content-type"].startswith("text/javascript")
        assert "immutable" in response.headers["cache-control"]
        assert response.text == "let graphiql;"

    def test_where_the_page_is_off_its_files_are_too(self, make_client: MakeClient) -> None:
        assert make_client(ide=False).get(f"/ide/{ide_files()[0].name}").status_code == 404


@pytest.mark.parametrize("path", ["/developers", "/graphql"])
@pytest.mark.parametrize("has_files", [True, False])
def test_no_page_names_another_host(
    client: TestClient, request: pytest.FixtureRequest, path: str, has_files: bool
) -> None:
    if has_files:
        request.getfixturevalue("with_ide")

    page = client.get(path, headers=BROWSER).text

    assert findall(r"(?:https?:)?//[\w.-]+", page) == []


def test_no_script_or_style_of_ours_names_another_host() -> None:
    for path in STATIC.iterdir():
        hosts = findall(r"https?://[\w.-]+", path.read_text("utf-8"))
        assert set(hosts) <= {"http://www.w3.org"}, path.name  # a namespace, which nobody fetches

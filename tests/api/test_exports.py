"""Exports over HTTP, of the samples behind the real app."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from csv import DictReader
from datetime import date
from io import BytesIO, StringIO
from itertools import chain
from json import dumps, loads
from pathlib import Path
from shutil import copytree
from sys import modules
from typing import Any

import pytest
from graphql import parse, validate
from pyarrow.parquet import ParquetFile
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from schema.database import Database
from schema.graph.exporting import EXPORTS, TableReader
from schema.graph.metrics import today
from schema.graph.schema import build_schema
from schema.graph.service import GraphService
from schema.store.formats import FORMATS
from schema.store.indexing import catch_up, open_index
from schema.store.parquet import iter_parts
from schema.tables import Posting
from schema.version import own_version
from seeds.intake import import_paths
from seeds.samples import sample_paths

SHIPPED = {"event": {"stage": {"eq": "SHIP"}}}
OF_NOBODY = {"company": {"ticker": {"eq": "NOBODY"}}}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the samples, one posting of which bears a formula for a title."""
    folder = tmp_path_factory.mktemp("exported")
    with closing(Database(f"sqlite:///{folder / 'callboard.db'}")) as database:
        database.upgrade()
        assert import_paths(database, sample_paths()).failures == ()
        with database.write() as writer:
            posting = writer.session.get(Posting, 1)
            assert posting is not None
            posting.title = '=HYPERLINK("https://evil.example")'
            writer.mark_changed()
        with closing(open_index(folder / "index")) as index:
            catch_up(database, index)
    return folder


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=home))) as client:
        yield client


@contextmanager
def opened(home: Path) -> Iterator[tuple[Database, GraphService]]:
    with (
        closing(Database(f"sqlite:///{home / 'callboard.db'}")) as database,
        closing(GraphService(database, None, workers=1)) as service,
    ):
        yield database, service


def lines(client: TestClient, name: str, **given: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/export/{name}.jsonl", params=given)
    assert answer.status_code == 200, answer.text
    return [loads(line) for line in answer.text.splitlines()]


def table(client: TestClient, name: str, **given: Any) -> list[dict[str, str]]:
    answer = client.get(f"/export/{name}.csv", params=given)
    assert answer.status_code == 200, answer.text
    return list(DictReader(StringIO(answer.text, newline="")))


def parquet(client: TestClient, name: str, **given: Any) -> ParquetFile:
    answer = client.get(f"/export/{name}.parquet", params=given)
    assert answer.status_code == 200, answer.text
    return ParquetFile(BytesIO(answer.content))


def as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def asked(client: TestClient, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    return client.post("/graphql", json=body).json()["data"]


@pytest.mark.parametrize("name", EXPORTS)
def test_every_list_is_exported_whole_in_both_formats(client: TestClient, name: str) -> None:
    argument = '(query: "")' if name == "search" else ""
    field = EXPORTS[name].field
    total = asked(client, f"{{ {field}{argument} {{ totalCount }} }}")[field]["totalCount"]

    found, rows = lines(client, name), table(client, name)

    assert len(found) == len(rows) == total > 0
    assert list(found[0]) == list(rows[0]) == list(EXPORTS[name].columns)


@pytest.mark.parametrize("name", EXPORTS)
def test_parquet_holds_what_json_lines_hold(client: TestClient, name: str) -> None:
    rows = parquet(client, name).read().to_pylist()

    assert [{key: as_json(row[key]) for key in row} for row in rows] == lines(client, name)


@pytest.mark.parametrize(
    ("name", "types"),
    [
        (
            "postings",
            {
                "title": "string",
                "locations": "list<element: string>",
                "stage": "dictionary<values=string, indices=int32, ordered=0>",
                "openedOn": "date32[day]",
                "openedOnIsCensored": "bool",
                "yearlyMinimum": "double",
            },
        ),
        ("quotes", {"themes": "list<element: string>", "specificity": "int32"}),
        ("people", {"aliases": "list<element: string>"}),
    ],
)
def test_parquet_has_the_types_of_the_schema(
    client: TestClient, name: str, types: dict[str, str]
) -> None:
    schema = parquet(client, name, where=dumps(OF_NOBODY)).schema_arrow

    assert schema.names == list(EXPORTS[name].columns)
    assert {column: str(schema.field(column).type) for column in types} == types


def test_parquet_says_which_list_of_which_state_it_is(client: TestClient, home: Path) -> None:
    with opened(home) as (database, _), database.read() as reader:
        generation = reader.generation()

    schema = parquet(client, "search", query="agents", where=dumps(SHIPPED)).schema_arrow

    facts = {name.decode(): value.decode() for name, value in schema.metadata.items()}
    assert facts == {
        "callboard.version": own_version(),
        "callboard.list": "search",
        "callboard.query": "agents",
        "callboard.where": dumps(SHIPPED, separators=(",", ":")),
        "callboard.generation": str(generation),
        "callboard.asOf": today().isoformat(),
    }
    assert schema.field("text").metadata == {b"description": b"The words."}


@pytest.mark.parametrize("name", EXPORTS)
def test_the_document_behind_an_export_is_compiled_and_within_the_limits(
    home: Path, name: str
) -> None:
    with opened(home) as (_, service):
        document = service.document(EXPORTS[name].document)
        operation = document.operation(None, read_only=True)
        variables = document.variables(operation, {"counts": False, "query": ""})

        assert document.plan(operation, variables.coerced) is not None


def test_the_where_is_that_of_the_api(client: TestClient) -> None:
    query = "query Q($w: QuoteWhere) { quotes(where: $w, first: 100) { nodes { key text } } }"

    found = lines(client, "quotes", where=dumps(SHIPPED))

    wanted = asked(client, query, w=SHIPPED)["quotes"]["nodes"]
    assert [{"key": row["key"], "text": row["text"]} for row in found] == wanted
    assert {row["stage"] for row in found} == {"SHIP"}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_list_as_of_a_day_is_that_of_the_api(client: TestClient, name: str) -> None:
    field = EXPORTS[name].field
    query = f'{{ {field}(asOf: "2025-09-01") {{ totalCount }} }}'

    found = lines(client, name, asOf="2025-09-01")

    assert len(found) == asked(client, query)[field]["totalCount"]
    assert name in ("companies", "people") or len(found) < len(lines(client, name))


def test_what_closed_later_is_open_as_of_a_day(client: TestClient) -> None:
    given = {"where": '{"closedOn": {"isNull": true}}', "asOf": "2025-09-01"}

    assert any(row["closedOn"] for row in lines(client, "roles", **given))


def test_parquet_says_of_which_day_it_is(client: TestClient) -> None:
    schema = parquet(client, "roles", asOf="2025-09-01").schema_arrow

    assert schema.metadata[b"callboard.asOf"] == b"2025-09-01"


def test_a_search_is_exported_with_its_filter(client: TestClient) -> None:
    found = lines(client, "search", query="we OR ai", where=dumps(SHIPPED))

    query = 'query Q($w: QuoteWhere) { searchQuotes(query: "we OR ai", where: $w) { totalCount } }'
    assert len(found) == asked(client, query, w=SHIPPED)["searchQuotes"]["totalCount"] > 0


def test_a_quote_has_its_citation_and_its_link(client: TestClient) -> None:
    (row,) = table(client, "search", query='"personalization model" söderström since:2026')

    assert row["citation"].startswith("Gustav Söderström, Co-CEO, Spotify")
    assert row["permalink"].startswith("/quotes/")


def test_a_formula_is_a_text_in_csv_and_itself_in_json(client: TestClient) -> None:
    titles = {row["title"] for row in table(client, "postings")}

    assert '\'=HYPERLINK("https://evil.example")' in titles
    assert not any(title.startswith(("=", "+", "-", "@")) for title in titles)
    assert '=HYPERLINK("https://evil.example")' in {r["title"] for r in lines(client, "postings")}


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8; header=present"),
        ("jsonl", "application/x-ndjson"),
        ("parquet", "application/vnd.apache.parquet"),
    ],
)
def test_the_head_says_what_to_save_it_as_and_that_nobody_keeps_it(
    client: TestClient, kind: str, media_type: str
) -> None:
    answer = client.get(f"/export/quotes.{kind}")

    assert answer.headers["content-disposition"] == f'attachment; filename="quotes.{kind}"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_is_packed_already_is_not_packed_again(client: TestClient) -> None:
    wanted = {"Accept-Encoding": "gzip"}

    packed = [
        client.get(f"/export/quotes.{kind}", headers=wanted).headers.get("content-encoding")
        for kind in FORMATS
    ]

    assert packed == ["gzip", "gzip", None]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_list_of_nothing_is_a_whole_file(client: TestClient, kind: str) -> None:
    answer = client.get(f"/export/postings.{kind}", params={"where": dumps(OF_NOBODY)})

    heads = {"csv": b"sourceId,title,", "jsonl": b"", "parquet": b"PAR1"}
    assert (answer.status_code, answer.content[: len(heads[kind])]) == (200, heads[kind])


def test_without_the_library_there_is_no_parquet(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(modules, iter_parts.__module__)
    monkeypatch.setitem(modules, "pyarrow", None)

    answer = client.get("/export/quotes.parquet")

    assert answer.status_code == 501
    assert "pip install 'callboard[parquet]'" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/export/nothing.csv", 404, "there are companies"),
        ("/export/quotes.xlsx", 404, "csv, jsonl, parquet"),
        ("/export/quotes.csv?where={", 400, "no valid JSON"),
        ("/export/quotes.csv?where=[]", 400, "where"),
        ('/export/quotes.csv?where={"speakr": 1}', 400, "Did you mean 'speaker'"),
        ('/export/quotes.csv?where={"text": {"contains": "\\u0000"}}', 400, "U+0000"),
        ("/export/quotes.csv?query=agents", 400, "goes with search"),
        ("/export/quotes.csv?first=3", 400, "not taken"),
        ("/export/quotes.csv?asOf=soon", 400, "`asOf` is no day"),
        (
            '/export/postings.csv?asOf=2025-09-01&where={"lastSeenOn": {"isNull": true}}',
            400,
            "asOf",
        ),
    ],
)
def test_what_cannot_be_exported_is_refused_before_anything_is_sent(
    client: TestClient, path: str, status: int, says: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == status
    assert says in answer.json()["errors"][0]["message"]


def test_a_list_over_the_limit_is_refused_with_both_numbers(home: Path) -> None:
    with TestClient(create_app(Settings(home=home, export_rows=3))) as client:
        answer = client.get("/export/quotes.csv")

    assert answer.status_code == 400
    assert "at most 3 are exported" in answer.json()["errors"][0]["message"]


def test_nothing_is_exported_where_only_stored_documents_are_run(home: Path) -> None:
    path = home / "documents.json"
    path.write_text("{}")
    settings = Settings(home=home, documents=path, documents_only=True)
    with TestClient(create_app(settings)) as client:
        assert client.get("/export/quotes.csv").status_code == 403


def test_a_post_is_refused(client: TestClient) -> None:
    answer = client.post("/export/quotes.csv")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_an_export_is_of_one_snapshot(home: Path, tmp_path: Path) -> None:
    with opened(copytree(home, tmp_path / "home")) as (database, service):
        reader = TableReader(service, "postings")
        with reader.open(10**6) as table:
            whole = len(list(chain(*table.pages)))
        with reader.open(10**6) as table:
            pages = iter(table.pages)
            first = next(pages)
            with database.write() as writer:
                writer.session.connection().exec_driver_sql("DELETE FROM posting")
                writer.mark_changed()

            assert len(first) + len(list(chain(*pages))) == whole > len(first)


def test_every_column_is_a_field_of_the_schema() -> None:
    schema = build_schema()
    for export in EXPORTS.values():
        assert validate(schema, parse(export.document)) == []

"""How a query is run, shown on the command line."""

from pathlib import Path

import pytest

from tests.callboard.conftest import type_command

pytestmark = pytest.mark.usefixtures("home")

QUERY = "query ($t: String!) { company(ticker: $t) { name events(first: 2) { nodes { stage } } } }"


@pytest.fixture
def document(tmp_path: Path) -> str:
    """A file with a query."""
    path = tmp_path / "query.graphql"
    path.write_text(QUERY, encoding="utf-8")
    return str(path)


def test_code_and_statements_are_shown_without_values(document: str) -> None:
    found = type_command("explain", document, "--variables", '{"t": "SPOT"}')

    assert found.status == 0
    assert "# Event: -\ndef build(items):\n    return [{'stage': r[" in found.out
    assert "-- statement 2: 2 rows" in found.out
    assert "WHERE event.company_id = ?" in found.out
    assert "SPOT" not in found.out


def test_an_error_of_the_query_is_told(document: str) -> None:
    found = type_command("explain", document)

    assert found.status == 1
    assert "$t" in found.err


def test_an_error_of_the_document_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "broken.graphql"
    path.write_text('{\n  company(ticker: "SPOT" { name }\n}')

    found = type_command("explain", path)

    assert found.status == 1
    assert found.err.startswith(f"{path}:2:26: GRAPHQL_VALIDATION_FAILED: Syntax Error")


def test_a_file_of_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")

    found = type_command("explain", str(tmp_path / "picture.png"))

    assert found.err.endswith("picture.png: is not UTF-8 at byte 1; convert it\n")


@pytest.mark.parametrize("text", ["{", "[]"])
def test_variables_are_an_object(document: str, text: str) -> None:
    found = type_command("explain", document, "--variables", text)

    assert found.status == 1
    assert "--variables" in found.err

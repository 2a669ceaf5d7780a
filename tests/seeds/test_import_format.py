"""The documentation of the import format against the code: schema, samples, examples."""

from json import loads
from pathlib import Path
from re import DOTALL, findall
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from seeds.reading import read_source
from seeds.records import KINDS, build_json_schema
from seeds.samples import sample_paths
from seeds.validation import BadRecord, parse_record

DOCS = Path(__file__).parents[2] / "docs"
COMPANY = {"record": "company", "slug": "acme", "name": "Acme"}
CALL = {"record": "call", "key": "k", "company": "acme"}
POSTING = {
    "record": "posting",
    "board": "lever:acme",
    "id": "1",
    "company": "acme",
    "title": "Engineer",
    "firstSeenOn": "2026-01-02",
}
CRAWL = {"record": "crawl", "board": "lever:acme", "company": "acme", "crawledOn": "2026-01-02"}
CASES = [
    COMPANY,
    {**COMPANY, "sector": None},
    {**COMPANY, "people": [{"name": "A", "aliases": ["B"]}]},
    CALL,
    {**CALL, "text": "Hello.\nGoodbye."},
    {**CALL, "fiscalYear": 2026, "fiscalQuarter": 1},
    POSTING,
    {**POSTING, "pay": {"minimum": 10.5, "currency": "EUR", "period": "HOUR"}},
    {"name": "Acme"},
    {**COMPANY, "record": "firm"},
    {**COMPANY, "name": ""},
    {**COMPANY, "name": "a\u0000"},
    {**COMPANY, "slug": "A"},
    {**COMPANY, "unknown": 1},
    {**COMPANY, "people": [{"aliases": []}]},
    {**CALL, "fiscalYear": 1900},
    {**CALL, "fiscalYear": "2026"},
    {**CALL, "fiscalQuarter": 1},
    {**CALL, "heldOn": "2026-02-30"},
    {**CALL, "heldOn": "1970-01-01"},
    {**CALL, "turns": [{"text": 1}]},
    {**CALL, "kind": "MEETING"},
    {**POSTING, "pay": {"minimum": True, "currency": "EUR"}},
    {**POSTING, "pay": {"minimum": -1, "currency": "EUR"}},
    {**POSTING, "status": "GONE"},
    CRAWL,
    {**CRAWL, "outcome": "FAILED", "reason": "HTTP 503"},
    {**CRAWL, "outcome": "QUARANTINED"},
    {**CRAWL, "postings": -1},
    {**CRAWL, "crawledOn": None},
]


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    document = loads((DOCS / "import.schema.json").read_text("utf-8"))
    return Draft202012Validator(document, format_checker=Draft202012Validator.FORMAT_CHECKER)


def is_sound(document: dict[str, Any]) -> bool:
    try:
        parse_record(document)
    except BadRecord:
        return False
    return True


def test_the_committed_schema_is_the_code_s() -> None:
    assert loads((DOCS / "import.schema.json").read_text("utf-8")) == build_json_schema()


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(build_json_schema())


@pytest.mark.parametrize("document", CASES)
def test_the_schema_and_our_check_agree(
    schema: Draft202012Validator, document: dict[str, Any]
) -> None:
    assert schema.is_valid(document) == is_sound(document)


@pytest.mark.parametrize("path", sample_paths(), ids=lambda path: path.name)
def test_every_sample_fits_the_schema(schema: Draft202012Validator, path: Path) -> None:
    records = map(loads, read_source(path).content.splitlines())

    assert [record for record in records if not schema.is_valid(record)] == []


def test_every_example_in_the_documentation_is_sound() -> None:
    page = (DOCS / "import-format.md").read_text("utf-8")
    examples = [loads(block) for block in findall(r"```json\n(.*?)```", page, DOTALL)]

    assert {example["record"] for example in examples} == set(KINDS)
    assert all(map(is_sound, examples))


def test_every_field_stands_in_the_documentation() -> None:
    page = (DOCS / "import-format.md").read_text("utf-8")
    kinds = build_json_schema()["$defs"].values()
    fields = {name for kind in kinds for name in kind.get("properties", ())}

    assert {name for name in fields if f"`{name}`" not in page} == set()

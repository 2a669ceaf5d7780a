"""The page of metrics says what the numbers say of themselves."""

import os
from pathlib import Path

import pytest

from schema.store.areas import AREAS
from schema.store.metrics import DEFINITIONS

PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"
FIRST_ROW = "| area | what it is | themes | functions |"


def own_words() -> str:
    """The part of the page that follows from the definitions."""
    rows = [
        f"| `{area}` | {its.words} | {', '.join(its.themes)} | {', '.join(its.functions)} |"
        for area, its in AREAS.items()
    ]
    sections = [
        f"### {definition.name}\n\nIn {definition.unit}. {definition.text}"
        for definition in DEFINITIONS.values()
    ]
    table = "\n".join([FIRST_ROW, "|---|---|---|---|", *rows])
    return "\n\n".join([table, "## Definitions", *sections]) + "\n"


@pytest.mark.skipif("WRITE_DOCS" not in os.environ, reason="WRITE_DOCS=1 renews docs/metrics.md")
def test_the_page_is_renewed() -> None:
    kept = PAGE.read_text("utf-8").partition(FIRST_ROW)[0]

    PAGE.write_text(kept + own_words(), "utf-8")
    assert kept.endswith("\n\n")


@pytest.mark.skipif(not PAGE.exists(), reason="not a checkout")
def test_the_page_holds_every_definition() -> None:
    assert PAGE.read_text("utf-8").endswith(own_words()), "WRITE_DOCS=1 renews docs/metrics.md"

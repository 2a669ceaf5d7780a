"""What the tests of reviewing add to the small world of imports: a job, taxonomies of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schema.taxonomy.rules import TAXONOMY_FILE, Taxonomy, parse_taxonomy

Edit = Callable[..., Taxonomy]

BETA = {"record": "company", "slug": "beta", "ticker": "BETA", "name": "Beta"}
SAID = "We launched a generative AI assistant for all of our customers in March."
JOB = {
    "record": "posting",
    "board": "lever:acme",
    "id": "1",
    "company": "acme",
    "title": "Machine Learning Engineer",
    "firstSeenOn": "2026-01-02",
    "description": "You will train machine learning models for our product.",
}

OWN_RULES = """
[[rules]]
id = "stage.test.assistant"
reads = "statement"
vocabulary = "Stage"
label = "GOVERN"
weight = 99
pattern = 'assistant'
match = ["an assistant"]

[[rules]]
id = "seniority.test.engineer"
reads = "level"
vocabulary = "Seniority"
label = "VP"
pattern = '^odd$'
match = ["odd"]
"""


@pytest.fixture
def edited() -> Edit:
    """Makes a taxonomy of ours with texts replaced and rules added."""

    def edit(*pairs: tuple[str, str], rules: str = "") -> Taxonomy:
        text = TAXONOMY_FILE.read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return parse_taxonomy(text + rules)

    return edit


@pytest.fixture
def small() -> Edit:
    """Makes a taxonomy of our labels, the gate, the titles of engineers, and rules added."""

    def make(rules: str) -> Taxonomy:
        labels, *blocks = TAXONOMY_FILE.read_text("utf-8").split("\n[[rules]]\n")
        kept = [
            block
            for block in blocks
            if 'vocabulary = "Gate"' in block or "function.title.engineer" in block
        ]
        return parse_taxonomy("\n[[rules]]\n".join([labels, *kept]) + rules)

    return make


@pytest.fixture
def strict(edited: Edit) -> Taxonomy:
    """Ours, but whoever says "assistant" governs."""
    return edited(('version = "2026.11"', 'version = "2026.99"'), rules=OWN_RULES)


@pytest.fixture
def taxonomy_file(tmp_path: Path) -> Path:
    """Ours, in a file of its own, in which whoever says "assistant" governs."""
    path = tmp_path / "own.toml"
    path.write_text(TAXONOMY_FILE.read_text("utf-8") + OWN_RULES, "utf-8")
    return path

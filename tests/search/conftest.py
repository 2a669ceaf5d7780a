"""A small world of quotes in a real index, made once for all tests that only read.

`document` builds one quote from what a test cares about; `world` is an index of six that differ in
one thing each, so that a test can name its hits by key.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from search import QuoteDocument, QuoteIndex, SearchRequest


def build(pk: int, text: str, **changes: object) -> QuoteDocument:
    """A quote with plain values for everything that is not given."""
    values: dict[str, object] = {
        "pk": pk,
        "text": text,
        "headline": "",
        "held_on": date(2026, 1, 1),
        "company": "tidewave",
        "company_name": "Tidewave Audio Inc.",
        "ticker": "TIDE",
        "sector": "CONSUMER",
        "speaker": "maja-soderstrom",
        "speaker_names": ("Maja Söderström", "Maja Soderstrom"),
        "title": "Co-Chief Executive Officer",
        "role": "CEO",
        "section": "PREPARED",
        "event_type": "LAUNCH",
        "stage": "SHIP",
        "verification": "VERIFIED",
        "themes": ("personalization",),
        "period": "2026Q1",
    }
    return QuoteDocument(**(values | changes))  # type: ignore[arg-type]


WORLD = (
    build(1, "Our personalization model now drives every home page, and AI agents help."),
    build(
        2,
        "The ai-driven tools raised R&D output by 3.40 percent at AT&T.",
        held_on=date(2025, 5, 1),
        period="2025Q2",
        speaker="jon-ek",
        speaker_names=("Jon Ek",),
        role="CFO",
        title="Chief Financial Officer",
        stage="SCALE",
        themes=("agents", "compute"),
    ),
    build(
        3,
        "We test GPT-4o and C++ in the U.S. with 1,200 engineers.",
        held_on=None,
        company="orchard",
        company_name="Orchard Devices",
        ticker="ORCH",
        sector="TECHNOLOGY",
        speaker=None,
        speaker_names=(),
        title=None,
        role=None,
        stage="EXPLORE",
        section="QA",
        event_type="PILOT",
        period=None,
        themes=(),
    ),
    build(4, "Artificial intelligence is engineering; a model of personalization.", stage="SHIP"),
    build(5, "Don’t call it e-commerce: our customer's shop is digital.", themes=("agents",)),
    build(6, "The weather was fine.", held_on=date(2025, 12, 31), section="QA"),
)


@pytest.fixture(scope="session")
def document() -> Callable[..., QuoteDocument]:
    """Builds one quote from its key, its text, and what else a test cares about."""
    return build


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuoteIndex]:
    index = QuoteIndex.open(tmp_path_factory.mktemp("world"))
    index.apply(WORLD, (), 1)
    yield index
    index.close()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[QuoteIndex]:
    opened = QuoteIndex.open(tmp_path / "index")
    yield opened
    opened.close()


@pytest.fixture
def find(world: QuoteIndex) -> Callable[[str], list[int]]:
    """The keys that a text finds, ascending."""
    return lambda text: sorted(hit.pk for hit in world.search(SearchRequest(text)).hits)

from datetime import date

import pytest
from sqlalchemy import select

from schema.store.citations import WRITE, CitationStyle, Cited, citations, initialled, inverted
from schema.tables import Quote, table_of
from tests.schema.conftest import World

CITED = Cited(
    "Gustav Söderström",
    "Co-CEO",
    "Spotify",
    "Spotify 2026Q1 call",
    "Earnings call",
    "2026Q1",
    date(2026, 4, 28),
)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("PLAIN", "Gustav Söderström, Co-CEO, Spotify, Spotify 2026Q1 call, 2026Q1, 2026-04-28"),
        (
            "APA",
            "Söderström, G. (2026, April 28). Spotify 2026Q1 call "
            "[Earnings call transcript, 2026Q1]. Spotify.",
        ),
        (
            "MLA",
            "Söderström, Gustav. “Spotify 2026Q1 call.” Spotify, 28 Apr. 2026. "
            "Earnings call, 2026Q1.",
        ),
        (
            "CHICAGO",
            "Söderström, Gustav. “Spotify 2026Q1 call.” Earnings call, 2026Q1, Spotify, "
            "April 28, 2026.",
        ),
    ],
)
def test_each_style_orders_the_parts_its_way(style: str, text: str) -> None:
    assert WRITE[CitationStyle(style)](CITED) == text


@pytest.mark.parametrize("style", CitationStyle)
def test_what_is_not_known_leaves_no_gap(style: CitationStyle) -> None:
    text = WRITE[style](Cited(None, None, "Inc. & Co", "A launch", "Statement", None, None))

    assert "None" not in text
    assert ", ," not in text
    assert "Inc. & Co" in text


@pytest.mark.parametrize(
    ("name", "turned", "short"),
    [
        ("Jensen Huang", "Huang, Jensen", "Huang, J."),
        ("Ben van Beurden", "van Beurden, Ben", "van Beurden, B."),
        ("John W. Smith Jr.", "Smith Jr., John W.", "Smith Jr., J. W."),
        ("Madonna", "Madonna", "Madonna"),
    ],
)
def test_a_family_name_comes_first(name: str, turned: str, short: str) -> None:
    assert (inverted(name), initialled(name)) == (turned, short)


def test_a_quote_without_a_call_is_cited_by_its_headline(world: World) -> None:
    world.say(world.company(), "2026-04-28", quotes=1)

    with world.database.read() as reader:
        key = reader.rows(select(table_of(Quote).c.id))[0][0]
        (found,) = citations(reader, [key], CitationStyle.PLAIN)

    assert found.endswith("Something was said, 2026-04-28")

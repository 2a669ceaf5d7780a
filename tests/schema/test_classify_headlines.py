import re

import pytest
from hypothesis import given, strategies as st

from schema.classify.headlines import MAX_HEADLINE, build_headline

WORDS = """
We we're We've we our us I think AI agents use used launched in the market , . and Our customers
which don't Acme will So, In fact, — It's across every store
"""
texts = st.lists(st.sampled_from(WORDS.split()), max_size=60).map(" ".join) | st.text(max_size=300)
ADDED = {"is", "has", "will", "it", "its", "itself", "does", "doesn't", "own", "on", "ai", "acme"}


@pytest.mark.parametrize(
    ("said", "headline"),
    [
        ("We use AI in ranking.", "Acme uses AI in ranking."),
        ("And so, we're building AI agents.", "Acme is building AI agents."),
        ("We’ve launched AI in our app.", "Acme has launched AI in its app."),
        ("We recently launched an AI app.", "Acme recently launched an AI app."),
        ("Our AI agents help us.", "Acme’s AI agents help it."),
        ("In Edge, we are testing AI.", "In Edge, Acme is testing AI."),
        ("When we tried AI, we saw results.", "When Acme tried AI, it saw results."),
        ("Sales from our AI services grew.", "Sales from Acme’s AI services grew."),
        ("In fact, half of the users try AI.", "Acme: Half of the users try AI."),
        ("Acme continues to pioneer AI.", "Acme continues to pioneer AI."),
        ("Acme Make is our AI app.", "Acme Make is its AI app."),
        ("AI is how do we win.", "Acme: AI is how do we win."),
        ("As we shared in May, AI will grow.", "Acme: AI will grow."),
        ("We AI-enable shops.", "Acme: We AI-enable shops."),
    ],
)
def test_a_headline_says_who_does_what(said: str, headline: str) -> None:
    assert build_headline(said, "Ann Lee", "Acme, Inc.") == headline


@pytest.mark.parametrize(
    ("said", "headline"),
    [
        ("I trust AI.", "Ann Lee (Acme): I trust AI."),
        ("So I think that AI matters.", "Ann Lee (Acme): AI matters."),
        ("I think we use AI well.", "Ann Lee (Acme): We use AI well."),
    ],
)
def test_a_view_of_the_speaker_s_own_stays_the_speaker_s(said: str, headline: str) -> None:
    assert build_headline(said, "Ann Lee", "Acme") == headline


@pytest.mark.parametrize(
    ("company", "name"),
    [
        ("JP Morgan Chase & Co.", "JP Morgan Chase"),
        ("Alphabet Inc. (Class A)", "Alphabet"),
        ("Spotify Technology S.A.", "Spotify"),
        ("Costco", "Costco"),
    ],
)
def test_a_company_goes_by_its_plain_name(company: str, name: str) -> None:
    assert build_headline("We use AI.", None, company) == f"{name} uses AI."


def test_the_sentence_about_ai_is_taken() -> None:
    said = "It was a good year. We use AI in every store. It helps."

    assert build_headline(said, None, "Acme") == "Acme uses AI in every store."


def test_a_long_sentence_ends_at_a_clause() -> None:
    said = "We use AI to set prices in every single store that we run across the world" + (
        ", and so on and on in many words" * 5
    )

    assert build_headline(said, None, "Acme") == (
        "Acme uses AI to set prices in every single store that it runs across the world, "
        "and so on and on in many words…"
    )


def test_a_late_mention_is_led_up_to() -> None:
    said = "We spend, as we always did, on many things of many kinds, " * 3 + (
        "and our stores will use AI agents to set the prices of everything."
    )

    headline = build_headline(said, None, "Acme")

    assert headline.endswith(
        "kinds, and Acme’s stores will use AI agents to set the prices of everything."
    )


def test_a_headline_without_words_still_names_the_company() -> None:
    assert build_headline("…", None, "") == "The company on AI."


@given(texts, st.none() | st.text(max_size=80), st.text(max_size=120))
def test_a_headline_is_one_short_line_with_an_end(
    text: str, speaker: str | None, company: str
) -> None:
    headline = build_headline(text, speaker, company)

    assert len(headline) <= MAX_HEADLINE
    assert headline.endswith((".", "…"))
    assert len(headline.splitlines()) == 1


@given(texts)
def test_a_headline_invents_nothing(text: str) -> None:
    said = set(re.findall(r"\w+", text.casefold()))
    headline = build_headline(text, None, "Acme")

    new = set(re.findall(r"\w+", headline.casefold())) - said - ADDED

    assert {word for word in new if word.removesuffix("s") not in said} <= {"s", "es", "doesn", "t"}

"""A quote at its own address, in the turn in which it was said."""

from html import unescape
from re import DOTALL, findall, search
from urllib.parse import quote as percent_encoded

from starlette.testclient import TestClient

from api.views.quote import NEAR, Surroundings
from schema.store.citations import CitationStyle
from tests.api.views.conftest import Ask

VERIFIED = """
{ quotes(first: 1, where: {verification: {eq: VERIFIED}}) { nodes {
  key text turn { text } speaker { name } call { heldOn } } } }
"""
UNVERIFIED = "/quotes/SPOT-2025Q4/personalization-to-value/1"


def test_a_quote_is_marked_within_its_turn(pages: TestClient, ask: Ask) -> None:
    [quote] = ask(VERIFIED)["quotes"]["nodes"]

    page = pages.get(f"/quotes/{percent_encoded(quote['key'])}").text

    turn = search(r'<blockquote class="turn"><p>(.*?)<mark>(.*?)</mark>(.*?)</p>', page, DOTALL)
    assert turn is not None
    assert unescape(turn[2]) == quote["text"]
    assert unescape("".join(turn.groups())) == quote["turn"]["text"]
    assert quote["speaker"]["name"] in page


def test_a_quote_is_cited_in_each_style_with_its_address(pages: TestClient, ask: Ask) -> None:
    key = UNVERIFIED.removeprefix("/quotes/")
    styles = " ".join(f"{style}: citation(style: {style})" for style in CitationStyle)
    quote = ask(f'{{ quote(key: "{key}") {{ {styles} }} }}')["quote"]

    page = pages.get(UNVERIFIED).text

    shown = [unescape(text) for text in findall(r"<textarea[^>]*>(.*?)</textarea>", page, DOTALL)]
    assert shown == [
        f"{quote[style].removesuffix('.')}. http://testserver{UNVERIFIED}"
        for style in CitationStyle
    ]


def test_a_quote_without_a_transcript_says_so(pages: TestClient) -> None:
    page = pages.get(UNVERIFIED).text

    assert "No transcript of this call is stored" in page


def test_an_unknown_quote_is_a_404(pages: TestClient) -> None:
    assert pages.get("/quotes/none").status_code == 404


def test_a_long_turn_is_cut_between_words_and_nothing_is_lost() -> None:
    words = "word " * 500

    around = Surroundings(words, "quote", f" {words}")

    assert around.is_cut_before
    assert around.near_before.startswith("word ")
    assert around.near_after.endswith(" word")
    assert max(len(around.near_before), len(around.near_after)) <= NEAR

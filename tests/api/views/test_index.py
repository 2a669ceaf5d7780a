"""The first page: companies, and what a search finds."""

from html import unescape
from re import DOTALL, findall, search

import pytest
from starlette.testclient import TestClient

from tests.api.views.conftest import Ask, strip_tags

FIND = """
query($query: String!, $where: QuoteWhere) {
  searchQuotes(query: $query, where: $where, first: 15) { totalCount nodes { key text } } }
"""


def notes(page: str) -> list[str]:
    return [strip_tags(note) for note in findall(r'<p class="note"[^>]*>(.*?)</p>', page, DOTALL)]


def found_quotes(page: str) -> list[str]:
    return [strip_tags(text) for text in findall(r"<blockquote><p>(.*?)</p>", page, DOTALL)]


def test_all_companies_are_listed_with_their_roles(pages: TestClient, ask: Ask) -> None:
    page = pages.get("/").text
    companies = ask(
        '{ companies { nodes { name hiring(asOf: "2026-05-01") { activeRoles { value } } } } }'
    )

    rows = findall(
        r'<tr><th scope="row">.*?<a [^>]*>(.*?)</a>.*?class="number">(\d+)<', page, DOTALL
    )

    assert rows == [
        (company["name"], f"{company['hiring']['activeRoles']['value']:.0f}")
        for company in companies["companies"]["nodes"]
    ]


def test_a_search_finds_what_the_api_finds_and_marks_the_words(pages: TestClient, ask: Ask) -> None:
    page = pages.get("/?q=personalization").text
    found = ask(FIND, query="personalization")["searchQuotes"]

    assert [unescape(text) for text in found_quotes(page)] == [
        quote["text"] for quote in found["nodes"]
    ]
    assert "<mark>personalization</mark>" in page


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("theme=PERSONALIZATION", {"themes": {"slug": {"eq": "PERSONALIZATION"}}}),
        ("theme=personalization", {"themes": {"slug": {"eq": "PERSONALIZATION"}}}),
        (
            "speaker=alex-norstrom-spotify",
            {"speaker": {"slug": {"eq": "alex-norstrom-spotify"}}},
        ),
        ("sector=FINANCIALS", {"company": {"sector": {"eq": "FINANCIALS"}}}),
        ("type=PILOT", {"event": {"type": {"eq": "PILOT"}}}),
        ("period=2025Q4", {"call": {"fiscalPeriod": {"eq": "2025Q4"}}}),
    ],
)
def test_a_choice_narrows_as_the_api_does(
    pages: TestClient, ask: Ask, asked: str, where: dict[str, object]
) -> None:
    page = pages.get(f"/?{asked}").text
    found = ask(FIND, query="", where=where)["searchQuotes"]

    counted = search(r'<h2 id="quotes">Quotes <small>(\d+)', page)
    assert counted is not None
    assert int(counted[1]) == found["totalCount"] > 0


def test_a_choice_stays_chosen_in_the_form(pages: TestClient) -> None:
    page = pages.get("/?q=ai&type=PILOT").text

    assert findall(r'<option value="(\w+)" selected>', page) == ["PILOT"]
    assert 'name="q" value="ai"' in page


def test_a_choice_that_does_not_exist_is_left_out_and_told(pages: TestClient) -> None:
    page = pages.get("/?theme=nonsense&q=personalization").text

    assert notes(page) == ["There is no theme “NONSENSE”; it is left out."]
    assert "<mark>" in page


@pytest.mark.parametrize(
    "words", ["(", '"', "OR OR", "speaker:", "-", "~~~", "a" * 600, "\x00", "😀"]
)
def test_no_text_is_an_error(pages: TestClient, words: str) -> None:
    response = pages.get("/", params={"q": words})

    assert response.status_code == 200


def test_what_was_not_understood_is_told(pages: TestClient) -> None:
    page = pages.get("/", params={"q": "personalization ("}).text

    assert any("bracket" in note for note in notes(page))


def test_a_find_of_nothing_says_what_to_do(pages: TestClient) -> None:
    page = pages.get("/", params={"q": "zebra"}).text

    assert "No quote fits all of this." in page


def test_a_companys_name_finds_its_page(pages: TestClient) -> None:
    page = pages.get("/?q=spotif").text

    assert 'href="/companies/spotify"' in page


def test_words_stay_words(pages: TestClient) -> None:
    page = pages.get("/", params={"q": "<script>alert(1)</script>"}).text

    assert "<script>" not in page

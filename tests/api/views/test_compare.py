"""Companies side by side on one axis of time."""

from re import DOTALL, findall

from starlette.testclient import TestClient

from tests.api.views.conftest import Ask, table
from tests.api.views.test_company import say_do


def test_companies_stand_in_the_order_of_the_address(pages: TestClient) -> None:
    page = pages.get("/compare?company=spotify&company=example-bank").text

    assert findall(r'<h2 id="company-\d"><a[^>]*>(.*?)</a>', page) == [
        "Spotify",
        "Example Bank (illustrative)",
    ]


def test_all_have_the_same_periods(pages: TestClient) -> None:
    page = pages.get("/compare?company=spotify&company=example-power").text
    first, second = page.split('<h2 id="company-2">')

    assert [row[0] for row in table(first, "say-do")] == [row[0] for row in table(second, "say-do")]


def test_each_says_the_numbers_of_the_api(pages: TestClient, ask: Ask) -> None:
    page = pages.get("/compare?company=example-bank").text

    told = [int(row[8]) for row in table(page, "say-do")]

    buckets = say_do(ask, "example-bank")["buckets"]
    assert told == [bucket["roles"]["active"] for bucket in buckets]


def test_an_unknown_company_is_named_and_the_others_are_shown(pages: TestClient) -> None:
    page = pages.get("/compare?company=spotify&company=nobody").text

    assert "There is no company with the short name or symbol “nobody”." in page
    assert page.count('<h2 id="company-') == 1


def test_a_company_can_be_taken_away(pages: TestClient) -> None:
    page = pages.get("/compare?company=spotify&company=example-bank&grain=week").text

    assert findall(r'href="(/compare[^"]*)">remove', page) == [
        "/compare?company=example-bank&amp;grain=week",
        "/compare?company=spotify&amp;grain=week",
    ]


def test_without_companies_it_says_how_to_begin(pages: TestClient) -> None:
    assert "Add two companies or more" in pages.get("/compare").text


def test_more_than_eight_are_refused(pages: TestClient) -> None:
    names = "&".join(f"company=c{n}" for n in range(9))

    assert pages.get(f"/compare?{names}").status_code == 400


def test_a_type_has_one_shade_in_all_charts(pages: TestClient) -> None:
    page = pages.get("/compare?company=spotify&company=example-bank&company=example-cloud").text
    [legend] = findall(r'<ul class="key cb".*?</ul>', page, DOTALL)

    shades = findall(r'class="(t\d)"', legend)

    assert len(shades) == len(set(shades)) > 3
    assert set(findall(r'<rect class="(t\d)" x=', page)) == set(shades)


def test_a_change_that_is_not_known_is_left_out(pages: TestClient) -> None:
    page = pages.get("/compare?company=spotify&company=example-power&to=2024-01-31").text

    assert "active AI role" in page
    assert "prior 4 weeks" not in page

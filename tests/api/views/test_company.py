"""A company's page says what the API says."""

from re import findall, search
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from starlette.testclient import TestClient

from tests.api.views.conftest import Ask, figure, table

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FIGURES = """
query($to: Date!) { company(slug: "spotify") { hiring(asOf: $to) {
  activeRoles { value } change { percent } primaryFocus { stage function }
  salary { minimum maximum average coverage { known total } } } } }
"""
SAY_DO = """
query($slug: String!, $from: Date, $to: Date!, $grain: Grain!) { company(slug: $slug) {
  sayDo(from: $from, to: $to, grain: $grain) {
    buckets { start eventTotal quotes callsHeld callsMentioningAi roles { opened closed active } }
    heatmap { stage events activeRoles } } } }
"""

STAGE_QUARTERS = """
query($slug: String!, $from: Date, $to: Date!) { company(slug: $slug) {
  sayDo(from: $from, to: $to) { stageQuarters { stages { events activeRoles } } } } }
"""


def say_do(ask: Ask, slug: str, grain: str = "MONTH") -> Any:
    answer = ask(SAY_DO, slug=slug, to="2026-05-01", grain=grain)
    return answer["company"]["sayDo"]


def test_the_header_says_what_the_api_says(pages: TestClient, ask: Ask) -> None:
    page = pages.get("/companies/spotify").text
    hiring = ask(FIGURES, to="2026-05-01")["company"]["hiring"]

    pay, focus = hiring["salary"], hiring["primaryFocus"]
    assert figure(page, "activeRoles") == f"{hiring['activeRoles']['value']:.0f}"
    assert figure(page, "change") == f"+{hiring['change']['percent']:.0f}%"
    assert figure(page, "primaryFocus").upper() == f"{focus['stage']} · {focus['function']}"
    assert figure(page, "salary") == f"${pay['minimum'] / 1e3:.0f}k–${pay['maximum'] / 1e3:.0f}k"
    assert figure(page, "average") == f"${pay['average'] / 1e3:.0f}k"
    assert figure(page, "coverage") == "{known} of {total}".format(**pay["coverage"])


def test_the_seeds_own_figures_stand_on_the_page(pages: TestClient) -> None:
    page = pages.get("/companies/spotify").text

    names = ("activeRoles", "change", "primaryFocus", "salary", "average")
    assert [figure(page, name) for name in names] == [
        "42",
        "+39%",
        "Ship · Engineering",
        "$110k–$402k",
        "$222k",
    ]


@pytest.mark.parametrize("grain", ["week", "month", "quarter"])
@pytest.mark.parametrize("slug", ["spotify", "example-cloud", "example-power"])
def test_both_charts_tell_the_numbers_of_the_api(
    pages: TestClient, ask: Ask, slug: str, grain: str
) -> None:
    page = pages.get(f"/companies/{slug}?grain={grain}").text
    answer = say_do(ask, slug, grain.upper())

    numbers = [row[1:2] + row[3:] for row in table(page, "say-do")]
    assert [[int(cell) for cell in row] for row in numbers] == [
        [
            bucket["eventTotal"],
            bucket["quotes"],
            bucket["callsHeld"],
            bucket["callsMentioningAi"],
            *bucket["roles"].values(),
        ]
        for bucket in answer["buckets"]
    ]
    assert [row[0].upper() for row in table(page, "heatmap")] == [
        cell["stage"] for cell in answer["heatmap"]
    ]
    assert [[int(cell) for cell in row[1:]] for row in table(page, "heatmap")] == [
        [cell["events"], cell["activeRoles"]] for cell in answer["heatmap"]
    ]


def test_the_heatmap_over_time_tells_the_numbers_of_the_api(pages: TestClient, ask: Ask) -> None:
    page = pages.get("/companies/spotify?from=2024-10-01").text
    given = {"slug": "spotify", "from": "2024-10-01", "to": "2026-05-01"}
    quarters = ask(STAGE_QUARTERS, **given)["company"]["sayDo"]["stageQuarters"]

    told = [[int(cell) for cell in row[-2:]] for row in table(page, "stage-quarters")]

    cells = [cell for quarter in quarters for cell in quarter["stages"]]
    assert told == [[cell["events"], cell["activeRoles"]] for cell in cells]


def test_the_query_behind_a_chart_gives_the_numbers_of_the_chart(pages: TestClient) -> None:
    page = pages.get("/companies/spotify").text
    [address] = findall(r'<code>SayDoChart</code>:.*?\?(query=[^"]*)"', page.replace("\n", " "))

    answer = pages.get(f"/graphql?{address.replace('&amp;', '&')}").json()

    buckets = answer["data"]["company"]["sayDo"]["buckets"]
    told = [int(row[8]) for row in table(page, "say-do")]
    assert told == [bucket["roles"]["active"] for bucket in buckets]


def test_the_query_opens_in_the_page_to_write_queries_with_its_variables(
    pages: TestClient,
) -> None:
    page = pages.get("/companies/spotify").text
    found = search(r'<code>CompanyPage</code>:\s*<a href="([^"]*)"', page)
    assert found is not None

    asked = parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)

    assert asked["q"][0].startswith("query CompanyPage(")
    assert '"to":"2026-05-01"' in asked["variables"][0]


def test_without_an_end_it_stands_at_the_last_day_that_is_known_of(pages: TestClient) -> None:
    page = pages.get("/companies/spotify").text

    assert "on 1 May 2026" in page


def test_a_day_shows_what_was_true_then(pages: TestClient) -> None:
    page = pages.get("/companies/spotify?to=2025-12-31").text

    assert figure(page, "activeRoles") != "42"
    assert "28 April 2026" not in table(page, "say-do")[-1][0]


def test_a_day_shows_nothing_that_was_said_later(pages: TestClient, ask: Ask) -> None:
    where = {"company": {"slug": {"eq": "spotify"}}, "occurredOn": {"lte": "2025-12-31"}}
    query = "query($where: EventWhere) { events(where: $where) { totalCount } }"
    known = ask(query, where=where)["events"]["totalCount"]

    page = pages.get("/companies/spotify?to=2025-12-31").text

    assert 1 < known < 14
    assert f"{known} events until 31 December 2025" in page


def test_events_are_chosen_by_type_and_stage(pages: TestClient) -> None:
    page = pages.get("/companies/spotify?type=thesis&stage=explore").text

    labels = findall(r"<span>([^<]* · [^<]*)</span>", page)
    assert set(labels) == {"Thesis · Explore"}


def test_pages_of_events_follow_each_other_and_miss_none(pages: TestClient) -> None:
    address, headlines = "/companies/spotify", list[str]()
    while address:
        page = pages.get(address).text
        headlines += findall(r"<h3>(.*?)</h3>", page)
        found = search(r'rel="next" target="_self" href="([^"]*)"', page)
        address = found[1].replace("&amp;", "&").partition("#")[0] if found else ""

    assert len(headlines) == len(set(headlines)) == 14


def test_an_unknown_company_is_a_404_and_a_page_for_a_browser(pages: TestClient) -> None:
    response = pages.get("/companies/nobody", headers=BROWSER)

    assert response.status_code == 404
    assert "There is no company with the short name" in response.text
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "asked",
    [
        "from=yesterday",
        "from=2026-13-01",
        "to=20260501",
        "from=2026-05-02&to=2026-05-01",
        "from=1800-01-01",
        "grain=day",
        "grain=week&from=1971-01-01",
        "type=nonsense",
        "stage=%00",
        "said=red",
        "said=%23ff00",
        "theme=pink",
        "after=nonsense",
        "from=" + "9" * 300,
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(pages: TestClient, asked: str) -> None:
    response = pages.get(f"/companies/spotify?{asked}")

    assert response.status_code == 400
    assert len(response.json()["errors"][0]["message"]) > 10


@given(
    values=st.dictionaries(
        st.sampled_from(["from", "to", "grain", "type", "stage", "after", "said", "theme"]),
        st.text(max_size=30),
        max_size=3,
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_stands_in_the_address_is_answered(
    pages: TestClient, values: dict[str, str]
) -> None:
    response = pages.get("/companies/spotify", params=values)

    assert response.status_code in (200, 400)


@pytest.mark.parametrize("path", ["/companies/spotify", "/compare?company=spotify", "/"])
def test_a_page_holds_no_script_and_only_the_style_that_its_policy_names(
    pages: TestClient, path: str
) -> None:
    response = pages.get(path)
    policy = response.headers["content-security-policy"]

    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert not findall(r"<script|style=|\son\w+=|javascript:", response.text)
    assert len(findall(r"<style>", response.text)) == policy.count("'sha256-")


def test_what_a_client_has_already_is_not_sent_again(pages: TestClient) -> None:
    first = pages.get("/companies/spotify")

    again = pages.get("/companies/spotify", headers={"if-none-match": first.headers["etag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_a_company_that_said_nothing_says_so_without_speaking_of_a_choice(
    pages: TestClient,
) -> None:
    page = pages.get("/companies/spotify?to=2020-01-01").text

    assert "0 events until 1 January 2020" in page
    assert "No events were found." in page

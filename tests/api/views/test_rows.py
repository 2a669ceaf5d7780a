"""What a number counts is what its link lists."""

from html import unescape
from re import DOTALL, findall, search
from urllib.parse import parse_qs, urlsplit

import pytest
from orjson import loads
from starlette.testclient import TestClient

from tests.api.views.conftest import Ask, strip_tags

LINKED = r'<a[^>]*href="([^"]*/(?:events|roles)\?[^"]*)"[^>]*aria-label="([^"]*)"[^>]*>'
WHERES = """
query($slug: String!, $to: Date!, $grain: Grain!) { company(slug: $slug) {
  sayDo(to: $to, grain: $grain) { buckets { eventsWhere rolesWhere } } } }
"""
EVENTS = "query($where: EventWhere) { events(where: $where, first: 100) { nodes { headline } } }"
ROLES = "query($where: RoleWhere) { roles(where: $where, first: 100) { nodes { title } } }"


def links_of(page: str) -> list[tuple[str, str]]:
    """The addresses of rows that a page links to, each with the words of its link."""
    return [(unescape(address), unescape(words)) for address, words in findall(LINKED, page)]


def number_in(words: str, kind: str) -> int:
    """The number of events or roles that a link speaks of."""
    found = search(r"([\d,]+) event" if kind == "events" else r"([\d,]+) AI role", words)
    assert found is not None, words
    return int(found[1].replace(",", ""))


def list_rows(pages: TestClient, address: str) -> list[str]:
    """The headlines or titles of a list, from its first page to its last."""
    rows = list[str]()
    while address:
        page = pages.get(address).text
        rows += [strip_tags(row).split("\n")[0] for row in findall(r"<h3>(.*?)</h3>", page)]
        rows += [
            strip_tags(row).split("\n")[0]
            for row in findall(r'<th scope="row">(.*?)</th>', page, DOTALL)
        ]
        found = search(r'rel="next" target="_self" href="([^"]*)"', page)
        address = unescape(found[1]) if found else ""
    return [unescape(row) for row in rows]


def told_by(page: str) -> int:
    found = search(r"<h1>([\d,]+) ", page)
    assert found is not None
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize("grain", ["month", "quarter", "fiscal_quarter"])
@pytest.mark.parametrize("slug", ["spotify", "example-bank"])
def test_each_part_of_a_chart_leads_to_as_many_rows_as_it_counts(
    pages: TestClient, slug: str, grain: str
) -> None:
    links = links_of(pages.get(f"/companies/{slug}?grain={grain}").text)

    assert len(links) > 20
    for address, words in links:
        kind = urlsplit(address).path.rpartition("/")[2]
        if "now: the AI roles" in words:
            continue
        assert told_by(pages.get(address).text) == number_in(words, kind), (address, words)


def test_a_list_has_as_many_rows_as_it_says(pages: TestClient) -> None:
    links = links_of(pages.get("/companies/spotify?grain=quarter").text)

    for address in {address for address, _ in links}:
        assert told_by(pages.get(address).text) == len(list_rows(pages, address)), address


def test_the_header_leads_to_the_roles_that_it_counts(pages: TestClient) -> None:
    page = pages.get("/companies/spotify").text
    found = findall(r'<a class="behind" href="([^"]*)"', page)

    counted = [len(list_rows(pages, unescape(address))) for address in found]

    assert counted == [42, 42, 15]


def test_a_period_lists_the_rows_that_the_api_names(pages: TestClient, ask: Ask) -> None:
    page = pages.get("/companies/spotify").text
    variables = {"slug": "spotify", "to": "2026-05-01", "grain": "MONTH"}
    buckets = ask(WHERES, **variables)["company"]["sayDo"]["buckets"]
    months = findall(r'<tr><th scope="row"><time.*?</tr>', page, DOTALL)

    for bucket, month in zip(buckets, months, strict=True):
        events = ask(EVENTS, where=loads(bucket["eventsWhere"]))["events"]["nodes"]
        roles = ask(ROLES, where=loads(bucket["rolesWhere"]))["roles"]["nodes"]
        listed = [list_rows(pages, address) for address, _ in links_of(month)]
        wanted = [[each["headline"] for each in events], [each["title"] for each in roles]]
        assert list(map(sorted, listed)) == [sorted(rows) for rows in wanted if rows]


def test_a_list_names_the_query_that_gives_it(pages: TestClient) -> None:
    page = pages.get("/companies/spotify/roles?on=2026-05-01&stage=ship").text
    found = search(r'<code>RolesBehind</code>:.*?href="[^"]*\?(query=[^"]*)"', page, DOTALL)
    assert found is not None

    answer = pages.get(f"/graphql?{unescape(found[1])}").json()["data"]["company"]["hiring"]

    rows = answer["activeRoles"]["rows"]
    assert rows["totalCount"] == told_by(page) == 27
    assert {row["stage"] for row in rows["nodes"]} == {"SHIP"}


def test_without_a_day_roles_are_those_of_the_last_that_is_known_of(pages: TestClient) -> None:
    page = pages.get("/companies/spotify/roles").text

    assert "Active on 1 May 2026" in page
    assert told_by(page) == 42


def test_a_list_is_chosen_by_its_form(pages: TestClient) -> None:
    page = pages.get("/companies/spotify/events?type=thesis&stage=build&from=2026-01-01").text

    assert '<option value="thesis" selected>' in page
    assert 'name="from" value="2026-01-01"' in page
    assert told_by(page) == len(findall(r"<h3>", page)) > 0


def test_a_range_that_holds_nothing_is_an_empty_list(pages: TestClient) -> None:
    page = pages.get("/companies/spotify/events?from=2026-01-02&to=2026-01-01")

    assert page.status_code == 200
    assert told_by(page.text) == 0


@pytest.mark.parametrize("grain", ["week", "month"])
def test_keys_stop_at_the_links_of_a_chart_unless_they_are_too_many(
    pages: TestClient, grain: str
) -> None:
    page = pages.get(f"/companies/spotify?grain={grain}&from=2024-05-01").text
    [chart] = findall(r'aria-labelledby="say-do-title".*?</svg>', page, DOTALL)

    stops = [address for address in findall(r"<a [^>]*>", chart) if "tabindex" not in address]

    assert bool(stops) is (grain == "month")


@pytest.mark.parametrize("path", ["/companies/spotify", "/embed/spotify"])
def test_keys_can_skip_the_links_of_each_chart(pages: TestClient, path: str) -> None:
    page = pages.get(path).text

    ends = findall(r'class="skip" href="#([^"]*)" target="_self"', page)

    assert ends == ["after-say-do", "after-heatmap", "after-stage-quarters"]
    assert all(f'<figcaption id="{end}">' in page for end in ends)


def test_a_chart_with_links_is_a_group_and_one_without_a_picture(pages: TestClient) -> None:
    page = pages.get("/companies/spotify").text
    picture = pages.get("/charts/spotify/say-do.svg").text

    assert 'role="group"' in page
    assert "<a " not in picture
    assert 'role="img"' in picture


def test_links_leave_a_frame(pages: TestClient) -> None:
    frame = pages.get("/embed/spotify/stage-quarters").text
    [chart] = findall(r'aria-labelledby="stage-quarters-title".*?</svg>', frame, DOTALL)

    links = findall(r"<a [^>]*>", chart)

    assert len(links) > 20
    assert all('target="_blank" rel="noopener"' in link for link in links)


@pytest.mark.parametrize("what", ["events", "roles"])
def test_a_symbol_leads_to_the_lists_too(anywhere: TestClient, what: str) -> None:
    response = anywhere.get(f"/companies/SPOT/{what}?stage=ship")

    prefix = anywhere.base_url.path.rstrip("/")
    assert response.status_code == 307
    assert response.headers["location"] == f"{prefix}/companies/spotify/{what}?stage=ship"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/companies/nobody/events", 404),
        ("/companies/nobody/roles", 404),
        ("/companies/spotify/events?from=soon", 400),
        ("/companies/spotify/events?stage=nonsense", 400),
        ("/companies/spotify/events?after=nonsense", 400),
        ("/companies/spotify/roles?on=20260501", 400),
        ("/companies/spotify/roles?function=%00", 400),
    ],
)
def test_what_cannot_be_listed_is_refused_with_a_sentence(
    pages: TestClient, address: str, status: int
) -> None:
    response = pages.get(address)

    assert response.status_code == status
    assert len(response.json()["errors"][0]["message"]) > 10


def test_an_address_asks_for_what_its_link_says(pages: TestClient) -> None:
    links = links_of(pages.get("/companies/spotify").text)

    [asked, *_] = [
        parse_qs(urlsplit(address).query)
        for address, words in links
        if words == "27 AI roles at Ship, active on 1 May 2026"
    ]

    assert asked == {"on": ["2026-05-01"], "stage": ["ship"]}

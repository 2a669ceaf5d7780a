"""Pages for frames, and how oEmbed names them."""

from re import search
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.api.views.conftest import PORTAL, figure, table

FRAMED = [
    "/embed/spotify",
    "/embed/spotify/say-do",
    "/embed/spotify/heatmap",
    "/embed/spotify/stage-quarters",
]


@pytest.mark.parametrize("path", FRAMED)
def test_a_page_for_frames_may_be_framed_by_the_sites_of_the_setting(
    pages: TestClient, path: str
) -> None:
    policy = pages.get(path).headers["content-security-policy"]

    assert policy.endswith(f"frame-ancestors 'self' {PORTAL}")


@pytest.mark.parametrize(
    "path", ["/", "/companies/spotify", "/graphql", "/charts/spotify/say-do.svg"]
)
def test_nothing_else_may_be_framed(pages: TestClient, path: str) -> None:
    policy = pages.get(path, headers={"accept": "text/html"}).headers["content-security-policy"]

    assert policy.endswith("frame-ancestors 'none'")


@pytest.mark.parametrize("path", FRAMED)
def test_it_tells_its_height_to_the_sites_of_the_setting_alone(
    pages: TestClient, path: str
) -> None:
    page = pages.get(path).text

    assert f'data-listeners="{PORTAL}"' in page
    assert "/static/embed.js" in page


def test_a_frame_says_the_numbers_of_the_page(pages: TestClient) -> None:
    page, frame = pages.get("/companies/spotify").text, pages.get("/embed/spotify").text

    assert figure(frame, "activeRoles") == figure(page, "activeRoles")
    assert table(frame, "say-do") == table(page, "say-do")
    assert table(frame, "heatmap") == table(page, "heatmap")
    assert table(frame, "stage-quarters") == table(page, "stage-quarters")


def test_a_page_names_the_address_that_describes_it(anywhere: TestClient) -> None:
    found = search(
        r'type="application/json\+oembed" href="([^"]*)"', anywhere.get("/companies/spotify").text
    )
    assert found is not None

    answer = anywhere.get(found[1].removeprefix(str(anywhere.base_url).rstrip("/"))).json()

    prefix = anywhere.base_url.path.rstrip("/")
    assert (answer["version"], answer["type"]) == ("1.0", "rich")
    assert f'src="http://testserver{prefix}/embed/spotify"' in answer["html"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("/charts/spotify/say-do.svg?theme=dark", "/embed/spotify/say-do?theme=dark"),
        ("/embed/spotify/heatmap", "/embed/spotify/heatmap"),
        ("/charts/spotify/stage-quarters.png", "/embed/spotify/stage-quarters"),
        ("/companies/SPOT", "/embed/spotify"),
        ("/charts/spot/heatmap.svg?theme=dark", "/embed/spotify/heatmap?theme=dark"),
        (
            "/companies/spotify?grain=week&to=2026-01-01",
            "/embed/spotify?grain=week&amp;to=2026-01-01",
        ),
    ],
)
def test_each_address_has_its_frame(pages: TestClient, path: str, source: str) -> None:
    answer = pages.get(f"/oembed?url={quote(f'http://testserver{path}', safe='')}").json()

    assert f'src="http://testserver{source}"' in answer["html"]


def test_a_frame_is_no_larger_than_there_is_room(pages: TestClient) -> None:
    url = quote("http://testserver/companies/spotify")

    answer = pages.get(f"/oembed?url={url}&maxwidth=300&maxheight=200").json()

    assert (answer["width"], answer["height"]) == (300, 200)
    assert 'width="300" height="200"' in answer["html"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://testserver/",
        "http://testserver/companies/nobody",
        "http://testserver/companies/spotify/../../graphql",
        "http://elsewhere.example/companies/spotify",
        "https://testserver@elsewhere.example/companies/spotify",
        "javascript:alert(1)",
        "http://[",
        "http://testserver/companies/" + "x" * 3000,
    ],
)
def test_what_is_not_ours_is_a_404(pages: TestClient, url: str) -> None:
    assert pages.get("/oembed", params={"url": url}).status_code == 404


def test_xml_is_not_offered(pages: TestClient) -> None:
    url = "http://testserver/companies/spotify"

    assert pages.get("/oembed", params={"url": url, "format": "xml"}).status_code == 501


def test_no_address_breaks_out_of_the_frames_markup(pages: TestClient) -> None:
    url = 'http://testserver/companies/spotify?to=2026-01-01"><script>alert(1)</script>'

    html = pages.get("/oembed", params={"url": url}).json()["html"]

    assert "<script" not in html
    assert html.count("<") == 2


def test_a_width_that_is_no_number_is_refused(pages: TestClient) -> None:
    url = quote("http://testserver/companies/spotify")

    assert pages.get(f"/oembed?url={url}&maxwidth=wide").status_code == 400

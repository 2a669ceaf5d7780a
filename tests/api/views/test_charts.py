"""Charts alone, as pictures and as specifications."""

from xml.etree.ElementTree import Element, fromstring

import pytest
from starlette.testclient import TestClient

from schema.taxonomy.labels import Stage
from tests.api.views.conftest import Ask
from tests.api.views.test_company import say_do

SVG = "{http://www.w3.org/2000/svg}"
EACH = pytest.mark.parametrize("chart", ["say-do", "heatmap", "stage-quarters"])
STAGE_QUARTERS = """
{ company(slug: "spotify") { sayDo(to: "2026-05-01") {
  stageQuarters { start stages { stage events activeRoles } } } } }
"""


def picture(pages: TestClient, address: str) -> Element:
    return fromstring(pages.get(address).text)


@EACH
def test_a_picture_has_a_role_a_name_and_a_description(pages: TestClient, chart: str) -> None:
    root = picture(pages, f"/charts/spotify/{chart}.svg")

    assert root.get("role") == "img"
    assert "Spotify" in (root.findtext(f"{SVG}title") or "")
    assert "1 May 2026" in (root.findtext(f"{SVG}desc") or "")


def test_the_heatmap_draws_the_numbers_of_the_api(pages: TestClient, ask: Ask) -> None:
    root = picture(pages, "/charts/spotify/heatmap.svg")
    cells = say_do(ask, "spotify")["heatmap"]

    drawn = [text.text for text in root.iter(f"{SVG}text") if "num" in text.get("class", "")]

    assert drawn == [str(n) for cell in cells for n in (cell["events"], cell["activeRoles"])]


def test_the_chart_draws_a_column_a_period_with_its_numbers(pages: TestClient, ask: Ask) -> None:
    root = picture(pages, "/charts/spotify/say-do.svg")
    buckets = say_do(ask, "spotify")["buckets"]

    told = [title.text or "" for title in root.iterfind(f".//{SVG}g/{SVG}title")]

    assert len(told) == len(buckets)
    for sentence, bucket in zip(told, buckets, strict=True):
        assert f"{bucket['eventTotal']} event" in sentence
        assert f"{bucket['roles']['active']} AI role" in sentence


def test_the_specification_holds_the_numbers_of_the_api(pages: TestClient, ask: Ask) -> None:
    specification = pages.get("/charts/spotify/say-do.json").json()
    buckets = say_do(ask, "spotify")["buckets"]

    rows = specification["data"]["values"]
    said = [row["count"] for row in rows if row["side"] == "said"]
    did = [row["count"] for row in rows if row["side"] == "did"]
    assert sum(said) == sum(bucket["eventTotal"] for bucket in buckets)
    assert did == [bucket["roles"]["active"] for bucket in buckets]


def test_the_heatmap_over_time_draws_the_numbers_of_the_api(pages: TestClient, ask: Ask) -> None:
    root = picture(pages, "/charts/spotify/stage-quarters.svg")
    rows = pages.get("/charts/spotify/stage-quarters.json").json()["data"]["values"]
    quarters = ask(STAGE_QUARTERS)["company"]["sayDo"]["stageQuarters"]

    drawn = [text.text for text in root.iter(f"{SVG}text") if "num" in text.get("class", "")]

    cells = [cell for quarter in quarters for cell in quarter["stages"]]
    counts = [(cell["stage"], cell["events"], cell["activeRoles"]) for cell in cells]
    assert [row["count"] for row in rows] == [n for _, *both in counts for n in both]
    by_row = sorted(counts, key=lambda cell: list(Stage).index(Stage(cell[0])))
    assert drawn == [str(n) for _, *both in by_row for n in both]


@EACH
def test_a_picture_runs_nothing_and_may_stand_on_any_site(pages: TestClient, chart: str) -> None:
    headers = pages.get(f"/charts/spotify/{chart}.svg").headers

    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert headers["cross-origin-resource-policy"] == "cross-origin"


@EACH
@pytest.mark.parametrize("kind", ["svg", "json", "png"])
def test_a_chart_that_a_client_has_is_not_sent_again(
    pages: TestClient, chart: str, kind: str
) -> None:
    address = f"/charts/spotify/{chart}.{kind}"
    first = pages.get(address)

    again = pages.get(address, headers={"if-none-match": first.headers["etag"]})

    assert (first.status_code, again.status_code) == (200, 304)


def test_width_and_colours_are_the_portals(pages: TestClient) -> None:
    text = pages.get("/charts/spotify/say-do.svg?width=420&said=7a0019&did=%23004c3f").text

    assert 'width="420"' in text
    assert "--s:#7a0019" in text
    assert "--d:#004c3f" in text


@pytest.mark.parametrize(
    ("theme", "grounds"),
    [("light", ["#ffffff"]), ("dark", ["#1d2224"]), ("auto", ["#ffffff", "#1d2224"])],
)
def test_a_theme_has_its_ground_and_auto_has_both(
    pages: TestClient, theme: str, grounds: list[str]
) -> None:
    text = pages.get(f"/charts/spotify/heatmap.svg?theme={theme}").text

    assert [ground for ground in ("#ffffff", "#1d2224") if f"--g:{ground}" in text] == grounds


@pytest.mark.parametrize(
    "asked",
    [
        "width=99999",
        "width=-1",
        "width=1e9",
        "width=700px",
        "said=url(x)",
        "did=%3C/style%3E",
        "theme=%3Cscript%3E",
        "grain=hour",
        "from=1900-01-01",
        "from=1970-01-01&grain=week",
    ],
)
@pytest.mark.parametrize("kind", ["svg", "json", "png"])
def test_hostile_parameters_are_refused(pages: TestClient, asked: str, kind: str) -> None:
    assert pages.get(f"/charts/spotify/say-do.{kind}?{asked}").status_code == 400


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/charts/nobody/say-do.svg", "There is no company"),
        ("/charts/spotify/pie.svg", "There is no chart 'pie'"),
        ("/charts/spotify/say-do.gif", "there is no .gif"),
    ],
)
def test_what_there_is_not_is_a_404_with_the_reason(
    pages: TestClient, path: str, reason: str
) -> None:
    response = pages.get(path)

    assert response.status_code == 404
    assert reason in response.json()["errors"][0]["message"]


def test_the_longest_time_gives_a_picture_of_a_few_hundred_kilobytes(pages: TestClient) -> None:
    response = pages.get("/charts/spotify/say-do.svg?grain=week&from=2016-06-01&to=2026-05-01")

    assert response.status_code == 200
    assert len(response.content) < 400_000

"""Charts as PNG, where the extra is installed."""

from collections.abc import Callable
from html import unescape
from re import findall
from struct import unpack
from urllib.parse import quote
from zlib import decompress

import pytest
from starlette.testclient import TestClient

from api import pictures as drawing

pytest.importorskip("resvg_py", reason="the extra `png` is not installed")

EACH = pytest.mark.parametrize("chart", ["say-do", "heatmap", "stage-quarters"])
Take = Callable[[str], bytes]


@pytest.fixture
def take(pages: TestClient) -> Take:
    """What asks for a picture, and fails where it gets none."""

    def take(address: str) -> bytes:
        answer = pages.get(address)
        assert answer.headers["content-type"] == "image/png", answer.text
        return answer.content

    return take


def size(picture: bytes) -> tuple[int, int]:
    width, height = unpack(">II", picture[16:24])
    return width, height


def corner(picture: bytes) -> str:
    """The colour of the first pixel: no filter of PNG changes it."""
    at = picture.index(b"IDAT")
    (length,) = unpack(">I", picture[at - 4 : at])
    return f"#{decompress(picture[at + 4 : at + 4 + length])[1:4].hex()}"


@EACH
def test_a_picture_has_the_size_of_its_svg(pages: TestClient, take: Take, chart: str) -> None:
    drawn = pages.get(f"/charts/spotify/{chart}.svg?width=400").text

    width, height = size(take(f"/charts/spotify/{chart}.png?width=400&scale=2"))

    assert f'width="{width // 2}" height="{height // 2}" viewBox' in drawn


@pytest.mark.parametrize(
    ("theme", "ground"), [("", "#ffffff"), ("light", "#ffffff"), ("dark", "#1d2224")]
)
def test_a_picture_has_one_ground_and_without_a_theme_the_light_one(
    take: Take, theme: str, ground: str
) -> None:
    assert corner(take(f"/charts/spotify/heatmap.png?theme={theme}")) == ground


def test_the_colours_of_a_brand_are_drawn(take: Take) -> None:
    ours, theirs = (
        take("/charts/spotify/heatmap.png"),
        take("/charts/spotify/heatmap.png?did=7a0019"),
    )

    assert ours != theirs


def test_letters_are_drawn(take: Take) -> None:
    # The cells alone, without a letter, are a few hundred bytes.
    assert len(take("/charts/spotify/heatmap.png?width=1600")) > 5_000


@pytest.mark.parametrize("asked", ["scale=0", "scale=3", "scale=1.5", "scale=9999999", "scale=x"])
def test_a_picture_is_no_finer_than_there_is_use(pages: TestClient, asked: str) -> None:
    assert pages.get(f"/charts/spotify/say-do.png?{asked}").status_code == 400


def test_the_largest_picture_is_within_bounds(take: Take) -> None:
    days = "from=2016-06-01&to=2026-05-01&grain=week"

    width, height = size(take(f"/charts/spotify/say-do.png?width=1600&scale=2&{days}"))

    assert width == 3_200
    assert width * height < 4_000_000


def test_a_picture_that_a_client_has_is_not_drawn_again(
    pages: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/charts/spotify/say-do.png?width=333"
    first = pages.get(address)
    monkeypatch.setattr(drawing, "PROGRAM", drawing.PROGRAM / "gone")

    again = pages.get(address, headers={"if-none-match": first.headers["etag"]})

    assert (first.status_code, again.status_code) == (200, 304)


def test_a_packed_picture_is_the_same_with_the_same_tag(pages: TestClient) -> None:
    answers = [
        pages.get("/charts/spotify/heatmap.png", headers={"accept-encoding": coding})
        for coding in ("gzip", "identity")
    ]

    assert all("content-encoding" not in answer.headers for answer in answers)
    assert len({answer.headers["etag"] for answer in answers}) == 1


def test_a_picture_may_stand_on_any_site(pages: TestClient) -> None:
    headers = pages.get("/charts/spotify/heatmap.png").headers

    assert headers["cross-origin-resource-policy"] == "cross-origin"


def test_without_the_extra_it_is_named(pages: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)

    answer = pages.get("/charts/spotify/say-do.png?width=444")

    assert answer.status_code == 501
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_OFFERED"
    assert "pip install 'callboard[png]'" in answer.json()["errors"][0]["message"]


def described(pages: TestClient, url: str, room: str = "") -> dict[str, object]:
    answer: dict[str, object] = pages.get(
        f"/oembed?url={quote(f'http://testserver{url}', safe='')}{room}"
    ).json()
    return answer


@pytest.mark.parametrize(
    "url",
    [
        "/companies/SPOT?to=2026-01-01&stage=ship",
        "/charts/spotify/stage-quarters.svg?theme=dark&width=300",
        "/charts/spotify/heatmap.png",
    ],
)
@pytest.mark.parametrize("room", ["", "&maxwidth=400"])
def test_oembed_tells_the_size_of_its_thumbnail(
    pages: TestClient, take: Take, url: str, room: str
) -> None:
    answer = described(pages, url, room)

    address = str(answer["thumbnail_url"]).removeprefix("http://testserver")
    told = (answer["thumbnail_width"], answer["thumbnail_height"])
    assert size(take(address)) == told
    assert told[0] == (400 if room else 720)


@pytest.mark.parametrize("room", ["&maxwidth=200", "&maxheight=100"])
def test_a_thumbnail_that_has_no_room_is_left_out(pages: TestClient, room: str) -> None:
    answer = described(pages, "/companies/spotify", room)

    assert answer["type"] == "rich"
    assert not any(name.startswith("thumbnail") for name in answer)


def test_without_the_extra_there_is_no_thumbnail_and_no_preview(
    pages: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)

    assert "thumbnail_url" not in described(pages, "/companies/spotify")
    assert "og:image" not in pages.get("/companies/spotify").text


def test_a_page_tells_the_size_of_its_preview(anywhere: TestClient, take: Take) -> None:
    page = anywhere.get("/companies/spotify?to=2026-01-01&grain=quarter").text

    told = dict(findall(r'<meta property="og:([^"]*)" content="([^"]*)">', page))

    prefix = anywhere.base_url.path.rstrip("/")
    address = unescape(told["image"]).removeprefix(f"http://testserver{prefix}")
    assert address.startswith("/charts/spotify/say-do.png?")
    assert size(take(address)) == (int(told["image:width"]), int(told["image:height"]))

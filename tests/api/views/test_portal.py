"""A portal of another origin shows our frames, in a real browser, where one is installed.

The portal is a page of its own server. It asks oEmbed for the frames, as a portal's server does,
and puts them into the page beside our small script. The browser prints the page once it is loaded,
and the portal keeps it from being so until both frames have told their heights, or some seconds
have passed: a frame that was shown has the height that its page told, a refused one has not.
"""

import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from re import findall
from shutil import which
from threading import Event, Thread

import pytest
from httpx2 import get

from api.app import create_app
from api.server import AnnouncingServer, build_config, open_socket
from api.settings import Settings

BROWSER = which("chromium") or which("chromium-browser") or which("google-chrome")

pytestmark = [
    pytest.mark.network,
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs chromium"),
]

Look = Callable[[str], tuple[str, str]]


PATIENCE = 20  # seconds that frames have to tell their heights
# Frames, not messages: a frame tells its height again as soon as its width has changed.
COUNT = """
const told = new Set();
addEventListener("message", (event) => {
  if (told.add(event.source).size === 2) fetch("/told");
});
"""


class Portal(ThreadingHTTPServer):
    """A web server with one page."""

    page = b""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), PortalPage)
        self.told = Event()
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        Thread(target=self.serve_forever, daemon=True).start()


class PortalPage(BaseHTTPRequestHandler):
    """Answers with the page of its server, and late with a picture that the page waits for."""

    server: Portal

    def do_GET(self) -> None:
        page = self.server.page if self.path == "/" else b""
        if self.path == "/":
            self.server.told.clear()
        if self.path == "/told":
            self.server.told.set()
        if self.path == "/wait":
            self.server.told.wait(PATIENCE)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def portals() -> Iterator[tuple[Portal, Portal]]:
    """One portal that the setting names, and one that it does not."""
    allowed, stranger = Portal(), Portal()
    yield allowed, stranger
    for each in (allowed, stranger):
        each.shutdown()
        each.server_close()


@pytest.fixture(scope="module")
def site(sample_home: Path, portals: tuple[Portal, Portal]) -> Iterator[str]:
    """The address of the app, which lets the first portal frame it."""
    settings = Settings(home=sample_home, port=0, frame_ancestors=(portals[0].origin,))
    listening = open_socket(settings)
    server = AnnouncingServer(build_config(settings, create_app(settings)), lambda: None)
    thread = Thread(target=server.run, args=([listening],))
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    for portal in portals:
        portal.page = build_page(address)
    yield address
    server.should_exit = True
    thread.join(10)


def build_page(address: str) -> bytes:
    """The page of a portal with a chart and the company below it, as oEmbed gives them."""
    shown = (f"{address}/charts/spotify/say-do.svg?theme=dark", f"{address}/companies/spotify")
    frames = [get(f"{address}/oembed", params={"url": url}).json()["html"] for url in shown]
    script = f'<script src="{address}/static/host.js"></script>'
    script += f'<script>{COUNT}</script><img src="/wait" alt="">'
    return f"<!doctype html><title>Portal</title>{script}{''.join(frames)}".encode()


@pytest.fixture(scope="module")
def look(site: str, tmp_path_factory: pytest.TempPathFactory) -> Look:
    """What opens an address in the browser: the page as it stands then, and the console."""

    def look(address: str) -> tuple[str, str]:
        profile = tmp_path_factory.mktemp("profile")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1000,3000"]
        options += ["--enable-logging=stderr", f"--user-data-dir={profile}", "--dump-dom"]
        seen = subprocess.run(
            [str(BROWSER), *options, address],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return seen.stdout, seen.stderr

    return look


def heights(page: str) -> list[int]:
    return [int(height) for height in findall(r"<iframe[^>]*height: (\d+)px", page)]


def test_frames_take_the_height_that_their_pages_tell(
    look: Look, portals: tuple[Portal, Portal]
) -> None:
    page, console = look(portals[0].origin)

    chart, company = heights(page)
    assert 300 < chart < 700
    assert company > 1_400
    assert "frame-ancestors" not in console


def test_the_browser_refuses_the_frames_on_a_site_that_is_not_named(
    look: Look, portals: tuple[Portal, Portal]
) -> None:
    page, console = look(portals[1].origin)

    assert page.count("<iframe") == 2
    assert heights(page) == []
    assert "frame-ancestors" in console

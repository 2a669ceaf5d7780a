"""Every link of every page leads somewhere, alone and under a prefix."""

from re import findall

import pytest
from starlette.testclient import TestClient

from tests.api.views.conftest import PORTAL

BROWSER = {"accept": "text/html,*/*;q=0.8"}
QUOTE = "/quotes/SPOT-2025Q4/personalization-to-value/1"


def addresses_in(page: str) -> set[str]:
    found = findall(r'(?:href|src|action)="([^"#][^"]*)"', page)
    return {address.replace("&amp;", "&").partition("#")[0] for address in found}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=personalization&theme=PERSONALIZATION",
        "/companies/spotify",
        "/companies/example-cloud?grain=quarter&type=thesis",
        "/compare?company=spotify&company=example-bank",
        QUOTE,
        "/embed/spotify",
        "/embed/spotify/heatmap",
        "/embed/spotify/stage-quarters",
        "/companies/spotify/events?stage=build",
        "/companies/spotify/roles?on=2026-05-01",
        "/developers",
    ],
)
def test_all_links_lead_somewhere(anywhere: TestClient, path: str) -> None:
    prefix = anywhere.base_url.path.rstrip("/")
    origin = f"http://testserver{prefix}"

    addresses = addresses_in(anywhere.get(path).text)

    assert len(addresses) > 3
    for address in addresses:
        inside = address.removeprefix(origin).removeprefix(prefix)
        assert address.startswith((f"{prefix}/", f"{origin}/")), address
        assert anywhere.get(inside, headers=BROWSER).status_code == 200, address


@pytest.mark.parametrize(
    "path", ["/", "/companies/spotify", "/companies/spotify/roles", QUOTE, "/embed/spotify/say-do"]
)
def test_no_page_names_another_host(pages: TestClient, path: str) -> None:
    hosts = set(findall(r"(?:https?:)?//[\w.-]+", pages.get(path).text))

    assert hosts <= {"http://testserver", PORTAL}

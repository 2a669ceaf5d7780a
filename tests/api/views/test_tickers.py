"""A company's symbol leads to its pages."""

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/companies/SPOT", "/companies/spotify"),
        ("/companies/spot?grain=week", "/companies/spotify?grain=week"),
        ("/charts/SPOT/say-do.svg", "/charts/spotify/say-do.svg"),
        ("/embed/EXBNK/heatmap", "/embed/example-bank/heatmap"),
    ],
)
def test_a_symbol_leads_to_the_short_name(anywhere: TestClient, asked: str, found: str) -> None:
    prefix = anywhere.base_url.path.rstrip("/")

    response = anywhere.get(asked)

    assert response.status_code == 307
    assert response.headers["location"] == f"{prefix}{found}"


def test_symbols_lead_to_short_names_side_by_side(anywhere: TestClient) -> None:
    asked = "/compare?grain=week&company=SPOT&company=example-bank&company=nobody"

    response = anywhere.get(asked, follow_redirects=True)

    assert response.url.query == b"company=spotify&company=example-bank&company=nobody&grain=week"
    assert response.text.count('<h2 id="company-') == 2


@pytest.mark.parametrize("asked", ["/companies/NOBODY", "/charts/SPOT/pie.svg", "/companies/%20"])
def test_another_word_is_a_404(pages: TestClient, asked: str) -> None:
    response = pages.get(asked, follow_redirects=True)

    assert response.status_code == 404

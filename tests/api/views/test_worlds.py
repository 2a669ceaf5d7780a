"""Worlds that are not the samples: one of hostile words, an empty one, and one that cannot open."""

from contextlib import closing
from json import dumps
from pathlib import Path
from urllib.parse import quote
from xml.etree.ElementTree import fromstring

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from schema.database import Database
from schema.store.indexing import catch_up, open_index
from seeds.intake import import_paths

BROWSER = {"accept": "text/html,*/*;q=0.8"}
EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'&lt;"
SAID = f"Thank you. We launched an AI assistant {EVIL} in March, and 400 dealers use it every day."
RECORDS: list[dict[str, object]] = [
    {"record": "company", "slug": "evil", "ticker": "EVIL", "name": EVIL, "industry": EVIL},
    {
        "record": "call",
        "key": 'EVIL-"><b>',
        "company": "evil",
        "title": EVIL,
        "fiscalYear": 2026,
        "fiscalQuarter": 1,
        "heldOn": "2026-04-30",
        "turns": [
            {
                "speaker": f"Dana {EVIL}",
                "title": f"Chief Executive Officer {EVIL}",
                "role": "executive",
                "section": "PREPARED",
                "text": SAID,
            }
        ],
    },
]
PAGES = [
    "/",
    "/?q=assistant",
    "/companies/evil",
    "/compare?company=evil",
    "/embed/evil",
    "/embed/evil/say-do",
    "/embed/evil/stage-quarters",
    "/companies/evil/events",
    "/companies/evil/roles",
]


def fill(home: Path, records: list[dict[str, object]]) -> None:
    """Make a data folder that holds these records."""
    source = home / "world.jsonl"
    source.write_text("\n".join(map(dumps, records)), "utf-8")
    with closing(Database(f"sqlite:///{home / 'callboard.db'}")) as database:
        database.upgrade()
        if records:
            assert import_paths(database, [source]).failures == ()
        with closing(open_index(home / "index")) as index:
            catch_up(database, index)


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    home = tmp_path_factory.mktemp("evil")
    fill(home, RECORDS)
    return TestClient(create_app(Settings(home=home)))


@pytest.mark.parametrize("path", PAGES)
def test_words_of_the_data_are_never_markup(evil: TestClient, path: str) -> None:
    page = evil.get(path).text

    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert '"><b>' not in page


def test_a_quote_of_hostile_words_has_its_page(evil: TestClient) -> None:
    query = "{ quotes(first: 1) { nodes { key } } }"
    found = evil.get("/graphql", params={"query": query}).json()["data"]["quotes"]["nodes"]

    page = evil.get(f"/quotes/{quote(found[0]['key'])}").text

    assert "<mark>" in page
    assert "<script>" not in page


@pytest.mark.parametrize("chart", ["say-do", "heatmap", "stage-quarters"])
def test_a_picture_of_hostile_words_is_well_formed(evil: TestClient, chart: str) -> None:
    picture = fromstring(evil.get(f"/charts/evil/{chart}.svg").text)

    assert EVIL in (picture.findtext("{http://www.w3.org/2000/svg}title") or "")


def test_a_site_without_data_says_how_to_get_some(tmp_path: Path) -> None:
    fill(tmp_path, [])

    page = TestClient(create_app(Settings(home=tmp_path))).get("/")

    assert page.status_code == 200
    assert "There are no companies yet" in page.text


def test_a_company_without_data_has_its_page(tmp_path: Path) -> None:
    fill(tmp_path, [{"record": "company", "slug": "new", "name": "New"}])

    page = TestClient(create_app(Settings(home=tmp_path))).get("/companies/new").text

    assert "Said: no events in this time" in page
    assert "No active AI roles" in page


def test_a_database_that_is_away_is_a_page_with_a_503(tmp_path: Path) -> None:
    away = "postgresql+psycopg://nobody@127.0.0.1:1/callboard"

    page = TestClient(create_app(Settings(home=tmp_path, database_url=away))).get(
        "/", headers=BROWSER
    )

    assert page.status_code == 503
    assert page.headers["retry-after"] == "1"
    assert "127.0.0.1" not in page.text


def test_without_the_page_to_write_queries_no_link_leads_there(sample_home: Path) -> None:
    page = TestClient(create_app(Settings(home=sample_home, ide=False))).get("/companies/spotify")

    assert "GraphiQL" not in page.text
    assert "its answer" in page.text

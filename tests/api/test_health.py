"""Alive and ready, on the real database and index."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import site
from api.app import create_app
from api.health import Readiness
from api.settings import Settings
from api.site import Site
from schema.database import Database


def grow(settings: Settings) -> None:
    """Raise the generation of the database, as an import that changes no quote does."""
    database = Database(settings.database_url)
    with database.write() as writer:
        writer.mark_changed()
    database.close()


def wait_for_index(app_site: Site) -> None:
    assert app_site._catching_up is not None
    app_site._catching_up.join(5)


def test_an_opened_site_is_alive_and_ready(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").json() == {"status": "ready"}


def test_an_index_that_is_behind_is_named(settings: Settings) -> None:
    app = create_app(settings)
    with TestClient(app) as client:
        wait_for_index(app.state.site)
        grow(settings)
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "not ready",
        "missing": ["The index holds generation 0 of 1: run `callboard index`."],
    }


def test_a_database_that_was_removed_under_a_server_is_named(settings: Settings) -> None:
    with TestClient(create_app(settings)) as client:
        Path(settings.database_url.removeprefix("sqlite:///")).unlink()
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["missing"] == [
        "The database's file was removed or replaced: restart the server."
    ]


def test_at_the_next_start_the_index_catches_up(settings: Settings) -> None:
    with TestClient(create_app(settings)):
        grow(settings)

    app = create_app(settings)
    with TestClient(app) as client:
        wait_for_index(app.state.site)
        assert client.get("/readyz").json() == {"status": "ready"}


def test_a_database_that_cannot_be_used_leaves_the_process_alive(tmp_path: Path) -> None:
    (tmp_path / "callboard.db").write_bytes(b"this is no database" * 100)

    with TestClient(create_app(Settings(home=tmp_path))) as client:
        alive, ready = client.get("/healthz"), client.get("/readyz")
        answer = client.get("/graphql?query={meta{version}}")

    assert (alive.status_code, ready.status_code, answer.status_code) == (200, 503, 503)
    assert ready.json()["missing"] == ["the database cannot be used; the log says why"]
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_READY"


def test_a_flood_of_questions_is_one_look(settings: Settings) -> None:
    looks = []

    class Counted(Site):
        def shortcomings(self) -> list[str]:
            looks.append(1)
            return []

    app = create_app(settings)
    readiness = Readiness(Counted(settings))
    app.add_route("/counted", readiness.answer)
    client = TestClient(app)

    statuses = {client.get("/counted").status_code for _ in range(5)}

    assert (statuses, len(looks)) == ({200}, 1)


def test_a_site_that_could_not_open_opens_when_the_cause_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "RETRY", 0.0)
    (tmp_path / "callboard.db").write_bytes(b"this is no database" * 100)
    opened = Site(Settings(home=tmp_path))
    before = opened.shortcomings()

    (tmp_path / "callboard.db").unlink()
    opened.open()
    wait_for_index(opened)
    after = opened.shortcomings()
    opened.close()

    assert (before, after) == (["the database cannot be used; the log says why"], [])


def test_a_failed_attempt_is_not_repeated_by_every_request(tmp_path: Path) -> None:
    (tmp_path / "callboard.db").write_bytes(b"this is no database" * 100)
    failing = Site(Settings(home=tmp_path))
    first = failing.shortcomings()
    (tmp_path / "callboard.db").unlink()

    assert failing.shortcomings() == first
    failing.close()

from typing import Any

import pytest

from schema.database import Database
from seeds.intake import import_file
from seeds.names import best_spelling, build_slug, fold, names_nobody
from tests.seeds.conftest import Rows, Write

SPOTIFY = {"record": "company", "slug": "spotify", "ticker": "SPOT", "name": "Spotify"}


def speaks(*names: str, title: str = "CEO", role: str = "executive") -> dict[str, Any]:
    turns = [{"speaker": n, "title": title, "role": role, "text": f"Hello {n}."} for n in names]
    return {"record": "call", "key": "-".join(names), "company": "SPOT", "turns": turns}


def test_two_spellings_are_one_person_with_two_aliases(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(
        database, write("a.jsonl", SPOTIFY, speaks("Gustav Soderstrom", "Gustav Söderström"))
    )

    (person,) = rows("person")
    assert (person["slug"], person["name"]) == ("gustav-soderstrom-spotify", "Gustav Söderström")
    assert len(rows("person_alias")) == 2


def test_a_better_spelling_that_comes_later_becomes_the_name(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", SPOTIFY, speaks("GUSTAV SODERSTROM")))
    import_file(database, write("b.jsonl", speaks("Gustav Söderström")))

    assert [person["name"] for person in rows("person")] == ["Gustav Söderström"]


def test_tim_and_timothy_stay_two_people(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", SPOTIFY, speaks("Tim Cook", "Timothy Cook")))

    assert len(rows("person")) == 2


def test_an_alias_makes_tim_and_timothy_one(database: Database, write: Write, rows: Rows) -> None:
    people = [{"name": "Tim Cook", "aliases": ["Timothy Cook"]}]
    company = {**SPOTIFY, "people": people}

    import_file(database, write("a.jsonl", speaks("Tim Cook", "Timothy Cook"), company))

    assert [person["name"] for person in rows("person")] == ["Tim Cook"]


def test_an_analyst_belongs_to_no_company(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", SPOTIFY, speaks("Ann Lee", title="UBS", role="analyst")))

    assert [(p["slug"], p["company_id"]) for p in rows("person")] == [("ann-lee", None)]


def test_a_speaker_of_unknown_side_is_not_guessed(
    database: Database, write: Write, rows: Rows
) -> None:
    call = speaks("Mark Mason", role="unknown")
    del call["turns"][0]["title"]

    import_file(database, write("a.jsonl", SPOTIFY, call))

    assert rows("person") == []
    assert rows("turn")[0]["speaker_printed"] == "Mark Mason"


def test_folding_drops_accents_capitals_and_points() -> None:
    assert fold("  J. Øystein  SÖDERSTRÖM-Łuk ") == "j oystein soderstrom luk"


def test_a_name_without_latin_letters_still_has_a_slug() -> None:
    assert build_slug("孫正義") != build_slug("柳井正")


def test_the_best_spelling_is_mixed_and_marked() -> None:
    assert best_spelling(["ZOE ANG", "Zoe Ang", "Zoë Ang"]) == "Zoë Ang"


@pytest.mark.parametrize(
    "name",
    [None, "Operator", "Unidentified Analyst", "Unknown Analyst (Acme)", "Speaker 3", "Host", "?"],
)
def test_some_speakers_are_nobody(name: str | None) -> None:
    assert names_nobody(name)


def test_a_name_with_a_known_word_in_it_is_somebody() -> None:
    assert not names_nobody("Ann Operator")

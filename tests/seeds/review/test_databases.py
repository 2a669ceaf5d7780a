"""Reviewing on each kind of database: the same steps leave the same rows."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from schema.database import Database
from schema.tables import Event, table_of
from schema.taxonomy.labels import CorrectedKind, EventType, ThemeSlug
from schema.taxonomy.rules import Taxonomy, using
from seeds.intake import import_file
from seeds.records import CorrectionRecord
from seeds.review.corrections import correct_row, list_corrections, remove_corrections
from seeds.review.people import list_people, merge_names, split_name, undo_decision
from seeds.review.reclassification import reclassify
from seeds.review.unresolved import find_unresolved
from tests.schema.conftest import (  # noqa: F401 - fixtures
    postgres_database,
    postgres_template,
    postgres_url,
)
from tests.seeds.conftest import ACME, NaturalDump, Write
from tests.seeds.review.conftest import JOB, SAID

EVENT_KEYS = select(table_of(Event).c.key).order_by(table_of(Event).c.key)


def call(key: str, name: str) -> dict[str, Any]:
    turns = [{"speaker": name, "title": "CEO", "role": "executive", "text": SAID}]
    return {"record": "call", "key": key, "company": "acme", "turns": turns}


def review(database: Database, path: Path, strict: Taxonomy) -> tuple[Any, ...]:
    """Take every step of reviewing once; return what the lists say."""
    import_file(database, path)
    merge_names(database, "acme", "Timothy Cook", "Tim Cook")
    split_name(database, "acme", "Timothy Cook", "Tim Cook")
    undo_decision(database, 2)
    with database.read() as reader:
        keys = [row[0] for row in reader.rows(EVENT_KEYS)]
    correct_row(
        database, CorrectionRecord(kind=CorrectedKind.EVENT, key=keys[0], type=EventType.PILOT)
    )
    themes = (ThemeSlug.SEARCH,)
    quote = CorrectionRecord(kind=CorrectedKind.QUOTE, key=f"{keys[1]}/1", themes=themes)
    correct_row(database, quote)
    remove_corrections(database, CorrectedKind.QUOTE, quote.key)
    with using(strict):
        reclassify(database)
    with database.read() as reader:
        people = list_people(reader, "acme", 10)
        unclear = find_unresolved(reader)
        corrected = [(row.key, is_there) for row, is_there in list_corrections(reader, 10)]
    return people, unclear, corrected


def test_both_databases_end_with_the_same_rows(
    database: Database,
    postgres_database: Database,  # noqa: F811 - the fixture
    write: Write,
    strict: Taxonomy,
    natural_dump: NaturalDump,
) -> None:
    odd = {**JOB, "nativeLevel": "odd"}
    path = write("a.jsonl", ACME, call("1", "Tim Cook"), call("2", "Timothy Cook"), odd)

    said = review(database, path, strict)

    assert review(postgres_database, path, strict) == said
    one, other = natural_dump(database), natural_dump(postgres_database)
    for table in ("event", "quote", "posting", "person", "person_alias", "turn", "role"):
        assert one[table] == other[table]

from typing import Any

from sqlalchemy import select

from schema.database import Database
from schema.store.keys import among
from schema.tables import Company, RoleCount, table_of
from schema.taxonomy.labels import Sector

COMPANY = table_of(Company)
BY_ID = select(COMPANY.c.slug).where(among(COMPANY.c.id)).order_by(COMPANY.c.id)


def slugs(database: Database, statement: Any, **parameters: Any) -> list[str]:
    with database.read() as reader:
        return [row.slug for row in reader.rows(statement, parameters)]


def add_companies(database: Database) -> None:
    with database.write() as writer:
        for n, slug in enumerate(("acme", "bolt", "crux"), start=1):
            writer.session.add(Company(id=n, slug=slug, name=slug, sector=Sector.ENERGY))
        writer.mark_changed()


def test_one_statement_serves_any_number_of_keys(database: Database) -> None:
    add_companies(database)

    assert slugs(database, BY_ID, keys=[3, 1]) == ["acme", "crux"]
    assert slugs(database, BY_ID, keys=range(100_000)) == ["acme", "bolt", "crux"]


def test_no_keys_match_nothing(database: Database) -> None:
    add_companies(database)

    assert slugs(database, BY_ID, keys=[]) == []


def test_a_key_beyond_32_bits_matches_nothing(database: Database) -> None:
    add_companies(database)

    assert slugs(database, BY_ID, keys=[2**40, 2]) == ["bolt"]


def test_texts_and_labels_are_keys_too(database: Database) -> None:
    add_companies(database)
    statement = select(COMPANY.c.slug).where(
        among(COMPANY.c.slug, "slugs"), among(COMPANY.c.sector, "sectors")
    )

    assert slugs(database, statement, slugs={"bolt"}, sectors=[Sector.ENERGY]) == ["bolt"]
    assert slugs(database, statement, slugs={"bolt"}, sectors=[Sector.UTILITIES]) == []


def test_the_condition_can_be_negated(database: Database) -> None:
    add_companies(database)
    statement = select(COMPANY.c.slug).where(~among(COMPANY.c.id))

    assert slugs(database, statement, keys=[1, 2]) == ["crux"]


def test_sqlite_seeks_the_keys_in_an_index(sqlite_database: Database) -> None:
    day_counts = table_of(RoleCount)
    statement = select(day_counts.c.day).where(among(day_counts.c.company_id))
    sql = str(statement.compile(dialect=sqlite_database.engine.dialect))

    with sqlite_database.read() as reader:
        plan = reader.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("[1]",)).all()

    assert plan[0].detail.startswith("SEARCH role_count USING COVERING INDEX")

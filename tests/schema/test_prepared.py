"""Prepared statements bind what is given, and refuse what is missing."""

import pytest
from sqlalchemy import bindparam, select

from schema.database import Database
from schema.prepared import Prepared
from schema.tables import Company, table_of

COMPANY = table_of(Company)
BY_SLUG = Prepared(select(COMPANY.c.name).where(COMPANY.c.slug == bindparam("slug")))


def test_a_parameter_that_is_not_given_is_an_error_and_not_null(database: Database) -> None:
    with database.read() as reader, pytest.raises(KeyError, match="slug"):
        reader.fetch(BY_SLUG, {})


def test_a_value_that_stands_in_the_statement_need_not_be_given(database: Database) -> None:
    with database.write() as writer:
        writer.session.add_all(Company(slug=slug, name=slug.upper()) for slug in "ab")
        writer.mark_changed()

    with database.read() as reader:
        rows = reader.fetch(Prepared(select(COMPANY.c.name).order_by(COMPANY.c.id).limit(1)), {})

    assert [tuple(row) for row in rows] == [("A",)]

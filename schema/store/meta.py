"""What is stored: how much of everything, and which generation."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true
from sqlmodel import SQLModel

from schema import tables
from schema.database import Reader
from schema.prepared import Prepared
from schema.tables import Generation, table_of
from schema.taxonomy.rules import load_taxonomy
from schema.version import own_version

COUNTED = (
    tables.Company,
    tables.Call,
    tables.Turn,
    tables.Person,
    tables.Event,
    tables.Quote,
    tables.Posting,
    tables.Role,
)


def is_counted(row: type[SQLModel]) -> ColumnElement[bool]:
    """Return which rows count: a person for whom another one stands does not."""
    return table_of(row).c.same_as_id.is_(None) if row is tables.Person else true()


COUNT = Prepared(
    select(
        select(table_of(Generation).c.value).scalar_subquery(),
        *(
            select(func.count()).select_from(table_of(row)).where(is_counted(row)).scalar_subquery()
            for row in COUNTED
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows that are stored, by type."""

    companies: int
    calls: int
    turns: int
    people: int
    events: int
    quotes: int
    postings: int
    roles: int


@dataclass(frozen=True, slots=True)
class Meta:
    """What is stored."""

    version: str
    taxonomy_version: str
    generation: int
    counts: Counts


def read_meta(reader: Reader) -> Meta:
    """Return what is stored, in one statement."""
    generation, *counts = reader.fetch(COUNT, {})[0]
    return Meta(own_version(), load_taxonomy().version, generation or 0, Counts(*counts))

"""The boards that earlier imports brought: whose they are need not be said again."""

from dataclasses import replace

from sqlalchemy import select

from schema.database import Database
from schema.tables import Board, Company, table_of
from seeds.boards.directory import Boards

BOARD = table_of(Board)
COMPANY = table_of(Company)


def add_known(database: Database, boards: Boards) -> Boards:
    """Return what is said of boards, and for the others the company they are stored with."""
    statement = select(BOARD.c.key, COMPANY.c.slug).join(
        COMPANY, COMPANY.c.id == BOARD.c.company_id
    )
    with database.read() as reader:
        stored = {row.key: row.slug for row in reader.rows(statement)}
    return replace(boards, companies=stored | dict(boards.companies))

"""The tables in today's shape, with the roles and numbers that are prepared in them."""

from sqlalchemy import select

from schema.database import Database
from schema.store.roles import refresh_roles
from schema.tables import Company, table_of

COMPANY = table_of(Company)


def bring_up_to_date(database: Database) -> bool:
    """Make or upgrade the tables where they have not today's shape; return whether that was needed.

    A step may add tables of prepared numbers or change what a role is, so all of that is made to
    follow from the postings again.
    """
    if database.is_current():
        return False
    database.upgrade()
    with database.write() as writer:
        keys = list(writer.session.execute(select(COMPANY.c.id).order_by(COMPANY.c.id)).scalars())
        refresh_roles(writer, keys)
    return True

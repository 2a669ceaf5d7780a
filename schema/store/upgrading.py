"""The tables in today's shape, with the numbers that are prepared in them."""

from sqlalchemy import select

from schema.database import Database
from schema.store.daybook import refresh_daybook
from schema.tables import Company, table_of

COMPANY = table_of(Company)
# As many companies at a time as fit in memory with room.
COMPANIES_AT_ONCE = 50


def bring_up_to_date(database: Database) -> bool:
    """Make or upgrade the tables where they have not today's shape; return whether that was needed.

    A step may add tables of prepared numbers, so these are made anew from the rows.
    """
    if database.is_current():
        return False
    database.upgrade()
    with database.write() as writer:
        keys = list(writer.session.execute(select(COMPANY.c.id).order_by(COMPANY.c.id)).scalars())
        for at in range(0, len(keys), COMPANIES_AT_ONCE):
            refresh_daybook(writer, {"keys": keys[at : at + COMPANIES_AT_ONCE]})
    return True

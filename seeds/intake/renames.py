"""What is made of a company's name, made anew when the name changes: titles of calls, headlines."""

from typing import Any

from sqlalchemy import bindparam, select

from schema.classify.headlines import build_headline
from schema.tables import Call, Company, Event, Quote, table_of
from schema.taxonomy.labels import Origin
from seeds.intake.calls import build_title
from seeds.intake.ledger import Ledger
from seeds.intake.rows import Values, update_rows

CALL, COMPANY = table_of(Call), table_of(Company)
EVENT, QUOTE = table_of(Event), table_of(Quote)
NAME = select(COMPANY.c.name).where(COMPANY.c.id == bindparam("company"))
CALLS = select(CALL.c.id, CALL.c.title, CALL.c.period).where(
    CALL.c.company_id == bindparam("company")
)
# Newest first, so that of several quotes of an event the first one stays in a dictionary.
QUOTED = (
    select(EVENT.c.id, EVENT.c.headline, QUOTE.c.text, QUOTE.c.speaker_printed)
    .join_from(EVENT, QUOTE, QUOTE.c.event_id == EVENT.c.id)
    .where(EVENT.c.company_id == bindparam("company"), EVENT.c.headline_origin == Origin.GENERATED)
    .order_by(QUOTE.c.id.desc())
)


def follow_names(ledger: Ledger) -> None:
    """Let titles and headlines that callboard made say what their companies are called now."""
    session = ledger.writer.session
    for company_id, old in ledger.renamed.items():
        of_company = {"company": company_id}
        name = session.execute(NAME, of_company).scalar_one()
        for row in session.execute(CALLS, of_company).all():
            if row.title == build_title(old, row.period):
                title: Values = {"title": build_title(name, row.period)}
                update_rows(session, CALL, [(row.id, title, tuple(title))])
        quoted: dict[int, Any] = {row.id: row for row in session.execute(QUOTED, of_company)}
        headlines = {
            row.id: build_headline(row.text, row.speaker_printed, name) for row in quoted.values()
        }
        update_rows(
            session,
            EVENT,
            [
                (key, {"headline": headline}, ("headline",))
                for key, headline in headlines.items()
                if headline != quoted[key].headline
            ],
        )
    ledger.renamed.clear()

"""Themes: their rows as the taxonomy has them, and the themes of quotes."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from schema.store.keys import among
from schema.tables import QuoteTheme, Theme, table_of
from schema.taxonomy.labels import ThemeSlug
from schema.taxonomy.rules import words_of
from seeds.intake.ledger import Ledger
from seeds.intake.rows import insert_rows, load_rows, put_rows

THEME, QUOTE_THEME = table_of(Theme), table_of(QuoteTheme)


def ensure_themes(ledger: Ledger) -> dict[ThemeSlug, int]:
    """Return the id of every theme; rows that are missing or worded otherwise are mended."""
    session = ledger.writer.session
    stored = {row.slug: row for row in session.execute(select(THEME))}
    wanted = {
        slug: {
            "slug": slug,
            "label": words_of(slug).label,
            "description": words_of(slug).description,
        }
        for slug in ThemeSlug
    }
    outcome = put_rows(session, THEME, wanted, stored)
    ledger.note(outcome)
    return outcome.ids


def put_themes(ledger: Ledger, wanted: Mapping[int, Collection[ThemeSlug]]) -> None:
    """Give quotes exactly these themes, by quote id; marks the quotes whose themes changed."""
    session = ledger.writer.session
    ids = ensure_themes(ledger)
    stored = load_rows(session, QUOTE_THEME, QUOTE_THEME.c.quote_id, wanted)
    have = {(row.quote_id, row.theme_id): row.id for row in stored}
    want = {(quote_id, ids[slug]) for quote_id, slugs in wanted.items() for slug in slugs}
    missing = sorted(want - have.keys())
    surplus = have.keys() - want
    rows = [{"quote_id": quote_id, "theme_id": theme_id} for quote_id, theme_id in missing]
    insert_rows(session, QUOTE_THEME, rows, {})
    if surplus:
        keys = {"keys": [have[pair] for pair in surplus]}
        session.execute(delete(QUOTE_THEME).where(among(QUOTE_THEME.c.id)), keys)
    ledger.writer.mark_quotes({quote_id for quote_id, _ in (*missing, *surplus)})

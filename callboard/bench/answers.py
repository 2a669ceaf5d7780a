"""What the queries about talk must answer, in plain SQL; knows nothing of our own reading code."""

import re
from base64 import b64encode
from collections.abc import Mapping
from json import dumps
from sqlite3 import Connection
from typing import Any

Rows = list[dict[str, Any]]
Answer = dict[str, Any]
Values = Mapping[str, Any]

ANY = object()
"""Stands for whatever comes back: cursors are opaque, definitions are prose."""

SPOKEN = """
    SELECT quote.id, text, quote.occurred_on AS occurredOn, title_printed AS title,
        company.slug, company.name, person.name AS speaker
    FROM quote JOIN company ON company.id = quote.company_id
        JOIN person ON person.id = quote.person_id
"""


def read(connection: Connection, statement: str, **values: Any) -> Rows:
    """Return the rows of a statement by the names of its columns."""
    cursor = connection.execute(statement, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def read_one(connection: Connection, statement: str, **values: Any) -> Any:
    """Return the only value that a statement reads."""
    return connection.execute(statement, values).fetchone()[0]


def relay_id(kind: str, key: int) -> str:
    """Return the identifier under which clients know a row."""
    return b64encode(f"{kind}:{key}".encode()).decode()


def typename(connection: Connection, given: Values, found: Values) -> Answer:
    """Return the answer to the query that reads nothing."""
    return {"__typename": "Query"}


def company(connection: Connection, given: Values, found: Values) -> Answer:
    """Return a company with its latest events."""
    [row] = read(
        connection, "SELECT id, name, ticker, sector FROM company WHERE slug = :slug", **given
    )
    events = latest_events(connection, row.pop("id"), 10)
    for event in events:
        event["quotes"] = [
            {
                "id": relay_id("Quote", quote["id"]),
                "text": quote["text"],
                "title": quote["title"],
                "speaker": {"name": quote["speaker"]},
            }
            for quote in quotes_of(connection, event["key"])
        ]
    return {"company": {**row, "events": {"nodes": shown(events)}}}


def latest_events(connection: Connection, owner: int, size: int) -> Rows:
    """Return the latest events of a company; `key` is for further questions alone."""
    events = read(
        connection,
        "SELECT id AS key, occurred_on AS occurredOn, type, stage, headline FROM event"
        " WHERE company_id = :owner ORDER BY occurred_on DESC, id DESC LIMIT :size",
        owner=owner,
        size=size,
    )
    return [{**event, "id": relay_id("Event", event["key"])} for event in events]


def shown(rows: Rows, *hidden: str) -> Rows:
    """Return rows without what was not asked for."""
    return [
        {name: value for name, value in row.items() if name not in ("key", *hidden)} for row in rows
    ]


def quotes_of(connection: Connection, event: int) -> Rows:
    """Return the quotes of an event, oldest key first."""
    return read(connection, f"{SPOKEN} WHERE event_id = :event ORDER BY quote.id", event=event)


def themes_of(connection: Connection, quote: int) -> Rows:
    """Return the themes of a quote by label."""
    return read(
        connection,
        "SELECT slug, label FROM quote_theme JOIN theme ON theme.id = theme_id"
        " WHERE quote_id = :quote ORDER BY label",
        quote=quote,
    )


def spoken(row: dict[str, Any]) -> Answer:
    """Return a row of SPOKEN as a quote with its company and speaker."""
    return {
        "id": relay_id("Quote", row["id"]),
        **{name: row[name] for name in ("text", "occurredOn", "title")},
        "company": {"slug": row["slug"], "name": row["name"]},
        "speaker": {"name": row["speaker"]},
    }


def quotes(connection: Connection, given: Values, found: Values) -> Answer:
    """Return a page of quotes by theme and day."""
    rows = read(
        connection,
        f"{SPOKEN} JOIN quote_theme ON quote_id = quote.id JOIN theme ON theme.id = theme_id"
        " WHERE theme.slug = :theme AND quote.occurred_on <= :until"
        " ORDER BY quote.occurred_on DESC, quote.id DESC LIMIT :first + 1",
        **given,
    )
    has_next, page = len(rows) > given["first"], rows[: given["first"]]
    edges = [{"cursor": ANY, "node": spoken(row)} for row in page]
    return {"quotes": {"edges": edges, "pageInfo": {"hasNextPage": has_next, "endCursor": ANY}}}


def search(connection: Connection, given: Values, found: Values) -> Answer:
    """Return what a search must find: its counts, and the hits that it chose to show first.

    SQL knows what holds the words, not which of it is best; so the ranking is taken as found, and
    everything else is checked.
    """
    words = given["query"].split()
    holds = " AND ".join(f"spaced GLOB '*[ ]{word}[ ]*'" for word in words)
    spaced = "SELECT id, ' ' || replace(lower(text), '.', ' ') || ' ' AS spaced FROM quote"
    matching = [row["id"] for row in read(connection, f"SELECT id FROM ({spaced}) WHERE {holds}")]
    themes = read(
        connection,
        "SELECT slug AS value, count(*) AS count FROM quote_theme JOIN theme ON theme.id = theme_id"
        " WHERE quote_id IN (SELECT value FROM json_each(:keys))"
        " GROUP BY slug ORDER BY count(*) DESC, slug LIMIT 10",
        keys=dumps(matching),
    )
    marked = re.compile(rf"\b({'|'.join(words)})\b", re.IGNORECASE)
    chosen = [edge["node"]["id"] for edge in found["searchQuotes"]["edges"]]
    right = {relay_id("Quote", key): key for key in matching}
    edges = [
        {"html": marked.sub(r"<mark>\1</mark>", row["text"]), "node": spoken(row)}
        for row in (quote_of(connection, right[name]) for name in chosen if name in right)
    ]
    size = min(len(matching), given["first"])
    counts = {"totalCount": len(matching), "facets": {"theme": themes}}
    return {"searchQuotes": {**counts, "edges": edges if len(set(chosen)) == size else []}}


def quote_of(connection: Connection, key: int) -> dict[str, Any]:
    """Return one quote."""
    [row] = read(connection, f"{SPOKEN} WHERE quote.id = :key", key=key)
    return row


def companies(connection: Connection, given: Values, found: Values) -> Answer:
    """Return some companies with their latest events, quotes and themes."""
    nodes = []
    for slug in sorted(given["slugs"]):
        [row] = read(connection, "SELECT id, slug, name FROM company WHERE slug = :slug", slug=slug)
        events = latest_events(connection, row.pop("id"), 5)
        for event in events:
            event["quotes"] = [
                {
                    "id": relay_id("Quote", quote["id"]),
                    "text": quote["text"],
                    "themes": themes_of(connection, quote["id"]),
                }
                for quote in quotes_of(connection, event["key"])
            ]
        nodes.append({**row, "events": {"nodes": shown(events, "type", "stage")}})
    return {"companies": {"nodes": nodes}}

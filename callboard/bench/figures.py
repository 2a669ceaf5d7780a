"""What the queries about numbers must answer, in plain SQL: every role is counted by itself."""

from collections import Counter
from datetime import date, timedelta
from sqlite3 import Connection

from callboard.bench.answers import (
    ANY,
    Answer,
    Rows,
    Values,
    latest_events,
    quotes_of,
    read,
    read_one,
    shown,
    themes_of,
)
from schema.taxonomy.labels import EventType, JobFunction, Stage

OPEN = "opened_on <= :day AND (closed_on IS NULL OR closed_on > :day)"


def hiring(connection: Connection, given: Values, found: Values) -> Answer:
    """Return the hiring numbers of a company, each role counted by itself."""
    owner = read_one(connection, "SELECT id FROM company WHERE slug = :slug", slug=given["slug"])
    day = date.fromisoformat(given["asOf"])
    now, before = count_open(connection, owner, day), count_open(connection, owner, weeks(day, 4))
    stage, function, roles = focus_of(connection, owner, day)
    pay = pay_of(connection, owner, day)
    return {
        "company": {
            "hiring": {
                "activeRoles": {"value": now},
                "change": {"now": now, "before": before, "percent": change(now, before)},
                "primaryFocus": {"stage": stage, "function": function, "roles": roles},
                "salary": {name: pay[name] for name in ("minimum", "maximum", "average")},
                "weekly": [week(connection, owner, weeks(day, n)) for n in reversed(range(52))],
            }
        }
    }


def weeks(day: date, number: int) -> date:
    """Return the day some weeks earlier."""
    return day - timedelta(days=7 * number)


def change(now: float, before: float) -> float | None:
    """Return a change in percent, None from nothing."""
    return (now / before - 1) * 100 if before else None


def count_open(connection: Connection, owner: int, day: date) -> int:
    """Return the AI roles open on a day."""
    statement = f"SELECT count(*) FROM role WHERE company_id = :owner AND is_ai AND {OPEN}"
    return int(read_one(connection, statement, owner=owner, day=day.isoformat()))


def week(connection: Connection, owner: int, day: date) -> Answer:
    """Return the roles open on a day, and those opened and closed in the seven days up to it."""
    flow = flow_between(connection, owner, day - timedelta(days=6), day)
    return {"day": day.isoformat(), "active": count_open(connection, owner, day), **flow}


def flow_between(connection: Connection, owner: int, first: date, last: date) -> Answer:
    """Return the AI roles opened and closed from one day to another."""
    values = {"owner": owner, "first": first.isoformat(), "last": last.isoformat()}
    counted = (
        "SELECT count(*) FROM role"
        " WHERE company_id = :owner AND is_ai AND {} BETWEEN :first AND :last"
    )
    return {
        "opened": read_one(connection, counted.format("opened_on"), **values),
        "closed": read_one(connection, counted.format("closed_on"), **values),
    }


def focus_of(connection: Connection, owner: int, day: date) -> tuple[str, str, int]:
    """Return the commonest stage and function of the AI roles open on a day, and their number."""
    rows = read(
        connection,
        f"SELECT stage, function FROM role WHERE company_id = :owner AND is_ai AND {OPEN}",
        owner=owner,
        day=day.isoformat(),
    )
    pairs = Counter((Stage(row["stage"]), JobFunction(row["function"])) for row in rows)
    stages, functions = list(Stage), list(JobFunction)
    (stage, function), roles = min(
        pairs.items(),
        key=lambda pair: (-pair[1], stages.index(pair[0][0]), functions.index(pair[0][1])),
    )
    return stage.value, function.value, roles


def pay_of(connection: Connection, owner: int, day: date) -> Answer:
    """Return the yearly pay of the AI roles open on a day, one vote a role."""
    rows = read(
        connection,
        "SELECT min(yearly_minimum) AS minimum, max(yearly_maximum) AS maximum,"
        " avg(yearly_minimum + yearly_maximum) / 2 AS midpoint FROM posting"
        f" WHERE role_id IN (SELECT id FROM role WHERE company_id = :owner AND is_ai AND {OPEN})"
        f" AND yearly_minimum IS NOT NULL AND {OPEN} GROUP BY role_id",
        owner=owner,
        day=day.isoformat(),
    )
    return {
        "minimum": min(row["minimum"] for row in rows),
        "maximum": max(row["maximum"] for row in rows),
        "average": int(sum(row["midpoint"] for row in rows) / len(rows) + 0.5),
        "known": len(rows),
    }


def page(connection: Connection, given: Values, found: Values) -> Answer:
    """Return the company page."""
    [row] = read(
        connection,
        "SELECT id, name, sector, industry FROM company WHERE ticker = :ticker",
        ticker=given["ticker"],
    )
    owner, first = row.pop("id"), date.fromisoformat(given["from"])
    last = date.fromisoformat(given["asOf"])
    events = latest_events(connection, owner, 10)
    for event in events:
        event["quotes"] = [
            {
                "text": quote["text"],
                "title": quote["title"],
                "speaker": {"name": quote["speaker"]},
                "themes": shown(themes_of(connection, quote["id"]), "label"),
            }
            for quote in quotes_of(connection, event["key"])
        ]
    return {
        "company": {
            **row,
            "hiring": page_hiring(connection, owner, last),
            "sayDo": {
                "buckets": buckets(connection, owner, first, last),
                "heatmap": heatmap(connection, owner, first, last),
            },
            "events": {"edges": [{"node": node} for node in shown(events, "id")]},
        }
    }


def page_hiring(connection: Connection, owner: int, day: date) -> Answer:
    """Return the numbers at the top of the company page."""
    now = count_open(connection, owner, day)
    before = [count_open(connection, owner, weeks(day, n)) for n in (1, 2, 3, 4)]
    stage, function, roles = focus_of(connection, owner, day)
    pay = pay_of(connection, owner, day)
    rows = read(
        connection,
        "SELECT title, stage, function, opened_on AS openedOn FROM role"
        f" WHERE company_id = :owner AND is_ai AND {OPEN} ORDER BY opened_on DESC, id DESC LIMIT 5",
        owner=owner,
        day=day.isoformat(),
    )
    known = pay.pop("known")
    return {
        "activeRoles": {
            "value": now,
            "asOf": day.isoformat(),
            "definition": ANY,
            "rows": {"edges": [{"node": row} for row in rows]},
        },
        "change": {"percent": change(now, sum(before) / 4), "definition": ANY},
        "primaryFocus": {"stage": stage, "function": function, "share": roles / now},
        "salary": {**pay, "currency": "USD", "coverage": {"known": known, "total": now}},
    }


def buckets(connection: Connection, owner: int, first: date, last: date) -> Rows:
    """Return talk and hiring of the months between the first day of one and the last of another."""
    months = []
    while first <= last:
        following = (first + timedelta(days=31)).replace(day=1)
        end = following - timedelta(days=1)
        flow = flow_between(connection, owner, first, end)
        said = count_events(connection, "type", owner, first, end)
        active = count_open(connection, owner, end)
        months.append((first, said, {"opened": flow["opened"], "active": active}))
        first = following
    most_said = max(sum(said.values()) for _, said, _ in months) or 1
    most_done = max(roles["active"] for _, _, roles in months) or 1
    return [
        {
            "start": start.isoformat(),
            "events": [
                {"type": kind.value, "count": said[kind.value]}
                for kind in EventType
                if kind.value in said
            ],
            "roles": roles,
            "scaled": {
                "said": sum(said.values()) / most_said,
                "did": roles["active"] / most_done,
            },
        }
        for start, said, roles in months
    ]


def count_events(
    connection: Connection, label: str, owner: int, first: date, last: date
) -> dict[str, int]:
    """Return the events between two days by a label."""
    statement = (
        f"SELECT {label}, count(*) FROM event WHERE company_id = :owner"
        f" AND occurred_on BETWEEN :first AND :last GROUP BY {label}"
    )
    values = {"owner": owner, "first": first.isoformat(), "last": last.isoformat()}
    return dict(connection.execute(statement, values).fetchall())


def heatmap(connection: Connection, owner: int, first: date, last: date) -> Rows:
    """Return talk in a range and hiring on its last day by stage."""
    said = count_events(connection, "stage", owner, first, last)
    did = dict(
        connection.execute(
            "SELECT stage, count(*) FROM role"
            f" WHERE company_id = :owner AND is_ai AND {OPEN} GROUP BY stage",
            {"owner": owner, "day": last.isoformat()},
        ).fetchall()
    )
    most_said, most_done = max(said.values(), default=1), max(did.values(), default=1)
    return [
        {
            "stage": stage.value,
            "events": said.get(stage.value, 0),
            "activeRoles": did.get(stage.value, 0),
            "scaled": {
                "said": said.get(stage.value, 0) / most_said,
                "did": did.get(stage.value, 0) / most_done,
            },
        }
        for stage in Stage
    ]

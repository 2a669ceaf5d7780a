"""Every list and every number can be asked as of a day, and nothing later leaks into the answer.

The oracle is the same world with everything deleted that was not known on the day.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type
from sqlalchemy import delete, or_, select, update

from schema.database import Database, Writer
from schema.graph.dimensions import PROPERTIES
from schema.graph.mapping import type_of_rows
from schema.graph.service import GraphService
from schema.store.roles import refresh_roles
from schema.tables import (
    Call,
    Company,
    Event,
    Person,
    PersonAlias,
    Posting,
    Quote,
    QuoteTheme,
    Transcript,
    TranscriptDoubt,
    Turn,
    table_of,
)
from tests.schema.graph.conftest import Ask, asking, fill

# A role of this world was closed from 11 to 19 August; another was so in May, and opened again.
DAY = date(2025, 8, 15)
KEYS = {
    "Company": "slug",
    "Call": "key",
    "Event": "key",
    "Quote": "key",
    "Person": "slug",
    "Theme": "slug",
    "Role": "title openedOn company { slug }",
    "Posting": "sourceId company { slug }",
}
LISTS = {
    "Company": "companies",
    "Person": "people",
    **{name: f"{name.lower()}s" for name in KEYS if name not in ("Company", "Person")},
}
GROUPED = [
    (name, key)
    for name in KEYS
    for key in PROPERTIES[name].dimensions
    if not key.startswith("LAST_SEEN_ON")
]
WHERES = {
    "open": ("Posting", "{closedOn: {isNull: true}}"),
    "closed": ("Posting", '{closedOn: {lte: "2025-12-31"}}'),
    "open-role": ("Role", "{isAi: {eq: true}, closedOn: {eq: null}}"),
    "closed-role": ("Role", "{not: {closedOn: {isNull: true}}}"),
    "reopened": ("Role", '{gaps: {closedOn: {gt: "2025-01-01"}}}'),
    "not-reopened": ("Role", '{not: {gaps: {reopenedOn: {gt: "2025-01-01"}}}}'),
    "hires": ("Company", "{roles: {closedOn: {isNull: true}, stage: {eq: BUILD}}}"),
    "speaks": ("Company", "{not: {events: {type: {eq: LAUNCH}}}}"),
    "quoted": ("Event", '{quotes: {text: {contains: "a"}}}'),
    "of-people": ("Quote", "{speaker: {company: {events: {stage: {eq: SHIP}}}}}"),
    "named": ("Person", '{or: [{name: {startsWith: "bo"}}, {slug: {contains: "å"}}]}'),
}
UNDATED = {"Query", "Meta", "Counts", "Pay"}
"""Objects that are no number of the data: what is stored now, and a part of a row."""


def cut(writer: Writer) -> None:
    """Delete what was not known on the day."""
    call, event, quote = table_of(Call), table_of(Event), table_of(Quote)
    turn, transcript, posting = table_of(Turn), table_of(Transcript), table_of(Posting)
    later = select(call.c.id).where(or_(call.c.held_on.is_(None), call.c.held_on > DAY))
    texts = select(transcript.c.id).where(transcript.c.call_id.in_(later))
    quotes = select(quote.c.id).where(or_(quote.c.occurred_on.is_(None), quote.c.occurred_on > DAY))
    run = writer.session.execute
    run(delete(table_of(QuoteTheme)).where(table_of(QuoteTheme).c.quote_id.in_(quotes)))
    run(delete(quote).where(or_(quote.c.occurred_on.is_(None), quote.c.occurred_on > DAY)))
    run(delete(event).where(or_(event.c.occurred_on.is_(None), event.c.occurred_on > DAY)))
    for table in (turn, table_of(TranscriptDoubt)):
        run(delete(table).where(table.c.transcript_id.in_(texts)))
    run(delete(transcript).where(transcript.c.call_id.in_(later)))
    run(delete(call).where(or_(call.c.held_on.is_(None), call.c.held_on > DAY)))
    spoke = [
        select(table.c.person_id).where(table.c.person_id.is_not(None)) for table in (quote, turn)
    ]
    silent = [table_of(Person).c.id.not_in(each) for each in spoke]
    gone = select(table_of(Person).c.id).where(*silent)
    run(delete(table_of(PersonAlias)).where(table_of(PersonAlias).c.person_id.in_(gone)))
    run(delete(table_of(Person)).where(*silent))
    run(delete(posting).where(posting.c.opened_on > DAY))
    run(update(posting).where(posting.c.closed_on > DAY).values(closed_on=None))
    refresh_roles(writer, run(select(table_of(Company).c.id)).scalars().all())


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Answers from the world as it was known on the day."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('cut') / 'cut.db'}")
    database.upgrade()
    with database.write() as writer:
        fill(writer)
        cut(writer)
    service = GraphService(database, None, workers=1)
    yield asking(service)
    service.close()
    database.close()


def answer(ask: Ask, name: str, fields: str, given: str) -> Any:
    """Return what a list answers."""
    found = ask(f"{{ found: {LISTS[name]}({given}) {{ {fields} }} }}")
    assert "errors" not in found, found["errors"]
    return found["data"]["found"]


def both(ask: Ask, known: Ask, name: str, fields: str, given: str = "first: 100") -> list[Any]:
    """Return the answer as of the day, and that of the world as it was known then."""
    return [
        answer(ask, name, fields, f'{given}, asOf: "{DAY}"'),
        answer(known, name, fields, given),
    ]


@pytest.mark.parametrize("name", KEYS)
def test_a_list_has_the_rows_that_were_known(ask: Ask, known: Ask, name: str) -> None:
    fields = f"totalCount nodes {{ {KEYS[name]} }} aggregate {{ count }}"

    then, wanted = both(ask, known, name, fields)

    assert then == wanted
    assert then["totalCount"] == then["aggregate"]["count"] > 0


def test_less_was_known_then_than_now(ask: Ask, known: Ask) -> None:
    for name in ("Call", "Event", "Quote", "Role", "Posting"):
        then, now = (answer(one, name, "totalCount", "first: 0") for one in (known, ask))

        assert 0 < then["totalCount"] < now["totalCount"]


@pytest.mark.parametrize(("name", "key"), GROUPED)
def test_groups_are_those_that_were_known(ask: Ask, known: Ask, name: str, key: str) -> None:
    fields = f"""aggregate {{ distinct(of: {key}) }} groupBy(by: [{key}], first: 100) {{
      totalCount nodes {{ keys {{ value label }} count rows(first: 0) {{ totalCount }} }} }}"""

    then, wanted = both(ask, known, name, fields)

    assert then == wanted
    for group in then["groupBy"]["nodes"]:
        assert group["rows"]["totalCount"] == group["count"]


@pytest.mark.parametrize("name", ["Event", "Quote", "Posting"])
def test_numbers_are_measured_over_the_rows_that_were_known(
    ask: Ask, known: Ask, name: str
) -> None:
    of = next(iter(PROPERTIES[name].numbers))
    measured = f"summary(of: {of}) {{ n minimum maximum sum mean p25 median p75 }}"

    then, wanted = both(
        ask,
        known,
        name,
        f"aggregate {{ {measured} }} groupBy(by: [COMPANY]) {{ nodes {{ {measured} }} }}",
    )

    assert then == wanted


@pytest.mark.parametrize(("name", "where"), WHERES.values(), ids=WHERES)
def test_conditions_are_meant_as_of_the_day(ask: Ask, known: Ask, name: str, where: str) -> None:
    fields = f"totalCount nodes {{ {KEYS[name]} }}"

    then, wanted = both(ask, known, name, fields, f"first: 100, where: {where}")

    assert then == wanted


def test_the_where_of_a_group_narrows_the_list_of_the_day(ask: Ask) -> None:
    query = "groupBy(by: [CLOSED_ON_MONTH]) { nodes { count where } }"
    groups = answer(ask, "Role", query, f'asOf: "{DAY}"')["groupBy"]["nodes"]

    for group in groups:
        found = ask(
            "query Q($w: RoleWhere, $d: Date) { roles(where: $w, asOf: $d) { totalCount } }",
            w=group["where"],
            d=str(DAY),
        )
        assert found["data"]["roles"]["totalCount"] == group["count"]
    assert len(groups) > 2


def test_the_lists_of_a_row_take_a_day_too(ask: Ask, known: Ask) -> None:
    lists = """events({0}) {{ totalCount }} roles({0}) {{ groupBy(by: [STAGE]) {{ totalCount }} }}
      calls({0}) {{ nodes {{ transcripts {{ turns({0}) {{ totalCount }} }} }} }}"""
    asked = [lists.format(given) for given in (f'first: 9, asOf: "{DAY}"', "first: 9")]

    then, wanted = (
        one(f"{{ companies {{ nodes {{ slug {text} }} }} }}")["data"]
        for one, text in zip((ask, known), asked, strict=True)
    )

    assert then == wanted


def test_companies_are_ranked_and_joined_by_what_was_known_of_them(ask: Ask, known: Ask) -> None:
    hires = "roles: {closedOn: {isNull: true}, stage: {eq: SHIP}}"
    where = f"where: {{{hires}, events: {{stage: {{eq: BUILD}}}}}}"
    query = f"""{{
      ranking(metric: GAP, asOf: "{DAY}", {where}) {{ edges {{ rank company {{ slug }} }} }}
      sayDo(to: "{DAY}", {where}) {{ companyCount gap {{
        events eventRows {{ totalCount }} activeRoles roleRows {{ totalCount }} }} }} }}"""

    then, wanted = ask(query)["data"], known(query)["data"]

    assert then == wanted
    assert then["sayDo"]["companyCount"] > 0
    for gap in then["sayDo"]["gap"]:
        assert gap["eventRows"]["totalCount"] == gap["events"]
        assert gap["roleRows"]["totalCount"] == gap["activeRoles"]


def test_a_search_takes_conditions_as_of_the_day(ask: Ask) -> None:
    where = '{company: {roles: {openedOn: {gt: "2025-08-15"}}}}'
    query = 'query Q($d: Date) { searchQuotes(query: "", where: %s, asOf: $d) { totalCount } }'

    now, then = (ask(query % where, d=day)["data"]["searchQuotes"] for day in (None, str(DAY)))

    assert now["totalCount"] > 0
    assert then["totalCount"] == 0


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("roles(orderBy: [{field: CLOSED_ON, direction: ASC}], %s)", "BAD_USER_INPUT", "CLOSED_ON"),
        ("postings(where: {lastSeenOn: {isNull: true}}, %s)", "BAD_USER_INPUT", "lastSeenOn"),
        ('roles(asOf: "1900-01-01")', "BAD_USER_INPUT", "asOf is 1900-01-01"),
    ],
)
def test_what_nobody_knows_of_a_day_is_refused(
    ask: Ask, text: str, code: str, message: str
) -> None:
    asked = text % f'asOf: "{DAY}"' if "%s" in text else text

    [error] = ask(f"{{ {asked} {{ totalCount nodes {{ id }} }} }}")["errors"]

    assert error["extensions"]["code"] == code
    assert message in error["message"]


def test_a_cursor_of_another_day_is_refused(ask: Ask) -> None:
    page = answer(ask, "Role", "pageInfo { endCursor }", f'first: 1, asOf: "{DAY}"')

    found = ask(f'{{ roles(after: "{page["pageInfo"]["endCursor"]}") {{ totalCount }} }}')

    assert found["errors"][0]["extensions"]["code"] == "BAD_CURSOR"


def dayless(schema: GraphQLSchema) -> Iterator[str]:
    """Yield the paths of objects, other than rows, for which no day can be said on the way."""
    query: Any = schema.query_type
    waiting, seen = [(query, False, "")], set()
    while waiting:
        kind, has_day, path = waiting.pop()
        is_row = kind.name in type_of_rows
        if not (is_row or has_day or kind.name in UNDATED):
            yield path
        if (kind.name, has_day) in seen:
            continue
        seen.add((kind.name, has_day))
        for name, field in kind.fields.items():
            target = get_named_type(field.type)
            if isinstance(target, GraphQLObjectType):
                # A row begins anew: its own lists and numbers are asked as of a day of their own.
                says = "asOf" in field.args or (target.name == "SayDo" and "to" in field.args)
                waiting.append((target, says or (has_day and not is_row), f"{path}.{name}"))


def test_every_list_and_every_number_can_be_asked_as_of_a_day(schema: GraphQLSchema) -> None:
    assert list(dayless(schema)) == []

"""Pay as columns: the board's own fields first, else the text with its span, withheld never."""

from datetime import date
from itertools import permutations

import pytest

from schema.database import Database
from schema.store.hiring import salary
from schema.store.pay import pay_of
from schema.taxonomy.labels import Unit
from seeds.intake import import_file
from tests.seeds.conftest import ACME, Rows, Write

TEXT = "You sell.\nBase salary: $45 - $60 per hour. OTE: $90 - $120 per hour."
POSTING = {
    "record": "posting",
    "board": "greenhouse:acme",
    "id": "1",
    "company": "acme",
    "title": "Seller",
    "firstSeenOn": "2026-03-02",
    "description": TEXT,
}
PAY = {"minimum": 100_000, "maximum": 120_000, "currency": "EUR"}


def test_pay_is_read_in_the_text_where_the_board_states_none(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, POSTING))

    (row,) = rows("posting")
    assert (row["pay_origin"], row["pay_currency"], row["pay_period"]) == ("TEXT", "USD", "HOUR")
    assert (row["pay_minimum_cents"], row["pay_maximum_cents"]) == (4500, 6000)
    assert (row["ote_minimum_cents"], row["ote_maximum_cents"]) == (9000, 12_000)
    assert (row["yearly_minimum"], row["yearly_maximum"]) == (93_600, 124_800)
    assert TEXT[row["pay_start"] : row["pay_end"]].startswith("$45 - $60")


def test_the_board_is_believed_before_its_text(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**POSTING, "pay": PAY}))

    (row,) = rows("posting")
    assert (row["pay_origin"], row["yearly_minimum"]) == ("STRUCTURED", 100_000)
    assert (row["pay_start"], row["ote_minimum_cents"]) == (None, None)


def test_withheld_pay_is_not_sought_in_the_text(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, {**POSTING, "pay": {**PAY, "isWithheld": True}}))

    (row,) = rows("posting")
    assert (row["pay_is_withheld"], row["yearly_minimum"], row["pay_start"]) == (True, None, None)


def test_a_later_text_without_pay_takes_it_away(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, POSTING))
    later = {**POSTING, "firstSeenOn": "2026-03-09", "description": "You sell."}

    import_file(database, write("b.jsonl", later))

    (row,) = rows("posting")
    assert (row["pay_origin"], row["pay_minimum_cents"], row["pay_start"]) == (None, None, None)


def test_pay_of_the_text_counts_in_the_salary(database: Database, write: Write, rows: Rows) -> None:
    import_file(database, write("a.jsonl", ACME, {**POSTING, "title": "AI Engineer"}))

    with database.read() as reader:
        [[found]] = salary(reader, [rows("company")[0]["id"]], date(2026, 3, 2))

    assert (found.minimum, found.maximum, found.currency) == (93_600, 124_800, "USD")
    assert (found.coverage.known, found.coverage.total) == (1, 1)


def test_on_target_earnings_alone_are_pay_but_no_salary(
    database: Database, write: Write, rows: Rows
) -> None:
    ote = {**POSTING, "title": "AI Engineer", "description": "COMPENSATION\n$240,000 OTE"}
    import_file(database, write("a.jsonl", ACME, ote))

    with database.read() as reader:
        [[found]] = salary(reader, [rows("company")[0]["id"]], date(2026, 3, 2))
        [pay] = pay_of(reader, [rows("posting")[0]["id"]])

    assert found.minimum is None
    assert pay is not None
    assert (pay.minimum_cents, pay.ote_minimum_cents, pay.origin) == (None, 24_000_000, "TEXT")


def read_salaries(database: Database, *days: str) -> list[list[int | None]]:
    """Return the average pay on each day, by roles and by postings."""
    with database.read() as reader:
        return [
            [
                salary(reader, [1], date.fromisoformat(day), "EUR", unit)[0][0].average
                for unit in Unit
            ]
            for day in days
        ]


AI = {**POSTING, "title": "Machine Learning Engineer", "description": "You train models."}
RAISED = {"minimum": 150_000, "maximum": 170_000, "currency": "EUR"}


def test_pay_on_a_day_is_what_was_told_by_then(database: Database, write: Write) -> None:
    import_file(database, write("a.jsonl", ACME, AI))
    import_file(database, write("b.jsonl", {**AI, "firstSeenOn": "2026-03-09", "pay": PAY}))
    import_file(database, write("c.jsonl", {**AI, "firstSeenOn": "2026-03-16", "pay": RAISED}))

    found = read_salaries(database, "2026-03-08", "2026-03-09", "2026-03-15", "2026-03-16")

    assert found == [[None] * 2, [110_000] * 2, [110_000] * 2, [160_000] * 2]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_so_it_is_in_whatever_order_it_was_told(
    database: Database, write: Write, order: tuple[int, ...]
) -> None:
    told = [
        AI,
        {**AI, "firstSeenOn": "2026-03-09", "pay": PAY},
        {**AI, "firstSeenOn": "2026-03-16", "pay": {**RAISED, "isWithheld": True}},
    ]

    import_file(database, write("company.jsonl", ACME))
    for number in order:
        import_file(database, write(f"{number}.jsonl", told[number]))

    assert read_salaries(database, "2026-03-02", "2026-03-10", "2026-03-16") == [
        [None] * 2,
        [110_000] * 2,
        [None] * 2,
    ]


def test_pay_that_was_told_first_holds_from_the_opening(database: Database, write: Write) -> None:
    dated = {**AI, "openedOn": "2026-02-20", "pay": PAY}
    later = {**dated, "firstSeenOn": "2026-03-09", "pay": RAISED}

    import_file(database, write("a.jsonl", ACME, dated, later))

    assert read_salaries(database, "2026-02-20", "2026-03-09") == [[110_000] * 2, [160_000] * 2]

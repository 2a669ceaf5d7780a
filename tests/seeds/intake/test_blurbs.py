"""What most of a board says on AI is the company's, whatever the order of imports."""

from itertools import permutations

import pytest

from schema.database import Database
from seeds.intake import import_file
from tests.seeds.conftest import ACME, Rows, Write

BLURB = "We build AI agents for customers with machine learning of our own."
OTHER = "We train machine learning models that everybody loves to talk about."


def posting(number: int, text: str, **fields: str) -> dict[str, str]:
    return {
        "record": "posting",
        "board": "greenhouse:acme",
        "id": str(number),
        "company": "acme",
        "title": f"Engineer of team {chr(65 + number)}",
        "firstSeenOn": "2026-03-02",
        "description": f"{text}\n{OTHER}\nYou do what team {number} does.",
        **fields,
    }


def involvements(rows: Rows) -> dict[str, str]:
    return {row["source_id"]: row["ai_involvement"] for row in rows("posting")}


def test_what_the_whole_board_says_makes_no_ai_role(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, *[posting(n, BLURB) for n in range(5)]))

    assert set(involvements(rows).values()) == {"NONE"}
    assert rows("role_count") == []


def test_a_board_that_grows_is_classified_anew(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, *[posting(n, BLURB) for n in range(4)]))
    before = set(involvements(rows).values())

    import_file(database, write("b.jsonl", posting(4, BLURB)))

    assert (before, set(involvements(rows).values())) == ({"DEVELOPS"}, {"NONE"})
    assert [row["is_ai"] for row in rows("role")] == [False] * 5


def test_a_board_that_says_it_no_longer_is_classified_anew(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, *[posting(n, BLURB) for n in range(5)]))

    others = [posting(n, "You sell.", description="You sell.") for n in range(5, 13)]
    import_file(database, write("b.jsonl", *others))

    assert [involvements(rows)[str(n)] for n in (0, 4, 5)] == ["DEVELOPS", "DEVELOPS", "NONE"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_imports_does_not_matter(
    database: Database, write: Write, rows: Rows, order: tuple[int, ...]
) -> None:
    files = [
        [posting(n, BLURB) for n in range(3)],
        [posting(n, BLURB) for n in range(3, 6)],
        [posting(n, "You train AI models.\nYou build AI agents for us.") for n in range(6, 8)],
    ]

    import_file(database, write("company.jsonl", ACME))
    for number in order:
        import_file(database, write(f"{number}.jsonl", *files[number]))

    found = involvements(rows)
    assert [found[str(n)] for n in range(8)] == ["NONE"] * 6 + ["DEVELOPS"] * 2


def test_a_board_that_turns_out_to_be_an_ai_company_s_is_classified_anew(
    database: Database, write: Write, rows: Rows
) -> None:
    duties = "Help customers to adopt AI agents.\nDrive AI adoption."
    seller = posting(9, "", title="Account Executive", description=duties)
    import_file(database, write("a.jsonl", ACME, seller))
    before = involvements(rows)["9"]

    import_file(database, write("b.jsonl", *[posting(n, BLURB) for n in range(6)]))

    assert (before, involvements(rows)["9"]) == ("MENTIONS", "ENABLES")


def test_a_label_that_the_source_gave_is_left_alone(
    database: Database, write: Write, rows: Rows
) -> None:
    given = posting(0, BLURB, aiInvolvement="ENABLES", stage="GOVERN")

    import_file(database, write("a.jsonl", ACME, given, *[posting(n, BLURB) for n in range(1, 6)]))

    (row,) = [row for row in rows("posting") if row["source_id"] == "0"]
    assert (row["ai_involvement"], row["stage"]) == ("ENABLES", "GOVERN")


def test_the_same_file_again_changes_nothing(database: Database, write: Write, rows: Rows) -> None:
    path = write("a.jsonl", ACME, *[posting(n, BLURB) for n in range(5)])

    import_file(database, path)

    assert import_file(database, path).generation is None


def test_the_evidence_of_an_advertisement_classified_anew_lies_in_its_text(
    database: Database, write: Write, rows: Rows
) -> None:
    notice = "AI-assisted hiring helps our recruiters to review applications."

    import_file(database, write("a.jsonl", ACME, *[posting(n, notice) for n in range(5)]))

    row = rows("posting")[0]
    assert row["ai_involvement"] == "HIRING_BOILERPLATE"
    assert '"label":"AiInvolvement.HIRING_BOILERPLATE"' in row["evidence"]
    assert '"label":"JobFunction.ENGINEERING"' in row["evidence"]


def test_what_comes_later_does_not_change_what_an_advertisement_was(
    database: Database, write: Write, rows: Rows
) -> None:
    import_file(database, write("a.jsonl", ACME, *[posting(n, BLURB) for n in range(3)]))
    before = involvements(rows)

    later = [posting(n, BLURB, firstSeenOn="2026-03-09") for n in range(3, 8)]
    import_file(database, write("b.jsonl", *later))

    found = involvements(rows)
    assert {key: found[key] for key in before} == before == dict.fromkeys("012", "DEVELOPS")
    assert {found[str(n)] for n in range(3, 8)} == {"NONE"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_so_it_is_in_whatever_order_the_days_come(
    database: Database, write: Write, rows: Rows, order: tuple[int, ...]
) -> None:
    files = [
        [posting(n, BLURB, firstSeenOn=f"2026-03-0{day}") for n in range(2 * day, 2 * day + 2)]
        for day in range(1, 4)
    ]

    import_file(database, write("company.jsonl", ACME))
    for number in order:
        import_file(database, write(f"{number}.jsonl", *files[number]))

    found = involvements(rows)
    assert [found[str(n)] for n in range(2, 8)] == ["DEVELOPS"] * 4 + ["NONE"] * 2


def test_an_earlier_sight_that_comes_late_is_judged_by_its_own_day(
    database: Database, write: Write, rows: Rows
) -> None:
    later = [posting(n, BLURB, firstSeenOn="2026-03-09") for n in range(5)]
    import_file(database, write("a.jsonl", ACME, *later))
    before = involvements(rows)["0"]

    import_file(database, write("b.jsonl", posting(0, BLURB, firstSeenOn="2026-03-01")))

    assert (before, involvements(rows)["0"]) == ("NONE", "DEVELOPS")


def test_words_that_change_later_are_no_blurb_of_the_first_day(
    database: Database, write: Write, rows: Rows
) -> None:
    own = [posting(n, "", description=f"You build AI agents, kind {n}.") for n in range(5)]
    import_file(database, write("a.jsonl", ACME, *own))

    other = [posting(n, BLURB, firstSeenOn="2026-03-09") for n in range(5)]
    import_file(database, write("b.jsonl", *other))

    [board] = rows("board")
    assert board["blurbs"] is None

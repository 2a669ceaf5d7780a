from hypothesis import given, strategies as st

from schema.classify.scoring import (
    Ratio,
    Score,
    label_posting,
    label_statement,
    score_columns,
)

AGENTS, SEARCH = frozenset({"AGENTS"}), frozenset({"SEARCH"})


def test_a_share_of_few_has_a_wide_interval() -> None:
    low, high = Ratio(9, 10).interval

    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)


def test_a_share_of_nothing_may_be_anything() -> None:
    assert (Ratio(0, 0).value, Ratio(0, 0).interval) == (None, (0.0, 1.0))


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_lies_within_0_and_1_around_the_share(counts: tuple[int, int]) -> None:
    ratio = Ratio(*counts)

    low, high = ratio.interval

    assert 0 <= low <= ratio.part / ratio.whole + 1e-9
    assert ratio.part / ratio.whole - 1e-9 <= high <= 1


def test_a_label_is_scored_by_what_both_gave() -> None:
    pairs = [
        ({"themes": AGENTS}, {"themes": AGENTS | SEARCH}),
        ({"themes": AGENTS}, {"themes": SEARCH}),
    ]

    [column] = score_columns(["themes"], pairs)

    assert column.labels == (Score("AGENTS", 2, 1, 1), Score("SEARCH", 0, 2, 0))
    assert column.right == Ratio(0, 2)


def test_a_column_that_nobody_filled_is_not_counted() -> None:
    [column] = score_columns(["type"], [({"aboutAi": AGENTS}, {"type": AGENTS})])

    assert column.right == Ratio(0, 0)


def test_what_the_rules_leave_out_is_a_miss() -> None:
    [column] = score_columns(["themes"], [({"themes": AGENTS}, {})])

    assert column.labels == (Score("AGENTS", 1, 0, 0),)


def test_a_sentence_that_would_not_be_quoted_is_not_about_ai() -> None:
    text = "Thank you for the question on AI, and good morning to you too."

    assert label_statement(text) == {"aboutAi": frozenset({"NO"})}


def test_the_rules_label_a_statement_in_every_column() -> None:
    labels = label_statement("Last week we launched an AI assistant for sellers.")

    assert labels["aboutAi"] == {"YES"}
    assert labels["type"] == {"LAUNCH"}


def test_a_job_that_is_no_ai_role_has_no_stage() -> None:
    assert label_posting("Barista", None, None, None)["stage"] == frozenset()

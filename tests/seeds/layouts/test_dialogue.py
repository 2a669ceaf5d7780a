import pytest
from hypothesis import given, strategies as st

from schema.taxonomy.labels import Section
from seeds.layouts.dialogue import (
    Talk,
    complete,
    is_speech,
    iter_talks,
    read_label,
    read_speaker,
    split_dialogue,
)
from seeds.layouts.labels import Label

NAMES = (
    "Jane Doe",
    "José van der Berg",
    "J.P. O'Neil",
    "Operator",
    "Unidentified Analyst",
    "李 雷",
)
TITLES = (None, "Chief Executive Officer", "Acme Research -- Analyst")
WORDS = st.text(st.sampled_from("abc XYZ 1:.,-[]()\n\t é—"), min_size=1).filter(
    lambda text: (
        text.strip()
        and (turns := split_dialogue(text))
        and not turns[0].label.name
        and text == text.strip()
        and not text[0].isdigit()
    )
)
TALKS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(TITLES), WORDS), max_size=8)


def write(talks: list[tuple[str, str | None, str]]) -> str:
    heads = [f"{name} - {title}" if title else name for name, title, _ in talks]
    return "\n".join(f"{head}: {text}" for head, (_, _, text) in zip(heads, talks, strict=True))


def call(*talks: Talk) -> list[Talk]:
    return complete(talks)


OPERATOR = Talk("Welcome. We will take questions later.", "Operator")
CHIEF = Talk("Thank you. Beside me is John Roe, who runs finance.", "Jane Doe")
FIRST = Talk("Our first question comes from Ann Lee with Acme Research.", "Operator")
ASKED = Talk("How are margins?", "Ann Lee")
ANSWER = Talk("They are fine.", "John Roe")
NEXT = Talk("The next question is from Bo Ray.", "Operator")
OTHER = Talk("And sales?", "Bo Ray")


@given(TALKS)
def test_a_dialogue_reads_back_as_it_was_written(
    talks: list[tuple[str, str | None, str]],
) -> None:
    text = write(talks)

    turns = split_dialogue(text)

    read = [(turn.label.name, turn.label.title, text[turn.start : turn.end]) for turn in turns]
    assert read == talks


@given(st.text())
def test_what_is_outside_of_turns_is_a_label_or_white_space(text: str) -> None:
    place = 0
    for turn in split_dialogue(text):
        between = text[place : turn.start]
        assert turn.start >= place
        assert not between.strip() or between.rstrip().endswith(":")
        place = turn.end
    assert text[place:].strip() == "" or text[place:].rstrip().endswith(":")


@pytest.mark.parametrize(
    "line",
    [
        "Total Revenue: $549 million",
        "Net Leverage: 3.1 times",
        "Jane Doe: $5",
        "Note: unaudited",
        "Source: the company",
        "Q3: a good quarter",
        "9:00 a.m.: the start",
        "Company Participants: two",
        "Free Cash Flow: strong",
        "FY2026 Guidance: raised",
        "which means the following: more",
    ],
)
def test_a_heading_or_figure_is_no_speaker(line: str) -> None:
    label, following = line.rsplit(": ", 1)

    assert read_speaker(label, following) is None


@pytest.mark.parametrize(
    "label", ["Larry Page", "Mark Sales - CFO", "Operator", "Unknown Executive 2"]
)
def test_a_name_is_a_speaker_even_when_it_is_a_word(label: str) -> None:
    assert read_speaker(label, "Thank you.")


def test_who_stands_before_a_comma_has_the_title_after_it() -> None:
    assert read_speaker("Jane Doe, Chief Executive Officer, Acme Inc.") == Label(
        "Jane Doe", "Chief Executive Officer, Acme Inc."
    )


@pytest.mark.parametrize("label", ["Jane Doe, Jr.", "Jane Doe, MD", "Acme Securities, Inc."])
def test_what_belongs_to_a_name_is_no_title(label: str) -> None:
    assert read_speaker(label) == Label(label)


def test_half_a_sentence_is_no_title() -> None:
    assert read_speaker("At Acme, data were presented, including") is None


def test_who_is_marked_as_asking_is_an_analyst() -> None:
    [talk] = iter_talks("Q - Jane Doe: How are margins?")

    assert (talk.speaker, talk.role) == ("Jane Doe", "analyst")


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("Jane Doe", ("Jane Doe", None)),
        ("Jane Doe-Roe - CEO", ("Jane Doe-Roe", "CEO")),
        ("Jane Doe--Acme -- Analyst", ("Jane Doe", "Acme -- Analyst")),
        ("Jane Doe — VP, R&D", ("Jane Doe", "VP, R&D")),
        ("Q - Jane Doe", ("Jane Doe", None)),
    ],
)
def test_a_label_is_a_name_and_a_title(label: str, read: tuple[str, str | None]) -> None:
    assert read_label(label) == read


def test_an_editor_s_mark_is_no_speech() -> None:
    assert not is_speech(" [Operator Closing Remarks] ")
    assert is_speech("[Operator Instructions] Go ahead.")


def test_questions_start_where_the_operator_announces_the_first() -> None:
    sections = [talk.section for talk in call(OPERATOR, CHIEF, FIRST, ASKED)]

    assert sections == [Section.PREPARED, Section.PREPARED, Section.QA, Section.QA]


def test_questions_announced_for_later_do_not_start_them() -> None:
    assert {talk.section for talk in call(OPERATOR, CHIEF)} == {Section.UNKNOWN}


def test_who_only_gives_the_word_to_the_operator_is_still_preparing() -> None:
    over = Talk("Fine results. " * 50 + "Let's open the call to questions.", "John Roe")
    host = Talk("Operator, may we have the first question, please?", "Max Moe")

    sections = [talk.section for talk in call(OPERATOR, CHIEF, over, host, FIRST, ASKED)]

    assert sections == [Section.PREPARED] * 4 + [Section.QA] * 2


def test_questions_can_start_without_an_operator() -> None:
    host = Talk("We'll take our first question from Ann Lee.", "Max Moe")

    sections = [talk.section for talk in call(CHIEF, host, ASKED)]

    assert sections == [Section.PREPARED, Section.QA, Section.QA]


def test_an_analyst_who_opens_a_conference_asks_nothing_yet() -> None:
    host = Talk("I am glad to have Jane Doe with us.", "Ann Lee", "Acme Research -- Analyst")

    sections = [talk.section for talk in call(host, CHIEF, host)]

    assert sections == [Section.PREPARED, Section.PREPARED, Section.QA]


def test_a_surname_inside_of_a_word_lets_nobody_ask() -> None:
    silence = Talk("Please go ahead, sleepers.", "Operator")
    stranger = Talk("Hello.", "Eve Sleep")

    assert call(OPERATOR, CHIEF, FIRST, ASKED, silence, stranger)[-1].role == "unknown"


def test_roles_come_from_what_the_call_shows() -> None:
    talks = call(OPERATOR, CHIEF, FIRST, ASKED, ANSWER)

    roles = [talk.role for talk in talks]

    assert roles == ["operator", "executive", "operator", "analyst", "executive"]


def test_who_was_never_introduced_stays_unknown() -> None:
    stranger = Talk("I can take that.", "Max Moe")

    assert call(OPERATOR, CHIEF, FIRST, ASKED, stranger)[-1].role == "unknown"


def test_a_part_that_many_play_is_not_one_person() -> None:
    voice = Talk("I will take it.", "Unidentified Participant")

    talks = call(OPERATOR, CHIEF, FIRST, voice, NEXT, OTHER, voice)

    assert [talk.role for talk in talks[-2:]] == ["analyst", "unknown"]


def test_a_title_outweighs_the_part_of_the_call() -> None:
    guest = Talk("Good evening.", "Ann Lee", "Acme Research -- Analyst")

    assert call(OPERATOR, CHIEF, guest)[-1].role == "analyst"


def test_an_operator_without_a_name_is_known_by_the_questions() -> None:
    talks = [replace_name(talk) for talk in (OPERATOR, CHIEF, FIRST, ASKED)]

    roles = [talk.role for talk in complete(talks)]

    assert roles == ["operator", "executive", "operator", "analyst"]


def replace_name(talk: Talk) -> Talk:
    return Talk(talk.text, voice=talk.speaker)

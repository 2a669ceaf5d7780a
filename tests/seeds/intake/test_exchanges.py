from dataclasses import dataclass

import pytest

from schema.taxonomy.labels import Section, SpeakerRole
from seeds.intake.exchanges import number_exchanges

ROLES = {
    "O": ("Operator", SpeakerRole.OPERATOR),
    "E": ("Ann Lee", SpeakerRole.CEO),
    "I": ("Di Roe", SpeakerRole.INVESTOR_RELATIONS),
    "A": ("Cy Dunn", SpeakerRole.ANALYST),
    "B": ("Ed Fox", SpeakerRole.ANALYST),
    "?": ("Unknown Analyst", SpeakerRole.ANALYST),
    "2": ("Analyst 2", SpeakerRole.ANALYST),
    "3": ("Analyst 3", SpeakerRole.ANALYST),
}


@dataclass
class Part:
    """A turn as far as exchanges need it."""

    speaker: str | None
    role: SpeakerRole
    section: Section = Section.QA
    words: str = "Our next question: why?"


def number(call: str, words: str = "Our next question: why?") -> str:
    """The exchanges of a call written in letters: `-` where there is none."""
    parts = [Part(*ROLES[letter], words=words) for letter in call]
    return "".join("-" if each is None else str(each) for each in number_exchanges(parts))


@pytest.mark.parametrize(
    ("call", "numbers"),
    [
        ("OAEEOBE", "-111-22"),
        ("OAEAE", "-1111"),  # a follow-up
        ("OAEOAE", "-11-11"),  # let in again by the operator
        ("OAEBE", "-1122"),  # nobody in between
        ("OEAE", "--11"),  # remarks before the first question
        ("OAEOE", "-11--"),  # closing words
        ("O?EO?E", "-11-22"),  # who cannot be told apart by name
        ("O?E?E", "-1111"),
        ("O2E3E", "-1122"),  # a number tells them apart
        ("IEEIE", "11122"),  # questions that came in writing
        ("", ""),
    ],
)
def test_a_question_and_its_answers_have_one_number(call: str, numbers: str) -> None:
    assert number(call) == numbers


def test_investor_relations_without_a_question_begins_no_exchange() -> None:
    assert number("IE", words="Thank you all.") == "--"


def test_prepared_remarks_belong_to_no_exchange() -> None:
    parts = [Part(*ROLES["E"], section=Section.PREPARED), Part(*ROLES["A"]), Part(*ROLES["E"])]

    assert number_exchanges(parts) == [None, 1, 1]

from time import process_time
from types import SimpleNamespace
from typing import Any

import pytest

from schema.taxonomy.labels import Section, SpeakerRole
from seeds.intake.verification import find_place

TEXT = "We use AI. We use AI. We hire."


def quote(text: str, speaker: str | None = None) -> Any:
    return SimpleNamespace(
        text=text, speaker_printed=speaker, section=Section.QA, role=SpeakerRole.CEO
    )


def turn(number: int, start: int, end: int, speaker: str) -> Any:
    return SimpleNamespace(
        id=number, transcript_id=1, start=start, end=end, speaker_printed=speaker
    )


TURNS = [turn(1, 0, 10, "Ann Lee"), turn(2, 11, len(TEXT), "Bo Ek")]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (quote("We hire."), (2, 22)),
        (quote("We use AI."), None),
        (quote("We use AI.", "Bo Ek"), (2, 11)),
        (quote("AI. We"), (2, 18)),  # over the end of a turn it stands nowhere
        (quote("We"), None),
        (quote("We", "Ann Lee"), (1, 0)),
        (quote("We", "Bo Ek"), None),
    ],
)
def test_a_quote_is_placed_where_it_can_be_no_other(
    asked: Any, place: tuple[int, int] | None
) -> None:
    found = find_place(asked, TEXT, TURNS)

    assert (found and (found["turn_id"], found["start"])) == place


def test_words_that_stand_everywhere_take_no_time() -> None:
    text = "AI " * 330_000
    everywhere = [turn(1, 0, len(text), "Ann Lee")]
    start = process_time()

    assert not any(find_place(quote("AI"), text, everywhere) for _ in range(50))

    assert process_time() - start < 2

"""A turn's words are those of its transcript."""

from typing import Any

from sqlalchemy import select

from schema.tables import Transcript, Turn, table_of

TRANSCRIPT, TURN = table_of(Transcript), table_of(Turn)


def test_a_turn_has_the_words_of_its_span(ask: Any, filled: Any) -> None:
    with filled.read() as reader:
        rows = reader.rows(
            select(TRANSCRIPT.c.text, TURN.c.start, TURN.c.end).join_from(
                TURN, TRANSCRIPT, TURN.c.transcript_id == TRANSCRIPT.c.id
            )
        )

    answer = ask(
        "{ calls(first: 30) { nodes { transcripts { turns(first: 5) { nodes { text } } } } } }"
    )

    spans = {text[start:end] for text, start, end in rows}
    told = {
        turn["text"]
        for call in answer["data"]["calls"]["nodes"]
        for transcript in call["transcripts"]
        for turn in transcript["turns"]["nodes"]
    }
    assert told == spans
    assert len(told) == 2


def test_a_quote_without_a_turn_has_no_words_around_it(ask: Any) -> None:
    answer = ask("{ quotes(first: 100) { nodes { turn { text } } } }")

    turns = [quote["turn"] for quote in answer["data"]["quotes"]["nodes"]]

    assert None in turns
    assert all(turn is None or turn["text"] for turn in turns)

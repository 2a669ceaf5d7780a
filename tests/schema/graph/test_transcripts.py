"""Transcripts: what is uncertain about them, and which question a turn belongs to."""

from tests.schema.graph.conftest import Ask

QUERY = """
{ calls(first: 20) { nodes { transcripts {
    doubts { kind turn note }
    turns { nodes { n exchange } }
} } } }
"""


def test_a_transcript_says_what_is_uncertain(ask: Ask) -> None:
    calls = ask(QUERY)["data"]["calls"]["nodes"]

    transcript, *_ = (text for call in calls for text in call["transcripts"])
    doubts = {doubt["kind"]: (doubt["turn"], doubt["note"]) for doubt in transcript["doubts"]}
    assert doubts == {"SHARED_TITLE": (1, "So it is."), "NO_DATE": (None, "So it is.")}


def test_a_turn_says_to_which_question_it_belongs(ask: Ask) -> None:
    calls = ask(QUERY)["data"]["calls"]["nodes"]

    transcript, *_ = (text for call in calls for text in call["transcripts"])
    assert transcript["turns"]["nodes"] == [{"n": 0, "exchange": None}, {"n": 1, "exchange": 1}]

"""One invented dialogue, written in every layout that calls come in, and read back."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from json import dumps
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from schema.database import Database
from schema.errors import UnreadableFile
from schema.taxonomy.labels import Section
from seeds.intake import import_file
from seeds.layouts.dialogue import is_speech
from seeds.layouts.registry import find_layout
from seeds.records import CallRecord
from seeds.validation import BadRecord

Document = dict[str, Any]
Turn = tuple[str, Section, str]
"""Speaker, section and text."""

TITLES = {"Operator": "", "Jane Doe": "Chief Executive Officer", "Ann Lee": "Acme Bank -- Analyst"}
WORDS = (
    "We",
    "see",
    "A.I.",
    "growth.",
    "$5",
    "the",
    "Operator",
    "Note:",
    "Q3:",
    "[Technical Issues]",
    "Jane",
    "Doe",
    "--",
)
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join).filter(is_speech)
PART = st.lists(st.tuples(st.sampled_from(sorted(TITLES)), TEXTS), max_size=6)


def write_divided(turns: Sequence[Turn]) -> Document:
    parts = {
        name: [{"speaker": who, "speech": text} for who, part, text in turns if part is section]
        for name, section in (("prepared_remarks", Section.PREPARED), ("q_and_a", Section.QA))
    }
    return {**parts, "participants": [f"{who}--{title}" for who, title in TITLES.items() if title]}


def write_stated(turns: Sequence[Turn]) -> Document:
    statements = []
    for (who, section, text), following in pairwise([*turns, ("", None, "")]):
        *firm, role = TITLES[who].split(" -- ")
        label = " -- ".join(part for part in (following[0], TITLES.get(following[0])) if part)
        statement = {
            "section": "qa" if section is Section.QA else "pres",
            "speaker": who,
            "role": role,
            "affiliation": "".join(firm),
            "text": text + (label if following[1] is section else ""),
        }
        statements.append(statement)
    return {"ticker": "ACME", "call_transcript": statements}


def write_fmp(turns: Sequence[Turn]) -> Document:
    lines = [
        f"{who} - {TITLES[who]}: {text}" if TITLES[who] else f"{who}: {text}"
        for who, _, text in turns
    ]
    call = {"symbol": "ACME", "period": "Q1", "fiscalYear": 2026, "date": "2026-01-29"}
    return {"items": [{**call, "content": "\n".join(lines)}]}


def write_ninja(turns: Sequence[Turn]) -> Document:
    split = []
    for who, _, text in turns:
        *firm, role = TITLES[who].split(" -- ")
        split.append({"speaker": who, "text": text, "company": "".join(firm), "role": role})
    return {"ticker": "ACME", "year": "2026", "quarter": "1", "transcript_split": split}


def write_named(turns: Sequence[Turn]) -> Document:
    names = {who: {"name": who, "title": title or None} for who, title in TITLES.items()}
    speakers = [{"speaker": who, "text": text} for who, _, text in turns]
    return {"event": {"year": 2026}, "speakers": speakers, "speaker_name_map_v2": names}


def write_timed(turns: Sequence[Turn]) -> Document:
    document = write_named(turns)
    for speaker in document["speakers"]:
        speaker["words"] = speaker.pop("text").split(" ")
    return document


def write_tokens(turns: Sequence[Turn]) -> Document:
    lines = [f"{word}|{who}|0.1|0.2||LC|[]|[]" for who, _, text in turns for word in text.split()]
    header = "token|speaker|ts|endTs|punctuation|case|tags|wer_tags"
    return {"plain": "\n".join([header, *lines])}


def read(document: Document, source_name: str = "acme_q1_2026.json") -> list[CallRecord]:
    records = find_layout(document).read(document, source_name)
    return [record for record in records if isinstance(record, CallRecord)]


@pytest.mark.parametrize("write", [write_divided, write_stated])
@given(prepared=PART, questions=PART)
def test_a_layout_with_sections_gives_back_everything(
    write: Callable[[Sequence[Turn]], Document],
    prepared: list[tuple[str, str]],
    questions: list[tuple[str, str]],
) -> None:
    turns = [(who, Section.PREPARED, text) for who, text in prepared]
    turns += [(who, Section.QA, text) for who, text in questions]

    (call,) = read(write(turns))

    assert [(turn.speaker, turn.section, turn.text) for turn in call.turns] == turns
    assert [turn.title or "" for turn in call.turns] == [TITLES[who] for who, _, _ in turns]


@pytest.mark.parametrize("write", [write_fmp, write_ninja, write_named, write_timed])
@given(part=PART)
def test_a_layout_without_sections_gives_back_who_said_what(
    write: Callable[[Sequence[Turn]], Document], part: list[tuple[str, str]]
) -> None:
    # A label that is only ever followed by a figure may be no label; see the test of dialogues.
    assume(not any(text.startswith("$") for _, text in part))

    (call,) = read(write([(who, Section.UNKNOWN, text) for who, text in part]))

    assert [(turn.speaker, turn.text) for turn in call.turns] == part
    assert [turn.title or "" for turn in call.turns] == [TITLES[who] for who, _ in part]


@given(part=PART)
def test_a_table_of_tokens_gives_back_what_was_said(part: list[tuple[str, str]]) -> None:
    assume(all(one[0] != other[0] for one, other in pairwise(part)))

    (call,) = read(write_tokens([(who, Section.UNKNOWN, text) for who, text in part]))

    assert [(turn.speaker, turn.text) for turn in call.turns] == [(None, text) for _, text in part]


def test_only_the_next_label_is_cut_and_only_where_it_is_glued() -> None:
    said = "I hand over to the Operator"
    turns = [("Jane Doe", Section.QA, said), ("Operator", Section.QA, "Bye.")]
    mended = write_stated(turns)
    mended["call_transcript"][0]["text"] = said

    texts = [
        [turn.text for turn in call.turns] for call in (*read(write_stated(turns)), *read(mended))
    ]

    assert texts == [[said, "Bye."], [said, "Bye."]]


def test_what_has_no_speech_is_no_turn() -> None:
    document = write_divided([("Operator", Section.QA, "Bye.")])
    document["q_and_a"].append({"speaker": "Duration: 58 minutes", "speech": ""})

    assert [turn.text for turn in read(document)[0].turns] == ["Bye."]


def test_an_id_is_never_printed_as_a_name() -> None:
    document = write_named([("Jane Doe", Section.UNKNOWN, "Hello.")])
    del document["speaker_name_map_v2"]

    assert read(document)[0].turns[0].speaker is None


def test_names_that_the_talk_contradicts_are_not_believed() -> None:
    said = [
        ("Jane Doe", "Our first question comes from Ann Lee."),
        ("Operator", "Thanks. Operator, can we have the next question, please?"),
        ("Jane Doe", "Our next question comes from Ann Lee."),
        ("Jane Doe", "Our next question comes from Bo Ray."),
        ("Ann Lee", "How are margins?"),
    ]

    (call,) = read(write_named([(who, Section.UNKNOWN, text) for who, text in said]))

    assert [turn.speaker for turn in call.turns] == [None] * 4 + ["Ann Lee"]


def test_an_analyst_s_firm_is_kept_as_printed() -> None:
    document = write_named([("Ann Lee", Section.UNKNOWN, "How are margins?")])
    document["speaker_name_map_v2"]["Ann Lee"]["title"] = "UBS Analyst"

    (turn,) = read(document)[0].turns

    assert (turn.role, turn.title) == ("analyst", "UBS Analyst")


def test_level_1_is_one_text_of_nobody() -> None:
    (call,) = read({"text": "Good day."}, "acme_q1_2026_level-1.json")

    assert (call.period, call.turns[0].speaker, len(call.turns)) == ("2026Q1", None, 1)


def test_level_4_has_two_sections() -> None:
    halves = {"prepared_remarks": "Good day.", "questions_and_answers": "Any questions?"}

    (call,) = read({"event": {}, **halves})

    assert [turn.section for turn in call.turns] == [Section.PREPARED, Section.QA]


def test_half_of_level_4_may_hold_the_questions_too() -> None:
    halves = {"prepared_remarks": "Good day. Any questions?", "questions_and_answers": None}

    (call,) = read({"event": {}, **halves})

    assert [turn.section for turn in call.turns] == [Section.UNKNOWN]


@pytest.mark.parametrize(
    "period",
    [
        {"quarter": 3, "year": 2020},
        {"quarter": 3.0, "year": "2020"},
        {"quarter": "Q3", "year": 2020},
        {"period": "Q3", "year": 2020},
        {"period": "Q3", "fiscalYear": 2020},
    ],
)
def test_every_age_of_the_api_says_the_period_its_own_way(period: dict[str, Any]) -> None:
    item = {"symbol": "ACME", **period, "date": "2020-07-30 17:00:00", "content": "Hello."}

    old, new = read(item)[0], read({"items": [item]})[0]

    assert (old.key, str(old.held_on)) == ("ACME-2020Q3", "2020-07-30")
    assert old == new


def test_a_batch_is_a_call_for_every_item() -> None:
    (item,) = write_fmp([("Jane Doe", Section.UNKNOWN, "Hello.")])["items"]

    calls = read({"items": [item, {**item, "period": "Q2"}]})

    assert [call.key for call in calls] == ["ACME-2026Q1", "ACME-2026Q2"]


@pytest.mark.parametrize(
    "items",
    [
        [[3, 2020, "2020-07-30 17:00:00"]],
        [{"quarter": 3, "fiscalYear": 2020, "date": "2020-07-30"}],
    ],
)
def test_a_list_of_what_there_is_gives_calls_without_a_transcript(items: list[Any]) -> None:
    (call,) = read({"items": items}, "ACME.json")

    assert (call.key, call.turns) == ("ACME-2020Q3", ())


def test_accounts_are_no_calls() -> None:
    accounts = [{"symbol": "ACME", "date": "2026-03-31", "fiscalYear": "2026", "period": "Q1"}]

    assert find_layout({"items": [accounts[0] | {"revenue": 1}]}).name == "neutral"


def test_without_a_split_the_transcript_s_labels_divide_it() -> None:
    document = {"ticker": "ACME", "year": 2026, "quarter": 1, "transcript": "Jane Doe: Hello."}

    (call,) = read(document)

    assert [(turn.speaker, turn.text) for turn in call.turns] == [("Jane Doe", "Hello.")]


TOO_LONG = "x" * 10_000_000
EVENT = {"event": {"year": 2026, "quarter": 1}}


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({"prepared_remarks": 1, "q_and_a": []}, "prepared_remarks: must be a list"),
        ({"prepared_remarks": [{"speech": "a"}], "q_and_a": []}, r"\[0\].speaker: is missing"),
        (
            {"prepared_remarks": [{"speaker": "A", "speech": TOO_LONG}], "q_and_a": []},
            r"prepared_remarks\[0\].speech: is 10,000,000 characters; at most 1,000,000",
        ),
        ({"ticker": "A", "call_transcript": [{"text": "a"}]}, r"\[0\].speaker: is missing"),
        ({"ticker": 5, "call_transcript": []}, "ticker: must be a text"),
        (
            {"ticker": "A", "call_transcript": [], "fiscal_period_qtr": "Q7"},
            'fiscal_period_qtr: "Q7" is no quarter',
        ),
        ({"items": [{"symbol": "A", "quarter": 1, "year": 2026, "date": 3}]}, r"items\[0\].date:"),
        ({"items": [[1, 2026, "soon"]]}, r"items\[0\].date: must be a date"),
        ({"items": [[1, 1e300, "2026-01-29"]]}, r"items\[0\].year: 1e\+300 is no year"),
        ({"items": [[1, 2026, "2026-01-29"], 7]}, r"items\[1\]: must be an object"),
        ({**EVENT, "speakers": [{"text": ["a"]}]}, r"speakers\[0\].text: must be a text"),
        ({**EVENT, "speakers": [{"words": "a"}]}, r"speakers\[0\].words: must be a list"),
        ({**EVENT, "speakers": [{"text": "a"}] * 5001}, "speakers: has 5,001 entries"),
        ({**EVENT, "speakers": [], "speaker_name_map_v2": []}, "speaker_name_map_v2: "),
        (
            {"ticker": "A", "year": 1999, "quarter": 1, "transcript": "Jane Doe: a\n" * 5001},
            "turns: has 5,001 entries; at most 5,000 are kept",
        ),
        ({"event": {"year": -1}, "text": "a"}, "event.year: -1 is no year"),
        ({"text": TOO_LONG}, "text: is 10,000,000 characters"),
        ({"ticker": "A", "year": 2026, "quarter": 1, "transcript": {}}, "transcript: must be a te"),
        ({"plain": "token|speaker|ts|endTs|punctuation|case|\na|b"}, "line 2 has 2 fields, not 8"),
        ({"text": "a\x00b"}, r"turns\[0\].text: holds the control character U\+0000"),
    ],
)
def test_a_hostile_document_is_refused_by_its_field(document: Document, fault: str) -> None:
    with pytest.raises(BadRecord, match=fault):
        read(document)


def test_a_vendor_s_file_goes_in_and_changes_nothing_the_second_time(
    database: Database, tmp_path: Path, rows: Callable[..., list[dict[str, Any]]]
) -> None:
    turns = [("Jane Doe", Section.PREPARED, "We use A.I."), ("Ann Lee", Section.QA, "Why?")]
    path = tmp_path / "acme_q1_2026.txt"
    path.write_text(dumps(write_divided(turns), indent=1), "utf-8")

    first, second = import_file(database, path), import_file(database, path)

    assert (first.added, first.unchanged, second.added, second.unchanged) == (1, 0, 0, 1)
    assert [row["name"] for row in rows("company")] == ["ACME"]
    assert [row["role"] for row in rows("turn")] == ["CEO", "ANALYST"]


def test_a_company_without_a_ticker_goes_in_by_its_slug(
    database: Database, tmp_path: Path, rows: Callable[..., list[dict[str, Any]]]
) -> None:
    path = tmp_path / "Acme-Music-Inc_2026Q1.nlp"
    path.write_text(write_tokens([("1", Section.UNKNOWN, "Hello.")])["plain"], "utf-8")

    report = import_file(database, path)

    assert report.added == 1
    assert [(row["slug"], row["ticker"]) for row in rows("company")] == [("acme-music-inc", None)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.nlp", "Dear diary", "is of no layout that is known"),
        ("a.json", '{"a": 1}', "is of no layout that is known"),
        ("a.json", '{\n"a": x}', "a.json:2: is not JSON at character 6"),
        ("a.json", "[" * 5000, "is not JSON at character"),
        ("a.json", " ", "is empty"),
        ("a.txt", "\ud800", "is not UTF-8 at byte 1"),
        ("a.json", "[" + " " * 11_000_000 + "]", "the document is 11,000,002 bytes; at most"),
    ],
)
def test_a_file_that_is_no_call_is_refused(
    database: Database, tmp_path: Path, name: str, content: str, reason: str
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8", "surrogatepass")

    with pytest.raises(UnreadableFile, match=reason):
        import_file(database, path)

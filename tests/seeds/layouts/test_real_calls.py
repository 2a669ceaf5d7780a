"""Real calls in vendors' layouts, with the traps that are known of them.

The archives are unpacked in memory and read as files of their own names. Recorded answers lie in
YAML, which is no layout of ours, so their bodies are taken out here.
"""

from collections.abc import Iterator
from gzip import open as open_gzip
from pathlib import Path
from re import DOTALL, compile as compile_pattern
from tarfile import open as open_archive
from typing import Any

import pytest
from orjson import loads

from schema.taxonomy.labels import DoubtKind, Section
from seeds.layouts.dialogue import split_dialogue
from seeds.layouts.doubts import find_doubts
from seeds.layouts.registry import find_layout
from seeds.limits import DEFAULT_LIMITS
from seeds.reading import BadLine, SourceFile, iter_source
from seeds.records import CallRecord

pytestmark = pytest.mark.realdata

BODY = compile_pattern(r"body: '((?:[^']|'')*)'.*?url: (\S+)", DOTALL)


def iter_files(real_data: Path, archive: str, ending: str) -> Iterator[tuple[str, bytes]]:
    with open_archive(real_data / "transcripts" / "raw" / f"{archive}.tar.xz") as files:
        for member in files:
            stream = files.extractfile(member) if member.name.endswith(ending) else None
            if stream is not None:
                yield Path(member.name).name, stream.read()


def read(name: str, content: bytes) -> CallRecord:
    source = SourceFile(name, content, "")
    ((_, document),) = iter_source(source, DEFAULT_LIMITS)
    assert not isinstance(document, BadLine)
    records = list(find_layout(document).read(document, name))
    (call,) = (record for record in records if isinstance(record, CallRecord))
    return call


def read_normalised(real_data: Path, name: str) -> dict[str, dict[str, Any]]:
    path = real_data / "transcripts" / "normalised" / f"{name}.jsonl.gz"
    with open_gzip(path) as lines:
        return {call["call_id"]: call for call in map(loads, lines)}


@pytest.fixture(scope="module")
def answers(real_data: Path) -> dict[str, bytes]:
    """The bodies of the recorded answers by file name; YAML folds lines and doubles quotes."""
    bodies = {}
    for name, content in iter_files(real_data, "earningscall-api-yaml", ".yaml"):
        match = BODY.search(content.decode())
        if match and "/transcript?" in match[2]:
            words = match[1].replace("''", "'").split("\n")
            bodies[name] = " ".join([words[0], *(word.strip() for word in words[1:])]).encode()
    return bodies


def test_divided_calls_go_in_whole(real_data: Path) -> None:
    files = dict(iter_files(real_data, "fool-json-prepared-qa", ".txt"))

    calls = {name: read(name, content) for name, content in files.items()}

    turns = [turn for call in calls.values() for turn in call.turns]
    spoken = sum(
        len(part["speech"])
        for content in files.values()
        for parts in ("prepared_remarks", "q_and_a")
        for part in loads(content)[parts]
    )
    doubts = {doubt.kind for name, call in calls.items() for doubt in find_doubts(call, name)}
    assert (len(calls), len(turns)) == (60, 3746)
    assert sum(len(turn.text) for turn in turns) / spoken > 0.999
    assert doubts == {DoubtKind.NO_DATE}
    assert {turn.speaker for turn in turns if turn.role == "unknown"} == {"Unknown speaker"}


def test_statements_lose_the_next_label_and_nothing_else(real_data: Path) -> None:
    as_given = read_normalised(real_data, "foolcalls")
    cut = 0

    for name, content in iter_files(real_data, "foolcalls-json", ".json"):
        call = read(name, content)
        given = [turn["text"].strip() for turn in as_given[call.key]["turns"]]
        labels = [
            f"{turn.speaker} -- {turn.title or ''}".removesuffix(" -- ") for turn in call.turns
        ]
        for turn, text, following in zip(
            call.turns, given, [*labels[1:], "Operator"], strict=False
        ):
            rest = text.removeprefix(turn.text).strip()
            assert rest in ("", following)
            cut += rest == following

    assert cut == 511


def test_levels_2_3_and_4_tell_the_same_words(answers: dict[str, bytes]) -> None:
    level = {n: f"aapl-q1-2022-advanced-data-level-{n}.yaml" for n in (2, 3, 4)}

    texts = {
        n: [turn.text for turn in read(f"{name}.json", answers[name]).turns]
        for n, name in level.items()
    }

    assert len(texts[2]) == 76
    assert texts[2] == texts[3]
    assert " ".join(texts[2]) == " ".join(texts[4])


def test_exchanged_names_and_a_wrong_file_name_are_doubted(answers: dict[str, bytes]) -> None:
    name = "aapl-q1-2022-speaker-name-map-v2.yaml"

    call = read(f"{name}.json", answers[name])

    doubts = [doubt.kind for doubt in find_doubts(call, f"{name}.json")]
    assert (call.key, str(call.held_on)) == ("AAPL-2023Q1", "2023-02-02")
    assert doubts[0] is DoubtKind.PERIOD_CONFLICT
    assert doubts.count(DoubtKind.NO_SPEAKER) == 23
    assert {turn.speaker for turn in call.turns} >= {"Tim Cook", "Luca Maestri", None}
    assert "Teja Skala" not in {turn.speaker for turn in call.turns}


def test_an_answer_without_its_second_half_has_no_sections(answers: dict[str, bytes]) -> None:
    name = "nvda-q2-2025-level-4-data-missing.yaml"

    call = read(f"{name}.json", answers[name])

    assert [turn.section for turn in call.turns] == [Section.UNKNOWN]


def test_tokens_make_the_turns_that_others_made_of_them(real_data: Path) -> None:
    others = read_normalised(real_data, "rev-earnings21")
    files = list(iter_files(real_data, "rev-earnings21-nlp", ".nlp"))

    for name, content in files:
        call = read(f"ACME_2020Q2_{name}", content)
        theirs = others[f"earnings21-{Path(name).stem}"]["turns"]
        assert [turn.text for turn in call.turns] == [turn["text"] for turn in theirs]

    assert len(files) == 24


def test_labels_divide_real_speech_as_it_was_said(real_data: Path) -> None:
    calls = list(read_normalised(real_data, "vanillefatale").values())[::10]
    same = 0

    for call in calls:
        turns = [
            (turn["speaker"], turn["text"].strip())
            for turn in call["turns"]
            if turn["speaker"] and turn["text"].strip()
        ]
        text = "\n".join(f"{speaker}: {said}" for speaker, said in turns)
        found = [(turn.label.name, text[turn.start : turn.end]) for turn in split_dialogue(text)]
        same += found == turns

    # The others have names cut in two, "Peter Z." in one turn and "Vanacker" as the next speaker,
    # or misprinted ("Alicis a Yap"); in one a turn holds labels that others read as words.
    assert (len(calls), same) == (112, 100)

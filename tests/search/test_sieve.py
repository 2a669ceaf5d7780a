from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from search.language import parse
from search.marker import build_marker
from search.sieve import build_sieve, root_of
from search.tokens import stem

WORDS = """
    ai A.I. AIs a.i.'s artificial intelligence gpt-4o GPT-4 GPUs U.S. R&D don’t customer's happily
    hoping hope dying dies die skies sky 3.40 3.40x C++ Söderström soderstrom e-commerce _ai don't4
    a.ib (ai) ai/ml 人工 ai人 İstanbul straße d'or ‘ai’ ai—ml € 's
"""
TYPED = st.one_of(
    st.sampled_from(WORDS.split()),
    st.text(st.sampled_from("aibe'’.-&+é4人IE"), min_size=1, max_size=6),
)
TEXTS = st.tuples(st.sampled_from(" \n-"), st.lists(TYPED, max_size=9)).map(
    lambda parts: parts[0].join(parts[1])
)
WORDINGS = st.lists(TYPED, min_size=1, max_size=6).map(" ".join)
QUERIES = st.one_of(
    WORDINGS,
    WORDINGS.map(lambda words: f'"{words}"'),
    WORDINGS.map(lambda words: f'"{words}"~2'),
    TYPED.map(lambda word: f"{word}*"),
)


@given(QUERIES, TEXTS)
def test_what_is_marked_is_what_reading_all_of_the_text_would_mark(query: str, text: str) -> None:
    marker = build_marker(parse(query).node)
    thorough = replace(marker, sieve=build_sieve((), is_open=True))

    assert marker.ranges(text) == thorough.ranges(text)


ENDINGS = "s es ies ied ed ing y ying ly ily ally ational ization ability ible iveness ical ement"


@given(
    st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), max_size=5),
    st.sampled_from(["", *ENDINGS.split()]),
)
def test_a_word_begins_with_the_root_of_its_stem(beginning: str, ending: str) -> None:
    word = beginning + ending

    assert word.startswith(root_of(stem(word)))


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("agent", "Our agents: (Agent-based) help.", ["agents:", "(Agent-based)"]),
        ("ai", "It is said that A.I. and AI help.", ["A.I.", "AI"]),
        ("gpt-4o", "a GPT-3", ["GPT-3"]),
        ("page", "nothing of the kind", []),
        ("page", "Söderström", ["Söderström"]),
        ("home page", "at home -- page 3 of homes", ["home -- page", "homes"]),
    ],
)
def test_stretches_lie_between_blanks(word: str, text: str, expected: list[str]) -> None:
    stretches = build_sieve([word.split()]).stretches(text)

    assert [text[start:end] for start, end in sorted(set(stretches))] == expected


def test_words_moved_apart_let_through_a_text_that_holds_them_all() -> None:
    sieve = build_sieve([], [("home", "page")])

    assert sieve.stretches("a page of home") == [(0, 14)]
    assert sieve.stretches("a homely place") == []


def test_a_text_without_blanks_is_one_stretch_however_often_it_matches() -> None:
    text = "ai." * 100_000

    assert build_sieve([["ai"]]).stretches(text) == [(0, len(text))]

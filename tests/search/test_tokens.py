import pytest
from hypothesis import given, strategies as st
from tantivy import TextAnalyzerBuilder, Tokenizer

from search.tokens import LONGEST_WORD, compounds, fold, stem, tokenize, words_of

WORDS = [
    ("revenue of $3.40 and 1,200 users", ["revenue", "of", "3.40", "and", "1,200", "users"]),
    ("AT&T and R&D", ["at&t", "and", "r&d"]),
    ("C++, C# and C", ["c++", "c#", "and", "c"]),
    ("GPT-4o", ["gpt", "4o"]),
    ("A.I. and A.I and AI", ["ai", "and", "ai", "and", "ai"]),
    ("the U.S. and us", ["the", "u.s", "and", "us"]),
    ("the U.S.A. and the S.E.C.", ["the", "usa", "and", "the", "sec"]),
    ("ai-driven said paid", ["ai", "driven", "said", "paid"]),
    ("Spotify's Spotify’s", ["spotify", "spotify"]),
    ("don't don’t", ["don't", "don't"]),
    ("O’Brien's", ["o'brien"]),
    ("Q4'23", ["q4", "23"]),
    ("Söderström So\u0308derstro\u0308m", ["soderstrom", "soderstrom"]),
    ("Łukasz Ærø Straße", ["lukasz", "aero", "strasse"]),
    ("booking.com", ["booking", "com"]),
    ("人工知能", ["人", "工", "知", "能"]),
    ("Привет мир", ["привет", "мир"]),
    ("snake_case", ["snake", "case"]),
    ("😀 — …", []),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert list(words_of(text)) == words


def test_a_token_knows_where_it_stands() -> None:
    (token,) = tokenize("…  Söder!")

    assert "…  Söder!"[token.start : token.end] == "Söder"


def test_words_joined_by_hyphens_are_also_one() -> None:
    text = "a next-gen-ai and GPT‑4o"

    joined = [token.word for token in compounds(text, tokenize(text))]

    assert joined == ["next-gen", "next-gen-ai", "gen-ai", "gpt-4o"]


def test_a_word_beyond_all_length_is_cut() -> None:
    assert words_of("x" * 10_000) == ("x" * LONGEST_WORD,)


@pytest.mark.parametrize("word", ["u.s", "c++", "r&d", "3.40", "don't", "4o"])
def test_only_plain_words_are_stemmed(word: str) -> None:
    assert stem(word) == word


def test_forms_of_a_word_share_a_stem() -> None:
    assert stem("engineering") == stem("engineers") == stem("engineer")


def test_an_abbreviation_in_the_plural_has_the_stem_of_the_singular() -> None:
    assert [stem(word) for word in ("gpus", "llms", "news")] == ["gpu", "llm", "news"]


@given(st.text())
def test_tokens_stand_in_order_and_never_overlap(text: str) -> None:
    tokens = tokenize(text)

    edges = [edge for token in tokens for edge in (token.start, token.end)]

    assert edges == sorted(edges)
    assert all(token.start < token.end <= len(text) for token in tokens)


@given(st.text())
def test_the_engine_reads_the_words_exactly_as_they_were_cut(text: str) -> None:
    words, engine = words_of(text), TextAnalyzerBuilder(Tokenizer.whitespace()).build()

    assert engine.analyze(" ".join(words)) == list(words)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)

"""Text into words: the one tokenizer, used for indexing, for queries and for highlights.

The engine gets words that are already cut, folded and joined by blanks, so what it indexes and
what `Marker` highlights cannot differ.
"""

from functools import lru_cache
from re import compile as compile_pattern
from typing import NamedTuple
from unicodedata import combining, normalize

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from search.wordlists import STOP_WORDS

TOKENS_VERSION = 1  # raise it when the same text gives other words: indexes are then rebuilt
LONGEST_WORD = 60  # code points; longer ones are cut, in text and query alike, so they still match
_LONGEST_RAW = 240  # as typed, with all its accents written apart

_MARKS = "\u0300-\u036f"
# Japanese and Chinese are written without blanks: every sign is a word, and a run is a phrase.
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W_{_SIGNS}]"
_WORD = rf"{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*"
_APOSTROPHE = "['\u2019\u02bc\uff07]"
_TOKEN = compile_pattern(
    "|".join(
        (
            rf"[A-Za-z](?:\.[A-Za-z])+\.?(?!{_LETTER})(?:{_APOSTROPHE}[sS]\b)?",  # A.I., U.S.
            r"[A-Za-z](?:\+\+|\#)(?!\w)",  # C++, C#
            r"\d+(?:[.,]\d+)+",  # 3.40 and 1,200 whole: the biggest single gain on figures
            # AT&T and R&D whole; don't whole, but Q4'23 is two words so that Q4 finds it
            rf"{_WORD}(?:&{_WORD})*(?:{_APOSTROPHE}[^\W\d_{_SIGNS}]+)*",
            rf"[{_SIGNS}]",
        )
    )
)
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'", "\uff07": "'"})
# Letters that Unicode does not take apart into a plain one and an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_JOINTS = {"-": "-", "\u2010": "-", "\u2011": "-", ".": "."}
_JOINED = compile_pattern(r"\w[-\u2010\u2011.]\w")
_POSSESSIVE = compile_pattern("(?:'s)+$")
_LONGEST_COMPOUND = 4
_ABBREVIATIONS = compile_pattern(r"[^\Waeiouy_]{1,4}[^\Ws_]s")
_STEMMER = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()


class Token(NamedTuple):
    """One word of a text: folded, with the code points where it stands."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """The text in lower case and without accents."""
    if text.isascii():
        return text.lower()
    apart = normalize("NFD", normalize("NFD", text).casefold())
    plain = "".join(sign for sign in apart if not combining(sign)).translate(_PLAIN)
    return normalize("NFC", plain).translate(_APOSTROPHES)


@lru_cache(maxsize=65_536)
def fold_word(raw: str) -> str:
    """The folded form of a word as typed; a few fold to nothing."""
    word = _POSSESSIVE.sub("", fold(raw))
    if "." in word and word[0].isalpha():
        bare = word.replace(".", "")
        # A.I. is AI, but U.S. is not "us": a stop word in disguise keeps its dots.
        word = word.rstrip(".") if bare in STOP_WORDS else bare
    return word[:LONGEST_WORD]


def raw_words(text: str) -> list[str]:
    """The words of a text as typed, the longest ones cut."""
    raws: list[str] = _TOKEN.findall(text)
    if len(text) > _LONGEST_RAW and max(map(len, raws), default=0) > _LONGEST_RAW:
        return [raw[:_LONGEST_RAW] for raw in raws]
    return raws


def tokenize(text: str) -> list[Token]:
    """The words of a text in order; total on any string."""
    return [
        Token(word, match.start(), match.end())
        for match in _TOKEN.finditer(text)
        if (word := fold_word(match[0][:_LONGEST_RAW]))
    ]


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text; twice as fast as `tokenize`, which also says where they are."""
    return tuple(filter(None, map(fold_word, raw_words(text))))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English stem of a folded word; figures, names with signs and the like stay whole."""
    if not word.isalpha():
        return word
    stemmed = (_STEMMER.analyze(word) or [word])[0]
    # The stemmer needs a vowel to see a plural, so it leaves the s of GPUs, LLMs and KPIs.
    return stemmed[:-1] if stemmed == word and _ABBREVIATIONS.fullmatch(word) else stemmed


def compounds(text: str, tokens: list[Token] | None = None) -> list[Token]:
    """Words joined by hyphens or dots as one, from each of their parts on: gpt-4o, next-gen."""
    if _JOINED.search(text) is None:
        return []
    tokens = tokenize(text) if tokens is None else tokens
    found = []
    for first in range(len(tokens)):
        joined = tokens[first].word
        for last in range(first + 1, min(first + _LONGEST_COMPOUND, len(tokens))):
            joint = _JOINTS.get(text[tokens[last - 1].end : tokens[last].start])
            if joint is None:
                break
            joined += joint + tokens[last].word
            found.append(Token(joined, tokens[first].start, tokens[last].end))
    return found


def key_of(text: str) -> str:
    """A label stripped to letters and digits, for comparing `Product launch` to PRODUCT_LAUNCH."""
    return "".join(sign for sign in fold(text) if sign.isalnum())

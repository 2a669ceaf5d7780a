"""Which code points of a verbatim text a query matched, and that text as safe HTML."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import islice

from search.distance import is_within
from search.ranking import split_stop_words
from search.synonyms import Wording, other_wordings, synonym_runs
from search.syntax import Conjunction, Disjunction, Fuzzy, Node, Phrase, Prefix, Word
from search.tokens import (
    Token,
    compounds,
    fold_and_stem,
    fold_word,
    iter_places,
    raw_words,
    stem,
    tokenize,
)

Ranges = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class PhrasePattern:
    """Words that stand side by side, at most `slop` moves apart."""

    words: tuple[str, ...]
    stemmed: bool
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Marker:
    """What to highlight for one query; works on any text, indexed or not."""

    phrases: tuple[PhrasePattern, ...] = ()
    prefixes: tuple[str, ...] = ()
    fuzzies: tuple[tuple[str, int], ...] = ()

    def ranges(self, text: str) -> Ranges:
        """Sorted, disjoint code-point ranges (start, end) of `text` that the query matched."""
        raws = raw_words(text)
        words = list(map(fold_word, raws))
        if self.prefixes or self.fuzzies or "" in words:
            return self._thorough_ranges(text)
        stems = list(map(fold_and_stem, raws))
        groups = list(self._groups(words, stems))
        if not groups:
            return []
        # Places cost as much as all the rest, so they are looked up as far as they are needed.
        places = list(islice(iter_places(text), max(map(max, groups)) + 1))
        return _merged([span for group in groups for span in _spans(places, group)])

    def _thorough_ranges(self, text: str) -> Ranges:
        """What `ranges` does for queries that look into words, and for words of no letter."""
        tokens = tokenize(text)
        words = [token.word for token in tokens]
        places = [(token.start, token.end) for token in tokens]
        groups = self._groups(words, list(map(stem, words)))
        found = [span for group in groups for span in _spans(places, group)]
        if self.prefixes or self.fuzzies:
            candidates = tokens + compounds(text, tokens)
            found += [(token.start, token.end) for token in candidates if self._resembles(token)]
        return _merged(found)

    def _groups(self, words: list[str], stems: list[str]) -> Iterator[list[int]]:
        for phrase in self.phrases:
            yield from _places(phrase, stems if phrase.stemmed else words)

    def _resembles(self, token: Token) -> bool:
        return token.word.startswith(self.prefixes) or any(
            is_within(word, token.word, distance) for word, distance in self.fuzzies
        )


def build_marker(node: Node) -> Marker:
    """The marker of a query: everything it asks for, nothing that it excludes."""
    leaves = list(_wanted(node))
    phrases: list[PhrasePattern] = []
    for leaf in leaves:
        if isinstance(leaf, Phrase):
            phrases.append(PhrasePattern(leaf.words, stemmed=False, slop=leaf.slop))
        elif isinstance(leaf, Word):
            phrases.append(_stemmed(leaf.words))
            phrases.extend(map(_stemmed, other_wordings(leaf.words)))
    return Marker(
        tuple(dict.fromkeys(phrases)),
        tuple(leaf.start for leaf in leaves if isinstance(leaf, Prefix)),
        tuple((leaf.word, leaf.distance) for leaf in leaves if isinstance(leaf, Fuzzy)),
    )


def to_html(text: str, ranges: Iterable[tuple[int, int]], tag: str = "mark") -> str:
    """The text as HTML with each range in a tag and everything else escaped."""
    pieces, at = [], 0
    for start, end in ranges:
        pieces.append(escape(text[at:start]))
        pieces.append(f"<{tag}>{escape(text[start:end])}</{tag}>")
        at = end
    return "".join((*pieces, escape(text[at:])))


def _wanted(node: Node) -> Iterable[Node]:
    if isinstance(node, Conjunction):
        needed, _ = split_stop_words(node.parts)
        yield from (Word(wording) for wording in synonym_runs(needed))
        for part in needed:
            yield from _wanted(part)
    elif isinstance(node, Disjunction):
        for part in node.parts:
            yield from _wanted(part)
    elif isinstance(node, Word | Phrase | Prefix | Fuzzy):
        yield node


def _stemmed(words: Wording) -> PhrasePattern:
    return PhrasePattern(tuple(map(stem, words)), stemmed=True)


def _places(phrase: PhrasePattern, words: list[str]) -> Iterable[list[int]]:
    """Where the phrase stands in the words: lists of word numbers, one list a match."""
    if phrase.slop:
        yield from _loose_places(phrase, words)
        return
    first, size = phrase.words[0], len(phrase.words)
    if first not in words:
        return
    for at, word in enumerate(words):
        if word == first and tuple(words[at : at + size]) == phrase.words:
            yield list(range(at, at + size))


def _loose_places(phrase: PhrasePattern, words: list[str]) -> Iterable[list[int]]:
    """Matches with words between or swapped.

    A word's shift is its place less its place in the phrase; the spread of the shifts is the
    number of moves. The engine adds moves up word by word, in an order of its own, so of three
    words and more it may find a little less than is marked here, never more.
    """
    places = defaultdict(list)
    for at, word in enumerate(words):
        places[word].append(at)
    shifts = [[at - n for at in places[word]] for n, word in enumerate(phrase.words)]
    for least in sorted({shift for row in shifts for shift in row}):
        found = [bisect_left(row, least) for row in shifts]
        if any(at == len(row) for at, row in zip(found, shifts, strict=True)):
            return
        chosen = [row[at] for at, row in zip(found, shifts, strict=True)]
        if max(chosen) - least <= phrase.slop:
            yield sorted({shift + n for n, shift in enumerate(chosen)})


def _spans(places: Ranges, group: list[int]) -> Ranges:
    """The code points of a match; neighbours in one range, with what stands between them."""
    spans: Ranges = []
    for n, at in enumerate(group):
        if n and group[n - 1] == at - 1:
            spans[-1] = (spans[-1][0], places[at][1])
        else:
            spans.append(places[at])
    return spans


def _merged(ranges: Ranges) -> Ranges:
    merged: Ranges = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

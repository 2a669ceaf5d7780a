"""Which code points of a verbatim text a query matched, and that text as safe HTML."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from search.distance import is_within
from search.ranking import split_stop_words
from search.sieve import Sieve, build_sieve, root_of
from search.synonyms import other_wordings, synonym_runs
from search.syntax import Conjunction, Disjunction, Fuzzy, Node, Phrase, Prefix, Word
from search.tokens import Token, compounds, stem, tokenize

Ranges = list[tuple[int, int]]
_FEW = 4  # words of a phrase that is looked for by its first


@dataclass(frozen=True, slots=True)
class PhrasePattern:
    """Words that stand side by side, at most `slop` moves apart."""

    words: tuple[str, ...]
    stemmed: bool
    slop: int = 0

    @property
    def beginnings(self) -> tuple[str, ...]:
        """What the words of any text begin with that match these."""
        return tuple(map(root_of, self.words)) if self.stemmed else self.words

    @property
    def is_compact(self) -> bool:
        """Whether a match takes up no more than a few words of a text."""
        return not self.slop and len(self.words) <= _FEW


@dataclass(frozen=True, slots=True)
class Marker:
    """What to highlight for one query; works on any text, indexed or not."""

    stems: frozenset[str]
    words: frozenset[str]
    prefixes: tuple[str, ...]
    fuzzies: tuple[tuple[str, int], ...]
    phrases: tuple[PhrasePattern, ...]
    sieve: Sieve

    def ranges(self, text: str) -> Ranges:
        """Sorted, disjoint code-point ranges (start, end) of `text` that the query matched."""
        return _merged(
            [
                (start + first, start + last)
                for start, end in _merged(self.sieve.stretches(text))
                for first, last in self._matches(text[start:end])
            ]
        )

    def _matches(self, text: str) -> Ranges:
        tokens = tokenize(text)
        spans = [
            (start, end)
            for word, start, end in tokens
            if word in self.words or stem(word) in self.stems
        ]
        if self.prefixes or self.fuzzies:
            candidates = tokens + compounds(text, tokens)
            spans += [(start, end) for word, start, end in candidates if self._resembles(word)]
        if self.phrases:
            for group in self._groups([token.word for token in tokens]):
                spans += _spans(tokens, group)
        return spans

    def _groups(self, words: list[str]) -> Iterator[list[int]]:
        stems = list(map(stem, words))
        for phrase in self.phrases:
            yield from _places(phrase, stems if phrase.stemmed else words)

    def _resembles(self, word: str) -> bool:
        return word.startswith(self.prefixes) or any(
            is_within(wanted, word, distance) for wanted, distance in self.fuzzies
        )


def build_marker(node: Node) -> Marker:
    """The marker of a query: everything it asks for, nothing that it excludes."""
    leaves = list(_wanted(node))
    patterns = list(dict.fromkeys(pattern for leaf in leaves for pattern in _patterns(leaf)))
    single = [pattern for pattern in patterns if len(pattern.words) == 1]
    phrases = [pattern for pattern in patterns if len(pattern.words) > 1]
    prefixes = tuple(leaf.start for leaf in leaves if isinstance(leaf, Prefix))
    fuzzies = tuple((leaf.word, leaf.distance) for leaf in leaves if isinstance(leaf, Fuzzy))
    sieve = build_sieve(
        [[start] for start in prefixes] + [each.beginnings for each in patterns if each.is_compact],
        [each.beginnings for each in patterns if not each.is_compact],
        is_open=bool(fuzzies),
    )
    return Marker(
        stems=frozenset(pattern.words[0] for pattern in single if pattern.stemmed),
        words=frozenset(pattern.words[0] for pattern in single if not pattern.stemmed),
        prefixes=prefixes,
        fuzzies=fuzzies,
        phrases=tuple(phrases),
        sieve=sieve,
    )


def _patterns(leaf: Node) -> Iterator[PhrasePattern]:
    if isinstance(leaf, Phrase):
        yield PhrasePattern(leaf.words, stemmed=False, slop=leaf.slop)
    elif isinstance(leaf, Word):
        for stems in (tuple(map(stem, leaf.words)), *other_wordings(leaf.words)):
            yield PhrasePattern(stems, stemmed=True)


def to_html(text: str, ranges: Iterable[tuple[int, int]], tag: str = "mark") -> str:
    """The text as HTML with each range in a tag and everything else escaped."""
    written = escape if escape(text) != text else str
    pieces, at = [], 0
    for start, end in ranges:
        pieces.append(f"{written(text[at:start])}<{tag}>{written(text[start:end])}</{tag}>")
        at = end
    return "".join((*pieces, written(text[at:])))


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


def _spans(tokens: list[Token], group: list[int]) -> Ranges:
    """The code points of a match; neighbours in one range, with what stands between them."""
    spans: Ranges = []
    for n, at in enumerate(group):
        if n and group[n - 1] == at - 1:
            spans[-1] = (spans[-1][0], tokens[at].end)
        else:
            spans.append((tokens[at].start, tokens[at].end))
    return spans


def _merged(ranges: Ranges) -> Ranges:
    if len(ranges) < 2:
        return ranges
    merged: Ranges = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

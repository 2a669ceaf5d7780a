"""Query trees into the engine's queries; the engine never sees a user's text."""

from collections.abc import Iterable, Sequence
from datetime import date

from tantivy import FieldType, Occur, Query

from search.fields import (
    COMPANY_WORDS,
    COMPOUNDS,
    DAY,
    SCHEMA,
    SPEAKER_WORDS,
    STEMS,
    TITLE_WORDS,
    WORDS,
)
from search.ranking import is_stop_word, split_stop_words
from search.synonyms import Wording, other_wordings, synonym_run
from search.syntax import (
    Conjunction,
    Dates,
    Disjunction,
    Everything,
    Fuzzy,
    Negation,
    Node,
    Nothing,
    Phrase,
    Prefix,
    Scope,
    Word,
)
from search.tokens import key_of, stem, words_of
from search.wordlists import NOT_A_NAME, STOP_WORD_WEIGHT

# A word that names the speaker or the company counts a little more than one in the quote.
NAME_WEIGHT = 1.5
_NAME_FIELDS = {"speaker": SPEAKER_WORDS, "company": COMPANY_WORDS}


def unscored(query: Query) -> Query:
    """The same documents, without a say in the ranking."""
    return Query.const_score_query(query, 0.0)


def everything() -> Query:
    """All documents, unscored."""
    return unscored(Query.all_query())


def all_of(
    needed: list[Query], excluded: Iterable[Query] = (), extra: Iterable[Query] = ()
) -> Query:
    """Documents with every needed part and no excluded one; `extra` parts only add to the score."""
    # A query of nothing but exclusions finds nothing in this engine, so it excludes from all.
    clauses = [(Occur.Must, query) for query in needed or [everything()]]
    clauses += [(Occur.MustNot, query) for query in excluded]
    clauses += [(Occur.Should, query) for query in extra]
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)


def any_of(parts: list[Query]) -> Query:
    """Documents with at least one part; without parts, none."""
    if not parts:
        return Query.empty_query()
    return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Should, p) for p in parts])


def compile_node(node: Node) -> Query:
    """The engine's query for a tree."""
    match node:
        case Conjunction(parts):
            return _conjunction(parts)
        case Disjunction(parts):
            return any_of([compile_node(part) for part in parts])
        case Negation(part):
            return all_of([], [compile_node(part)])
        case Scope():
            return unscored(_scope(node))
        case Dates(lower, upper):
            return unscored(_days(lower, upper))
    return _compile_text(node)


def _compile_text(leaf: Everything | Nothing | Word | Phrase | Prefix | Fuzzy) -> Query:
    match leaf:
        case Everything():
            return everything()
        case Nothing():
            return Query.empty_query()
        case Word(words):
            return _weighed(leaf, _word(words))
        case Phrase(words, slop):
            return _phrase(WORDS, words, slop)
        case Prefix(start):
            # Not the engine's prefix query: that one stops at 50 terms without a word.
            return _resembling(start, 0, prefix=True)
        case Fuzzy(word, distance):
            return _resembling(word, distance, prefix=False)


def _conjunction(parts: tuple[Node, ...]) -> Query:
    needed, optional = split_stop_words(parts)
    positive = [part for part in needed if not isinstance(part, Negation)]
    excluded = [part.part for part in needed if isinstance(part, Negation)]
    return all_of(
        _with_synonyms(positive), map(compile_node, excluded), map(compile_node, optional)
    )


def _with_synonyms(parts: Sequence[Node]) -> list[Query]:
    """One query a part, but one for several words that together have other wordings."""
    queries: list[Query] = []
    at = 0
    while at < len(parts):
        run = synonym_run(parts, at)
        size = max(len(run), 1)
        together = all_of([compile_node(part) for part in parts[at : at + size]])
        queries.append(any_of([together, *map(_synonym, other_wordings(run))]))
        at += size
    return queries


def _weighed(node: Node, query: Query) -> Query:
    return Query.boost_query(query, STOP_WORD_WEIGHT) if is_stop_word(node) else query


def _word(words: Wording) -> Query:
    stems = tuple(map(stem, words))
    wordings = [_stems(stems), *map(_synonym, other_wordings(words))]
    if not NOT_A_NAME.issuperset(words):
        names = [_words(field, words) for field in _NAME_FIELDS.values()]
        wordings += [Query.boost_query(name, NAME_WEIGHT) for name in names]
    return any_of(wordings)


def _stems(stems: Wording) -> Query:
    return _phrase(STEMS, stems, 0)


def _synonym(stems: Wording) -> Query:
    # A phrase scores the sum of its words: unweighted, a quote that spells out "artificial
    # intelligence" outranks any number of mentions of AI.
    return Query.boost_query(_stems(stems), 1 / len(stems))


def _term(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA, field, value)


def _words(field: str, words: Iterable[str]) -> Query:
    return all_of([_term(field, word) for word in words])


def _phrase(field: str, words: Wording, slop: int) -> Query:
    if len(words) == 1:
        return _term(field, words[0])
    return Query.phrase_query(SCHEMA, field, list(words), slop)


def _resembling(word: str, distance: int, *, prefix: bool) -> Query:
    return any_of(
        [
            Query.fuzzy_term_query(SCHEMA, field, word, distance, True, prefix)
            for field in (WORDS, COMPOUNDS)
        ]
    )


def _scope(scope: Scope) -> Query:
    wanted = [_term(scope.name, label) for label in scope.known]
    labelled = {key_of(label) for label in scope.known}
    field = _NAME_FIELDS.get(scope.name)
    for value in scope.values:
        # `role:ceo` is the label; `role:"chief scientist"` can only be a title as printed.
        words_in = TITLE_WORDS if scope.name == "role" and key_of(value) not in labelled else field
        words = words_of(value)
        wanted += [_words(words_in, words)] if words_in and words else []
    return any_of(wanted)


def _days(lower: date | None, upper: date | None) -> Query:
    return numbers_between(
        DAY, lower.toordinal() if lower else None, upper.toordinal() if upper else None
    )


def numbers_between(field: str, lower: int | None, upper: int | None) -> Query:
    """Documents whose number lies between two bounds, both included; None is open."""
    if lower is None and upper is None:
        return everything()
    # The engine compares unsigned numbers: what lies below zero is open, or empty.
    if upper is not None and upper < 0:
        return Query.empty_query()
    lower = None if lower is None else max(lower, 0)
    return Query.range_query(SCHEMA, field, FieldType.Unsigned, lower, upper)


def sorted_after(field: str, key: int, *, ascending: bool) -> Query:
    """Documents that come after a unique sort key in that order."""
    lower, upper = (key + 1, None) if ascending else (None, key - 1)
    return unscored(numbers_between(field, lower, upper))

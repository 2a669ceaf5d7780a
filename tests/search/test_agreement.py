"""What the engine finds and what the marker marks are held to one plain reading of the language."""

from collections.abc import Callable

from hypothesis import given, settings, strategies as st

from search import QuoteDocument, SearchRequest
from search.engine import MAX_DEPTH, Snapshot, open_index, write
from search.language import parse
from search.marker import build_marker
from search.plan import Plan
from search.syntax import Conjunction, Disjunction, Negation, Node, format_query
from search.understanding import Understanding
from search.vocabulary import Vocabulary

Build = Callable[..., QuoteDocument]

WORDS = ["agent", "agents", "model", "models", "ai", "gpu", "gpus", "gpt-4o", "böse", "d’or", "c++"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
LEAVES = st.one_of(
    st.sampled_from([*WORDS, "mod*", "gpt-4*", "a*", "modle~", "agnts~", "bose", "artificial~1"]),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda ws: f'"{" ".join(ws)}"'),
    st.tuples(
        st.lists(st.sampled_from(WORDS), min_size=2, max_size=2, unique=True), st.integers(1, 4)
    ).map(lambda pair: f'"{" ".join(pair[0])}"~{pair[1]}'),
)
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        parts.map(lambda part: f"NOT ({part})"),
        st.tuples(parts, parts).map(lambda pair: f"({pair[0]}) AND ({pair[1]})"),
        st.tuples(parts, parts).map(lambda pair: f"({pair[0]}) OR ({pair[1]})"),
    ),
    max_leaves=6,
)


def find(query: str, quotes: list[QuoteDocument]) -> list[int]:
    """The keys that a query finds in an index of these quotes alone."""
    index = open_index(None)
    write(index, (), quotes, 15)
    snapshot = Snapshot(index)
    vocabulary = Vocabulary(snapshot)
    plan = Plan(Understanding(vocabulary).of(query), SearchRequest(), vocabulary)
    ranking = snapshot.best(plan.query(), MAX_DEPTH, count=False)
    return sorted(pk for _, pk in ranking.hits)


def holds(node: Node, text: str) -> bool:
    """Whether a text matches, by reading the tree as it stands."""
    match node:
        case Negation(part):
            return not holds(part, text)
        case Conjunction(parts):
            return all(holds(part, text) for part in parts)
        case Disjunction(parts):
            return any(holds(part, text) for part in parts)
    return bool(build_marker(node).ranges(text))


@settings(deadline=None, max_examples=150)
@given(TREES, st.lists(TEXTS, min_size=1, max_size=8))
def test_the_engine_finds_what_the_tree_says(document: Build, query: str, texts: list[str]) -> None:
    quotes = [document(n, text) for n, text in enumerate(texts)]
    node = parse(query).node

    found = find(query, quotes)

    assert found == [n for n, text in enumerate(texts) if holds(node, text)], format_query(node)


PHRASES = st.lists(st.sampled_from(WORDS), min_size=3, max_size=4, unique=True).map(" ".join)


@settings(deadline=None, max_examples=50)
@given(PHRASES, st.integers(1, 6), TEXTS)
def test_wherever_the_engine_finds_a_near_phrase_it_is_marked(
    document: Build, phrase: str, slop: int, text: str
) -> None:
    query = f'"{phrase}"~{slop}'

    found = find(query, [document(1, text)])

    assert not found or holds(parse(query).node, text)

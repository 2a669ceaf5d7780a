"""One search from request to result, on one snapshot."""

from search.engine import Snapshot
from search.facets import count_facets
from search.fields import COMPANY_WORDS, SPEAKER_WORDS, STEMS, WORDS
from search.language import parse
from search.marker import build_marker
from search.pages import read_page
from search.plan import Plan
from search.requests import SearchRequest
from search.results import Notice, SearchResult
from search.syntax import Conjunction, Disjunction, Node, Word, format_query
from search.tokens import stem
from search.vocabulary import Vocabulary


def answer(
    snapshot: Snapshot, vocabulary: Vocabulary, request: SearchRequest, generation: int
) -> SearchResult:
    """The result of a request on one snapshot.

    Raises:
        InvalidRequest: it names an unknown field or facet, or `after` is no key of its order.
    """
    parsed = parse(request.text)
    node, unknown = vocabulary.resolve(parsed.node)
    plan = Plan(node, request, vocabulary)
    page = read_page(snapshot, plan.query(), request, plan.order)
    if not page.hits:
        unknown += _misspelt(snapshot, vocabulary, node)
    notices = sorted((*parsed.notices, *unknown), key=lambda notice: notice.position)
    return SearchResult(
        hits=page.hits,
        total=page.total,
        has_more=page.has_more,
        interpretation=format_query(node),
        notices=tuple(dict.fromkeys(notices)),
        marker=build_marker(node),
        generation=generation,
        order=plan.order,
        facets=count_facets(snapshot, plan, request),
    )


def _misspelt(snapshot: Snapshot, vocabulary: Vocabulary, node: Node) -> list[Notice]:
    """A notice for every required word that no quote holds, with the closest one that some do."""
    if isinstance(node, Conjunction | Disjunction):
        return [notice for part in node.parts for notice in _misspelt(snapshot, vocabulary, part)]
    if not isinstance(node, Word) or len(node.words) > 1:
        return []
    word = node.words[0]
    fields = ((STEMS, stem(word)), (SPEAKER_WORDS, word), (COMPANY_WORDS, word))
    if any(snapshot.has_term(field, term) for field, term in fields):
        return []
    close = vocabulary.closest_word(WORDS, word)
    return [Notice(f"No quote holds the word {word!r}.", node.at, close)]

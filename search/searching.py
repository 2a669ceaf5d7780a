"""One search from request to result, on one snapshot."""

from search.engine import Snapshot
from search.facets import count_facets
from search.fields import COMPANY_WORDS, SPEAKER_WORDS, STEMS, WORDS
from search.pages import read_page
from search.plan import Plan
from search.results import Notice, SearchResult
from search.syntax import Conjunction, Disjunction, Node, Word
from search.tokens import stem
from search.vocabulary import Vocabulary


def answer(snapshot: Snapshot, plan: Plan, generation: int) -> SearchResult:
    """The result of a planned request on one snapshot.

    Raises:
        InvalidRequest: it names an unknown field or facet, or `after` is no key of its order.
    """
    understood = plan.understood
    page = read_page(snapshot, plan.query(), plan.request, plan.order)
    notices = list(understood.notices)
    if not page.hits:
        notices += _misspelt(snapshot, plan.vocabulary, understood.node)
    notices.sort(key=lambda notice: notice.position)
    return SearchResult(
        hits=page.hits,
        total=page.total,
        has_more=page.has_more,
        interpretation=understood.interpretation,
        notices=tuple(dict.fromkeys(notices)),
        marker=understood.marker,
        generation=generation,
        order=plan.order,
        facets=count_facets(snapshot, plan),
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

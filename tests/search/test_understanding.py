from collections.abc import Callable

from search import QuoteDocument, QuoteIndex, SearchRequest
from search.engine import Snapshot, open_index
from search.lexemes import MAX_CHARACTERS
from search.understanding import Understanding
from search.vocabulary import Vocabulary

Build = Callable[..., QuoteDocument]


def understanding() -> Understanding:
    return Understanding(Vocabulary(Snapshot(open_index(None))))


def test_a_text_that_comes_again_is_not_read_again() -> None:
    understands = understanding()

    assert understands.of("ai agents") is understands.of("ai agents")


def test_a_long_text_is_understood_and_not_kept() -> None:
    understands, text = understanding(), "ai" + " " * MAX_CHARACTERS

    assert understands.of(text).interpretation == "ai"
    assert understands.of(text) is not understands.of(text)


def test_what_texts_are_kept_is_bounded() -> None:
    understands = understanding()
    first = understands.of("0")

    for number in range(1, 1000):
        understands.of(str(number))

    assert understands.of("0") is not first


def test_a_change_of_the_index_is_understood_at_once(index: QuoteIndex, document: Build) -> None:
    request = SearchRequest("stage:ship")
    index.apply([document(1, "ai", stage="SCALE")], (), 1)
    before = index.search(request)

    index.apply([document(2, "ai", stage="SHIP")], (), 2)

    assert [notice.message for notice in before.notices] == ["No stage matches 'ship'."]
    assert index.search(request).notices == ()

"""Stored queries against new documents: which of them would now find which."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from search.documents import QuoteDocument
from search.engine import MAX_DEPTH, Snapshot, open_index, write
from search.language import parse
from search.plan import Plan
from search.requests import SearchRequest
from search.vocabulary import Vocabulary

_HEAP_MB = 15


def match_queries(
    queries: Mapping[str, str], documents: Iterable[QuoteDocument]
) -> dict[str, list[int]]:
    """For each stored query the keys, ascending, of those documents that it finds.

    The documents are indexed in memory, batch by batch, and every query is run on each batch.

    Raises:
        InvalidDocument: a document cannot be indexed.
    """
    found: dict[str, list[int]] = {name: [] for name in queries}
    parsed = {name: parse(text).node for name, text in queries.items()}
    for batch in _batches(documents):
        index = open_index(None)
        write(index, (), batch, _HEAP_MB)
        snapshot = Snapshot(index)
        vocabulary = Vocabulary(snapshot)
        for name, node in parsed.items():
            resolved, _ = vocabulary.resolve(node)
            query = Plan(resolved, SearchRequest(), vocabulary).query()
            ranking = snapshot.best(query, MAX_DEPTH, count=False)
            found[name] += [pk for _, pk in ranking.hits]
    return {name: sorted(set(keys)) for name, keys in found.items()}


def _batches(documents: Iterable[QuoteDocument]) -> Iterator[list[QuoteDocument]]:
    waiting = iter(documents)
    while batch := list(islice(waiting, MAX_DEPTH)):
        yield batch

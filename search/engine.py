"""The one place that touches the engine: clamps what goes in, and turns its panics into errors.

A limit of 2**31 makes the engine abort the process and a limit of 0 raises a BaseException, so
no other file may call a searcher or a writer.
"""

from asyncio import CancelledError
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tantivy import (
    DocAddress,
    Index,
    IndexWriter,
    Order as Direction,
    Query,
    Searcher,
    TextAnalyzerBuilder,
    Tokenizer,
)

from search.documents import QuoteDocument
from search.errors import IndexBusy, InvalidRequest, SearchError, SearchFailed
from search.fields import BLANKS, LARGEST_PK, NUMBER_FIELDS, PK, SCHEMA, build_document

MAX_PAGE = 100
MAX_DEPTH = 1000  # hits that a relevance order reaches: 4 ms to fetch and sort
MAX_VALUES = 10_000  # distinct values that a facet counts exactly
MAX_TERMS = 5000
ABSENT = "\0"  # stands for no value where hits are grouped; no text that is stored has it
MEGABYTE = 1_000_000
_SMALLEST_HEAP = 15 * MEGABYTE  # the engine refuses less
_LET_THROUGH = (KeyboardInterrupt, SystemExit, GeneratorExit, CancelledError, SearchError)


@contextmanager
def guarded(doing: str) -> Iterator[None]:
    """Turn whatever the engine throws, panics included, into `SearchFailed`."""
    try:
        yield
    except _LET_THROUGH:
        raise
    # Panics of the engine derive from BaseException and pass every `except Exception`.
    except BaseException as error:
        if "LockBusy" in str(error):
            raise IndexBusy("Another process is writing to the index; try again.") from error
        reason = str(error).partition("\n")[0][:200]
        raise SearchFailed(f"Search failed while {doing}: {reason}") from error


def clamp(number: int, most: int) -> int:
    """The number, at least 1 and at most `most`."""
    return max(1, min(int(number), most))


class Ranking(NamedTuple):
    """The best hits of a query; `is_whole` unless there are more to be had."""

    hits: list[tuple[float, int]]
    is_whole: bool
    total: int | None


class Snapshot:
    """One committed state of an index; later commits do not change its answers."""

    def __init__(self, index: Index) -> None:
        with guarded("opening a searcher"):
            index.reload()
            self._searcher: Searcher = index.searcher()

    @property
    def documents(self) -> int:
        """How many documents it holds, deleted ones left out."""
        return self._searcher.num_docs

    def count(self, query: Query) -> int:
        """How many documents match."""
        with guarded("counting"):
            # limit=1 because 0 panics
            return int(self._searcher.search(query, limit=1, count=True).count)  # type: ignore[attr-defined]

    def best(self, query: Query, depth: int, *, count: bool, wanted: int = MAX_DEPTH) -> "Ranking":
        """(score, pk) of the best hits, ties by pk descending, among `depth`; and the count.

        Of hits with one score the engine takes whichever it meets first, so the last score that it
        gives may be incomplete: those hits are left out unless there are no more. So are those
        behind the `wanted` best and their ties, which saves looking up their keys.
        """
        with guarded("ranking"):
            limit = clamp(depth, MAX_DEPTH)
            found = self._searcher.search(query, limit=limit, count=count)
            ranked = hits = found.hits
            if len(hits) == limit < MAX_DEPTH:
                hits = [hit for hit in hits if hit[0] > ranked[-1][0]]
            if len(hits) > wanted:
                hits = [hit for hit in hits if hit[0] >= ranked[wanted - 1][0]]
            keys = self._keys([address for _, address in hits])
        scored = sorted(zip([score for score, _ in hits], keys, strict=True), reverse=True)
        total = found.count if count else None  # type: ignore[attr-defined]
        return Ranking(scored, len(hits) == len(ranked), total)

    def sorted_keys(self, query: Query, field: str, limit: int, *, ascending: bool) -> list[int]:
        """Values of a unique number field of the first hits in its order; at most MAX_PAGE + 1."""
        direction = Direction.Asc if ascending else Direction.Desc
        with guarded("sorting"):
            found = self._searcher.search(
                query,
                limit=clamp(limit, MAX_PAGE + 1),
                count=False,
                order_by_field=field,
                order=direction,
            )
        return [key for key, _ in found.hits]

    def counts(self, query: Query, fields: Iterable[str]) -> dict[str, dict[str, int]]:
        """For each field the number of hits per value, at most MAX_VALUES values."""
        request = {
            name: {"terms": {"field": name, "size": MAX_VALUES, "segment_size": MAX_VALUES}}
            for name in fields
        }
        if not request:
            return {}
        with guarded("counting facets"):
            answer = self._searcher.aggregate(query, request)
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in answer[name]["buckets"]}
            for name in request
        }

    def group_counts(
        self, query: Query, fields: Sequence[str]
    ) -> dict[tuple[str | int | None, ...], int]:
        """The number of hits per combination of values; None where a hit has no value.

        Raises:
            InvalidRequest: there are more combinations than the engine counts.
        """
        request: dict[str, Any] = {}
        for name in reversed(fields):
            absent = 0 if name in NUMBER_FIELDS else ABSENT
            terms = {
                "field": name,
                "size": MAX_VALUES,
                "segment_size": MAX_VALUES,
                "missing": absent,
            }
            request = {"group": {"terms": terms} | ({"aggs": request} if request else {})}
        with guarded("counting groups"):
            try:
                answer = self._searcher.aggregate(query, request)
            except ValueError as error:
                if "bucket" in str(error):
                    raise InvalidRequest(
                        "The hits have too many combinations of these values: group by fewer keys, "
                        "or search for less."
                    ) from error
                raise
        return dict(_iter_groups(answer["group"]["buckets"], ()))

    def terms(self, field: str, prefix: str, limit: int) -> list[str]:
        """Indexed terms that begin with the prefix, the commonest first."""
        with guarded("listing terms"):
            rows = self._searcher.terms_with_prefix(field, prefix, limit=clamp(limit, MAX_VALUES))
        return [term for term, _ in rows]

    def has_term(self, field: str, term: str) -> bool:
        """Whether any document holds the term."""
        with guarded("looking up a term"):
            return self._searcher.doc_freq(field, term) > 0

    def _keys(self, addresses: list[DocAddress]) -> list[int]:
        values = self._searcher.fast_field_values(PK, addresses) if addresses else []
        return [int(value) for value in values if value is not None]


def _iter_groups(
    buckets: list[dict[str, Any]], before: tuple[str | int | None, ...]
) -> Iterator[tuple[tuple[str | int | None, ...], int]]:
    """Pairs of values and count out of nested buckets."""
    for bucket in buckets:
        key = bucket["key"]
        values = (*before, None if key in (ABSENT, 0) else key)
        if "group" in bucket:
            yield from _iter_groups(bucket["group"]["buckets"], values)
        else:
            yield values, bucket["doc_count"]


def open_index(folder: Path | None, *, create: bool = False) -> Index:
    """An index in a folder, or in memory without one, ready to read and write.

    Raises:
        SearchFailed: the folder holds no index, a damaged one, or one of another shape.
    """
    with guarded("opening the index"):
        if folder is None:
            index = Index(SCHEMA)
        elif create:
            index = Index(SCHEMA, str(folder))
        else:
            index = Index.open(str(folder))
        # Analyzers are not persisted: without this line reads and writes fail.
        index.register_tokenizer(BLANKS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        index.config_reader("manual")
    return index


def write(
    index: Index, deletes: Iterable[int], upserts: Iterable[QuoteDocument], heap_mb: int
) -> None:
    """Delete and replace documents by pk in one commit, and wait until merges are done.

    Raises:
        InvalidDocument: one cannot be indexed; nothing was written.
        IndexBusy: another process holds the writer.
        SearchFailed: the engine could not write; what was committed before stays.
    """
    with guarded("opening the writer"):
        writer = index.writer(max(heap_mb * MEGABYTE, _SMALLEST_HEAP), 1)
    try:
        # The iterables are the caller's own code: what they raise is not the engine's failure.
        for pk in deletes:
            _delete(writer, pk)
        for document in upserts:
            built = build_document(document)
            _delete(writer, document.pk)
            with guarded("writing"):
                writer.add_document(built)
        with guarded("committing"):
            writer.commit()
    finally:
        # Ends the merges too, so that the files stand still; without a commit nothing changes.
        with guarded("merging"):
            writer.wait_merging_threads()


def _delete(writer: IndexWriter, pk: int) -> None:
    # By query: deleting by term silently does nothing on a field of unsigned numbers.
    if 0 <= pk <= LARGEST_PK:
        with guarded("deleting"):
            writer.delete_documents_by_query(Query.term_query(SCHEMA, PK, pk))

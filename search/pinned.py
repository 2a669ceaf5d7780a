"""One state of the index, for several questions that must be answered alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.engine import Snapshot
from search.errors import InvalidRequest
from search.facets import count_facets
from search.fields import DAY, LABEL_FIELDS
from search.plan import Plan
from search.requests import SearchRequest
from search.results import FacetCount, SearchResult
from search.searching import answer
from search.understanding import Understanding

HELD_ON = "held_on"
GROUP_FIELDS = (*LABEL_FIELDS, HELD_ON)

Values = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class PinnedIndex:
    """A state that later commits do not change; its answers agree with each other."""

    snapshot: Snapshot
    understanding: Understanding
    generation: int

    def search(self, request: SearchRequest) -> SearchResult:
        """The hits of a request, as `QuoteIndex.search` gives them."""
        return answer(self.snapshot, self._plan(request), self.generation)

    def facets(self, request: SearchRequest) -> dict[str, tuple[FacetCount, ...]]:
        """The counts of a request's facets alone, as `search` gives them beside the hits."""
        return count_facets(self.snapshot, self._plan(request))

    def groups(self, request: SearchRequest, by: Sequence[str]) -> dict[Values, int]:
        """How many hits each combination of values has, by label fields and `held_on`.

        A day is its proleptic ordinal. A hit without a value has None there, one with several
        themes counts for each of them.

        Raises:
            InvalidRequest: a field that hits cannot be grouped by, or too many combinations.
        """
        for name in by:
            if name not in GROUP_FIELDS:
                raise InvalidRequest(
                    f"{name!r} is no field to group by; there are {', '.join(GROUP_FIELDS)}."
                )
        query = self._plan(request).query()
        return self.snapshot.group_counts(query, [DAY if name == HELD_ON else name for name in by])

    def _plan(self, request: SearchRequest) -> Plan:
        understood = self.understanding.of(request.text)
        return Plan(understood, request, self.understanding.vocabulary)

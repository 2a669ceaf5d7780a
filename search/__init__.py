"""Full text over quotes: documents in, hits out; knows neither SQL nor GraphQL."""

from search.documents import QuoteDocument
from search.errors import (
    IndexBusy,
    IndexDamaged,
    InvalidDocument,
    InvalidRequest,
    SearchError,
    SearchFailed,
)
from search.filters import All, Any, Between, Filter, Not, OneOf
from search.index import QuoteIndex
from search.marker import Marker, to_html
from search.requests import Order, SearchRequest
from search.results import FacetCount, Health, Hit, Notice, SearchResult

__all__ = [
    "All",
    "Any",
    "Between",
    "FacetCount",
    "Filter",
    "Health",
    "Hit",
    "IndexBusy",
    "IndexDamaged",
    "InvalidDocument",
    "InvalidRequest",
    "Marker",
    "Not",
    "Notice",
    "OneOf",
    "Order",
    "QuoteDocument",
    "QuoteIndex",
    "SearchError",
    "SearchFailed",
    "SearchRequest",
    "SearchResult",
    "to_html",
]

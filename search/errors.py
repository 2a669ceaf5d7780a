"""Every error that search raises on purpose, as one tree.

SearchError
├── InvalidRequest   a field, facet or cursor that search does not know
├── InvalidDocument  a document that cannot be indexed; names its key
├── IndexBusy        another process is writing to the same index
├── IndexDamaged     the files are not what was written; a rebuild from the database mends it
└── SearchFailed     the engine gave up in a way that nobody foresaw
"""


class SearchError(Exception):
    """Base of all errors of search, with a sentence for the reader."""


class InvalidRequest(SearchError):
    """The caller named a field, a facet or a cursor that search does not know."""


class InvalidDocument(SearchError):
    """A document cannot be indexed; nothing of its batch was written."""


class IndexBusy(SearchError):
    """Another process holds the index's only writer."""


class IndexDamaged(SearchError):
    """The index cannot be trusted and must be rebuilt from the database."""


class SearchFailed(SearchError):
    """The engine failed; the cause is chained."""

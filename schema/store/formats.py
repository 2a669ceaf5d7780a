"""The formats of files that tables are written to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from schema.errors import NotInstalled
from schema.store.tabular import Table, iter_csv, iter_jsonl


@dataclass(frozen=True)
class FileFormat:
    """A format: its media type, and what yields a table as the parts of a file.

    The first part comes when the first rows are read, so that their fault is known before; parts
    may be empty.
    """

    media_type: str
    write: Callable[[Table], Iterator[bytes]]


MISSING = "Lists as Parquet need an extra: pip install 'callboard[parquet]'; CSV needs none."


def iter_parquet(table: Table) -> Iterator[bytes]:
    """Yield a table as Parquet. Raises NotInstalled without pyarrow."""
    try:
        # Here and not above: it takes 0.1 s and 66 MB, and the library is an extra.
        from schema.store.parquet import iter_parts
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] != "pyarrow":
            raise
        raise NotInstalled(MISSING) from None
    yield from iter_parts(table)


PARQUET = "application/vnd.apache.parquet"
FORMATS: Mapping[str, FileFormat] = {
    "csv": FileFormat("text/csv; charset=utf-8; header=present", iter_csv),
    "jsonl": FileFormat("application/x-ndjson", iter_jsonl),
    "parquet": FileFormat(PARQUET, iter_parquet),
}
"""By the end of a file's name."""

"""Which layout a file has, told by its first record, and its records made neutral."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from seeds.layouts.companies_table import is_company_row, iter_company_records
from seeds.layouts.earnings_call_answers import is_earnings_call_answer, iter_answer_records
from seeds.layouts.fmp_calls import is_fmp_answer, iter_fmp_records
from seeds.layouts.ninja_calls import is_ninja_call, iter_ninja_records
from seeds.layouts.normalised_calls import is_normalised_call, iter_call_records
from seeds.layouts.normalised_postings import is_normalised_posting, iter_posting_records
from seeds.layouts.numbered_statements import is_stated_call, iter_stated_records
from seeds.layouts.prepared_and_questions import is_divided_call, iter_divided_records
from seeds.layouts.token_table import is_token_table, iter_token_records
from seeds.records import AnyRecord
from seeds.validation import parse_record


@dataclass(frozen=True, slots=True)
class Layout:
    """A way of writing records: `fits` looks at one document, `read` makes it neutral.

    `read` takes the document and the name of its file, and raises BadRecord. What it yields for a
    company is only what the file happens to know, so `is_hearsay` companies never overwrite what is
    stored.
    """

    name: str
    fits: Callable[[Mapping[str, Any]], bool]
    read: Callable[[Mapping[str, Any], str], Iterable[AnyRecord]]
    is_hearsay: bool = False


def has_kind(document: Mapping[str, Any]) -> bool:
    """Whether a document names its kind, as every neutral record does."""
    return "record" in document


def iter_neutral(document: Mapping[str, Any], source_name: str) -> Iterator[AnyRecord]:
    """Yield the one record of a neutral document. Raises BadRecord."""
    yield parse_record(document)


NEUTRAL = Layout("neutral", has_kind, iter_neutral)

LAYOUTS = (
    NEUTRAL,
    Layout("normalised calls", is_normalised_call, iter_call_records, is_hearsay=True),
    Layout("normalised postings", is_normalised_posting, iter_posting_records, is_hearsay=True),
    Layout("companies table", is_company_row, iter_company_records),
    Layout("prepared and questions", is_divided_call, iter_divided_records, is_hearsay=True),
    Layout("numbered statements", is_stated_call, iter_stated_records, is_hearsay=True),
    Layout("fmp", is_fmp_answer, iter_fmp_records, is_hearsay=True),
    Layout("api ninjas", is_ninja_call, iter_ninja_records, is_hearsay=True),
    Layout("earningscall", is_earnings_call_answer, iter_answer_records, is_hearsay=True),
    Layout("earnings-21", is_token_table, iter_token_records, is_hearsay=True),
)


def find_layout(document: Mapping[str, Any]) -> Layout:
    """Return the layout of a document; when none fits, the neutral one explains best."""
    return next((layout for layout in LAYOUTS if layout.fits(document)), NEUTRAL)

"""Which job board an answer came from, told by its content, and what it says of itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import Pattern, compile as compile_pattern
from typing import Any

from seeds.layouts.ashby import is_ashby_board, iter_ashby_postings
from seeds.layouts.ashby_page import is_ashby_page, iter_ashby_page_postings
from seeds.layouts.greenhouse import is_greenhouse_board, iter_greenhouse_postings
from seeds.layouts.job_posting import is_job_posting, iter_job_postings
from seeds.layouts.lever import is_lever_board, iter_lever_postings
from seeds.layouts.look import Look
from seeds.layouts.recruitee import is_recruitee_board, iter_recruitee_postings
from seeds.layouts.smartrecruiters import is_smartrecruiters_board, iter_smartrecruiters_postings
from seeds.layouts.workday import is_workday_board, iter_workday_postings
from seeds.records import PostingRecord

MOST_TEXT = 500


@dataclass(frozen=True, slots=True)
class BoardLayout:
    """A board's way of answering: `fits` looks at a document, `read` makes its postings neutral.

    `token` finds the board's own name in a text of its first posting, mostly in its address.
    """

    system: str
    fits: Callable[[Any], bool]
    read: Callable[[Any, Look], Iterator[PostingRecord]]
    token: Pattern[str]


JOB_POSTING = BoardLayout(
    "web", is_job_posting, iter_job_postings, compile_pattern(r"https?://([A-Za-z0-9.-]+)/")
)
BOARD_LAYOUTS = (
    BoardLayout(
        "ashby",
        is_ashby_board,
        iter_ashby_postings,
        compile_pattern(r"jobs\.ashbyhq\.com/([^/?#]+)/"),
    ),
    BoardLayout(
        "greenhouse",
        is_greenhouse_board,
        iter_greenhouse_postings,
        compile_pattern(r"(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io/([^/?#]+)/jobs"),
    ),
    BoardLayout(
        "lever",
        is_lever_board,
        iter_lever_postings,
        compile_pattern(r"jobs(?:\.eu)?\.lever\.co/([^/?#]+)/"),
    ),
    BoardLayout(
        "smartrecruiters",
        is_smartrecruiters_board,
        iter_smartrecruiters_postings,
        compile_pattern(r"/v1/companies/([^/?#]+)/postings"),
    ),
    BoardLayout("ashby", is_ashby_page, iter_ashby_page_postings, compile_pattern(r"(?!)")),
    BoardLayout("workday", is_workday_board, iter_workday_postings, compile_pattern(r"(?!)")),
    BoardLayout(
        "recruitee",
        is_recruitee_board,
        iter_recruitee_postings,
        compile_pattern(r"https?://([a-z0-9-]+)\.recruitee\.com"),
    ),
    JOB_POSTING,
)


def find_board_layout(document: Any) -> BoardLayout | None:
    """Return the layout of a board's answer, None for a document of another kind."""
    return next((layout for layout in BOARD_LAYOUTS if layout.fits(document)), None)


def find_layout_of_system(system: str | None) -> BoardLayout | None:
    """Return the layout that a system such as `lever` or `lever-eu` answers in."""
    name = (system or "").partition("-")[0]
    return next((layout for layout in BOARD_LAYOUTS if layout.system == name), None)


def find_token(layout: BoardLayout, document: Any) -> str | None:
    """Return the token that the answer's first posting names, None where it names none."""
    for text in iter_texts(find_first(document)):
        found = layout.token.search(text[:MOST_TEXT])
        if found:
            return found[1]
    return None


def find_first(document: Any) -> Any:
    """Return the first posting of an answer: of its list, or of the one list in its root."""
    if isinstance(document, dict):
        lists = (value for value in document.values() if isinstance(value, list) and value)
        document = next(lists, [document])
    return document[0] if isinstance(document, list) and document else None


def iter_texts(posting: Any) -> Iterator[str]:
    """Yield the texts of a posting."""
    values = posting.values() if isinstance(posting, dict) else ()
    yield from (value for value in values if isinstance(value, str))

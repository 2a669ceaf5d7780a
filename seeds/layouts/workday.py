"""Workday's career sites: pages of a list, each posting completed by its details if fetched."""

from collections.abc import Iterator
from re import fullmatch
from typing import Any

from seeds.layouts.days import read_day, read_relative_day
from seeds.layouts.descriptions import read_markup
from seeds.layouts.look import Look, build_posting, build_texts, read_work_mode
from seeds.layouts.source import BoardModel
from seeds.records import PostingRecord
from seeds.validation import parse_model

# In the list a posting of several places says only how many.
COUNT_OF_PLACES = r"\d+ Locations?"


class Details(BoardModel):
    """What a posting's own page says."""

    jobDescription: str | None = None
    location: str | None = None
    additionalLocations: tuple[str | None, ...] | None = None
    startDate: str | None = None
    postedOn: str | None = None
    remoteType: str | None = None
    externalUrl: str | None = None


class Job(BoardModel):
    """One posting of the list; `jobPostingInfo` holds its details where they were fetched."""

    title: str
    externalPath: str
    locationsText: str | None = None
    postedOn: str | None = None
    remoteType: str | None = None
    jobPostingInfo: Details | None = None


class Board(BoardModel):
    """The answer, or its pages as one."""

    jobPostings: tuple[Job, ...]


def is_workday_board(document: Any) -> bool:
    """Whether a document is a career site's list."""
    jobs = document.get("jobPostings") if isinstance(document, dict) else None
    if not isinstance(jobs, list):
        return False
    if not jobs:
        return "total" in document
    return isinstance(jobs[0], dict) and "externalPath" in jobs[0]


def iter_workday_postings(document: Any, look: Look) -> Iterator[PostingRecord]:
    """Yield the postings of a career site. Raises BadRecord."""
    for n, job in enumerate(parse_model(Board, document).jobPostings):
        details = job.jobPostingInfo or Details()
        posted = details.postedOn or job.postedOn
        url = details.externalUrl or build_url(look.board, job.externalPath)
        fields = {
            **build_texts(job.title, None, None, find_places(job, details), url),
            "id": find_id(job.externalPath),
            "workMode": read_work_mode(details.remoteType or job.remoteType),
            "description": read_markup(details.jobDescription),
            "openedOn": read_day(details.startDate) or read_relative_day(posted, look.crawled_on),
        }
        yield build_posting(look, f"jobPostings[{n}]", fields)


def find_places(job: Job, details: Details) -> list[str | None]:
    """Return the places of a posting; a mere count of them is none."""
    if details.location:
        return [details.location, *(details.additionalLocations or ())]
    is_count = fullmatch(COUNT_OF_PLACES, job.locationsText or "")
    return [] if is_count else [job.locationsText]


def build_url(board: str, path: str) -> str | None:
    """Return the address of a posting's page, None for a board not named `tenant.wd5.site`."""
    tenant, _, rest = board.partition(":")[2].partition(".")
    instance, _, site = rest.partition(".")
    return f"https://{tenant}.{instance}.myworkdayjobs.com/{site}{path}" if site else None


def find_id(path: str) -> str:
    """Return the requisition at the end of a path such as `/job/Oslo/Data-Engineer_R-1234-1`.

    From the path alone, so that it is the same with and without details; the number behind the
    requisition tells its postings apart.
    """
    return path.rstrip("/").rpartition("/")[2].rpartition("_")[2]

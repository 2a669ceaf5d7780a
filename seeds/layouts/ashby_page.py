"""What the page of an Ashby board loads: `{"jobPostings": [...]}` with names and ids, no texts."""

from collections.abc import Iterator
from typing import Any

from seeds.layouts.ashby import Secondary
from seeds.layouts.days import read_day
from seeds.layouts.look import Look, build_posting, build_texts, read_work_mode
from seeds.layouts.source import BoardModel
from seeds.records import PostingRecord
from seeds.validation import parse_model


class NamedLocation(Secondary):
    """A further location, under another name than in the API."""

    locationName: str | None = None


class Job(BoardModel):
    """One job. Its pay is a line of text without a currency's code, so none is read."""

    id: str
    title: str
    departmentName: str | None = None
    departmentExternalName: str | None = None
    teamName: str | None = None
    locationName: str | None = None
    locationExternalName: str | None = None
    secondaryLocations: tuple[NamedLocation, ...] | None = None
    workplaceType: str | None = None
    publishedDate: str | None = None
    isListed: bool = True


class Board(BoardModel):
    """What is loaded."""

    jobPostings: tuple[Job, ...]


def is_ashby_page(document: Any) -> bool:
    """Whether a document is what an Ashby page loads; Workday's list has the same root."""
    jobs = document.get("jobPostings") if isinstance(document, dict) else None
    if not isinstance(jobs, list) or not jobs or not isinstance(jobs[0], dict):
        return False
    return "locationName" in jobs[0] and "externalPath" not in jobs[0]


def iter_ashby_page_postings(document: Any, look: Look) -> Iterator[PostingRecord]:
    """Yield the listed jobs of a page. Raises BadRecord."""
    token = look.board.partition(":")[2]
    for n, job in enumerate(parse_model(Board, document).jobPostings):
        if not job.isListed:
            continue
        others = (each.locationName or each.location for each in job.secondaryLocations or ())
        places = (job.locationExternalName or job.locationName, *others)
        department = job.departmentExternalName or job.departmentName
        url = f"https://jobs.ashbyhq.com/{token}/{job.id}"
        fields = {
            **build_texts(job.title, department, job.teamName, places, url),
            "id": job.id,
            "workMode": read_work_mode(job.workplaceType),
            "openedOn": read_day(job.publishedDate),
        }
        yield build_posting(look, f"jobPostings[{n}]", fields)

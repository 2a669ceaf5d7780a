"""SmartRecruiters' Posting API: pages of a list, and the details of each posting where fetched."""

from collections.abc import Iterator
from typing import Any

from seeds.layouts.days import read_day
from seeds.layouts.descriptions import join_texts, read_markup
from seeds.layouts.look import Look, build_posting, build_texts, choose_work_mode, join_place
from seeds.layouts.source import BoardModel
from seeds.records import PostingRecord
from seeds.validation import parse_model

SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


class Labelled(BoardModel):
    """A department, function or level; `{}` where there is none."""

    id: str | int | None = None
    label: str | None = None


class Company(BoardModel):
    """Whose posting it is; `identifier` is the board's token."""

    identifier: str | None = None
    name: str | None = None


class Location(BoardModel):
    """Where the job is; the country is a code in small letters."""

    city: str | None = None
    region: str | None = None
    country: str | None = None
    fullLocation: str | None = None
    remote: bool | None = None
    hybrid: bool | None = None


class Section(BoardModel):
    """One part of the text, as HTML."""

    text: str | None = None


class JobAd(BoardModel):
    """The text of a posting."""

    sections: dict[str, Section | None] | None = None


class Job(BoardModel):
    """One posting; what begins at `postingUrl` is known from its details only."""

    id: str | int
    name: str
    releasedDate: str | None = None
    visibility: str | None = None
    company: Company | None = None
    location: Location | None = None
    department: Labelled | None = None
    function: Labelled | None = None
    experienceLevel: Labelled | None = None
    postingUrl: str | None = None
    active: bool = True
    jobAd: JobAd | None = None


class Board(BoardModel):
    """The answer, or its pages as one."""

    content: tuple[Job, ...]


def is_smartrecruiters_board(document: Any) -> bool:
    """Whether a document is a list of postings."""
    if not isinstance(document, dict) or not isinstance(document.get("content"), list):
        return False
    return "totalFound" in document


def iter_smartrecruiters_postings(document: Any, look: Look) -> Iterator[PostingRecord]:
    """Yield the active, public postings of a board. Raises BadRecord."""
    token = look.board.partition(":")[2]
    for n, job in enumerate(parse_model(Board, document).content):
        if not job.active or job.visibility not in (None, "PUBLIC"):
            continue
        where = job.location or Location()
        place = where.fullLocation or join_place(
            where.city, where.region, (where.country or "").upper()
        )
        department = job.department.label if job.department else None
        url = job.postingUrl or f"https://jobs.smartrecruiters.com/{token}/{job.id}"
        fields = {
            **build_texts(job.name, department, None, [place], url),
            "id": str(job.id),
            "workMode": choose_work_mode(remote=where.remote, hybrid=where.hybrid),
            "description": read_sections(job.jobAd),
            "openedOn": read_day(job.releasedDate),
            "nativeFunction": (job.function.label if job.function else None) or None,
            "nativeLevel": read_level(job.experienceLevel),
        }
        yield build_posting(look, f"content[{n}]", fields)


def read_sections(ad: JobAd | None) -> str | None:
    """Return the parts of a text in the order in which its page shows them."""
    sections = (ad.sections if ad else None) or {}
    texts = (sections.get(name) for name in SECTIONS)
    return join_texts(*(read_markup(section.text) for section in texts if section))


def read_level(level: Labelled | None) -> str | None:
    """Return the board's word for a level; `not_applicable` is none."""
    if level is None or level.id == "not_applicable":
        return None
    return level.label or (str(level.id).replace("_", " ") if level.id else None)

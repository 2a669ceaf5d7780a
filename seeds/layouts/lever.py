"""Lever's Postings API: a bare array of postings, fetched in pages."""

from collections.abc import Iterator
from typing import Any

from seeds.layouts.days import read_day
from seeds.layouts.descriptions import join_texts, read_markup, tidy
from seeds.layouts.look import Look, build_posting, build_texts, read_work_mode
from seeds.layouts.pay import build_pay, build_range, read_period
from seeds.layouts.source import BoardModel
from seeds.records import PostingRecord
from seeds.validation import parse_model


class Categories(BoardModel):
    """Where a posting belongs; every part may be missing."""

    location: str | None = None
    department: str | None = None
    team: str | None = None
    level: str | None = None
    allLocations: tuple[str | None, ...] | None = None


class Part(BoardModel):
    """A heading and its list items as HTML; they stand nowhere else."""

    text: str | None = None
    content: str | None = None


class Salary(BoardModel):
    """Pay in whole units; `interval` is such as `per-year-salary`."""

    min: float | None = None
    max: float | None = None
    currency: str | None = None
    interval: str | None = None


class Job(BoardModel):
    """One posting. Its description begins with its opening, which is therefore not read."""

    id: str
    text: str
    createdAt: float | str | None = None
    categories: Categories | None = None
    workplaceType: str | None = None
    description: str | None = None
    descriptionPlain: str | None = None
    lists: tuple[Part, ...] | None = None
    additional: str | None = None
    additionalPlain: str | None = None
    salaryDescription: str | None = None
    salaryDescriptionPlain: str | None = None
    salaryRange: Salary | None = None
    hostedUrl: str | None = None


class Board(BoardModel):
    """The answer, its array under a name."""

    postings: tuple[Job, ...]


def is_lever_board(document: Any) -> bool:
    """Whether a document is an array of Lever's postings.

    An empty one is not: nothing in it says whose it is, so it needs a name or an option.
    """
    if not isinstance(document, list) or not document or not isinstance(document[0], dict):
        return False
    return "text" in document[0] and "categories" in document[0]


def iter_lever_postings(document: Any, look: Look) -> Iterator[PostingRecord]:
    """Yield the postings of a board. Raises BadRecord."""
    for n, job in enumerate(parse_model(Board, {"postings": document}).postings):
        where = job.categories or Categories()
        places = (where.location, *(where.allLocations or ()))
        fields = {
            **build_texts(job.text, where.department, where.team, places, job.hostedUrl),
            "id": job.id,
            "workMode": read_work_mode(job.workplaceType),
            "description": read_description(job),
            "openedOn": read_day(job.createdAt),
            "nativeLevel": where.level or None,
            "pay": read_pay(job.salaryRange),
        }
        yield build_posting(look, f"postings[{n}]", fields)


def read_description(job: Job) -> str | None:
    """Return all of a posting's text in the order in which its page shows it."""
    lists = (join_texts(tidy(part.text), read_markup(part.content)) for part in job.lists or ())
    return join_texts(
        tidy(job.descriptionPlain) or read_markup(job.description),
        *lists,
        tidy(job.salaryDescriptionPlain) or read_markup(job.salaryDescription),
        tidy(job.additionalPlain) or read_markup(job.additional),
    )


def read_pay(salary: Salary | None) -> dict[str, Any] | None:
    """Return the pay of a posting, None without a period that we have."""
    if salary is None:
        return None
    period = read_period(salary.interval)
    return build_pay([build_range(salary.min, salary.max, salary.currency, period)])

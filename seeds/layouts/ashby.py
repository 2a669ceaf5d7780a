"""Ashby's Job Postings API: `{"apiVersion": "1", "jobs": [...]}`, the whole board at once."""

from collections.abc import Iterator
from typing import Any

from seeds.layouts.days import read_day
from seeds.layouts.descriptions import read_markup, tidy
from seeds.layouts.look import Look, build_posting, build_texts, read_work_mode
from seeds.layouts.pay import Range, build_pay, build_range, read_period
from seeds.layouts.source import BoardModel
from seeds.records import PostingRecord
from seeds.validation import parse_model


class Component(BoardModel):
    """One part of pay in whole units; parts come in any order, equity often first."""

    compensationType: str | None = None
    interval: str | None = None
    currencyCode: str | None = None
    minValue: float | None = None
    maxValue: float | None = None


class Tier(BoardModel):
    """The pay of one zone or level."""

    components: tuple[Component, ...] | None = None


class Compensation(BoardModel):
    """All that is said of pay; the lists may be empty and the summaries null."""

    compensationTiers: tuple[Tier, ...] | None = None
    summaryComponents: tuple[Component, ...] | None = None


class Secondary(BoardModel):
    """A further location."""

    location: str | None = None


class Job(BoardModel):
    """One job. `isRemote` is set on most hybrid jobs too, so it is not read."""

    id: str | None = None
    title: str
    department: str | None = None
    team: str | None = None
    location: str | None = None
    secondaryLocations: tuple[Secondary, ...] | None = None
    workplaceType: str | None = None
    publishedAt: str | None = None
    isListed: bool = True
    descriptionHtml: str | None = None
    descriptionPlain: str | None = None
    jobUrl: str | None = None
    shouldDisplayCompensationOnJobPostings: bool | None = None
    compensation: Compensation | None = None


class Board(BoardModel):
    """The answer."""

    jobs: tuple[Job, ...]


def is_ashby_board(document: Any) -> bool:
    """Whether a document is a board's list of jobs."""
    if not isinstance(document, dict) or not isinstance(document.get("jobs"), list):
        return False
    jobs = document["jobs"]
    is_job = bool(jobs) and isinstance(jobs[0], dict) and "jobUrl" in jobs[0]
    return is_job or (not jobs and "apiVersion" in document)


def iter_ashby_postings(document: Any, look: Look) -> Iterator[PostingRecord]:
    """Yield the listed jobs of a board. Raises BadRecord."""
    for n, job in enumerate(parse_model(Board, document).jobs):
        if not job.isListed:
            continue
        places = (job.location, *(each.location for each in job.secondaryLocations or ()))
        fields = {
            **build_texts(job.title, job.department, job.team, places, job.jobUrl),
            "id": job.id or (job.jobUrl or "").rstrip("/").rpartition("/")[2],
            "workMode": read_work_mode(job.workplaceType),
            # The plain text has its headings in capitals and its links spelled out.
            "description": read_markup(job.descriptionHtml) or tidy(job.descriptionPlain),
            "openedOn": read_day(job.publishedAt),
            "pay": read_pay(job),
        }
        yield build_posting(look, f"jobs[{n}]", fields)


def read_pay(job: Job) -> dict[str, Any] | None:
    """Return the salary of a job over its tiers; a commission with figures makes on-target pay."""
    if job.compensation is None:
        return None
    tiers = [tier.components or () for tier in job.compensation.compensationTiers or ()]
    salaries, targets = [], []
    for components in tiers or [job.compensation.summaryComponents or ()]:
        salary = find_range(components, "Salary")
        salaries.append(salary)
        targets.append(add_commission(salary, find_range(components, "Commission")))
    is_withheld = job.shouldDisplayCompensationOnJobPostings is False
    return build_pay(salaries, targets, is_withheld=is_withheld)


def find_range(components: tuple[Component, ...], kind: str) -> Range | None:
    """Return the first range of a kind among the components of a tier."""
    ranges = (
        build_range(each.minValue, each.maxValue, each.currencyCode, read_period(each.interval))
        for each in components
        if each.compensationType == kind
    )
    return next((each for each in ranges if each is not None), None)


def add_commission(salary: Range | None, commission: Range | None) -> Range | None:
    """Return salary and commission as one range, None where they do not add up."""
    if salary is None or commission is None or salary.kind != commission.kind:
        return None
    ends = ((salary.minimum, commission.minimum), (salary.maximum, commission.maximum))
    minimum, maximum = (None if None in end else sum(part or 0 for part in end) for end in ends)
    return build_range(minimum, maximum, salary.currency, salary.period)

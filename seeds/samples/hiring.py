"""Made-up postings: jobs opened and closed week by week until the open ones follow given counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

LAST_CRAWL = date(2026, 5, 1)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
# Shorter gaps would make a new opening look like the old one.
REST = 10 * WEEK
DEPARTMENTS = {
    "ENGINEERING": "Engineering",
    "RESEARCH": "Research",
    "PRODUCT": "Product",
    "DATA_ML": "Data",
    "LEGAL_POLICY": "Legal",
    "SALES": "Sales",
    "FINANCE": "Finance",
    "DESIGN": "Design",
    "PEOPLE_HR": "People",
}


@dataclass(frozen=True, slots=True)
class Job:
    """One job: its title and labels, and when it was open."""

    title: str
    labels: tuple[str, str, str, str]
    opened_on: date
    closed_on: date | None = None


def build_titles(
    templates: Sequence[Sequence[str]], areas: Sequence[str], rng: Random
) -> list[tuple[str, tuple[str, str, str, str]]]:
    """Return every title with its labels, shuffled."""
    titles = [
        (template.format(area=area), (labels[0], labels[1], labels[2], labels[3]))
        for template, *labels in templates
        for area in areas
    ]
    rng.shuffle(titles)
    return titles


def simulate_jobs(
    counts: Sequence[int],
    titles: Sequence[tuple[str, tuple[str, str, str, str]]],
    rng: Random,
) -> list[Job]:
    """Return jobs of which `counts[n]` are open on the n-th Friday, the last being LAST_CRAWL.

    What is open on the first Friday was first seen then. No title is open twice at a time.
    """
    first = LAST_CRAWL - WEEK * (len(counts) - 1)
    deck = list(titles)
    closed: list[Job] = []
    open_jobs: list[Job] = []
    for n, count in enumerate(counts):
        friday = first + WEEK * n
        closing = max(len(open_jobs) - count, min(rng.randint(0, 2), len(open_jobs)) if n else 0)
        for job in pick_oldest(open_jobs, closing, rng):
            open_jobs.remove(job)
            closed.append(replace(job, closed_on=friday - DAY * rng.randint(0, 4)))
        for title, labels in take_titles(deck, count - len(open_jobs), closed, open_jobs, friday):
            opened_on = friday - DAY * rng.randint(0, 4) if n else friday
            open_jobs.append(Job(title, labels, opened_on))
    return [*closed, *open_jobs]


def pick_oldest(jobs: Sequence[Job], number: int, rng: Random) -> list[Job]:
    """Return some of the jobs that have been open longest."""
    oldest = sorted(jobs, key=lambda job: (job.opened_on, job.title))[: number * 2]
    rng.shuffle(oldest)
    return oldest[:number]


def take_titles(
    deck: list[tuple[str, tuple[str, str, str, str]]],
    number: int,
    closed: Sequence[Job],
    open_jobs: Sequence[Job],
    friday: date,
) -> list[tuple[str, tuple[str, str, str, str]]]:
    """Return the next titles of the deck that are not open and have not just closed."""
    busy = {job.title for job in open_jobs}
    busy |= {job.title for job in closed if job.closed_on and friday - job.closed_on < REST}
    taken = [entry for entry in deck if entry[0] not in busy][:number]
    for entry in taken:
        deck.remove(entry)
        deck.append(entry)
    return taken


def iter_posting_records(
    jobs: Sequence[Job],
    *,
    board: str,
    company: str,
    cities: Sequence[str],
    pay: Mapping[str, Sequence[int]],
    rng: Random,
) -> Iterator[dict[str, Any]]:
    """Yield the postings of jobs by opening day; every sixth job stands in two cities.

    `pay` holds yearly dollars by title, for the jobs that are still open.
    """
    ordered = sorted(jobs, key=lambda job: (job.opened_on, job.title))
    for n, job in enumerate(ordered, 1):
        start = rng.randrange(len(cities))
        for copy in range(2 if n % 6 == 0 else 1):
            record = build_record(job, board, company, cities[(start + copy) % len(cities)])
            record["id"] = f"{1000 + n}-{copy + 1}"
            if job.closed_on is None and job.title in pay:
                low, high = pay[job.title]
                record["locations"] = ["New York, NY", "Boston, MA"][copy : copy + 1]
                record["pay"] = {"minimum": low, "maximum": high, "currency": "USD"}
            yield record


def build_record(job: Job, board: str, company: str, city: str) -> dict[str, Any]:
    """Return the neutral record of a job in one city, still without its id."""
    involvement, function, stage, seniority = job.labels
    record: dict[str, Any] = {
        "record": "posting",
        "board": board,
        "id": "",
        "company": company,
        "title": job.title,
        "department": DEPARTMENTS[function],
        "locations": [city],
        "workMode": "REMOTE" if city.startswith("Remote") else "HYBRID",
        "firstSeenOn": job.opened_on.isoformat(),
        "lastSeenOn": (job.closed_on - DAY if job.closed_on else LAST_CRAWL).isoformat(),
        "aiInvolvement": involvement,
        "function": function,
        "seniority": seniority,
        "isIllustrative": True,
    }
    if stage:
        record["stage"] = stage
    if job.closed_on:
        record["closedOn"] = job.closed_on.isoformat()
    return record

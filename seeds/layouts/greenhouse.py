"""Greenhouse's Job Board API: `{"jobs": [...], "meta": {"total": n}}`, the whole board at once."""

from collections.abc import Iterator
from typing import Any

from seeds.layouts.days import read_day
from seeds.layouts.descriptions import read_escaped_markup
from seeds.layouts.look import Look, build_posting, build_texts, split_locations
from seeds.layouts.pay import Range, build_pay, build_range, infer_period, is_on_target, read_period
from seeds.layouts.source import BoardModel
from seeds.records import PostingRecord
from seeds.validation import parse_model


class Place(BoardModel):
    """A location or a department; only its name is read."""

    name: str | None = None


class PayInput(BoardModel):
    """A pay range in cents; it has no field for its period."""

    min_cents: float | None = None
    max_cents: float | None = None
    currency_type: str | None = None
    title: str | None = None
    blurb: str | None = None


class Job(BoardModel):
    """One job post. `updated_at` is its last edit and no opening, so it is not read."""

    id: int | str
    title: str
    internal_job_id: int | str | None = None
    first_published: str | None = None
    location: Place | None = None
    departments: tuple[Place, ...] | None = None
    absolute_url: str | None = None
    content: str | None = None
    pay_input_ranges: tuple[PayInput, ...] | None = None

    @property
    def is_prospect(self) -> bool:
        """Whether it collects names for jobs to come; an aggregator may leave the field out."""
        return "internal_job_id" in self.model_fields_set and self.internal_job_id is None


class Board(BoardModel):
    """The answer."""

    jobs: tuple[Job, ...]


def is_greenhouse_board(document: Any) -> bool:
    """Whether a document is a board's list of jobs; Ashby's answer has `apiVersion` beside it."""
    if not isinstance(document, dict) or not isinstance(document.get("jobs"), list):
        return False
    jobs = document["jobs"]
    is_job = bool(jobs) and isinstance(jobs[0], dict) and "absolute_url" in jobs[0]
    return is_job or (not jobs and "meta" in document)


def iter_greenhouse_postings(document: Any, look: Look) -> Iterator[PostingRecord]:
    """Yield the jobs of a board without its prospect posts. Raises BadRecord."""
    for n, job in enumerate(parse_model(Board, document).jobs):
        if job.is_prospect:
            continue
        department = next((each.name for each in job.departments or () if each.name), None)
        places = split_locations(job.location.name if job.location else None)
        fields = {
            **build_texts(job.title, department, None, places, job.absolute_url),
            "id": str(job.id),
            "description": read_escaped_markup(job.content),
            "openedOn": read_day(job.first_published),
            "pay": read_pay(job.pay_input_ranges or ()),
        }
        yield build_posting(look, f"jobs[{n}]", fields)


def read_pay(inputs: tuple[PayInput, ...]) -> dict[str, Any] | None:
    """Return the pay of a job; ranges whose words say so are on-target earnings."""
    base = [read_range(each) for each in inputs if not is_on_target(each.title, each.blurb)]
    ote = [read_range(each) for each in inputs if is_on_target(each.title, each.blurb)]
    return build_pay(base, ote)


def read_range(pay: PayInput) -> Range | None:
    """Return a range in whole units, its period from the words beside it, else from its size."""
    minimum, maximum = (
        None if cents is None else cents / 100 for cents in (pay.min_cents, pay.max_cents)
    )
    currency = pay.currency_type or ""
    period = (
        read_period(pay.title) or read_period(pay.blurb) or infer_period(minimum, maximum, currency)
    )
    return build_range(minimum, maximum, currency, period)

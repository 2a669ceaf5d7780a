"""Recruitee's careers API: `{"offers": [...]}`, the whole board at once."""

from collections.abc import Iterator
from typing import Any

from seeds.layouts.days import read_day
from seeds.layouts.descriptions import join_texts, read_markup
from seeds.layouts.look import Look, build_posting, build_texts, choose_work_mode, join_place
from seeds.layouts.pay import build_pay, build_range, read_period
from seeds.layouts.source import BoardModel
from seeds.records import PostingRecord
from seeds.validation import parse_model


class Salary(BoardModel):
    """Pay in whole units; `{}` where there is none, amounts often as text."""

    min: float | None = None
    max: float | None = None
    currency: str | None = None
    period: str | None = None


class Job(BoardModel):
    """One offer."""

    id: int | str
    title: str
    status: str | None = None
    department: str | None = None
    location: str | None = None
    city: str | None = None
    state_name: str | None = None
    country: str | None = None
    remote: bool | None = None
    hybrid: bool | None = None
    on_site: bool | None = None
    published_at: str | None = None
    created_at: str | None = None
    careers_url: str | None = None
    description: str | None = None
    requirements: str | None = None
    category_code: str | None = None
    experience_code: str | None = None
    salary: Salary | None = None


class Board(BoardModel):
    """The answer."""

    offers: tuple[Job, ...]


def is_recruitee_board(document: Any) -> bool:
    """Whether a document is a board's list of offers."""
    return isinstance(document, dict) and isinstance(document.get("offers"), list)


def iter_recruitee_postings(document: Any, look: Look) -> Iterator[PostingRecord]:
    """Yield the published offers of a board. Raises BadRecord."""
    for n, job in enumerate(parse_model(Board, document).offers):
        if job.status not in (None, "published"):
            continue
        place = job.location or join_place(job.city, job.state_name, job.country)
        mode = choose_work_mode(remote=job.remote, hybrid=job.hybrid, on_site=job.on_site)
        fields = {
            **build_texts(job.title, job.department, None, [place], job.careers_url),
            "id": str(job.id),
            "workMode": mode,
            "description": join_texts(read_markup(job.description), read_markup(job.requirements)),
            "openedOn": read_day(job.published_at) or read_day(job.created_at),
            "nativeFunction": read_code(job.category_code),
            "nativeLevel": read_code(job.experience_code),
            "pay": read_pay(job.salary),
        }
        yield build_posting(look, f"offers[{n}]", fields)


def read_code(code: str | None) -> str | None:
    """Return a code such as `mid_level` as words."""
    return (code or "").replace("_", " ").strip() or None


def read_pay(salary: Salary | None) -> dict[str, Any] | None:
    """Return the pay of an offer, None without a period that we have."""
    if salary is None:
        return None
    period = read_period(salary.period)
    return build_pay([build_range(salary.min, salary.max, salary.currency, period)])

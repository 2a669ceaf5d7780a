"""What the AI roles and postings of companies pay after each day on which that changed."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from math import floor, fsum
from operator import attrgetter
from statistics import median
from typing import Any, NamedTuple

from orjson import dumps
from sqlalchemy import select

from schema.store.keys import among
from schema.store.pay import HAS_TERMS, NEVER, TOLD_BY, Terms, iter_terms
from schema.tables import Posting, Role, table_of
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, Unit

POSTING, ROLE = table_of(Posting), table_of(Role)
PAID = (
    select(
        POSTING.c.id,
        POSTING.c.company_id,
        POSTING.c.role_id,
        POSTING.c.ai_involvement,
        ROLE.c.is_ai,
        *TOLD_BY,
    )
    .outerjoin_from(POSTING, ROLE, POSTING.c.role_id == ROLE.c.id)
    .where(among(POSTING.c.company_id), HAS_TERMS)
)

Owner = tuple[int, Unit]
"""A company, and what is counted of it."""


class Step(NamedTuple):
    """A day on which a role begins (or ceases) to pay something over its open postings."""

    day: date
    begins: bool
    currency: str
    minimum: int
    maximum: int
    midpoint: float


@dataclass(slots=True)
class Purse:
    """What is paid in one currency, a value a role, each list in order."""

    minima: list[int] = field(default_factory=list)
    maxima: list[int] = field(default_factory=list)
    midpoints: list[float] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """Add what begins, remove what ceases."""
        change = insort if step.begins else withdraw
        change(self.minima, step.minimum)
        change(self.maxima, step.maximum)
        change(self.midpoints, step.midpoint)

    def summary(self) -> list[int]:
        """Return how many they are, the range of their pay, and its mean and median."""
        number = len(self.midpoints)
        mean, middle = fsum(self.midpoints) / number, median(self.midpoints)
        return [number, self.minima[0], self.maxima[-1], round_half_up(mean), round_half_up(middle)]


def days_of_pay(paid: Iterable[Any]) -> dict[Owner, dict[date, str]]:
    """Return per owner the pay after each day on which it changed, as `role_day.pay` has it."""
    days: dict[Owner, dict[date, str]] = {}
    for owner, jobs in group_jobs(paid).items():
        steps = sorted(step for terms in jobs.values() for step in iter_steps(terms))
        days[owner] = dict(iter_pay(steps))
    return days


def group_jobs(paid: Iterable[Any]) -> dict[Owner, dict[tuple[int, str], list[Terms]]]:
    """Return per owner the terms of each job in each currency: a role's postings, or one."""
    jobs: dict[Owner, dict[tuple[int, str], list[Terms]]] = defaultdict(lambda: defaultdict(list))
    for posting_id, company_id, role_id, involvement, is_ai, *told in paid:
        for terms in iter_terms(*told):
            if is_ai:
                jobs[company_id, Unit.ROLE][role_id, terms.currency].append(terms)
            if involvement in AI_ROLE_INVOLVEMENTS:
                jobs[company_id, Unit.POSTING][posting_id, terms.currency].append(terms)
    return jobs


def iter_steps(told: Sequence[Terms]) -> Iterator[Step]:
    """Yield what a job begins and ceases to pay in one currency, over its postings open then."""
    days = {terms.starts for terms in told} | {terms.ends for terms in told}
    for start, end in pairwise(sorted(days)):
        lasting = [terms for terms in told if terms.starts <= start and end <= terms.ends]
        if lasting:
            ends = sum(terms.minimum + terms.maximum for terms in lasting)
            pay = (
                lasting[0].currency,
                min(terms.minimum for terms in lasting),
                max(terms.maximum for terms in lasting),
                ends / (2 * len(lasting)),
            )
            yield Step(start, True, *pay)
            yield Step(end, False, *pay)


def iter_pay(steps: Iterable[Step]) -> Iterator[tuple[date, str]]:
    """Yield each day with a step, in order, and what is paid after it."""
    purses: Mapping[str, Purse] = defaultdict(Purse)
    for day, of_day in groupby(steps, attrgetter("day")):
        if day == NEVER:
            return
        for step in of_day:
            purses[step.currency].take(step)
        pay = [[name, *purse.summary()] for name, purse in purses.items() if purse.midpoints]
        yield day, dumps(sorted(pay, key=lambda each: (-each[1], each[0]))).decode()


def withdraw(held: list[Any], value: float) -> None:
    """Remove a value from a list in order that holds it."""
    del held[bisect_left(held, value)]


def round_half_up(number: float) -> int:
    """Return the nearest whole number, the larger of two equally near ones."""
    return floor(number + 0.5)

"""The hiring of the made-up world: boards, roles with their postings, and the daily counts."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from callboard.bench.talk import TODAY, Rows
from schema.store.roles import add_up
from schema.tables import Board, Posting, Role, RoleCount
from schema.taxonomy.labels import (
    AI_ROLE_INVOLVEMENTS,
    AiInvolvement,
    JobFunction,
    PayPeriod,
    Seniority,
    Stage,
    Unit,
    WorkMode,
)

POSTINGS = 600  # of a company, on average
AI_SHARE = 0.5
PAY_KNOWN_SHARE = 0.7
HISTORY = 760  # days
# Three in four jobs are posted once, the others in two or three places.
PLACES = (("Stockholm",), ("Boston",), ("London",), ("Boston", "London", "Stockholm"))
BASE_PAY = {stage: 90_000 + 25_000 * n for n, stage in enumerate(Stage)}


@dataclass
class HiringWriter:
    """Draws rows in the order in which their keys are needed; numbers them from 1."""

    random: Random

    def __post_init__(self) -> None:
        self.roles, self.postings = count(1), count(1)

    def company(self, key: int) -> Rows:
        """Yield a company's board, its roles with their postings, and its daily counts."""
        yield Board, {"id": key, "key": f"bench:{key}", "company_id": key}
        wanted = int(POSTINGS * self.random.uniform(0.3, 1.7))
        stretches: list[Any] = []
        while wanted > 0:
            places = self.random.choice(PLACES)
            role, pay = self.role(key)
            yield Role, role
            for place in places:
                yield Posting, self.posting(role, place, pay)
            if role["is_ai"]:
                span = (role["opened_on"], role["closed_on"])
                units = [Unit.ROLE, *(Unit.POSTING for _ in places)]
                stretches += [(key, unit, span, role["stage"], role["function"]) for unit in units]
            wanted -= len(places)
        for (_, unit, day, stage, function), (opened, closed) in add_up(stretches).items():
            yield (
                RoleCount,
                {
                    "company_id": key,
                    "unit": unit.value,
                    "day": day,
                    "stage": stage,
                    "function": function,
                    "opened": opened,
                    "closed": closed,
                },
            )

    def role(self, company: int) -> tuple[dict[str, Any], int | None]:
        """Return a role and the lower end of its yearly pay, None when it does not tell."""
        key = next(self.roles)
        opened = TODAY - timedelta(days=int(HISTORY * self.random.random() ** 1.4))
        closed = opened + timedelta(days=5 + int(220 * self.random.random() * self.random.random()))
        is_ai = self.random.random() < AI_SHARE
        stage = self.random.choice(list(Stage))
        function = self.random.choice(list(JobFunction))
        kinds = AI_ROLE_INVOLVEMENTS if is_ai else set(AiInvolvement) - AI_ROLE_INVOLVEMENTS
        row = {
            "id": key,
            "company_id": company,
            "key": f"job-{key}",
            "title": f"{function.value.replace('_', ' ').title()} specialist",
            "opened_on": opened.isoformat(),
            "opened_on_is_censored": False,
            "closed_on": closed.isoformat() if closed <= TODAY else None,
            "ai_involvement": self.random.choice(sorted(kinds)).value,
            "is_ai": is_ai,
            "stage": stage.value if is_ai else None,
            "function": function.value,
            "seniority": self.random.choice(list(Seniority)).value,
        }
        is_told = self.random.random() < PAY_KNOWN_SHARE
        pay = int(BASE_PAY[stage] * self.random.uniform(0.7, 1.3)) // 1000 * 1000
        return row, pay if is_told else None

    def posting(self, role: dict[str, Any], place: str, pay: int | None) -> dict[str, Any]:
        """Return a posting of a role in one place, open as long as the role."""
        key = next(self.postings)
        most = None if pay is None else pay + 1000 * self.random.randint(5, 60)
        copied = ("title", "opened_on", "opened_on_is_censored", "closed_on")
        labels = ("company_id", "ai_involvement", "stage", "function", "seniority")
        return {
            "id": key,
            **{name: role[name] for name in (*copied, *labels)},
            "board_id": role["company_id"],
            "source_id": str(key),
            "advert_id": str(key),
            "role_id": role["id"],
            "role_key": role["key"],
            "locations": f'["{place}"]',
            "work_mode": WorkMode.HYBRID.value,
            "first_seen_on": role["opened_on"],
            "last_seen_on": role["closed_on"] or TODAY.isoformat(),
            "evidence": "[]",
            "pay_minimum_cents": pay and 100 * pay,
            "pay_maximum_cents": most and 100 * most,
            "pay_currency": pay and "USD",
            "pay_period": pay and PayPeriod.YEAR.value,
            "pay_is_withheld": False,
            "yearly_minimum": pay,
            "yearly_maximum": most,
            "is_illustrative": True,
        }

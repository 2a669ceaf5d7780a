"""The talk of the made-up world: companies, who speaks for them, calls, events and quotes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from callboard.bench.words import Speech, draw_name
from schema.tables import Call, Company, Event, Person, PersonAlias, Quote, QuoteTheme, Theme
from schema.taxonomy.labels import (
    CallKind,
    EventType,
    Origin,
    Section,
    Sector,
    SpeakerRole,
    Stage,
    ThemeSlug,
    Verification,
)

TODAY = date(2026, 6, 30)
CALLS = 16  # of a company: four years of quarters
EVENTS = 15  # of a call
QUARTER = 91  # days
# Of ten events one has no quote, eight have one and one has two: as many quotes as events.
QUOTES_OF_AN_EVENT = (0, 1, 1, 1, 1, 1, 1, 1, 1, 2)
TITLES = {
    SpeakerRole.CEO: "Chief Executive Officer",
    SpeakerRole.CFO: "Chief Financial Officer",
    SpeakerRole.COO: "Chief Operating Officer",
    SpeakerRole.CTO: "Chief Technology Officer",
    SpeakerRole.BUSINESS_HEAD: "Head of Platform",
    SpeakerRole.INVESTOR_RELATIONS: "Head of Investor Relations",
}

Rows = Iterator[tuple[Any, dict[str, Any]]]
"""A row type with the columns of one row."""


@dataclass
class TalkWriter:
    """Draws rows in the order in which their keys are needed; numbers them from 1."""

    random: Random
    speech: Speech

    def __post_init__(self) -> None:
        self.calls, self.events, self.quotes = count(1), count(1), count(1)
        self.people = count(1)

    def themes(self) -> Rows:
        """Yield the themes of the taxonomy."""
        for key, slug in enumerate(ThemeSlug, 1):
            label = slug.value.replace("_", " ").capitalize()
            yield Theme, {"id": key, "slug": slug.value, "label": label, "description": ""}

    def company(self, key: int) -> Rows:
        """Yield a company, its people, and all that was said on its calls."""
        name = f"{draw_name(self.random)} {draw_name(self.random)}"
        yield (
            Company,
            {
                "id": key,
                "slug": f"{name.lower().replace(' ', '-')}-{key}",
                "ticker": f"{name[:3].upper()}{key}",
                "name": name,
                "sector": self.random.choice(list(Sector)).value,
                "industry": draw_name(self.random),
                "is_illustrative": True,
            },
        )
        speakers = {}
        for role in TITLES:
            speakers[role] = person = next(self.people)
            yield from self.person(person, key)
        latest = TODAY - timedelta(days=self.random.randrange(80))
        for quarter in reversed(range(CALLS)):
            yield from self.call(key, latest - timedelta(days=QUARTER * quarter), speakers)

    def person(self, key: int, company: int) -> Rows:
        """Yield somebody who speaks for a company, with one spelling."""
        name = f"{draw_name(self.random)} {draw_name(self.random)}"
        yield Person, {"id": key, "slug": f"person-{key}", "name": name, "company_id": company}
        yield PersonAlias, {"person_id": key, "name": name, "folded": name.lower()}

    def call(self, company: int, day: date, speakers: dict[SpeakerRole, int]) -> Rows:
        """Yield a call with its events."""
        key, quarter = next(self.calls), (day.month - 1) // 3 + 1
        yield (
            Call,
            {
                "id": key,
                "key": f"call-{key}",
                "company_id": company,
                "kind": CallKind.EARNINGS.value,
                "fiscal_year": day.year,
                "fiscal_quarter": quarter,
                "period": f"{day.year}Q{quarter}",
                "held_on": day.isoformat(),
                "title": f"Earnings call {day.year}Q{quarter}",
                "mentions_ai": True,
            },
        )
        for _ in range(EVENTS):
            yield from self.event(company, key, day, speakers)

    def event(self, company: int, call: int, day: date, speakers: dict[SpeakerRole, int]) -> Rows:
        """Yield an event with its quotes."""
        key = next(self.events)
        yield (
            Event,
            {
                "id": key,
                "key": f"event-{key}",
                "company_id": company,
                "call_id": call,
                "headline": self.speech.sentence(7, 14),
                "headline_origin": Origin.GIVEN.value,
                "type": self.random.choice(list(EventType)).value,
                "stage": self.random.choice(list(Stage)).value,
                "occurred_on": day.isoformat(),
                "specificity": self.random.randint(1, 5),
                "method": Origin.GENERATED.value,
                "evidence": "[]",
                "taxonomy_version": "1",
                "is_illustrative": True,
            },
        )
        for _ in range(self.random.choice(QUOTES_OF_AN_EVENT)):
            role = self.random.choice(list(TITLES))
            links = {"event_id": key, "company_id": company, "call_id": call}
            yield from self.quote(links, day, role, speakers[role])

    def quote(self, links: dict[str, int], day: date, role: SpeakerRole, person: int) -> Rows:
        """Yield a quote with one to three themes."""
        key = next(self.quotes)
        yield (
            Quote,
            {
                "id": key,
                "key": f"quote-{key}",
                **links,
                "occurred_on": day.isoformat(),
                "text": self.speech.statement(),
                "verification": Verification.UNVERIFIED.value,
                "person_id": person,
                "title_printed": TITLES[role],
                "role": role.value,
                "section": Section.PREPARED.value,
            },
        )
        themes = self.random.sample(range(1, len(ThemeSlug) + 1), self.random.randint(1, 3))
        for theme in sorted(themes):
            yield QuoteTheme, {"quote_id": key, "theme_id": theme, "occurred_on": day.isoformat()}

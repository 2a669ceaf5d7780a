"""What charts draw: the answers of GraphQL as values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.charts.palette import SHADES
from api.formats import count_of, format_label, format_period

MOST_TYPES = len(SHADES) - 1  # the rest share the last shade
OTHER = "Other types"


@dataclass(frozen=True)
class Period:
    """One period with both sides: counts as GraphQL gave them, and heights (0..1) beside them."""

    start: date
    end: date
    events: Mapping[str, int]
    event_total: int
    quotes: int
    calls_held: int
    calls_mentioning_ai: int
    opened: int
    closed: int
    active: int
    said: float
    did: float

    @property
    def name(self) -> str:
        """The period in words."""
        return format_period(self.start, self.end)

    @property
    def types(self) -> str:
        """The events by type, in words."""
        return ", ".join(f"{format_label(kind)} {count}" for kind, count in self.events.items())

    @property
    def said_words(self) -> str:
        """What was said in it, in words."""
        types = f" ({self.types})" if self.events else ""
        return count_of(self.event_total, "event") + types

    @property
    def sentence(self) -> str:
        """All of it in words."""
        calls = count_of(self.calls_held, "call")
        calls += f", {self.calls_mentioning_ai} with AI"
        did = f"{count_of(self.active, 'AI role')} active, {self.opened:,} opened"
        return f"{self.name}: {self.said_words}; {calls}; {did}."


@dataclass(frozen=True)
class StageCell:
    """One stage with both sides: counts, and their parts (0..1) of each side's largest stage."""

    stage: str
    events: int
    active: int
    said: float
    did: float

    @property
    def name(self) -> str:
        """The stage in words."""
        return format_label(self.stage)

    @property
    def sentence(self) -> str:
        """All of it in words."""
        return f"{self.name}: {count_of(self.events, 'event')}, {count_of(self.active, 'AI role')}"


@dataclass(frozen=True)
class Quarter:
    """One calendar quarter with its stages, each side scaled to the largest cell of all."""

    start: date
    end: date
    cells: tuple[StageCell, ...]

    @property
    def name(self) -> str:
        """The quarter in words."""
        return format_period(self.start, self.end)


def read_periods(buckets: Sequence[Mapping[str, Any]]) -> tuple[Period, ...]:
    """Return the buckets of a `sayDo`."""
    return tuple(
        Period(
            start=date.fromisoformat(bucket["start"]),
            end=date.fromisoformat(bucket["end"]),
            events={each["type"]: each["count"] for each in bucket["events"]},
            event_total=bucket["eventTotal"],
            quotes=bucket["quotes"],
            calls_held=bucket["callsHeld"],
            calls_mentioning_ai=bucket["callsMentioningAi"],
            opened=bucket["roles"]["opened"],
            closed=bucket["roles"]["closed"],
            active=bucket["roles"]["active"],
            said=bucket["scaled"]["said"],
            did=bucket["scaled"]["did"],
        )
        for bucket in buckets
    )


def read_stages(heatmap: Sequence[Mapping[str, Any]]) -> tuple[StageCell, ...]:
    """Return the heatmap of a `sayDo`."""
    return tuple(
        StageCell(
            cell["stage"],
            cell["events"],
            cell["activeRoles"],
            cell["scaled"]["said"],
            cell["scaled"]["did"],
        )
        for cell in heatmap
    )


def read_quarters(quarters: Sequence[Mapping[str, Any]]) -> tuple[Quarter, ...]:
    """Return the stage quarters of a `sayDo`."""
    return tuple(
        Quarter(
            date.fromisoformat(quarter["start"]),
            date.fromisoformat(quarter["end"]),
            read_stages(quarter["stages"]),
        )
        for quarter in quarters
    )


def rank_types(periods: Sequence[Period]) -> dict[str, int]:
    """Return the shade of each event type: the commonest have their own, the rest the last one."""
    totals = Counter[str]()
    for period in periods:
        totals.update(period.events)
    ranked = sorted(totals, key=lambda kind: (-totals[kind], kind))
    return {kind: min(place, MOST_TYPES) for place, kind in enumerate(ranked)}


def name_shades(periods: Sequence[Period]) -> list[tuple[int, str]]:
    """Return the legend of a stack: each shade with what it stands for."""
    shades = rank_types(periods)
    own = [(place, format_label(kind)) for kind, place in shades.items() if place < MOST_TYPES]
    last = [kind for kind, place in shades.items() if place == MOST_TYPES]
    if not last:
        return own
    return [*own, (MOST_TYPES, format_label(last[0]) if len(last) == 1 else OTHER)]

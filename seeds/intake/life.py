"""How a posting lives: from looks at its board and sights of it, when it opened and closed.

Pure functions of what was observed, so that neither order nor number of imports matters.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schema.taxonomy.labels import CrawlOutcome

DECISIONS = frozenset({CrawlOutcome.ACCEPTED, CrawlOutcome.REJECTED})
BELIEVED = frozenset({CrawlOutcome.SUCCEEDED, CrawlOutcome.ACCEPTED})
ONE_DAY = timedelta(days=1)
# Of fewer postings one or two make 60 %: a board of four that shows one has filled three jobs.
FEWEST_TO_COLLAPSE = 5


@dataclass(frozen=True, slots=True)
class Crawl:
    """One look at a board; `outcome` is what is known of it, a decision or a failure included."""

    day: date
    outcome: CrawlOutcome
    postings: int


@dataclass(frozen=True, slots=True)
class Sight:
    """A stretch of days on which a posting was on show, and what was told of it then.

    `opened_on` and `closed_on` are the days that the source itself names; `look` names what the
    posting looked like.
    """

    first: date
    last: date
    opened_on: date | None
    closed_on: date | None
    look: str


@dataclass(frozen=True, slots=True)
class Span:
    """A posting from its opening to its closing; one that came back has several."""

    opened_on: date
    opened_on_is_censored: bool
    closed_on: date | None
    first_seen_on: date
    last_seen_on: date
    looks: Sequence[tuple[date, str]]
    """What it looked like since which day; earlier days are those of the first."""

    @property
    def first_look(self) -> str:
        """What it looked like when it came to light."""
        return self.looks[0][1]

    @property
    def last_look(self) -> str:
        """What it looked like when it was seen last."""
        return self.looks[-1][1]


def has_collapsed(before: int, now: int) -> bool:
    """Whether a board fell by more than 60 % or to nothing, and was large enough to tell."""
    return before >= FEWEST_TO_COLLAPSE and (now == 0 or 5 * now < 2 * before)


def judge_crawls(crawls: Iterable[Crawl]) -> dict[date, CrawlOutcome]:
    """Return what to make of each look at a board, by day.

    One that shows a collapse against the last believed one is quarantined, and so are those after
    it on the same level, until the board recovers or somebody accepts one of them.
    """
    judged: dict[date, CrawlOutcome] = {}
    before: int | None = None
    for crawl in sorted(crawls, key=lambda crawl: crawl.day):
        outcome = crawl.outcome
        if outcome is not CrawlOutcome.FAILED and outcome not in DECISIONS:
            is_doubtful = before is not None and has_collapsed(before, crawl.postings)
            outcome = CrawlOutcome.QUARANTINED if is_doubtful else CrawlOutcome.SUCCEEDED
        if outcome in BELIEVED:
            before = crawl.postings
        judged[crawl.day] = outcome
    return judged


def believed_days(judged: Mapping[date, CrawlOutcome]) -> list[date]:
    """Return the days whose looks say what was gone, in order."""
    return sorted(day for day, outcome in judged.items() if outcome in BELIEVED)


def derive_spans(
    sights: Iterable[Sight], believed: Sequence[date], board_first: date
) -> list[Span]:
    """Return the spans of one posting, earliest first.

    `believed` are the days of the believed looks at its board, in order; `board_first` is the first
    day on which anything is known of the board.
    """
    spans: list[Span] = []
    parts: list[Sight] = []
    for sight in sorted(sights, key=lambda sight: (sight.first, sight.last, sight.look)):
        if parts:
            closed_on = find_closing(parts, believed, sight.first)
            if closed_on is not None:
                spans.append(build_span(parts, closed_on, spans, board_first))
                parts = []
        parts.append(sight)
    if parts:
        closed_on = find_closing(parts, believed, None)
        spans.append(build_span(parts, closed_on, spans, board_first))
    return spans


def find_closing(
    parts: Sequence[Sight], believed: Sequence[date], again: date | None
) -> date | None:
    """Return when a posting was gone after some sights and before it was seen `again`, or None.

    It closed on the day that its latest sight tells of, or on that of the first believed look that
    misses it when the next believed one misses it too, whichever is earlier.
    """
    last = max(part.last for part in parts)
    told = [part.closed_on for part in parts if part.last == last and part.closed_on]
    at = bisect_right(believed, last)
    end = len(believed) if again is None else bisect_left(believed, again)
    days = [max(told)] if told and (again is None or max(told) < again) else []
    if end - at >= 2:
        days.append(believed[at])
    return min(days, default=None)


def build_span(
    parts: Sequence[Sight], closed_on: date | None, earlier: Sequence[Span], board_first: date
) -> Span:
    """Return the span that sights without a gap make up, after the earlier ones."""
    first, last = parts[0].first, max(part.last for part in parts)
    named = find_opening(parts, first, earlier[-1].closed_on if earlier else None)
    return Span(
        opened_on=named or first,
        opened_on_is_censored=named is None and first == board_first,
        closed_on=closed_on,
        first_seen_on=first,
        last_seen_on=last,
        looks=trace_looks(parts),
    )


def trace_looks(parts: Sequence[Sight]) -> list[tuple[date, str]]:
    """Return what sights, in order of their first days, showed since which day.

    On each day that is the look of a sight which lasts; without one, of the sight that lasted
    longest. So what is seen later does not change what a posting looked like before.
    """
    if len({part.look for part in parts}) == 1:
        return [(parts[0].first, parts[0].look)]
    days = {part.first for part in parts} | {part.last + ONE_DAY for part in parts}
    looks: list[tuple[date, str]] = []
    lasting: list[Sight] = []
    ended, at = (date.min, ""), 0
    for day in sorted(days):
        while at < len(parts) and parts[at].first <= day:
            lasting.append(parts[at])
            at += 1
        ended = max([ended, *((part.last, part.look) for part in lasting if part.last < day)])
        lasting = [part for part in lasting if part.last >= day]
        look = max((part.look for part in lasting), default=ended[1])
        if not looks or looks[-1][1] != look:
            looks.append((day, look))
    return looks


def find_opening(parts: Sequence[Sight], first: date, after: date | None) -> date | None:
    """Return the earliest opening day that is named and can be, or None.

    It is not later than the first sight, and not before the day on which the posting closed the
    last time: boards go on naming the day of the first publication when they publish again.
    """
    named = [part.opened_on for part in parts if part.opened_on and part.opened_on <= first]
    return min((day for day in named if after is None or day >= after), default=None)

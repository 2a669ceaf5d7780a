"""Which goes ahead, talk or hiring: the shift in weeks at which the two agree best.

Pure counting on two series of weeks, and the reading of those series. The work is bounded: at most
MOST_WEEKS weeks, 2 * FURTHEST + 1 shifts, SHUFFLES shuffles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import sqrt
from random import Random

from schema.database import Reader
from schema.store.calendar import WEEK, Grain, check_range
from schema.store.metrics import COUNTED, define
from schema.store.saydo import timeline
from schema.store.scopes import owners_of
from schema.taxonomy.labels import Unit

FURTHEST = 12
FEWEST_WEEKS, MOST_WEEKS = 26, 160
FEWEST_SPEAKING = 4
SHUFFLES = 199
SEED = 2026


@dataclass(frozen=True, slots=True)
class Lead:
    """The best shift; `weeks` above zero says that hiring follows talk by so many weeks."""

    weeks: int | None
    correlation: float | None
    p_value: float | None
    n: int
    reason: str | None
    definition: str
    as_of: date


def leads(
    reader: Reader, companies: Sequence[int], from_: date, to: date, unit: Unit = Unit.ROLE
) -> list[Lead]:
    """Return per company how far hiring follows talk in the whole weeks of a range, or why not.

    Raises BadInput for an impossible range.
    """
    check_range(from_, to)
    if (to - from_) // WEEK > MOST_WEEKS:
        nothing = [0] * ((to - from_) // WEEK)
        return [find_lead(nothing, nothing, to, unit) for _ in owners_of(companies)]
    found = []
    timelines = timeline(reader, companies, from_, to, Grain.WEEK, unit=unit)
    for _, weeks in zip(owners_of(companies), timelines, strict=True):
        whole = [week for week in weeks if from_ <= week.start and week.end <= to]
        said = [week.event_total for week in whole]
        did = [week.roles.opened for week in whole]
        found.append(find_lead(said, did, to, unit))
    return found


def find_lead(said: Sequence[int], did: Sequence[int], to: date, unit: Unit = Unit.ROLE) -> Lead:
    """Return the lead of two series of weeks, or the reason why none can be told."""
    definition = define("leadOfTalk", unit).text
    reason = too_little(said, did, unit)
    if reason:
        return Lead(None, None, None, len(said), reason, definition, to)
    hiring = Series(did)
    weeks, best = best_shift(said, hiring)
    shuffled, random, as_good = list(said), Random(SEED), 0
    for _ in range(SHUFFLES):
        random.shuffle(shuffled)
        # Sums of the same numbers in another order differ in their last digits.
        as_good += best_shift(shuffled, hiring)[1] >= best - 1e-9
    p_value = (1 + as_good) / (1 + SHUFFLES)
    return Lead(weeks, best, p_value, len(said) - abs(weeks), None, definition, to)


def too_little(said: Sequence[int], did: Sequence[int], unit: Unit) -> str | None:
    """Return why two series do not tell a lead, None where they do."""
    if not FEWEST_WEEKS <= len(said) <= MOST_WEEKS:
        return f"the range has {len(said)} whole weeks; {FEWEST_WEEKS} to {MOST_WEEKS} are compared"
    for what, series in (("events", said), (f"newly opened {COUNTED[unit]}", did)):
        busy = sum(map(bool, series))
        if busy < FEWEST_SPEAKING:
            return f"{busy} weeks have {what}; at least {FEWEST_SPEAKING} are needed"
    return None


class Series:
    """Numbers with what a correlation over any stretch of them needs."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers
        self._sums = [0, *accumulate(numbers)]
        self._squares = [0, *accumulate(n * n for n in numbers)]

    def moments(self, start: int, end: int) -> tuple[int, int]:
        """Return the sum, and the sum of squares, of a stretch."""
        return self._sums[end] - self._sums[start], self._squares[end] - self._squares[start]


def best_shift(said: Sequence[int], hiring: Series) -> tuple[int, float]:
    """Return the shift with the highest correlation, and that; the smaller shift on a tie."""
    talk = Series(said)
    spoken = [(at, events) for at, events in enumerate(said) if events]
    shifts = sorted(range(-FURTHEST, FURTHEST + 1), key=lambda weeks: (abs(weeks), -weeks))
    scored = ((correlate(talk, spoken, hiring, weeks), weeks) for weeks in shifts)
    best, weeks = max(scored, key=lambda pair: pair[0])
    return weeks, best


def correlate(talk: Series, spoken: Sequence[tuple[int, int]], hiring: Series, weeks: int) -> float:
    """Return Pearson's correlation of talk with hiring `weeks` later; -1 where one is constant.

    `spoken` are the weeks with talk alone: most have none.
    """
    start, end = max(0, -weeks), len(talk.numbers) - max(0, weeks)
    n, later = end - start, hiring.numbers
    product = sum(events * later[at + weeks] for at, events in spoken if start <= at < end)
    (said, said_squares), (did, did_squares) = (
        talk.moments(start, end),
        hiring.moments(start + weeks, end + weeks),
    )
    spread = (n * said_squares - said * said) * (n * did_squares - did * did)
    return (n * product - said * did) / sqrt(spread) if spread else -1.0

"""The order in which files go in: what a file needs comes before it."""

from collections.abc import Sequence

from seeds.intake.survey import Survey


def order_surveys(surveys: Sequence[Survey]) -> list[list[Survey]]:
    """Return the files in groups, each to be written at once, none needing a later one.

    A group of several files is one whose files need each other in a circle; most have one.
    """
    waits = find_waits(surveys)
    left = dict.fromkeys(range(len(surveys)))
    groups: list[list[Survey]] = []
    while left:
        ready = [n for n in left if not (waits[n] & left.keys())]
        batches = [[n] for n in ready] or [find_circle(waits, list(left))]
        for batch in batches:
            groups.append([surveys[n] for n in batch])
            for n in batch:
                del left[n]
    return groups


def find_waits(surveys: Sequence[Survey]) -> list[set[int]]:
    """Return, for each file, the files that bring what it needs and does not bring itself."""
    bringers: dict[tuple[str, str], list[int]] = {}
    for n, survey in enumerate(surveys):
        for key in survey.brings:
            bringers.setdefault(key, []).append(n)
    return [
        {n for key in survey.needs - survey.brings for n in bringers.get(key, ())}
        for survey in surveys
    ]


def find_circle(waits: Sequence[set[int]], left: Sequence[int]) -> list[int]:
    """Return the files of a circle that waits for nothing outside it: the smallest reach is one."""
    return min((reach(waits, n, set(left)) for n in left), key=len)


def reach(waits: Sequence[set[int]], start: int, within: set[int]) -> list[int]:
    """Return the files that a file waits for, directly or not, and itself, in order."""
    found, pending = {start}, [start]
    while pending:
        for n in waits[pending.pop()] & within - found:
            found.add(n)
            pending.append(n)
    return sorted(found)

"""What files hold, counted per layout without writing: calls, turns, doubts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from schema.errors import UnreadableFile
from schema.taxonomy.labels import DoubtKind
from seeds.errors import BadFile, Problem
from seeds.intake.doubts import find_doubts
from seeds.intake.survey import Survey, iter_entries
from seeds.limits import DEFAULT_LIMITS, Limits
from seeds.reading import read_source, walk
from seeds.records import AnyRecord, CallRecord


@dataclass
class LayoutCount:
    """The calls of one layout: how many, and what became of their characters."""

    layout: str
    files: int = 0
    calls: int = 0
    turns: int = 0
    characters: int = 0
    spoken: int = 0
    without_speaker: int = 0
    doubts: Counter[DoubtKind] = field(default_factory=Counter)

    @property
    def share(self) -> float | None:
        """The share of the characters of transcripts that stand in turns, None without any."""
        return self.spoken / self.characters if self.characters else None

    def add(self, call: CallRecord) -> None:
        """Count a call."""
        self.calls += 1
        self.turns += len(call.turns)
        spoken = sum(len(turn.text) for turn in call.turns)
        self.spoken += spoken
        self.characters += spoken if call.text is None else len(call.text)
        self.without_speaker += sum(turn.speaker is None for turn in call.turns)
        self.doubts.update(kind for kind, _, _ in find_doubts(call))


@dataclass
class Census:
    """The counts by layout, in order of their names, and why files were not read."""

    counts: dict[str, LayoutCount] = field(default_factory=dict)
    failures: list[UnreadableFile] = field(default_factory=list)

    def count_of(self, layout: str) -> LayoutCount:
        """Return the count of a layout, begun where there is none."""
        return self.counts.setdefault(layout, LayoutCount(layout))


def take_census(
    paths: Iterable[Path], *, layout: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Census:
    """Return what the files below paths hold; a call that two files bring is PUBLISHED_TWICE."""
    census = Census()
    seen: set[str] = set()
    for path in iter_files(paths, census.failures):
        try:
            for name, record in iter_file(path, layout, limits):
                count_record(census, name, record, seen)
        except UnreadableFile as error:
            census.failures.append(error)
    return census


def iter_files(paths: Iterable[Path], failures: list[UnreadableFile]) -> Iterator[Path]:
    """Yield the files below paths; a path that is not there is a failure."""
    for path in paths:
        try:
            yield from walk([path])
        except UnreadableFile as error:
            failures.append(error)


def iter_file(
    path: Path, layout: str | None, limits: Limits
) -> Iterator[tuple[str, AnyRecord | None]]:
    """Yield (layout, record) of a file, first the layout with None. Raises UnreadableFile."""
    source = read_source(path, limits)
    survey = Survey(path, source.path, source.sha256, None, wanted=layout)
    problems: list[Problem] = []
    is_first = True
    for _, found in iter_entries(source, limits, survey):
        if isinstance(found, list):
            problems.extend(found)
            continue
        name = survey.layout.name if survey.layout else ""
        if is_first:
            yield name, None
            is_first = False
        yield name, found
    if problems:
        raise BadFile(
            source.path, problems[: limits.problems], more=len(problems) > limits.problems
        )


def count_record(census: Census, layout: str, record: AnyRecord | None, seen: set[str]) -> None:
    """Count a file, for None, or a record of one; only calls count."""
    count = census.count_of(layout)
    if record is None:
        count.files += 1
    elif isinstance(record, CallRecord):
        count.add(record)
        if record.key in seen:
            count.doubts[DoubtKind.PUBLISHED_TWICE] += 1
        seen.add(record.key)

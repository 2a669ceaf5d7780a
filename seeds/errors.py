"""What is wrong with a file, all of it at once: one error that holds up to twenty problems."""

from collections.abc import Sequence
from dataclasses import dataclass

from schema.errors import UnreadableFile


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: line (None for the whole file), field and reason."""

    line: int | None
    field: str | None
    reason: str

    def format_at(self, path: str) -> str:
        """Return `path:line: field: reason`, without the parts that are not known."""
        place = path if self.line is None else f"{path}:{self.line}"
        return ": ".join(part for part in (place, self.field, self.reason) if part)


class BadFile(UnreadableFile):
    """A file that was left out: nothing of it was written. Prints one line a problem."""

    def __init__(self, path: str, problems: Sequence[Problem], *, more: bool = False) -> None:
        first = problems[0]
        super().__init__(path, first.reason, record=first.line, field=first.field)
        self.problems = tuple(problems)
        self.has_more = more

    def __str__(self) -> str:
        lines = [problem.format_at(self.path) for problem in self.problems]
        if self.has_more:
            lines.append(f"{self.path}: and more; only the first {len(lines)} are shown")
        return "\n".join(lines)

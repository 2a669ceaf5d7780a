"""What one write transaction touches: its problems, its counts, and the quotes to index anew."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from schema.database import Writer
from schema.tables import Quote, table_of
from seeds.errors import Problem
from seeds.intake.rows import Outcome, load_rows
from seeds.records import Record

QUOTE = table_of(Quote)
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Entry(Generic[R]):
    """A record and the line it stands on."""

    line: int
    record: R


@dataclass
class Tally:
    """How many records of a file were added and changed."""

    added: int = 0
    changed: int = 0


@dataclass
class Ledger:
    """The state of one transaction.

    `quote_owners` are (column, id) pairs whose quotes changed; `renamed` are companies with the
    names that they had before.
    """

    writer: Writer
    tally: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)
    quote_owners: set[tuple[str, int]] = field(default_factory=set)
    calls_to_verify: set[int] = field(default_factory=set)
    reworded_boards: set[int] = field(default_factory=set)
    posting_companies: set[int] = field(default_factory=set)
    renamed: dict[int, str] = field(default_factory=dict)

    def reject(self, line: int, name: str | None, reason: str) -> None:
        """Note a problem; the file is given up at the end of the kind of record at hand."""
        self.problems.append(Problem(line, name, reason))

    def count(self, is_added: bool, is_changed: bool) -> None:
        """Count one record of the file at hand."""
        self.tally.added += is_added
        self.tally.changed += is_changed and not is_added

    def note(self, outcome: Outcome[Any]) -> None:
        """Mark the data as changed when rows were written."""
        if outcome.touched:
            self.writer.mark_changed()

    def note_quotes_of(self, column: str, row_id: int) -> None:
        """Remember that all quotes with this value in a column have to be indexed anew."""
        self.quote_owners.add((column, row_id))

    def mark_quotes(self) -> None:
        """Mark the quotes of everything that changed, for the outbox."""
        owners: dict[str, set[Hashable]] = {}
        for column, row_id in self.quote_owners:
            owners.setdefault(column, set()).add(row_id)
        for column, row_ids in owners.items():
            rows = load_rows(self.writer.session, QUOTE.c.id, QUOTE.c[column], row_ids)  # type: ignore[arg-type]
            self.writer.mark_quotes(row.id for row in rows)
        self.quote_owners.clear()

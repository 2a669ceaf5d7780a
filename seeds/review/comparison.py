"""Two taxonomies over the same stored texts: which labels would change, and which numbers move."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, select

from schema.classify.blurbs import parse_blurbs
from schema.database import Reader
from schema.store.roles import derive_openings
from schema.tables import Correction, Event, table_of
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, CorrectedKind
from schema.taxonomy.rules import Taxonomy, using
from seeds.correctable import CORRECTABLE, format_value, overrule
from seeds.intake.corrections import posting_key
from seeds.intake.looks import unpack_look
from seeds.intake.postings import build_labels
from seeds.intake.statements import Found, Statement, find_statements
from seeds.review.stored import find_companies, iter_calls, iter_postings, read_quotable

CORRECTION, EVENT = table_of(Correction), table_of(Event)
SHOWN_OF_A_CHANGE = 3
POSTING_LABELS = tuple(CORRECTABLE[CorrectedKind.POSTING])
OF_ROLE = ("company_id", "role_key", "title", "opened_on", "opened_on_is_censored", "closed_on")

Labels = Mapping[str, str | None]
Said = Mapping[tuple[CorrectedKind, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """A label that the new taxonomy gives otherwise; None where there is no row or no label."""

    kind: str
    company: str
    key: str
    name: str
    old: str | None
    new: str | None
    text: str


@dataclass
class Headline:
    """The numbers that people look at, of one company or of all."""

    types: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    roles: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    """Active AI roles by stage and function."""

    @property
    def events(self) -> int:
        """How many events there are."""
        return self.types.total()

    @property
    def ai_roles(self) -> int:
        """How many AI roles are active."""
        return self.roles.total()

    @property
    def focus(self) -> tuple[str, float] | None:
        """The commonest stage and function among the active AI roles, with its share."""
        if not self.roles:
            return None
        stage, function = min(self.roles, key=lambda pair: (-self.roles[pair], str(pair)))
        return f"{stage} · {function}", self.roles[stage, function] / self.ai_roles

    def add(self, other: "Headline") -> None:
        """Take another company's numbers in."""
        self.types += other.types
        self.stages += other.stages
        self.roles += other.roles


@dataclass(frozen=True, slots=True)
class Moved:
    """How the numbers of one company, or of all, move from the old taxonomy to the new one."""

    company: str | None
    old: Headline
    new: Headline

    @property
    def has_moved(self) -> bool:
        """Whether any number is another."""
        return self.old != self.new


@dataclass
class Comparison:
    """What a comparison found so far."""

    statements: int = 0
    postings: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    """Events found, gone and changed, and postings changed."""
    changes: Counter[tuple[str, str, str | None, str | None]] = field(default_factory=Counter)
    """How often (kind, name, old, new) happens."""
    sample: list[Change] = field(default_factory=list)
    companies: list[Moved] = field(default_factory=list)

    @property
    def total(self) -> Moved:
        """All companies together."""
        old, new = Headline(), Headline()
        for company in self.companies:
            old.add(company.old)
            new.add(company.new)
        return Moved(None, old, new)

    def note(self, changes: Iterable[Change], most: int) -> None:
        """Count changes and keep a few of each sort."""
        for change in changes:
            sort = (change.kind, change.name, change.old, change.new)
            self.changes[sort] += 1
            if self.changes[sort] <= SHOWN_OF_A_CHANGE and len(self.sample) < most:
                self.sample.append(change)


@dataclass(frozen=True, slots=True)
class Scale:
    """What is weighed against what: two taxonomies on one snapshot, corrections on both sides."""

    reader: Reader
    old: Taxonomy
    new: Taxonomy
    day: date
    said: Said
    sample: int


def compare(
    reader: Reader,
    old: Taxonomy,
    new: Taxonomy,
    day: date,
    *,
    company: str | None = None,
    sample: int = 20,
    progress: Callable[[str], None] | None = None,
) -> Comparison:
    """Run two taxonomies over what is stored and return how they differ; writes nothing.

    What is given or corrected is the same on both sides. Roles are counted on `day`.
    Raises BadInput for a company (slug or ticker) that is not known.
    """
    comparison, scale = Comparison(), Scale(reader, old, new, day, read_said(reader), sample)
    for row in find_companies(reader, company):
        moved = Moved(row.slug, Headline(), Headline())
        compare_events(scale, row, comparison, moved)
        compare_postings(scale, row, comparison, moved)
        comparison.companies.append(moved)
        if progress:
            progress(row.slug)
    return comparison


def read_said(reader: Reader) -> Said:
    """Return what was corrected, by kind and key."""
    said: dict[tuple[CorrectedKind, str], dict[str, str]] = {}
    for row in reader.rows(select(CORRECTION)):
        said.setdefault((row.kind, row.key), {})[row.name] = row.value
    return said


def compare_events(scale: Scale, company: Row[Any], comparison: Comparison, moved: Moved) -> None:
    """Find the statements of a company's calls by both taxonomies."""
    keys: set[str] = set()
    for calls in iter_calls(scale.reader, company.id):
        quotable = read_quotable(scale.reader, company, calls)
        turns = [turn for found in quotable.values() for turn in found]
        before, after = (
            find_labelled(turns, taxonomy, scale.said) for taxonomy in (scale.old, scale.new)
        )
        for headline, labelled in ((moved.old, before), (moved.new, after)):
            headline.types.update(labels["type"] or "" for labels, _ in labelled.values())
            headline.stages.update(labels["stage"] or "" for labels, _ in labelled.values())
        for key in sorted(before.keys() | after.keys()):
            changes = list(iter_event_changes(company.slug, key, before.get(key), after.get(key)))
            if changes:
                comparison.rows[f"events {describe_presence(key, before, after)}"] += 1
            comparison.note(changes, scale.sample)
        keys |= before.keys() | after.keys()
    comparison.statements += len(keys)
    given = select(EVENT.c.key, EVENT.c.type, EVENT.c.stage)
    for row in scale.reader.rows(given.where(EVENT.c.company_id == company.id)):
        if row.key not in keys:
            for headline in (moved.old, moved.new):
                headline.types[row.type.value] += 1
                headline.stages[row.stage.value] += 1


def find_labelled(
    turns: list[Found], taxonomy: Taxonomy, said: Said
) -> dict[str, tuple[Labels, str]]:
    """Return the labels and the words of the statements that a taxonomy finds in turns."""
    with using(taxonomy):
        statements = find_statements(turns)
    return {key: (statement_labels(key, each, said), each.text) for key, each in statements.items()}


def statement_labels(key: str, statement: Statement, said: Said) -> Labels:
    """Return the labels of a statement as text, corrected where somebody did."""
    found = statement.labels
    event = {
        "type": found.event_type,
        "stage": found.stage,
        "specificity": found.specificity,
        "horizon": found.horizon,
    }
    labels = overrule(CorrectedKind.EVENT, event, said.get((CorrectedKind.EVENT, key), {}))
    quote = said.get((CorrectedKind.QUOTE, f"{key}/1"), {})
    labels |= overrule(CorrectedKind.QUOTE, {"themes": found.themes}, quote)
    return {name: None if value is None else format_value(value) for name, value in labels.items()}


def iter_event_changes(
    company: str, key: str, old: tuple[Labels, str] | None, new: tuple[Labels, str] | None
) -> Iterator[Change]:
    """Yield the labels of an event that differ; the type alone where one side does not find it."""
    if old is None or new is None:
        labels, text = old or new or ({}, "")
        kind = labels["type"]
        yield Change(
            "event", company, key, "type", kind if old else None, None if old else kind, text
        )
        return
    (before, _), (after, text) = old, new
    for name in sorted(before.keys() - {"themes"}):
        if before[name] != after[name]:
            yield Change("event", company, key, name, before[name], after[name], text)
    had, has = (set((labels["themes"] or "").split(",")) - {""} for labels in (before, after))
    for theme in sorted(had - has):
        yield Change("quote", company, f"{key}/1", "theme", theme, None, text)
    for theme in sorted(has - had):
        yield Change("quote", company, f"{key}/1", "theme", None, theme, text)


def describe_presence(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return whether an event is found by both, or only one of two taxonomies."""
    if key not in old:
        return "found only by the new"
    return "with other labels" if key in new else "found only by the old"


def compare_postings(scale: Scale, company: Row[Any], comparison: Comparison, moved: Moved) -> None:
    """Label a company's postings by both taxonomies, and count its active AI roles by each."""
    sides: tuple[list[Any], list[Any]] = ([], [])
    for rows in iter_postings(scale.reader, company.id):
        comparison.postings += len(rows)
        before, after = (
            label_postings(rows, taxonomy, scale.said) for taxonomy in (scale.old, scale.new)
        )
        for row in rows:
            pair = before[row.id], after[row.id]
            changes = list(iter_posting_changes(company.slug, row, *pair))
            comparison.rows["postings with other labels"] += bool(changes)
            comparison.note(changes, scale.sample)
            for side, labels in zip(sides, pair, strict=True):
                side.append(build_part(row, labels))
    moved.old.roles.update(count_roles(sides[0], scale.day))
    moved.new.roles.update(count_roles(sides[1], scale.day))


def iter_posting_changes(
    company: str, row: Row[Any], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    """Yield the labels of a posting that differ."""
    key = posting_key(row.board_key, row.source_id)
    for name in POSTING_LABELS:
        if old[name] != new[name]:
            pair = text_of(old[name]), text_of(new[name])
            yield Change("posting", company, key, name, *pair, row.title)


def label_postings(rows: list[Any], taxonomy: Taxonomy, said: Said) -> dict[int, dict[str, Any]]:
    """Return the labels that a taxonomy gives to postings, by id."""
    labelled: dict[int, dict[str, Any]] = {}
    with using(taxonomy):
        for row in rows:
            blurbs = parse_blurbs(row.blurbs).on(row.first_seen_on)
            found = build_labels(unpack_look(row.content), blurbs)
            labels = {name: found[name] for name in POSTING_LABELS}
            key = (CorrectedKind.POSTING, posting_key(row.board_key, row.source_id))
            labelled[row.id] = overrule(CorrectedKind.POSTING, labels, said.get(key, {}))
    return labelled


def build_part(row: Row[Any], labels: Mapping[str, Any]) -> SimpleNamespace:
    """Return a posting as roles are derived from it."""
    columns = {name: row._mapping[name] for name in (*OF_ROLE, "board_key", "source_id")}
    return SimpleNamespace(**columns, **labels)


def count_roles(postings: list[Any], day: date) -> Counter[tuple[str | None, str]]:
    """Return the AI roles open on a day by stage and function."""
    counts = Counter[tuple[str | None, str]]()
    for opening in derive_openings(postings):
        role = opening.values()
        is_open = role["opened_on"] <= day and (
            opening.closed_on is None or opening.closed_on > day
        )
        if is_open and role["ai_involvement"] in AI_ROLE_INVOLVEMENTS:
            counts[text_of(role["stage"]), role["function"].value] += 1
    return counts


def text_of(label: Any) -> str | None:
    """Return a label as text."""
    return None if label is None else str(label)

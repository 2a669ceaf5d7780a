"""Corrections laid over what files and rules say, in the transaction that writes it.

A correction keeps what lies beneath it, so that the row can have it back: every import that brings
the row's labels anew renews what is kept, and the row keeps the corrected value.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from orjson import dumps, loads
from sqlalchemy import Row, select, update

from schema.store.keys import among
from schema.tables import (
    Board,
    Correction,
    Event,
    Posting,
    Quote,
    QuoteTheme,
    Theme,
    table_of,
)
from schema.taxonomy.labels import CorrectedKind, ThemeSlug
from seeds.correctable import CORRECTABLE, format_value, overrule, parse_value
from seeds.intake.evidence import mark_corrected
from seeds.intake.ledger import Entry, Ledger
from seeds.intake.rows import Values, insert_rows, load_rows, update_rows
from seeds.intake.themes import put_themes
from seeds.records import CorrectionRecord

BOARD, POSTING = table_of(Board), table_of(Posting)
CORRECTION, EVENT = table_of(Correction), table_of(Event)
QUOTE, QUOTE_THEME, THEME = table_of(Quote), table_of(QuoteTheme), table_of(Theme)
OF_KIND = {CorrectedKind.EVENT: EVENT, CorrectedKind.QUOTE: QUOTE, CorrectedKind.POSTING: POSTING}
SAID = {
    kind: select(CORRECTION).where(CORRECTION.c.kind == kind).order_by(CORRECTION.c.id)
    for kind in CorrectedKind
}
THEMES = select(QUOTE_THEME.c.quote_id, THEME.c.slug).join(
    THEME, THEME.c.id == QUOTE_THEME.c.theme_id
)
UNCORRECTED: Values = {"is_corrected": False}
K = TypeVar("K", bound=Hashable)
Said = Mapping[str, Sequence[Row[Any]]]
"""The corrections of each row, by its natural key."""


@dataclass(frozen=True, slots=True)
class Target:
    """A stored row that can be corrected, with its labels as they are shown."""

    id: int
    company_id: int
    shown: Values
    evidence: str | None
    is_corrected: bool


def posting_key(board: str, source_id: str) -> str:
    """Return the natural key of a posting."""
    return f"{board}#{source_id}"


def load_corrections(ledger: Ledger, kind: CorrectedKind, keys: Iterable[str]) -> Said:
    """Return the standing corrections of some rows, by natural key."""
    said: dict[str, list[Row[Any]]] = {}
    for row in load_rows(ledger.writer.session, SAID[kind], CORRECTION.c.key, keys):
        said.setdefault(row.key, []).append(row)
    return said


def lay_over(
    ledger: Ledger,
    kind: CorrectedKind,
    wanted: Mapping[K, Values],
    stored: Mapping[K, Row[Any]],
    keys: Mapping[K, str],
) -> None:
    """Change the wanted columns of rows to what was corrected; `keys` are their natural keys."""
    said = load_corrections(ledger, kind, keys.values())
    if not said:
        return
    for own, values in wanted.items():
        corrections = said.get(keys[own], ())
        brought = {name: values[name] for name in CORRECTABLE[kind] if name in values}
        if not corrections or not brought:
            continue
        base = {**read_base(kind, corrections[0].beneath), **brought}
        keep_base(ledger, corrections, base)
        values |= overrule(kind, base, {row.name: row.value for row in corrections})
        evidence = values.get("evidence") or (stored[own].evidence if own in stored else "[]")
        values["evidence"] = mark_corrected(evidence, label_names(kind, values, corrections))
        values["is_corrected"] = True


def lay_over_themes(
    ledger: Ledger, found: Mapping[str, Collection[ThemeSlug]]
) -> tuple[dict[str, Collection[ThemeSlug]], set[str]]:
    """Return the themes of quotes, by key, as corrected, and the keys of those that were."""
    themes = dict(found)
    said = load_corrections(ledger, CorrectedKind.QUOTE, themes)
    for key, corrections in said.items():
        base = {"themes": tuple(themes[key])}
        keep_base(ledger, corrections, base)
        values = {row.name: row.value for row in corrections}
        themes[key] = overrule(CorrectedKind.QUOTE, base, values)["themes"]
    return themes, set(said)


def put_corrections(
    ledger: Ledger, entries: Iterable[Entry[CorrectionRecord]], *, must_exist: bool = False
) -> None:
    """Store corrections and lay them over the rows; one whose row is not there yet waits for it.

    With `must_exist` such a one is a problem instead.
    """
    for entry in entries:
        record = entry.record
        target = load_targets(ledger, record.kind, [record.key]).get(record.key)
        if target is None and must_exist:
            ledger.reject(entry.line, "key", f'there is no {record.kind.lower()} "{record.key}"')
            continue
        rows = list(load_corrections(ledger, record.kind, [record.key]).get(record.key, ()))
        is_new = not rows
        if not write_corrections(ledger, record, rows, target):
            continue
        ledger.count(is_new, True)
        if target is not None:
            standing = load_corrections(ledger, record.kind, [record.key])[record.key]
            base = read_base(record.kind, standing[0].beneath)
            write_target(ledger, record.kind, target, base, standing)


def write_corrections(
    ledger: Ledger, record: CorrectionRecord, rows: Sequence[Row[Any]], target: Target | None
) -> bool:
    """Store what differs of a correction; return whether anything did."""
    known = {row.name: row for row in rows}
    beneath = rows[0].beneath if rows else format_base(target.shown if target else {})
    new, changed = [], []
    for name, value in record.labels.items():
        said: Values = {"value": format_value(value), "reason": record.reason}
        if name not in known:
            key = {"kind": record.kind, "key": record.key, "name": name}
            new.append({**key, **said, "beneath": beneath, "made_at": datetime.now(UTC)})
        elif said != {column: known[name]._mapping[column] for column in said}:
            said["made_at"] = datetime.now(UTC)
            changed.append((known[name].id, said, tuple(said)))
    insert_rows(ledger.writer.session, CORRECTION, new, {})
    update_rows(ledger.writer.session, CORRECTION, changed)
    if new or changed:
        ledger.writer.mark_changed()
    return bool(new or changed)


def write_target(
    ledger: Ledger,
    kind: CorrectedKind,
    target: Target,
    base: Mapping[str, Any],
    corrections: Sequence[Row[Any]],
) -> None:
    """Write a row's labels as its corrections say, or, without any, as they were beneath."""
    values = overrule(kind, base, {row.name: row.value for row in corrections})
    if kind is CorrectedKind.QUOTE:
        put_themes(ledger, {target.id: values.pop("themes", target.shown["themes"])})
        ledger.writer.mark_quotes([target.id])
    else:
        evidence = target.evidence or "[]"
        values["evidence"] = mark_corrected(evidence, label_names(kind, values, corrections))
    values["is_corrected"] = bool(corrections)
    update_rows(ledger.writer.session, OF_KIND[kind], [(target.id, values, tuple(values))])
    ledger.writer.mark_changed()
    if kind is CorrectedKind.EVENT:
        ledger.note_quotes_of("event_id", target.id)
    elif kind is CorrectedKind.POSTING:
        ledger.posting_companies.add(target.company_id)


def load_targets(ledger: Ledger, kind: CorrectedKind, keys: Collection[str]) -> dict[str, Target]:
    """Return the stored rows of some natural keys, by key."""
    session = ledger.writer.session
    if kind is CorrectedKind.POSTING:
        places = [key.partition("#") for key in keys]
        named = select(POSTING, BOARD.c.key.label("board_key")).join(
            BOARD, BOARD.c.id == POSTING.c.board_id
        )
        of_boards = named.where(among(BOARD.c.key, "boards"), among(POSTING.c.source_id, "ids"))
        parameters = {"boards": [board for board, _, _ in places], "ids": [i for _, _, i in places]}
        found = session.execute(of_boards, parameters).all()
        return {
            key: build_target(kind, row)
            for row in found
            if (key := posting_key(row.board_key, row.source_id)) in set(keys)
        }
    table = OF_KIND[kind]
    rows = {row.key: row for row in load_rows(session, table, table.c.key, keys)}
    themes: dict[int, list[ThemeSlug]] = {row.id: [] for row in rows.values()}
    if kind is CorrectedKind.QUOTE:
        for row in load_rows(session, THEMES, QUOTE_THEME.c.quote_id, themes):
            themes[row.quote_id].append(row.slug)
    return {key: build_target(kind, row, themes[row.id]) for key, row in rows.items()}


def build_target(kind: CorrectedKind, row: Row[Any], themes: Collection[ThemeSlug] = ()) -> Target:
    """Return a row as what can be corrected."""
    if kind is CorrectedKind.QUOTE:
        shown: Values = {"themes": tuple(themes)}
        return Target(row.id, row.company_id, shown, None, row.is_corrected)
    shown = {name: row._mapping[name] for name in CORRECTABLE[kind]}
    return Target(row.id, row.company_id, shown, row.evidence, row.is_corrected)


def keep_base(ledger: Ledger, corrections: Sequence[Row[Any]], base: Mapping[str, Any]) -> None:
    """Renew what lies beneath the corrections of a row."""
    beneath = format_base(base)
    stale = [row.id for row in corrections if row.beneath != beneath]
    if stale:
        renewed = update(CORRECTION).where(among(CORRECTION.c.id)).values(beneath=beneath)
        ledger.writer.session.connection().execute(renewed, {"keys": stale})
        ledger.writer.mark_changed()


def format_base(base: Mapping[str, Any]) -> str:
    """Return labels as the JSON text that a correction keeps."""
    plain = {name: value if value is None else format_value(value) for name, value in base.items()}
    return dumps(dict(sorted(plain.items()))).decode()


def read_base(kind: CorrectedKind, text: str) -> Values:
    """Return the labels that a correction keeps."""
    plain: dict[str, str | None] = loads(text)
    return {
        name: None if value is None else parse_value(kind, name, value)
        for name, value in plain.items()
    }


def label_names(
    kind: CorrectedKind, values: Mapping[str, Any], corrections: Sequence[Row[Any]]
) -> list[tuple[str, str]]:
    """Return ("EventType.LAUNCH", "type") of each corrected label."""
    return [
        (f"{vocabulary_of(kind, row.name)}.{values[row.name]}", row.name) for row in corrections
    ]


def vocabulary_of(kind: CorrectedKind, name: str) -> str:
    """Return the name of the vocabulary of a column, as evidence writes it."""
    read = CORRECTABLE[kind][name]
    return "Specificity" if read is int else read.__name__

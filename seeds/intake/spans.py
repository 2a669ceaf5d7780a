"""Spans of postings as rows: what follows from sights and looks, beside what is stored."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b, sha256
from typing import Any

from orjson import dumps
from sqlalchemy import Row, delete, or_, select

from schema.store.keys import among
from schema.tables import Posting, PostingObservation, table_of
from schema.taxonomy.labels import CorrectedKind
from seeds.intake.blurbs import know_blurbs
from seeds.intake.corrections import UNCORRECTED, lay_over, posting_key
from seeds.intake.ledger import Ledger
from seeds.intake.life import Sight, Span, derive_spans
from seeds.intake.looks import load_looks
from seeds.intake.pay import trace_pay
from seeds.intake.postings import build_labels, build_looks
from seeds.intake.rows import Outcome, Values, load_rows, put_rows
from seeds.intake.sights import load_observations, read_row

POSTING, OBSERVATION = table_of(Posting), table_of(PostingObservation)
# Descriptions are long: they are read only where a look has changed.
DAYS_OF_ADVERTS = select(
    POSTING.c.id,
    POSTING.c.board_id,
    POSTING.c.source_id,
    POSTING.c.advert_id,
    POSTING.c.company_id,
    POSTING.c.opened_on,
    POSTING.c.opened_on_is_censored,
    POSTING.c.closed_on,
    POSTING.c.first_seen_on,
    POSTING.c.last_seen_on,
    POSTING.c.first_look,
    POSTING.c.last_look,
    POSTING.c.pay_told,
    POSTING.c.pay_told_by,
).where(among(POSTING.c.board_id, "boards"), among(POSTING.c.advert_id))
REMOVE = delete(POSTING).where(among(POSTING.c.id))
# Roles, their pay and all counts follow from these columns alone.
OF_ROLES = {
    "role_key",
    "title",
    "opened_on",
    "opened_on_is_censored",
    "closed_on",
    "ai_involvement",
    "stage",
    "function",
    "seniority",
    "pay_is_withheld",
    "pay_currency",
    "yearly_minimum",
    "yearly_maximum",
    "pay_told",
}
# What a board says in most advertisements follows from these.
REWORDED = {"role_key", "first_look", "first_seen_on"}
# What is left of the column's 300 beside `@2026-03-01`.
BASE_MAX = 289

Wanted = dict[str, Values]
"""Columns of spans by the `source_id` of each."""


@dataclass(frozen=True, slots=True)
class Chronicle:
    """What is known of a board: the days of its believed looks, and the first day of anything."""

    board_id: int
    key: str
    company_id: int
    believed: Sequence[date]
    first: date


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of postings: the spans that are new, those that changed, and all looks in use."""

    added: Mapping[str, str]
    changed: Mapping[str, str]
    looks: frozenset[str]


def refresh_spans(ledger: Ledger, board: Chronicle, adverts: Collection[str]) -> Refreshed:
    """Make the rows of some postings of a board follow from their sights and its looks."""
    sights: dict[str, list[Sight]] = {}
    for row in load_observations(ledger, board.board_id, adverts):
        sight = read_row(row)
        if sight is not None:
            sights.setdefault(row.advert_id, []).append(sight)
    spans: dict[str, Span] = {}
    wanted: Wanted = {}
    for advert, parts in sights.items():
        for n, span in enumerate(derive_spans(parts, board.believed, board.first)):
            name = name_span(advert, span.first_seen_on if n else None)
            spans[name], wanted[name] = span, build_days(board, advert, name, span)
    keys = {"boards": [board.board_id], "keys": adverts}
    session = ledger.writer.session
    stored = {row.source_id: row for row in session.execute(DAYS_OF_ADVERTS, keys)}
    add_looks(ledger, board, wanted, stored)
    add_pay(ledger, spans, wanted, stored)
    outcome = put_rows(session, POSTING, wanted, stored, UNCORRECTED)
    ledger.note(outcome)
    gone = [row.id for key, row in stored.items() if key not in wanted]
    if gone:
        session.execute(REMOVE, {"keys": gone})
        ledger.writer.mark_changed()
    if gone or outcome.added or has_changed(outcome, OF_ROLES):
        ledger.posting_companies.add(board.company_id)
    if gone or outcome.added or has_changed(outcome, REWORDED):
        ledger.reworded_boards.add(board.board_id)
    return Refreshed(
        {key: wanted[key]["advert_id"] for key in outcome.added},
        {key: wanted[key]["advert_id"] for key in outcome.changed},
        frozenset(sight.look for parts in sights.values() for sight in parts),
    )


def build_days(board: Chronicle, advert: str, name: str, span: Span) -> Values:
    """Return the row of a posting's span, without its looks."""
    return {
        "board_id": board.board_id,
        "company_id": board.company_id,
        "source_id": name,
        "advert_id": advert,
        "opened_on": span.opened_on,
        "opened_on_is_censored": span.opened_on_is_censored,
        "closed_on": span.closed_on,
        "first_seen_on": span.first_seen_on,
        "last_seen_on": span.last_seen_on,
        "first_look": span.first_look,
        "last_look": span.last_look,
    }


def name_span(advert: str, again: date | None) -> str:
    """Return the board's own id for the first span, `id@first day` for one that came back."""
    if again is None:
        return advert
    if len(advert) > BASE_MAX:
        # Long ids that begin alike differ by a digest.
        advert = f"{advert[: BASE_MAX - 9]}-{sha256(advert.encode()).hexdigest()[:8]}"
    return f"{advert}@{again.isoformat()}"


def add_looks(
    ledger: Ledger, board: Chronicle, wanted: Wanted, stored: dict[str, Row[Any]]
) -> None:
    """Complete rows whose looks are others than the stored ones.

    What a posting is comes from its first look, so that a new title does not change what was
    counted on an earlier day; how it looks comes from its last.
    """
    # The day too: the board's blurbs of that day bear on the labels.
    first = [
        key
        for key in wanted
        if any(is_other(wanted, stored, key, name) for name in ("first_look", "first_seen_on"))
    ]
    last = [key for key in wanted if is_other(wanted, stored, key, "last_look")]
    both = dict.fromkeys([*first, *last])
    digests = {wanted[key][name] for key in both for name in ("first_look", "last_look")}
    looks = load_looks(ledger, digests)
    shown = ((wanted[key]["first_seen_on"], looks[wanted[key]["first_look"]]) for key in first)
    blurbs = know_blurbs(ledger, board.board_id, shown)
    for key in first:
        then = blurbs.on(wanted[key]["first_seen_on"])
        wanted[key] |= build_labels(looks[wanted[key]["first_look"]], then)
    for key in last:
        wanted[key] |= build_looks(looks[wanted[key]["last_look"]])
    ids = [stored[key].id for key in both if key in stored]
    whole = load_rows(ledger.writer.session, POSTING, POSTING.c.id, ids)
    stored |= {row.source_id: row for row in whole}
    keys = {key: posting_key(board.key, key) for key in first}
    brought = {key: wanted[key] for key in first}
    lay_over(ledger, CorrectedKind.POSTING, brought, stored, keys)


def add_pay(
    ledger: Ledger, spans: Mapping[str, Span], wanted: Wanted, stored: Mapping[str, Row[Any]]
) -> None:
    """Complete rows with what they told of pay before, where they have looked otherwise before.

    Looks are read only where they are others than those that the stored pay was told by.
    """
    unread: dict[str, str] = {}
    for key, span in spans.items():
        row = stored.get(key)
        told_by = digest_looks(span.looks) if len(span.looks) > 1 else None
        wanted[key]["pay_told_by"] = told_by
        if told_by is None:
            wanted[key]["pay_told"] = None
        elif row is not None and row.pay_told_by == told_by:
            wanted[key]["pay_told"] = row.pay_told
        else:
            unread[key] = told_by
    records = load_looks(ledger, {look for key in unread for _, look in spans[key].looks})
    for key in unread:
        told = trace_pay(spans[key].looks, records)
        wanted[key]["pay_told"] = dumps(told).decode() if len(told) > 1 else None


def digest_looks(looks: Iterable[tuple[date, str]]) -> str:
    """Return what tells a posting's looks and their days from others."""
    text = ",".join(f"{day}:{look}" for day, look in looks)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def is_other(wanted: Wanted, stored: Mapping[str, Row[Any]], key: str, name: str) -> bool:
    """Whether a row is new or its look another than the stored one."""
    row = stored.get(key)
    return row is None or row._mapping[name] != wanted[key][name]


def has_changed(outcome: Outcome[str], names: Collection[str]) -> bool:
    """Whether one of some columns changed."""
    return any(columns.intersection(names) for columns in outcome.changed.values())


def find_affected(ledger: Ledger, board: Chronicle, since: date) -> set[str]:
    """Return the ids of the postings whose spans may differ when looks from a day on do.

    A closing stands when the look that confirmed it is older; that look is the first believed one
    after the closing at the latest.
    """
    before = max((day for day in board.believed if day < since), default=since)
    rows = ledger.writer.session.execute(
        select(POSTING.c.advert_id).where(
            POSTING.c.board_id == board.board_id,
            or_(
                POSTING.c.closed_on.is_(None),
                POSTING.c.closed_on >= before,
                POSTING.c.last_seen_on >= since,
            ),
        )
    )
    return {row.advert_id for row in rows}


def find_all(ledger: Ledger, board_id: int) -> set[str]:
    """Return the ids of all postings of a board."""
    rows = ledger.writer.session.execute(
        select(OBSERVATION.c.advert_id).where(OBSERVATION.c.board_id == board_id).distinct()
    )
    return {row.advert_id for row in rows}

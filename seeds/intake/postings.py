"""Postings: boards, advertisements, labels, pay and the days on which they were seen."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from orjson import dumps
from sqlalchemy import Row, and_, func, select, update
from sqlmodel import Session

from schema.classify.blurbs import find_blurbs, format_blurbs, parse_blurbs
from schema.classify.evidence import Evidence
from schema.classify.postings import (
    MAX_DESCRIPTION,
    PostingLabels,
    classify_posting,
    normalise_title,
)
from schema.store.keys import among
from schema.tables import Board, Posting, PostingObservation, table_of
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, CorrectedKind
from schema.taxonomy.rules import load_taxonomy
from seeds.intake.companies import Companies
from seeds.intake.corrections import UNCORRECTED, lay_over, posting_key
from seeds.intake.evidence import GIVEN, format_evidence
from seeds.intake.inputs import format_inputs
from seeds.intake.ledger import Ledger
from seeds.intake.pay import build_pay
from seeds.intake.rows import Values, insert_rows, load_rows, put_rows
from seeds.intake.sights import Sights, choose_closing
from seeds.intake.spans import PostingKey, Prepared, find_overlong, load_families, place_spans
from seeds.records import PostingRecord

BOARD, POSTING, OBSERVATION = table_of(Board), table_of(Posting), table_of(PostingObservation)
KEY_MAX = 300
REWORDED = frozenset({"role_key", "description"})
"""Columns that have a say in what a board says in most advertisements."""


def put_postings(
    ledger: Ledger, companies: Companies, entries: Sequence[tuple[int, Sights]]
) -> None:
    """Store a batch of postings, given as (line, sights), the spans of one from early to late."""
    prepared = prepare_postings(ledger, companies, entries)
    session = ledger.writer.session
    families = load_families(session, prepared)
    postings = place_spans(prepared, families)
    known = {(row.board_id, row.source_id): row for rows in families.values() for row in rows}
    stored = {key: row for key, row in known.items() if key in postings}
    blurbs = load_blurbs(session, {board_id for board_id, _ in postings})
    wanted = {
        key: build_values(key, each, stored.get(key), blurbs[key[0]])
        for key, each in postings.items()
    }
    keys = {key: posting_key(p.sights.record.board, key[1]) for key, p in postings.items()}
    lay_over(ledger, CorrectedKind.POSTING, wanted, stored, keys)
    for key, row in find_overlong(postings, families, wanted):
        stored[key] = row
        values = wanted.setdefault(key, {})
        values["opened_on"] = values.get("first_seen_on", row.first_seen_on)
    defaults = {"opened_on_is_censored": False, **UNCORRECTED}
    outcome = put_rows(session, POSTING, wanted, stored, defaults)
    ledger.note(outcome)
    observed = put_observations(ledger, {outcome.ids[key]: p for key, p in postings.items()})
    for key, posting in postings.items():
        is_changed = key in outcome.changed or outcome.ids[key] in observed
        ledger.count(key in outcome.added, is_changed)
        if key in outcome.touched:
            ledger.posting_companies.add(posting.company.id)
            ledger.boards.add(posting.board_id)
            if key in outcome.added or REWORDED & outcome.changed[key]:
                ledger.reworded_boards.add(posting.board_id)
            if key in stored:
                ledger.posting_companies.add(stored[key].company_id)


def prepare_postings(
    ledger: Ledger, companies: Companies, entries: Sequence[tuple[int, Sights]]
) -> list[Prepared]:
    """Return the postings whose company is known and owns the board."""
    owners: dict[str, Row[Any]] = {}
    resolved: list[tuple[int, Sights, Row[Any]]] = []
    for line, sights in entries:
        company = companies.resolve(line, sights.record.company)
        if company is not None:
            owners.setdefault(sights.record.board, company)
            resolved.append((line, sights, company))
    boards = put_boards(ledger, owners, [sights.earliest for _, sights, _ in resolved])
    postings: list[Prepared] = []
    for line, sights, company in resolved:
        board_id, owner_id = boards[sights.record.board]
        if owner_id != company.id:
            reason = (
                f'"{sights.record.board}" is the board of another company; correct one of the two'
            )
            ledger.reject(line, "board", reason)
            continue
        postings.append(Prepared(sights, company, board_id))
    return postings


def guess_blurbs(board: str, records: Iterable[PostingRecord]) -> str | None:
    """Return what a board says on AI in most of the advertisements at hand."""
    own = (record for record in records if record.board == board)
    texts = ((build_role_key(each.title), each.description or "") for each in own)
    return format_blurbs(find_blurbs((key, text[:MAX_DESCRIPTION]) for key, text in texts if text))


def build_role_key(title: str) -> str:
    """Return what postings of the same job have in common."""
    return normalise_title(title)[:KEY_MAX] or title.lower()[:KEY_MAX]


def load_blurbs(session: Session, board_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Return what each board is known to say on AI in most of its advertisements."""
    statement = select(BOARD.c.id, BOARD.c.blurbs)
    rows = load_rows(session, statement, BOARD.c.id, board_ids)
    return {row.id: parse_blurbs(row.blurbs) for row in rows}


def put_boards(
    ledger: Ledger, owners: Mapping[str, Row[Any]], records: Sequence[PostingRecord]
) -> dict[str, tuple[int, int]]:
    """Return (board id, company id) of each board; a new one belongs to who names it first.

    A new board's blurbs are guessed from the batch at hand, so that few postings are classified
    again when all are known.
    """
    session = ledger.writer.session
    stored = load_rows(session, select(BOARD), BOARD.c.key, owners)
    boards = {row.key: (int(row.id), int(row.company_id)) for row in stored}
    new = [
        {"key": key, "company_id": company.id, "blurbs": guess_blurbs(key, records)}
        for key, company in owners.items()
        if key not in boards
    ]
    for row, board_id in zip(new, insert_rows(session, BOARD, new, {}), strict=True):
        boards[row["key"]] = (board_id, row["company_id"])
    if new:
        ledger.writer.mark_changed()
    return boards


def build_values(
    key: PostingKey, posting: Prepared, stored: Row[Any] | None, blurbs: Collection[str]
) -> Values:
    """Return the columns that a posting should have.

    A later sight than the first leaves the labels alone, so that a new title does not change what
    was counted on an earlier day; an older sight than the last leaves the looks alone.
    """
    sights = posting.sights
    board_id, source_id = key
    values: Values = {
        "board_id": board_id,
        "source_id": source_id,
        "opened_on": sights.opened_on,
        "closed_on": sights.closed_on,
        "first_seen_on": sights.first,
        "last_seen_on": sights.last,
    }
    if stored is not None:
        values |= {
            "opened_on": min(sights.opened_on, stored.opened_on),
            "closed_on": choose_closing(sights, stored),
            "first_seen_on": min(sights.first, stored.first_seen_on),
            "last_seen_on": max(sights.last, stored.last_seen_on),
        }
    is_earlier = stored is None or sights.first <= stored.first_seen_on
    if is_earlier:
        values |= build_labels(sights.earliest, blurbs)
    if stored is None or sights.last >= stored.last_seen_on:
        values |= build_looks(posting.company.id, sights.record)
    labelled = sights.earliest if is_earlier else None
    return values | {"labelled_from": format_inputs(labelled, values, stored)}


def build_looks(company_id: int, record: PostingRecord) -> Values:
    """Return the columns that say how a posting looks."""
    looks: Values = {
        "company_id": company_id,
        "title": record.title,
        "department": record.department,
        "team": record.team,
        "locations": dumps(record.locations).decode(),
        "work_mode": record.work_mode,
        "url": record.url,
        "description": record.description,
        "is_illustrative": record.is_illustrative,
    }
    return looks | build_pay(record.pay, record.description)


def build_labels(record: PostingRecord, blurbs: Collection[str] = ()) -> Values:
    """Return what a posting is: its role, the given labels, the rules' where none is given."""
    given: Values = {
        "ai_involvement": record.ai_involvement,
        "function": record.function,
        "seniority": record.seniority,
    }
    found: PostingLabels | None = None
    if None in given.values() or record.stage is None:
        found = classify_posting(
            record.title,
            record.department,
            record.team,
            record.description,
            record.native_function,
            record.native_level,
            blurbs,
        )
    labels = {name: value or getattr(found, name) for name, value in given.items()}
    is_ai = labels["ai_involvement"] in AI_ROLE_INVOLVEMENTS
    stage = record.stage or (found.stage if found else None)
    return {
        **labels,
        "role_key": build_role_key(record.title),
        "stage": stage if is_ai else None,
        "evidence": format_evidence(build_evidence(record, found)),
        "taxonomy_version": load_taxonomy().version if found else None,
    }


def build_evidence(
    record: PostingRecord, found: PostingLabels | None
) -> list[tuple[str, Evidence]]:
    """Return why a posting has its labels: those that the source gave, then those of the rules."""
    labels = (record.ai_involvement, record.stage, record.function, record.seniority)
    given = [f"{type(label).__name__}.{label}" for label in labels if label]
    kept = {label.partition(".")[0] for label in given}
    by_rules = found.evidence if found else ()
    return [
        *((label, Evidence(GIVEN, 0, 0, "record")) for label in given),
        *(each for each in by_rules if each[0].partition(".")[0] not in kept),
    ]


def put_observations(ledger: Ledger, postings: Mapping[int, Prepared]) -> set[int]:
    """Store the days on which postings were seen; return the ids of those with a new day."""
    session = ledger.writer.session
    stored = load_rows(session, select(OBSERVATION), OBSERVATION.c.posting_id, postings)
    have = {(row.posting_id, row.seen_on) for row in stored}
    new = [
        (posting_id, day)
        for posting_id, posting in postings.items()
        for day in sorted(posting.sights.seen_on)
        if (posting_id, day) not in have
    ]
    rows = [{"posting_id": posting_id, "seen_on": day} for posting_id, day in new]
    insert_rows(session, OBSERVATION, rows, {})
    if new:
        ledger.writer.mark_changed()
    return {posting_id for posting_id, _ in new}


def refresh_censoring(ledger: Ledger, board_ids: Iterable[int]) -> None:
    """Mark the postings that were there on their board's first crawl and tell no earlier opening.

    They opened on that day or any day before, so they never count as new.
    """
    session = ledger.writer.session
    first = (
        select(POSTING.c.board_id, func.min(POSTING.c.first_seen_on).label("day"))
        .where(among(POSTING.c.board_id))
        .group_by(POSTING.c.board_id)
    )
    for board_id, day in session.execute(first, {"keys": set(board_ids)}).all():
        is_censored = and_(POSTING.c.first_seen_on == day, POSTING.c.opened_on == day)
        of_board = update(POSTING).where(POSTING.c.board_id == board_id)
        flag = POSTING.c.opened_on_is_censored
        for statement in (
            of_board.where(is_censored, flag.is_(False)).values(opened_on_is_censored=True),
            of_board.where(~is_censored, flag.is_(True)).values(opened_on_is_censored=False),
        ):
            if session.connection().execute(statement).rowcount:
                ledger.writer.mark_changed()

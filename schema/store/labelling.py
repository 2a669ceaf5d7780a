"""Passages for people to label: drawn evenly over sources, found again by their id."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice, zip_longest
from re import compile as compile_pattern
from typing import Any, TypeVar

from sqlalchemy import and_, bindparam, func, or_, select

from schema.classify.blurbs import parse_blurbs
from schema.classify.scoring import Given, label_posting, label_statement
from schema.classify.sentences import iter_sentences
from schema.classify.statements import MIN_STATEMENT
from schema.database import Reader
from schema.store.keys import among
from schema.tables import Board, Call, Company, Posting, Quote, Transcript, Turn, table_of
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, EXECUTIVE_ROLES, SpeakerRole

BOARD, CALL, COMPANY, POSTING = (table_of(row) for row in (Board, Call, Company, Posting))
QUOTE, TRANSCRIPT, TURN = (table_of(row) for row in (Quote, Transcript, Turn))

QUOTES = (
    select(
        CALL.c.key,
        COMPANY.c.slug,
        TRANSCRIPT.c.layout,
        QUOTE.c.start,
        QUOTE.c.end,
        QUOTE.c.text,
    )
    .join(TRANSCRIPT, TRANSCRIPT.c.id == QUOTE.c.transcript_id)
    .join(CALL, CALL.c.id == TRANSCRIPT.c.call_id)
    .join(COMPANY, COMPANY.c.id == CALL.c.company_id)
)
QUOTABLE = or_(
    TURN.c.role.in_(EXECUTIVE_ROLES),
    and_(TURN.c.role == SpeakerRole.UNKNOWN, TURN.c.speaker_printed.is_(None)),
)
TURNS = (
    select(
        TURN.c.id.label("turn_id"),
        TURN.c.start,
        TURN.c.end,
        TURN.c.transcript_id,
        CALL.c.key,
        COMPANY.c.slug,
        TRANSCRIPT.c.layout,
    )
    .join(TRANSCRIPT, TRANSCRIPT.c.id == TURN.c.transcript_id)
    .join(CALL, CALL.c.id == TRANSCRIPT.c.call_id)
    .join(COMPANY, COMPANY.c.id == CALL.c.company_id)
    .where(QUOTABLE)
)
SPOKEN = select(
    func.substr(TRANSCRIPT.c.text, bindparam("start") + 1, bindparam("length")).label("text")
).where(TRANSCRIPT.c.id == bindparam("transcript"))
QUOTED = select(QUOTE.c.start, QUOTE.c.end).where(QUOTE.c.turn_id == bindparam("turn"))
TEXTS = (
    select(CALL.c.key, TRANSCRIPT.c.text)
    .join(CALL, CALL.c.id == TRANSCRIPT.c.call_id)
    .where(among(CALL.c.key))
)
POSTINGS = (
    select(
        BOARD.c.key,
        POSTING.c.source_id,
        COMPANY.c.slug,
        POSTING.c.ai_involvement,
    )
    .join(BOARD, BOARD.c.id == POSTING.c.board_id)
    .join(COMPANY, COMPANY.c.id == POSTING.c.company_id)
)
ADVERTISED = select(
    BOARD.c.key,
    POSTING.c.source_id,
    POSTING.c.title,
    POSTING.c.department,
    POSTING.c.team,
    POSTING.c.description,
    POSTING.c.first_seen_on,
    BOARD.c.blurbs,
).join(BOARD, BOARD.c.id == POSTING.c.board_id)

WORDS = ("title", "department", "team", "description")
SPAN = compile_pattern(r"(?P<call>.+)@(?P<start>\d{1,9})-(?P<end>\d{1,9})#(?P<digest>[0-9a-f]{8})")

T = TypeVar("T")
Place = tuple[str, str, str]
"""Where a row comes from: its source, its company, and its natural key."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What one row of a sheet is about: its words by name, and what the rules say of them."""

    id: str
    company: str
    source: str
    words: Mapping[str, str]
    rules: Given


@dataclass(frozen=True, slots=True)
class Advertised:
    """The WORDS of an advertisement by name, and its board's blurbs of its first day."""

    words: Mapping[str, str]
    blurbs: frozenset[str]


def draw_quotes(reader: Reader, number: int, seed: str) -> list[Passage]:
    """Return sentences of executives: half of them quotes that the rules found, half not.

    Both halves are spread over the layouts of transcripts, and within these over companies. The
    same seed draws the same from the same data.
    """
    found = iter_evenly(reader.rows(QUOTES), seed, place_spoken)
    turns = iter_evenly(reader.rows(TURNS), seed, place_spoken)
    others = (each for turn in turns if (each := choose_unquoted(reader, turn, seed)))
    quotes = (build_quote(row, row.start, row.text) for row in found)
    drawn = [*islice(quotes, (number + 1) // 2), *islice(others, number // 2)]
    return sorted(drawn, key=lambda passage: shuffle(seed, passage.id))


def draw_postings(reader: Reader, number: int, seed: str) -> list[Passage]:
    """Return advertisements: half of them AI roles by the rules; spread as quotes are."""
    halves: dict[bool, list[Any]] = {True: [], False: []}
    for row in reader.rows(POSTINGS):
        halves[row.ai_involvement in AI_ROLE_INVOLVEMENTS].append(row)
    drawn: list[Any] = []
    for is_ai, size in ((True, (number + 1) // 2), (False, number // 2)):
        drawn += islice(iter_evenly(halves[is_ai], seed, place_posted), size)
    companies = {f"{row.key}/{row.source_id}": row.slug for row in drawn}
    found = find_postings(reader, companies)
    passages = [
        Passage(name, companies[name], name.partition(":")[0], each.words, label_advertised(each))
        for name, each in found.items()
    ]
    return sorted(passages, key=lambda passage: shuffle(seed, passage.id))


def label_quotes(reader: Reader, ids: Iterable[str]) -> dict[str, Given]:
    """Return what the rules say today of the passages with these ids; those not here are left out.

    Raises ValueError for an id that no sheet of quotes has.
    """
    spans: dict[str, list[tuple[str, int, int, str]]] = {}
    for name in ids:
        match = SPAN.fullmatch(name)
        if match is None:
            raise ValueError(f"{name!r} is no id of a quote, such as ACME-2026Q1@120-180#0123abcd")
        span = (name, int(match["start"]), int(match["end"]), match["digest"])
        spans.setdefault(match["call"], []).append(span)
    labels: dict[str, Given] = {}
    for call, wanted in spans.items():
        for row in reader.rows(TEXTS, {"keys": [call]}):
            for name, start, end, digest in wanted:
                text = row.text[start:end]
                if digest_of(text) == digest:
                    labels[name] = label_statement(text)
    return labels


def label_postings(reader: Reader, ids: Iterable[str]) -> dict[str, Given]:
    """Return what the rules say today of the advertisements with these ids, where they are here."""
    found = find_postings(reader, ids)
    return {name: label_advertised(each) for name, each in found.items()}


def find_postings(reader: Reader, ids: Iterable[str]) -> dict[str, Advertised]:
    """Return the advertisements with these ids, `<board>/<the board's own id>`."""
    boards: dict[str, list[str]] = {}
    for name in ids:
        board, _, own = name.partition("/")
        boards.setdefault(board, []).append(own)
    found: dict[str, Advertised] = {}
    for board, owns in boards.items():
        wanted = ADVERTISED.where(BOARD.c.key == board, among(POSTING.c.source_id))
        for row in reader.rows(wanted, {"keys": owns}):
            words = {name: getattr(row, name) or "" for name in WORDS}
            blurbs = parse_blurbs(row.blurbs).on(row.first_seen_on)
            found[f"{row.key}/{row.source_id}"] = Advertised(words, blurbs)
    return found


def label_advertised(each: Advertised) -> Given:
    """Return what the rules say of an advertisement."""
    title, department, team, description = (each.words[name] for name in WORDS)
    return label_posting(title, department, team, description, each.blurbs)


def choose_unquoted(reader: Reader, turn: Any, seed: str) -> Passage | None:
    """Return one sentence of a turn that is in no quote, None where all are or are short."""
    place = {"transcript": turn.transcript_id, "start": turn.start, "length": turn.end - turn.start}
    text: str = reader.value(SPOKEN, place)
    quoted = [
        (row.start - turn.start, row.end - turn.start)
        for row in reader.rows(QUOTED, {"turn": turn.turn_id})
    ]
    free = [
        (start, end)
        for start, end in iter_sentences(text)
        if end - start >= MIN_STATEMENT and not any(a < end and start < b for a, b in quoted)
    ]
    if not free:
        return None
    start, end = min(free, key=lambda span: shuffle(seed, f"{turn.key}@{span[0]}"))
    return build_quote(turn, turn.start + start, text[start:end])


def build_quote(row: Any, start: int, text: str) -> Passage:
    """Return a passage; its id is the call's key, its place and a digest that proves its words."""
    name = f"{row.key}@{start}-{start + len(text)}#{digest_of(text)}"
    return Passage(name, row.slug, row.layout, {"text": text}, label_statement(text))


def digest_of(text: str) -> str:
    """Return eight digits that change with the words."""
    return sha256(text.encode()).hexdigest()[:8]


def in_half(name: str) -> str:
    """Return which half of a sheet an id is in, `first` or `second`, whatever else is there."""
    return "first" if sha256(name.encode()).digest()[0] % 2 else "second"


def shuffle(seed: str, name: str) -> str:
    """Return what orders names at random, the same way for the same seed."""
    return sha256(f"{seed}/{name}".encode()).hexdigest()


def iter_evenly(rows: Iterable[Any], seed: str, place: Callable[[Any], Place]) -> Iterator[Any]:
    """Yield rows in turn of each source, and within a source of each company, at random else."""
    sources: dict[str, dict[str, list[Any]]] = {}
    for row in sorted(rows, key=lambda row: shuffle(seed, place(row)[2])):
        source, company, _ = place(row)
        sources.setdefault(source, {}).setdefault(company, []).append(row)
    by_source = [list(iter_in_turn(sources[name].values())) for name in sorted(sources)]
    yield from iter_in_turn(by_source)


def place_spoken(row: Any) -> Place:
    """Return the layout, the company and the natural key of a quote or turn."""
    return row.layout, row.slug, f"{row.key}@{row.start}"


def place_posted(row: Any) -> Place:
    """Return the system, the company and the natural key of an advertisement."""
    return row.key.partition(":")[0], row.slug, f"{row.key}/{row.source_id}"


def iter_in_turn(lists: Iterable[list[T]]) -> Iterator[T]:
    """Yield the first of each list, then the second of each, until all are at their end."""
    missing: Any = object()
    for round_ in zip_longest(*lists, fillvalue=missing):
        yield from (each for each in round_ if each is not missing)

"""Transcripts and turns: each turn is an exact span of the text, as received or as built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, select, update

from schema.classify.gate import choose_mention_rules, has_ai_mention
from schema.classify.roles import classify_speaker
from schema.tables import Event, Quote, Transcript, Turn, table_of
from schema.taxonomy.labels import EXECUTIVE_ROLES, Origin, Section, SpeakerRole
from seeds.intake.divisions import clear_divisions, place_quotes
from seeds.intake.exchanges import number_exchanges
from seeds.intake.ledger import Ledger
from seeds.intake.people import People, Who
from seeds.intake.rows import Values, load_rows, put_rows
from seeds.names import fold, names_nobody
from seeds.records import CallRecord, TurnRecord

EVENT, QUOTE = table_of(Event), table_of(Quote)
TRANSCRIPT, TURN = table_of(Transcript), table_of(Turn)
# Without the text: it is large, and equal whenever the digest is.
STORED = select(*(column for column in TRANSCRIPT.c if column.name != "text"))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn with its place in the transcript and the role of its speaker."""

    n: int
    start: int
    end: int
    turn: TurnRecord
    role: SpeakerRole
    is_anonymous: bool = False

    @property
    def section(self) -> Section:
        """The part of the call."""
        return self.turn.section

    @property
    def speaker(self) -> str | None:
        """The speaker as printed."""
        return self.turn.speaker

    @property
    def words(self) -> str:
        """What was said."""
        return self.turn.text

    @property
    def is_quotable(self) -> bool:
        """Whether leadership speaks: an executive, or anybody in a text that names no speaker."""
        nameless = self.role is SpeakerRole.UNKNOWN and self.is_anonymous
        return self.role in EXECUTIVE_ROLES or nameless


@dataclass(frozen=True, slots=True)
class Script:
    """The transcript of a call record: its text, digest and turns; in which leadership says AI."""

    text: str
    sha256: str
    spoken: tuple[Spoken, ...]
    ai_turns: frozenset[int]


def build_script(record: CallRecord) -> Script | None:
    """Return the transcript of a call record, None where it has none.

    Where only turns are given their text is built: a speaker's name stands on a line of its own
    before the turn, outside its span.
    """
    if record.text is not None and record.has_own_text:
        spans = [(turn.start or 0, turn.end or 0) for turn in record.turns]
        return make_script(record.text, record.turns, spans)
    turns = record.turns or ((TurnRecord(text=record.text),) if record.text else ())
    if not turns:
        return None
    parts: list[str] = []
    spans = []
    position = 0
    for turn in turns:
        label = f"{turn.speaker}:\n" if turn.speaker else ""
        start = position + len(label)
        spans.append((start, start + len(turn.text)))
        parts.append(f"{label}{turn.text}\n\n")
        position = start + len(turn.text) + 2
    return make_script("".join(parts), turns, spans)


def make_script(text: str, turns: Sequence[TurnRecord], spans: Sequence[tuple[int, int]]) -> Script:
    """Return a text with its turns, each at its span."""
    is_anonymous = all(turn.speaker is None and turn.title is None for turn in turns)
    spoken = tuple(
        Spoken(n, start, end, turn, read_role(turn.title, turn.role), is_anonymous)
        for n, (turn, (start, end)) in enumerate(zip(turns, spans, strict=True))
    )
    rules = choose_mention_rules(text)
    ai_turns = frozenset(
        each.n for each in spoken if each.is_quotable and has_ai_mention(each.turn.text, rules)
    )
    return Script(text, sha256(text.encode()).hexdigest(), spoken, ai_turns)


# A call has few speakers and many turns; the rules are a hundred patterns.
@lru_cache(maxsize=4096)
def read_role(title: str | None, hint: str | None) -> SpeakerRole:
    """Return the role of a printed title, remembered."""
    return classify_speaker(title, hint)


@dataclass(frozen=True, slots=True)
class StoredText:
    """The row of a call's transcript, and what storing it did."""

    id: int
    is_new: bool
    is_changed: bool


def put_transcripts(
    ledger: Ledger, scripts: Mapping[int, Script], records: Mapping[int, CallRecord]
) -> dict[int, StoredText]:
    """Store the transcripts of calls and return them, by call id."""
    session = ledger.writer.session
    stored = {
        (row.call_id, row.sha256): row
        for row in load_rows(session, STORED, TRANSCRIPT.c.call_id, scripts)
    }
    wanted: dict[tuple[int, str], Values] = {}
    for call_id, script in scripts.items():
        record = records[call_id]
        values: Values = {
            "call_id": call_id,
            "sha256": script.sha256,
            "source": choose_source(record.source, stored.get((call_id, script.sha256))),
            "layout": record.layout,
            "status": record.status,
            "finds_statements": record.finds_statements,
        }
        if (call_id, script.sha256) not in stored:
            values["text"] = script.text
        wanted[call_id, script.sha256] = values
    outcome = put_rows(session, TRANSCRIPT, wanted, stored)
    ledger.note(outcome)
    return {
        key[0]: StoredText(outcome.ids[key], key in outcome.added, key in outcome.changed)
        for key in wanted
    }


def choose_source(source: str | None, stored: Row[Any] | None) -> str | None:
    """Return the last by alphabet of the sources of one text: none of them is the better one."""
    return max(source or "", (stored and stored.source) or "") or None


@dataclass(frozen=True, slots=True)
class SpokenRow:
    """A turn as stored: its row id, its person, and what was said."""

    turn_id: int
    person_id: int | None
    spoken: Spoken


def put_turns(
    ledger: Ledger,
    people: People,
    company_ids: Mapping[int, int],
    scripts: Mapping[int, Script],
) -> tuple[dict[int, list[SpokenRow]], set[int]]:
    """Store the turns of transcripts, by transcript id.

    Returns them, and the ids of the transcripts in which a turn is new or another than before.
    Titles and roles of a turn may be corrected later; its generated quotes follow.
    """
    session = ledger.writer.session
    speakers = {key: find_speakers(company_ids[key], script) for key, script in scripts.items()}
    persons = people.link(who for found in speakers.values() for who in found.values())
    stored = {
        (row.transcript_id, row.n): row
        for row in load_rows(session, TURN, TURN.c.transcript_id, scripts)
    }
    wanted: dict[tuple[int, int], Values] = {}
    for transcript_id, script in scripts.items():
        exchanges = number_exchanges(script.spoken)
        for each, exchange in zip(script.spoken, exchanges, strict=True):
            who = speakers[transcript_id].get(each.n)
            person_id = persons[who] if who else None
            values = build_turn_values(transcript_id, each, person_id)
            wanted[transcript_id, each.n] = values | {"exchange": exchange}
    moved = clear_divisions(ledger, stored, wanted)
    kept = {key: row for key, row in stored.items() if key[0] not in moved}
    outcome = put_rows(session, TURN, wanted, kept)
    ledger.note(outcome)
    place_quotes(ledger, moved)
    for key in outcome.changed:
        correct_quotes(ledger, outcome.ids[key], wanted[key])
    turns = {
        transcript_id: [
            SpokenRow(
                outcome.ids[transcript_id, each.n],
                wanted[transcript_id, each.n]["person_id"],
                each,
            )
            for each in script.spoken
        ]
        for transcript_id, script in scripts.items()
    }
    return turns, moved | {transcript_id for transcript_id, _ in outcome.touched}


def build_turn_values(transcript_id: int, spoken: Spoken, person_id: int | None) -> Values:
    """Return the columns of a turn's row."""
    return {
        "transcript_id": transcript_id,
        "n": spoken.n,
        "start": spoken.start,
        "end": spoken.end,
        "section": spoken.turn.section,
        "speaker_printed": spoken.turn.speaker,
        "title_printed": spoken.turn.title,
        "role": spoken.role,
        "person_id": person_id,
    }


def find_speakers(company_id: int, script: Script) -> dict[int, Who]:
    """Return who speaks in each turn, where that is known.

    A turn that does not say whose side its speaker is on takes it from the same name's other
    turns; where there are none the speaker stays unlinked rather than guessed.
    """
    sides: dict[str, int | None] = {}
    for each in script.spoken:
        if each.turn.speaker and each.role in EXECUTIVE_ROLES:
            sides[fold(each.turn.speaker)] = company_id
    for each in script.spoken:
        if each.turn.speaker and each.role is SpeakerRole.ANALYST:
            sides.setdefault(fold(each.turn.speaker), None)
    return {
        each.n: (sides[fold(each.turn.speaker)], each.turn.speaker)
        for each in script.spoken
        if each.turn.speaker
        and not names_nobody(each.turn.speaker)
        and fold(each.turn.speaker) in sides
        and each.role is not SpeakerRole.OPERATOR
    }


def correct_quotes(ledger: Ledger, turn_id: int, turn: Values) -> None:
    """Let the generated quotes of a turn say what the corrected turn says."""
    generated = select(EVENT.c.id).where(EVENT.c.method == Origin.GENERATED)
    names = ("section", "speaker_printed", "title_printed", "role", "person_id")
    ledger.writer.session.connection().execute(
        update(QUOTE)
        .where(QUOTE.c.turn_id == turn_id, QUOTE.c.event_id.in_(generated))
        .values({name: turn[name] for name in names})
    )
    ledger.note_quotes_of("turn_id", turn_id)

"""What is uncertain about a call that was read: states to be shown, no errors."""

from collections.abc import Iterator

from schema.taxonomy.labels import DoubtKind
from seeds.layouts.file_names import read_file_name
from seeds.layouts.source import clean_ticker
from seeds.records import CallRecord, DoubtRecord


def find_doubts(call: CallRecord, source_name: str) -> tuple[DoubtRecord, ...]:
    """Return what is uncertain about a call that was read from a file of that name."""
    return (*iter_gaps(call), *iter_conflicts(call, source_name), *iter_turn_doubts(call))


def iter_gaps(call: CallRecord) -> Iterator[DoubtRecord]:
    """Yield what a call does not say of itself."""
    if call.held_on is None:
        yield DoubtRecord(kind=DoubtKind.NO_DATE, turn=None, note="the source gives no date")
    if call.period is None:
        yield DoubtRecord(
            kind=DoubtKind.NO_PERIOD,
            turn=None,
            note="neither the source nor its file's name gives one",
        )


def iter_conflicts(call: CallRecord, source_name: str) -> Iterator[DoubtRecord]:
    """Yield what the name of a call's file says differently; the source is believed."""
    named = read_file_name(source_name)
    if call.period and named.period and call.period != named.period:
        note = f"the source says {call.period}, its file's name {named.period}"
        yield DoubtRecord(kind=DoubtKind.PERIOD_CONFLICT, turn=None, note=note)
    if named.ticker and clean_ticker(named.ticker) != call.company:
        note = f"the source says {call.company}, its file's name {named.ticker}"
        yield DoubtRecord(kind=DoubtKind.COMPANY_CONFLICT, turn=None, note=note)


def iter_turn_doubts(call: CallRecord) -> Iterator[DoubtRecord]:
    """Yield whether turns are told apart, and which have no speaker; once where none has one."""
    nameless = [n for n, turn in enumerate(call.turns) if turn.speaker is None]
    is_anonymous = len(nameless) == len(call.turns)
    if is_anonymous and len(call.turns) <= len({turn.section for turn in call.turns}):
        yield DoubtRecord(
            kind=DoubtKind.NO_TURNS, turn=None, note="the source does not tell turns apart"
        )
    if is_anonymous and call.turns:
        yield DoubtRecord(kind=DoubtKind.NO_SPEAKER, turn=None, note="the source names no speaker")
    elif not is_anonymous:
        note = "the source does not name who speaks"
        yield from (DoubtRecord(kind=DoubtKind.NO_SPEAKER, turn=n, note=note) for n in nameless)

"""What nobody has decided yet about people: pairs, names under two titles, turns without anyone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from schema.database import Reader
from schema.tables import Call, Person, Transcript, Turn, table_of
from schema.taxonomy.labels import SpeakerRole
from seeds.intake.decisions import STANDING
from seeds.names import fold, names_nobody
from seeds.review.likeness import find_likeness, iter_alike
from seeds.review.stored import find_companies

CALL, PERSON = table_of(Call), table_of(Person)
TRANSCRIPT, TURN = table_of(Transcript), table_of(Turn)
NO_OFFICE = frozenset({SpeakerRole.OTHER_EXECUTIVE, SpeakerRole.UNKNOWN})
TITLES_SHOWN = 3
FORMS_OF_FIRMS = "analyst research division securities llc llp lp inc ltd co company group plc ag"
NOT_OF_FIRMS = frozenset(FORMS_OF_FIRMS.split())

SPOKEN = (
    select(
        TURN.c.person_id,
        TURN.c.speaker_printed,
        TURN.c.title_printed,
        TURN.c.role,
        CALL.c.id.label("call_id"),
        CALL.c.held_on,
        CALL.c.company_id,
    )
    .join_from(TURN, TRANSCRIPT, TRANSCRIPT.c.id == TURN.c.transcript_id)
    .join(CALL, CALL.c.id == TRANSCRIPT.c.call_id)
    .where(TURN.c.role != SpeakerRole.OPERATOR)
    .distinct()
)


@dataclass
class Talk:
    """What is known of somebody from their turns."""

    roles: dict[SpeakerRole, list[date | None]] = field(default_factory=dict)
    titles: dict[str, None] = field(default_factory=dict)
    calls: set[int] = field(default_factory=set)

    def add(self, row: Any) -> None:
        """Take a turn in."""
        self.roles.setdefault(row.role, []).append(row.held_on)
        self.calls.add(row.call_id)
        if row.title_printed:
            self.titles.setdefault(row.title_printed)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names of a company that may be one person's; who bears `other` was on more calls."""

    company: str | None
    one: str
    other: str
    reason: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TwoTitles:
    """A name that holds several offices; each with its first and last day."""

    company: str | None
    slug: str
    name: str
    offices: tuple[tuple[SpeakerRole, date | None, date | None], ...]
    is_at_once: bool


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A printed name, or None, whose turns have no person; `like` is somebody of like name."""

    company: str
    speaker: str | None
    title: str | None
    role: SpeakerRole
    turns: int
    like: str | None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """All that waits for somebody to look at it."""

    pairs: tuple[Pair, ...]
    two_titles: tuple[TwoTitles, ...]
    unlinked: tuple[Unlinked, ...]


def find_unresolved(reader: Reader, company: str | None = None) -> Unresolved:
    """Return what waits for a decision, of one company (slug or ticker) or of all.

    Raises BadInput for a company that is not known.
    """
    slugs = {row.id: row.slug for row in find_companies(reader, company)}
    talks, loose = read_talk(reader, slugs.keys())
    standing = select(PERSON).where(PERSON.c.same_as_id.is_(None)).order_by(PERSON.c.name)
    groups: dict[int | None, list[Any]] = {}
    for row in reader.rows(standing):
        if row.company_id in slugs or (row.company_id is None and company is None):
            groups.setdefault(row.company_id, []).append(row)
    decided = {(row.company_id, row.name) for row in reader.rows(STANDING)}
    ordered: list[int | None] = [each for each in (*slugs, None) if each in groups]
    pairs = [
        pair
        for each in ordered
        for pair in iter_pairs(slugs.get(each or 0), groups[each], talks, decided)
    ]
    titles = [
        found
        for each in ordered
        if each is not None
        for person in groups[each]
        if (found := find_two_titles(slugs[each], person, talks.get(person.id, Talk())))
    ]
    unlinked = list(iter_unlinked(slugs, loose, groups))
    return Unresolved(tuple(pairs), tuple(titles), tuple(unlinked))


def read_talk(
    reader: Reader, company_ids: Iterable[int]
) -> tuple[dict[int, Talk], dict[tuple[int, str | None, str | None, SpeakerRole], int]]:
    """Return what each person's turns say, and how many turns have no person, by what is printed.

    Turns of analysts are read from all calls: an analyst speaks on those of many companies.
    """
    wanted, talks = set(company_ids), dict[int, Talk]()
    loose: dict[tuple[int, str | None, str | None, SpeakerRole], int] = {}
    for row in reader.rows(SPOKEN):
        if row.person_id is not None:
            talks.setdefault(row.person_id, Talk()).add(row)
    unlinked = SPOKEN.with_only_columns(
        CALL.c.company_id, TURN.c.speaker_printed, TURN.c.title_printed, TURN.c.role, TURN.c.id
    ).where(TURN.c.person_id.is_(None))
    for row in reader.rows(unlinked):
        if row.company_id in wanted:
            key = (row.company_id, row.speaker_printed, row.title_printed, row.role)
            loose[key] = loose.get(key, 0) + 1
    return talks, loose


def iter_pairs(
    company: str | None, people: list[Any], talks: dict[int, Talk], decided: set[Any]
) -> Iterator[Pair]:
    """Yield the pairs of a company; a likeness that may be chance only with evidence beside it.

    What somebody set apart by a decision is settled and left out.
    """
    names = {row.id: row.name for row in people}
    for one, other, reason, needs_evidence in iter_alike(names):
        if any((people[0].company_id, fold(names[each])) in decided for each in (one, other)):
            continue
        talk, other_talk = talks.get(one, Talk()), talks.get(other, Talk())
        shared, beside = compare_talk(talk, other_talk)
        if needs_evidence and not shared:
            continue
        if len(talk.calls) > len(other_talk.calls):
            one, other = other, one
        yield Pair(company, names[one], names[other], reason, (*shared, *beside))


def compare_talk(one: Talk, other: Talk) -> tuple[list[str], list[str]]:
    """Return what two people have in common, and what else there is to weigh."""
    offices = one.roles.keys() & other.roles.keys() - NO_OFFICE - {SpeakerRole.ANALYST}
    shared = [f"both {role}" for role in sorted(offices)]
    folded = {fold(title) for title in other.titles}
    same = [title for title in one.titles if fold(title) in folded]
    if not same and SpeakerRole.ANALYST in one.roles.keys() & other.roles.keys():
        pairs = ((title, each) for title in one.titles for each in other.titles)
        same = [title for title, each in pairs if is_same_firm(title, each)]
    shared += [f'both "{title}"' for title in same[:TITLES_SHOWN]]
    together = len(one.calls & other.calls)
    beside = [f"both speak on {together} of the same calls"] if together else ["never on one call"]
    return shared, beside


def is_same_firm(title: str, other: str) -> bool:
    """Whether the titles of two analysts name one firm, which one of them may call shorter."""
    short, long = sorted((firm_words(title), firm_words(other)), key=len)
    return bool(short) and long[: len(short)] == short


def firm_words(title: str) -> list[str]:
    """Return the words that tell a firm from others."""
    return [word for word in fold(title).split() if word not in NOT_OF_FIRMS]


def find_two_titles(company: str, person: Any, talk: Talk) -> TwoTitles | None:
    """Return somebody with two offices: a promotion, or two people of one name."""
    offices = [
        (role, min(known, default=None), max(known, default=None))
        for role, days in talk.roles.items()
        if role not in NO_OFFICE | {SpeakerRole.ANALYST, SpeakerRole.INVESTOR_RELATIONS}
        for known in [[day for day in days if day is not None]]
    ]
    if len(offices) < 2:
        return None
    offices.sort(key=lambda office: (office[1] or date.min, office[0]))
    is_at_once = any(
        last and first and first <= last for (_, _, last), (_, first, _) in pairwise(offices)
    )
    return TwoTitles(company, person.slug, person.name, tuple(offices), is_at_once)


def iter_unlinked(
    slugs: dict[int, str], loose: dict[Any, int], groups: dict[int | None, list[Any]]
) -> Iterator[Unlinked]:
    """Yield what is printed on turns without a person, the commonest of a company first."""
    ordered = sorted(loose.items(), key=lambda item: (slugs[item[0][0]], -item[1], str(item[0])))
    for (company_id, speaker, title, role), turns in ordered:
        like = None
        if speaker and not names_nobody(speaker):
            people = groups.get(company_id, [])
            like = next((row.slug for row in people if find_likeness(speaker, row.name)), None)
        yield Unlinked(slugs[company_id], speaker, title, role, turns, like)

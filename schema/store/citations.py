"""How a quote is cited: speaker, company, call and day in the order that a style asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from sqlalchemy import select

from schema.database import Reader
from schema.prepared import Prepared
from schema.store.keys import among
from schema.tables import Call, Company, Event, Person, Quote, table_of
from schema.taxonomy.labels import CallKind, Label


class CitationStyle(Label):
    """How a citation is written."""

    PLAIN = "PLAIN"
    APA = "APA"
    MLA = "MLA"
    CHICAGO = "CHICAGO"


QUOTE, COMPANY, CALL = table_of(Quote), table_of(Company), table_of(Call)
EVENT, PERSON = table_of(Event), table_of(Person)
READ_SOURCES = Prepared(
    select(
        QUOTE.c.id,
        PERSON.c.name,
        QUOTE.c.speaker_printed,
        QUOTE.c.title_printed,
        COMPANY.c.name,
        CALL.c.title,
        EVENT.c.headline,
        CALL.c.kind,
        CALL.c.period,
        QUOTE.c.occurred_on,
    )
    .select_from(QUOTE)
    .join(COMPANY, COMPANY.c.id == QUOTE.c.company_id)
    .join(EVENT, EVENT.c.id == QUOTE.c.event_id)
    .outerjoin(PERSON, PERSON.c.id == QUOTE.c.person_id)
    .outerjoin(CALL, CALL.c.id == QUOTE.c.call_id)
    .where(among(QUOTE.c.id))
)
KINDS = {
    CallKind.EARNINGS: "Earnings call",
    CallKind.CONFERENCE: "Investor conference",
    CallKind.OTHER: "Call",
}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SHORT = [
    "Jan.",
    "Feb.",
    "Mar.",
    "Apr.",
    "May",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
]
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a quote was said."""

    speaker: str | None
    position: str | None
    company: str
    title: str
    kind: str
    period: str | None
    day: date | None


def citations(reader: Reader, quote_ids: Sequence[int], style: CitationStyle) -> list[str]:
    """Return the citation of each quote, in one statement."""
    found = {}
    for key, name, printed, position, company, title, headline, kind, period, day in reader.fetch(
        READ_SOURCES, {"keys": list(set(quote_ids))}
    ):
        told = KINDS.get(kind, "Call") if title else "Statement"
        found[key] = Cited(name or printed, position, company, title or headline, told, period, day)
    return [WRITE[style](found[key]) if key in found else "" for key in quote_ids]


def format_permalink(key: str) -> str:
    """Return the path, below the server's address, of the page of a quote."""
    return f"/quotes/{quote(key)}"


def split_name(name: str) -> tuple[str, str]:
    """Return family name and given names; what stands before a family name in small goes with it.

    The last word is taken for the family name, as transcripts print names; "Jr." stays behind it.
    """
    words = name.split()
    suffix = f" {words.pop()}" if len(words) > 2 and words[-1].lower() in SUFFIXES else ""
    at = max(0, len(words) - 1)
    while at > 1 and words[at - 1].islower():
        at -= 1
    return " ".join(words[at:]) + suffix, " ".join(words[:at])


def inverted(name: str) -> str:
    """Return a name with the family name first."""
    return ", ".join(part for part in split_name(name) if part)


def initialled(name: str) -> str:
    """Return a name with the family name first and the given names as initials."""
    family, given = split_name(name)
    initials = " ".join(f"{word[0].upper()}." for word in given.split())
    return f"{family}, {initials}" if initials else family


def closed(text: str) -> str:
    """Return a text with a full stop at its end."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def write_plain(cited: Cited) -> str:
    """Return everything between commas."""
    day = cited.day.isoformat() if cited.day else None
    parts = (cited.speaker, cited.position, cited.company, cited.title, cited.period, day)
    return ", ".join(part for part in parts if part)


def write_apa(cited: Cited) -> str:
    """Return it as the seventh edition of APA asks."""
    day = cited.day
    when = f"{day.year}, {MONTHS[day.month - 1]} {day.day}" if day else "n.d."
    who = initialled(cited.speaker) if cited.speaker else cited.company
    form = f"{cited.kind} transcript" if cited.kind != "Statement" else cited.kind
    period = f", {cited.period}" if cited.period else ""
    publisher = f" {closed(cited.company)}" if cited.speaker else ""
    return f"{who} ({when}). {cited.title} [{form}{period}].{publisher}"


def write_mla(cited: Cited) -> str:
    """Return it as the ninth edition of MLA asks."""
    day = cited.day
    when = f"{day.day} {SHORT[day.month - 1]} {day.year}" if day else "n.d."
    return f"{head_of(cited)} {cited.company}, {when}. {kind_of(cited)}."


def write_chicago(cited: Cited) -> str:
    """Return it as the bibliography of the Chicago manual asks."""
    day = cited.day
    when = f"{MONTHS[day.month - 1]} {day.day}, {day.year}" if day else "n.d."
    return f"{head_of(cited)} {kind_of(cited)}, {cited.company}, {when}."


def head_of(cited: Cited) -> str:
    """Return the speaker, family name first, and the title in quotation marks."""
    who = f"{closed(inverted(cited.speaker))} " if cited.speaker else ""
    return f"{who}“{closed(cited.title)}”"


def kind_of(cited: Cited) -> str:
    """Return what it was said on, with the fiscal period."""
    return f"{cited.kind}, {cited.period}" if cited.period else cited.kind


WRITE = {
    CitationStyle.PLAIN: write_plain,
    CitationStyle.APA: write_apa,
    CitationStyle.MLA: write_mla,
    CitationStyle.CHICAGO: write_chicago,
}

"""What stands before a speech: is it a speaker's name, a title, or only words with a colon?"""

from collections.abc import Mapping
from dataclasses import dataclass
from re import IGNORECASE, compile as compile_pattern
from typing import Any, Literal

from schema.classify.roles import classify_speaker
from schema.taxonomy.labels import Section, SpeakerRole
from seeds.layouts.source import clean_line
from seeds.names import PART

Role = Literal["executive", "analyst", "operator", "unknown"]

LONGEST_LABEL = 160
_PARTICLES = """
al af ben bin da das de del della den der di do dos du e el ibn la le ten ter und van von y zu
"""
PARTICLES = frozenset(_PARTICLES.split())
_HEADINGS = """
adjusted agenda analysts answer answers appendix arpu arr assets backlog bookings bps capex contents
coverage customers date debt disclaimer disclosure dividend dividends duration earnings ebit ebita
ebitda eps equity executives expense expenses fcf figure fiscal forecast gaap glossary growth
guidance headcount highlights income instructions inventory leverage liquidity loss margin margins
mau non-gaap note notes nrr operations opex outlook overview participants period position
presentation prices profit qoq quarter question questions ratio recap remarks representatives
results retention revenue revenues risk risks section segment segments session shares slide source
sources statement statements stock subscribers summary table takeaways ticker time title transcript
url users volume volumes yoy
"""
NEVER_IN_NAMES = frozenset(_HEADINGS.split())
"""No part of anybody's name: a label with one of these words is a figure or a heading."""
_COMMON_WORDS = """
a ahead america and annual asia basic cash center cloud cost costs data diluted europe first flow
fourth free full gross harbor key last looking net next north now of on operating our page per price
products rate safe sales second services south tax thank thanks the third to total update we year
you
"""
RARELY_NAMES = frozenset(_COMMON_WORDS.split())
"""Surnames too, so a label is refused only when it has no other word: "Free Cash Flow"."""
SIDES: Mapping[SpeakerRole, Role] = {
    SpeakerRole.ANALYST: "analyst",
    SpeakerRole.OPERATOR: "operator",
    SpeakerRole.UNKNOWN: "unknown",
}
"""All other roles are of the company."""
SIDE_OF_PART: Mapping[str, Role] = {
    "operator": "operator",
    "moderator": "operator",
    "coordinator": "operator",
    "representative": "executive",
    "executive": "executive",
    "management": "executive",
    "analyst": "analyst",
}
NAMED_ANALYST = compile_pattern(r"(?:unidentified |unknown )?analyst \(([^()]+)\)", IGNORECASE)
ASKED_BY = compile_pattern(r"([QA])\s*[-–—:]\s*(.+)")
# "Di Roe, Head of Investor Relations, Acme Inc.2": a publisher put the name of speaker 1 into
# "Speaker 12", of whom nothing is known.
MISNUMBERED = compile_pattern(r"[a-z.]\d{1,2}$")
# `Total Revenue: $549 million`, `Q3: 9:00`: a figure after the colon is no speech.
FIGURE = compile_pattern(
    r"\s*(?:[+~]|\d+:\d|[-(]?\s?(?:[$€£¥]|US\$|\d[\d.,]*\s*"
    r"(?:%|percent|million|billion|trillion|basis|bps|[ap]\.?m\b)))",
    IGNORECASE,
)
SUFFIX = compile_pattern(r"(?:inc|corp|co|ltd|llc|jr|sr|ph\.?d|m\.?d|cfa)\.?|i{2,3}|iv", IGNORECASE)
SENTENCE = compile_pattern(r"(?:[a-z]{4,}[.?!]|[?!]) [A-Z]")
BRACKETS = str.maketrans('()"', "   ")
JOINERS = str.maketrans("", "", ".,-'’‘“”")
SEPARATOR = compile_pattern(r"\s*(?:--|—|–)\s*|\s+-\s+")


@dataclass(frozen=True, slots=True)
class Label:
    """Who speaks, as printed: name, title, and what else the print says of the side."""

    name: str | None
    title: str | None = None
    role: Role = "unknown"


def is_part(text: str) -> bool:
    """Whether a label is a part that somebody plays: operator, unknown analyst, speaker 3."""
    return PART.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Whether a text can be a person's name, or stands for nobody in particular.

    A name has two to six words, in capitals except for particles.
    """
    if is_part(text) or NAMED_ANALYST.fullmatch(text):
        return True
    words = text.translate(BRACKETS).split()
    if not 2 <= len(words) <= 6 or len(text) > 60 or words[-1].islower():
        return False
    if all(fold_word(word) in RARELY_NAMES for word in words):
        return False
    return all(map(is_name_word, words))


def is_name_word(word: str) -> bool:
    """Whether a word may be part of a name: `O'Brien`, `C.J.`, `van`, `Jen-Hsun`."""
    if not word.translate(JOINERS).isalpha() or fold_word(word) in NEVER_IN_NAMES:
        return False
    return word.casefold() in PARTICLES or not word[0].islower() or word[:2] in ("d'", "d’")


def fold_word(word: str) -> str:
    """Return a word in small letters without the signs around it."""
    return word.casefold().strip(".,")


def parse_label(text: str) -> Label | None:
    """Return who a label names, None when it names nobody.

    Accepts `Name`, `Name -- Title`, `Name -- Firm -- Analyst`, `Name, Title, Company`,
    `Analyst (Name)`, `Q - Name` and `Conference Operator`.
    """
    text = " ".join(text.split()).strip(" ,;")
    if not text or len(text) > LONGEST_LABEL:
        return None
    asked = ASKED_BY.fullmatch(text)
    if asked:
        role: Role = "analyst" if asked[1] == "Q" else "executive"
        return Label(asked[2], None, role) if is_name(asked[2]) else None
    inner = NAMED_ANALYST.fullmatch(text)
    if inner:
        return Label(inner[1].strip(), None, "analyst")
    name, title = split_label(text)
    if title is None:
        name, title = split_at_comma(text)
    if title and MISNUMBERED.search(title):
        return Label(None)
    return build_label(name.strip(), title or None)


def split_label(text: str) -> tuple[str, str | None]:
    """Return (name, title) of `Name`, `Name - Title` or `Name -- Firm -- Analyst`."""
    name, *titles = SEPARATOR.split(text, maxsplit=1)
    return name, titles[0].strip(" -–—") if titles else None


def split_at_comma(text: str) -> tuple[str, str | None]:
    """Return (name, title) of `Name, Title`; `Name, Jr.` has no title, nor has a half sentence."""
    name, _, title = text.partition(",")
    title = title.strip(" -–—")
    if SUFFIX.fullmatch(title) or (title[:1].islower() and read_title(title) == "unknown"):
        return text, None
    return name, title or None


def build_label(name: str, title: str | None) -> Label | None:
    """Return the label of a name and the title beside it, None when the name is none."""
    if title is not None and (SENTENCE.search(title) or not title[:1].isalpha()):
        return None
    if title is not None and read_part(title) == "operator":
        return Label(name, title, "operator")
    if not is_name(name):
        return None
    role = read_part(name)
    if role != "operator" and (title or "").casefold().endswith("analyst"):
        role = "analyst"
    return Label(name, title, role)


def read_part(text: str) -> Role:
    """Return the side of somebody who is named by a part, as in "Unknown Executive"."""
    found = PART.fullmatch(text)
    return SIDE_OF_PART.get((found["part"] or "").casefold(), "unknown") if found else "unknown"


def read_title(title: str | None) -> Role:
    """Return the side of somebody with that title, or with a firm beside the word analyst."""
    return SIDES.get(classify_speaker(title), "executive")


def build_turn(label: Label, section: Section, text: str) -> dict[str, Any]:
    """Return what somebody said as a turn of a neutral call record."""
    return {
        "speaker": clean_line(label.name),
        "title": clean_line(label.title, 500),
        "role": label.role,
        "section": section,
        "text": text,
    }

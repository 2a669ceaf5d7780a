"""What stands before a speech: is it a speaker's name, a title, or only words with a colon?"""

from dataclasses import dataclass
from re import IGNORECASE, compile as compile_pattern

LONGEST_LABEL = 160
_PARTICLES = """
al af ben bin da das de del della den der di do dos du el ibn la le ten ter van von y zu
"""
PARTICLES = frozenset(_PARTICLES.split())
_HEADINGS = """
adjusted answer answers arpu backlog bookings capex contents costs coverage date disclaimer
dividend duration earnings ebit ebitda eps expense expenses fcf forecast fiscal flow gaap glossary
guidance headcount highlights income llc loss margin margins mau net note notes operating operations
outlook participants period position presentation prices profit quarter question questions ratio
recap remarks results revenue revenues risk risks sales segment segments session shares source
statement statements stock subscribers summary takeaways tax ticker title total transcript url
"""
FOREIGN = frozenset(_HEADINGS.split())
"""Words that no name has: of tables, notes and parts of a page."""
NOBODY = compile_pattern(
    r"(?:conference |call |event )?(?:operator|moderator|coordinator|host)"
    r"|(?:unidentified|unknown|unnamed)(?: company| call)?"
    r" (?:analyst|speaker|executive|participant|representative|attendee|shareholder)s?"
    r"|(?:company )?(?:representative|management|analyst|executive|participant)s?"
    r"|speaker \d{1,3}|spk_?\d{1,3}",
    IGNORECASE,
)
OPERATOR = compile_pattern(r"(?:conference |call |event )?(?:operator|coordinator)", IGNORECASE)
NAMED_ANALYST = compile_pattern(r"(?:unidentified |unknown )?analyst \(([^()]+)\)", IGNORECASE)
ASKED_BY = compile_pattern(r"([QA])\s*[-–—:]\s*(.+)")
# "Di Roe, Head of Investor Relations, Acme Inc.2": a publisher put the name of speaker 1 into
# "Speaker 12", of whom nothing is known.
MISNUMBERED = compile_pattern(r"[a-z.]\d{1,2}$")
SENTENCE = compile_pattern(r"(?:[a-z]{4,}[.?!]|[?!]) [A-Z]")
SEPARATOR = compile_pattern(r"\s*(?:--|—|–)\s*|\s+-\s+")


@dataclass(frozen=True, slots=True)
class Label:
    """Who speaks, as printed: name, title, and what else the print says of the side."""

    name: str | None
    title: str | None = None
    role: str = "unknown"


def names_nobody(text: str) -> bool:
    """Whether a label is a part that somebody plays: operator, unknown analyst, speaker 3."""
    return NOBODY.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Whether a text has the shape of a person's name, or stands for nobody in particular."""
    if names_nobody(text) or NAMED_ANALYST.fullmatch(text):
        return True
    words = text.replace("(", " ").replace(")", " ").split()
    if not 2 <= len(words) <= 6 or len(text) > 60:
        return False
    return all(is_name_word(word) for word in words) and not words[0][0].islower()


def is_name_word(word: str) -> bool:
    """Whether a word may be part of a name: `O'Brien`, `C.J.`, `van`, `Jen-Hsun`."""
    bare = word.strip(".,'’‘\"“”")
    if word.casefold() in PARTICLES:
        return True
    plain = bare.replace("-", "").replace("'", "").replace("’", "").replace(".", "")
    if not plain.isalpha() or bare.casefold() in FOREIGN:
        return False
    return not plain[0].islower()


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
        role = "analyst" if asked[1] == "Q" else "executive"
        return Label(asked[2], None, role) if is_name(asked[2]) else None
    inner = NAMED_ANALYST.fullmatch(text)
    if inner:
        return Label(inner[1].strip(), None, "analyst")
    name, *titles = SEPARATOR.split(text, maxsplit=1)
    if not titles:
        name, *titles = [part.strip() for part in text.split(",", 1)]
    title = titles[0].strip(" -–—") if titles else None
    if title and MISNUMBERED.search(title):
        return Label(None)
    return build_label(name.strip(), title or None)


def build_label(name: str, title: str | None) -> Label | None:
    """Return the label of a name and the title beside it, None when the name is none."""
    if title is not None and (SENTENCE.search(title) or not title[:1].isalpha()):
        return None
    if title is not None and OPERATOR.fullmatch(title):
        return Label(name, title, "operator")
    if not is_name(name):
        return None
    if OPERATOR.fullmatch(name):
        return Label(name, title, "operator")
    role = read_part(name) if names_nobody(name) else "unknown"
    if (title or "").casefold().endswith("analyst"):
        role = "analyst"
    return Label(name, title, role)


def read_part(name: str) -> str:
    """Return the side of somebody who is named by a part: "Unknown Executive"."""
    folded = name.casefold()
    if "analyst" in folded:
        return "analyst"
    is_company = any(word in folded for word in ("executive", "management", "representative"))
    return "executive" if is_company else "unknown"

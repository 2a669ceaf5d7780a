"""What goes into the index: one quote with everything that it is found by."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class QuoteDocument:
    """One quote as search sees it; `pk` is the database's key and comes back in every hit."""

    pk: int
    text: str
    headline: str  # not searched: as a second summed field it lowers nDCG on judged headlines
    held_on: date | None
    company: str
    company_name: str
    ticker: str | None
    sector: str | None
    speaker: str | None
    speaker_names: tuple[str, ...]
    title: str | None
    role: str | None
    section: str | None
    event_type: str | None
    stage: str | None
    verification: str | None
    themes: tuple[str, ...]
    period: str | None

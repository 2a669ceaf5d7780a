"""What the head of a page and its file's name say of a call: company, period, day, kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from re import IGNORECASE, MULTILINE, Match, compile as compile_pattern, sub

from schema.taxonomy.labels import CallKind
from seeds.layouts.file_names import format_period, read_file_name
from seeds.layouts.source import clean_line, clean_ticker

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE = compile_pattern(
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? {1,2}(\d{1,2})(?:st|nd|rd|th)?,? {1,2}(\d{4})"
    r"|\b(20\d\d)-(\d\d)-(\d\d)\b",
    IGNORECASE,
)
PERIOD = compile_pattern(
    r"\bQ([1-4])[ ,-]{0,3}(?:FY|fiscal(?: year)?)? ?'?(20\d\d)\b"
    r"|\b(first|second|third|fourth)[ -]quarter,? (?:of )?(?:fiscal )?(?:year )?(20\d\d)\b",
    IGNORECASE,
)
QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
COMPANY = compile_pattern(
    r"(?P<name>[^\n()]{2,120}?(?:\n?\([^()\n]{1,40}\))?)\s{0,3}"
    r"\((?:(?:NASDAQ|NYSE|NYSEARCA|AMEX|OTC[A-Z]{0,4}|TSXV?|LSE|ASX|CBOE|[A-Z]{4,10}) ?: ?)?"
    r"(?P<ticker>[A-Z][A-Z0-9.]{0,9})(?: ?: ?[A-Z]{2})?"
    r"(?:[+-]?\d{1,4}\.\d{1,3}%)?\)"
)
MEETING = compile_pattern(
    r"\s*(?:fiscal )?Q[1-4]\b|[^.;]{0,100}?\b(?:Earnings|Results|Conference|Investor Day|Summit)\b"
    r"|\s*Discusses\b"
)
FIELD = compile_pattern(
    r"^(company|ticker|symbol|quarter|period|date|url|title)[ \t]*:[ \t]*(\S.{0,300})$",
    IGNORECASE | MULTILINE,
)
LEADING = compile_pattern(r"^(?:full transcript|transcript|call start:.*)\s*[-–—:]?\s*", IGNORECASE)
SQUEEZED = compile_pattern(r"(?<=[a-z.])(?=\([A-Z])|(?<=\))(?=Q\d)|(?<=Call)(?=[A-Z])")
OTHER_KIND = compile_pattern(
    r"conference(?! call)|investor day|summit|symposium|fireside|forum|analyst day"
    r"|analyst/investor|\bdiscusses\b|special call|annual (?:general )?meeting",
    IGNORECASE,
)
EARNINGS_WORDS = compile_pattern(r"\bearnings\b|\bresults\b|sales call|\bQ[1-4]\b", IGNORECASE)
FILE_DATE = compile_pattern(r"(?<!\d)(20\d\d)[-_]?([01]\d)[-_]?([0-3]\d)(?!\d)")
FILE_TICKER = compile_pattern(r"([A-Za-z][A-Za-z0-9.]{0,11})(?=[ _-])")


@dataclass(frozen=True, slots=True)
class PageHead:
    """What is known of a call from one place; None where that place does not say."""

    name: str | None = None
    ticker: str | None = None
    year: int | None = None
    quarter: int | None = None
    held_on: date | None = None
    kind: CallKind | None = None
    title: str | None = None
    url: str | None = None

    @property
    def period(self) -> str | None:
        """The period's label, such as 2026Q1."""
        return format_period(self.year, self.quarter)


def read_page_head(text: str) -> PageHead:
    """Return what the head of a page says; `text` ends where the first speaker begins."""
    fields = {found[1].lower(): found[2].strip() for found in FIELD.finditer(text)}
    company = find_company(text)
    after = text[company.start() :] if company else text
    year, quarter = find_period(" ".join((fields.get("quarter", ""), fields.get("period", ""))))
    found = find_period(after[:600]) if company or not year else (year, quarter)
    if found != (None, None):
        year, quarter = found
    name = (company["name"] if company else None) or fields.get("company")
    ticker = (
        fields.get("ticker") or fields.get("symbol") or (company["ticker"] if company else None)
    )
    return PageHead(
        clean_name(name) or clean_name(fields.get("company")),
        clean_ticker(ticker) if ticker else None,
        year,
        quarter,
        next(iter_dates(after[:1500]), None) or next(iter_dates(text), None),
        find_kind(after[:400]) if company else None,
        clean_line(fields.get("title") or read_title(after), 300) if company else None,
        clean_line(fields.get("url")),
    )


def find_company(text: str) -> Match[str] | None:
    """Return where a company stands with its ticker in brackets: `Helen of Troy (NASDAQ:HELE)`.

    A heading follows it; in a sentence brackets hold anything: "average selling price (ASP)".
    """
    for found in COMPANY.finditer(text[:3000]):
        if MEETING.match(text, found.end(), found.end() + 200):
            return found
    return None


def clean_name(name: str | None) -> str | None:
    """Return a company's name without a translation in brackets and words of the page."""
    if name is None:
        return None
    bare = sub(r"\([^()]*\)|[#*📄]", " ", LEADING.sub("", name.strip()))
    bare = sub(r"^.*\btranscript\b\W*", "", bare, flags=IGNORECASE)
    return clean_line(bare.strip(" -–—:,"))


def read_title(text: str) -> str | None:
    """Return the heading of a call: from its company to its day, where that is near."""
    found = DATE.search(text[:400])
    line = text.find("\n")
    end = found.end() if found else text.find("\n\n")
    if 0 < line < end and find_period(text[:line])[0]:
        end = line
    title = LEADING.sub("", text[: end if end > 0 else 200]).strip()
    # Copies lose white space and gain the day's change of the share: `Acme(ACME+5.25%)Q2 2025`.
    return sub(r"[+-]?\d{1,4}\.\d{1,3}%(?=\))", "", SQUEEZED.sub(" ", title)) or None


def find_period(text: str) -> tuple[int | None, int | None]:
    """Return the (year, quarter) that a text names first."""
    found = PERIOD.search(text)
    if found is None:
        return None, None
    if found[1]:
        return int(found[2]), int(found[1])
    return int(found[4]), QUARTERS[found[3].lower()]


def find_kind(text: str) -> CallKind | None:
    """Return what kind of meeting a heading names."""
    line = text.split("Participants")[0]
    if OTHER_KIND.search(line) and not find_period(line)[0]:
        return CallKind.CONFERENCE
    return CallKind.EARNINGS if EARNINGS_WORDS.search(line) else None


def iter_dates(text: str) -> Iterator[date]:
    """Yield the days that a text names; "January 1, 0000" is none."""
    for found in DATE.finditer(text):
        if found[4]:
            parts = int(found[4]), int(found[5]), int(found[6])
        else:
            month = MONTHS.index(found[1][:3].lower()) + 1
            parts = int(found[3]), month, int(found[2])
        if 1990 <= parts[0] <= 2099 and (day := build_date(*parts)):
            yield day


def build_date(year: int, month: int, day: int) -> date | None:
    """Return a day, None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_page_name(name: str) -> PageHead:
    """Return what a file's name says: `SPOT_4Q25...`, `META_2024_Q1`, `ESTA_Day_20250612`."""
    named = read_file_name(name)
    day = FILE_DATE.search(name)
    ticker = named.ticker
    if ticker is None and day and (found := FILE_TICKER.match(name)):
        ticker = found[1]
    return PageHead(
        ticker=clean_ticker(ticker) if ticker else None,
        year=named.year,
        quarter=named.quarter,
        held_on=build_date(*map(int, day.groups())) if day else None,
    )

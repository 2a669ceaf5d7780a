"""What the name of a file says of a call: company and fiscal period, as in ACME_q1_2026.json."""

from dataclasses import dataclass
from re import IGNORECASE, compile as compile_pattern, split

TICKER = compile_pattern(r"[A-Za-z]{1,5}(?:\.[A-Za-z])?")
QUARTER = compile_pattern(r"q([1-4])|([1-4])q", IGNORECASE)
BARE_QUARTER = compile_pattern(r"q?([1-4])", IGNORECASE)
YEAR = compile_pattern(r"(?:fy)?((?:19[89]|20\d)\d)", IGNORECASE)
JOINED = compile_pattern(
    r"(?:fy)?(?P<year>(?:19[89]|20\d)\d)q(?P<quarter>[1-4])"
    r"|q(?P<quarter_first>[1-4])(?:fy)?(?P<year_last>(?:19[89]|20\d)\d)"
    r"|(?P<quarter_short>[1-4])q(?P<year_short>\d\d)",
    IGNORECASE,
)
ENDINGS = compile_pattern(r"(?:\.(?:jsonl?|txt|nlp|html?|gz))+$", IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileName:
    """What a file's name says; `ticker` or `company`, never both, and a whole period or none."""

    ticker: str | None = None
    company: str | None = None
    year: int | None = None
    quarter: int | None = None

    @property
    def period(self) -> str | None:
        """The period's label, such as 2026Q1."""
        return format_period(self.year, self.quarter)


def format_period(year: int | None, quarter: int | None) -> str | None:
    """Return the label of a fiscal quarter, such as 2026Q1; None where half of it is not known."""
    return f"{year}Q{quarter}" if year and quarter else None


def read_file_name(name: str) -> FileName:
    """Return what a file's name says.

    The company is what stands before the period: one word of up to five letters, or the only one
    in capitals, is a ticker, and several words are a name. Without a period only a word in
    capitals that is the whole name counts.
    """
    words = [word for word in split(r"[-_\s]+", ENDINGS.sub("", name)) if word]
    for n, word in enumerate(words):
        period = read_period(word, words[n + 1 : n + 3])
        if period:
            ticker, company = read_company(words[:n])
            return FileName(ticker, company, *period)
    if len(words) == 1 and words[0].isupper() and TICKER.fullmatch(words[0]):
        return FileName(ticker=words[0])
    return FileName()


def read_period(word: str, after: list[str]) -> tuple[int, int] | None:
    """Return (year, quarter) where a period starts with a word: 2026Q1, 1Q26, q1_2026, 2026_1."""
    joined = JOINED.fullmatch(word)
    if joined:
        year = joined["year"] or joined["year_last"] or f"20{joined['year_short']}"
        quarter = joined["quarter"] or joined["quarter_first"] or joined["quarter_short"]
        return int(year), int(quarter)
    following = after[0] if after else ""
    quarter, year_after = QUARTER.fullmatch(word), YEAR.fullmatch(following)
    if quarter and year_after:
        return int(year_after[1]), int(quarter[1] or quarter[2])
    year_first, quarter_after = YEAR.fullmatch(word), BARE_QUARTER.fullmatch(following)
    is_date = following.isdigit() and len(after) > 1 and after[1].isdigit()
    if year_first and quarter_after and not is_date:
        return int(year_first[1]), int(quarter_after[1])
    return None


def read_company(words: list[str]) -> tuple[str | None, str | None]:
    """Return (ticker, None) or (None, name) for the words before a period."""
    if len(words) == 1 and TICKER.fullmatch(words[0]):
        return words[0].upper(), None
    capitals = [word for word in words if word.isupper() and TICKER.fullmatch(word)]
    if len(capitals) == 1 and len(words) > 1 and words[-1] == capitals[0]:
        return capitals[0], None
    return None, " ".join(words)[:200].strip() or None

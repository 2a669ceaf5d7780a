"""Calls as one JSON object each whose call_transcript runs every speaker's label into the text."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field

from schema.taxonomy.labels import Section
from seeds.layouts.dialogue import Talk
from seeds.layouts.headings import Heading, iter_call, read_day, read_quarter, read_year
from seeds.layouts.source import Label, SourceModel, Speech, clean_line
from seeds.records import MOST_TURNS, CallRecord, CompanyRecord
from seeds.validation import parse_model

SECTIONS = {"pres": Section.PREPARED, "qa": Section.QA}


class Statement(SourceModel):
    """One turn. The text of nearly every one ends with the label of the next."""

    section: Label = ""
    speaker: Label
    role: Label = ""
    affiliation: Label = ""
    text: Speech

    @property
    def title(self) -> str:
        """The title as the page prints it: `Firm -- Analyst`, or what leadership is called."""
        return " -- ".join(part for part in (self.affiliation, self.role) if part)

    @property
    def label(self) -> str:
        """The line that stands above the turn on the page."""
        return f"{self.speaker} -- {self.title}" if self.title else self.speaker


class StatedCall(SourceModel):
    """One call as the layout writes it."""

    ticker: Label
    company_name: Label = ""
    fiscal_period_year: Any = None
    fiscal_period_qtr: Any = None
    call_date: Label | None = None
    call_title: Label | None = None
    call_url: Label | None = None
    call_transcript: Annotated[tuple[Statement, ...], Field(max_length=MOST_TURNS)]


def is_stated_call(document: Mapping[str, Any]) -> bool:
    """Whether a document is a call of this layout."""
    return document.keys() >= {"call_transcript", "ticker"}


def iter_stated_records(
    document: Mapping[str, Any], source_name: str
) -> Iterator[CompanyRecord | CallRecord]:
    """Yield the company and the call. Raises BadRecord."""
    call = parse_model(StatedCall, document)
    heading = Heading(
        "numbered statements",
        ticker=call.ticker,
        company=clean_line(call.company_name),
        year=read_year(call.fiscal_period_year, "fiscal_period_year"),
        quarter=read_quarter(call.fiscal_period_qtr, "fiscal_period_qtr"),
        held_on=read_day(call.call_date, "call_date"),
        title=clean_line(call.call_title, 500),
        source=clean_line(call.call_url, 1000),
    )
    yield from iter_call(heading, list(iter_talks(call.call_transcript)), source_name)


def iter_talks(statements: Sequence[Statement]) -> Iterator[Talk]:
    """Yield the turns, each without the label of the next."""
    for statement, following in pairwise([*statements, None]):
        if statement is None:
            continue
        yield Talk(
            cut_label(statement, following),
            clean_line(statement.speaker),
            clean_line(statement.title, 500),
            section=SECTIONS.get(statement.section, Section.UNKNOWN),
        )


def cut_label(statement: Statement, following: Statement | None) -> str:
    """Return a statement's text without the next one's label, to the letter.

    The label is glued to the last sentence, so a bare name after a space is speech: "the Operator".
    Where the section changes a heading stands in between, and no label is there to be cut.
    """
    text = statement.text
    if following is None or statement.section != following.section or not following.speaker:
        return text
    spoken = text.removesuffix(following.label)
    is_speech = not following.title and spoken[-1:].isspace()
    return text if is_speech else spoken

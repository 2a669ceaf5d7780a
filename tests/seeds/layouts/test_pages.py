"""Made-up calls in every layout of text and HTML: what is read is what was written."""

import pytest

from schema.taxonomy.labels import CallKind, DoubtKind, Section
from seeds.layouts.registry import find_layout
from seeds.layouts.rosters import read_roster
from seeds.pages import parse_page
from seeds.records import CallRecord
from seeds.validation import BadRecord

HEAD = "Acme Corp. (NASDAQ:ACME) Q2 2025 Earnings Call July 8, 2025 9:00 AM ET"
LISTS = """Company Participants

Ann Lee - Chief Executive Officer
Bo Ek - Chief Financial Officer

Conference Call Participants

Cy Dunn - Big Bank, Research Division
"""
OLD = """Acme(ACME+5.25%)Q2 2025 Earnings CallJul 8, 2025,9:00 a.m. ET

Prepared Remarks

Questions and Answers

Prepared Remarks:

Operator

Welcome to the call. [Operator Instructions]

Ann Lee--Chief Executive Officer

Thank you. Hello everyone.

Total revenue -- a record -- grew.

Questions & Answers:

Operator

[Operator Instructions]

Cy Dunn -- Big Bank -- Analyst

Where do you spend?

Ann Lee -- Chief Executive Officer

On people.

Operator

[Operator signoff]

Duration: 74 minutes

Call participants:

Ann Lee -- Chief Executive Officer

More ACME analysis

All earnings call transcripts
"""
CURRENT = """Acme (ACME) Q2 2025 Earnings Call Transcript

DATE

Tuesday, July 8, 2025 at 9 a.m. ET

CALL PARTICIPANTS

Chief Executive Officer — Ann B. Lee

Chief Financial Officer — Bo Ek

Operator

TAKEAWAYS

Total Revenue: $549 million, up 22%.

RISKS

Ann Lee stated, "Demand may fall."

INDUSTRY GLOSSARY

Average selling price (ASP): What a thing costs.

Full Conference Call Transcript

Operator: Welcome to the call.

Ann Lee: Thank you. Hello everyone.

Our aim stays the same: to grow. It was a good quarter.

Operator: Our first question comes from Cy Dunn with Big Bank.

Cy Dunn: Where do you spend?

Bo Ek: On people.

This article is a transcript of this conference call produced for the page.

Stocks Mentioned
"""
SEEKING = f"""{HEAD}

{LISTS}
Presentation

Operator

Welcome. I turn it over to Ann Lee. Ann Lee
Chief Executive Officer

Thank you. Hello everyone. Question-and-Answer Session

Operator

Our first question is from Cy Dunn.

Q - Cy Dunn

Where do you spend?

A - Bo Ek

On people.
"""
LABELLED = """Company: Acme Corp.
Ticker: ACME
Quarter: Q2 2025
Date: July 8, 2025

Operator: Welcome to the call.
Ann Lee - Chief Executive Officer: Thank you.
Total Revenue: $549 million
Note: figures are preliminary.
Operator: The first question comes from the line of Cy Dunn.
Cy Dunn: Where do you spend?
Ann Lee: On people.
"""


def row(words: str) -> str:
    """A row of the table: the original and something else."""
    return f"<tr><td>{words.replace(chr(10), '<br>')}</td><td>번역 {words[:5]}</td></tr>"


def table(*rows: str) -> str:
    """A table of two columns."""
    head = "<tr><th>Original</th><th style='width:50%'>Translation</th></tr>"
    return f"<table>{head}{''.join(map(row, rows))}</table><h3>요약</h3><p>Summary of it all</p>"


BILINGUAL = "<!DOCTYPE html><html><head><title>t</title></head><body><h2>?뱤 Presentation</h2>" + (
    table(
        f"{HEAD}\n\n{LISTS}\nPresentation\n\nOperator\n\nWelcome. I turn it over to Ann.",
        "Ann Lee\nChief Executive Officer\n\nThank you &amp; hello.",
        "It was good. Next is Bo. Bo Ek\nChief Financial Officer\n\nThanks, Ann.",
    )
    + "<h2>??Q&A</h2>"
    + table(
        "Operator: Our first question comes from Cy Dunn.",
        "Cy Dunn: Big Bank, Research Division Where do you spend?",
        "Chief Financial Officer: On people.",
        "Ann Lee: Chief Executive Officer And on chips.",
    )
    + "</body></html>"
)


def read(text: str, name: str = "ACME_Q2_2025.txt", layout: str | None = None) -> CallRecord:
    """The call that a page holds."""
    page = parse_page(name, text.encode())
    *_, call = find_layout(page, layout).read(page, name)
    assert isinstance(call, CallRecord)
    return call


def said(call: CallRecord) -> list[tuple[str | None, str]]:
    """Who said what."""
    return [(turn.speaker, turn.text) for turn in call.turns]


PAGES = {
    "motley-fool-old": OLD,
    "motley-fool": CURRENT,
    "seeking-alpha": SEEKING,
    "labelled-text": LABELLED,
    "bilingual-table": BILINGUAL,
    "plain-text": "Good morning. We spend on people, and on chips.",
}


@pytest.mark.parametrize("layout", PAGES)
def test_a_layout_is_known_by_its_content(layout: str) -> None:
    assert read(PAGES[layout]).layout == layout


@pytest.mark.parametrize("layout", PAGES)
def test_every_turn_is_its_span_of_the_text(layout: str) -> None:
    call = read(PAGES[layout])

    assert call.turns
    assert [turn.text for turn in call.turns] == [
        (call.text or "")[turn.start : turn.end] for turn in call.turns
    ]


@pytest.mark.parametrize("layout", PAGES.keys() - {"plain-text"})
def test_company_period_and_day_come_from_the_heading(layout: str) -> None:
    call = read(PAGES[layout], "call.txt")

    assert (call.key, call.period, str(call.held_on)) == ("ACME-2025Q2", "2025Q2", "2025-07-08")


def test_the_old_layout_has_speakers_on_lines_of_their_own() -> None:
    assert said(read(OLD)) == [
        ("Operator", "Welcome to the call. [Operator Instructions]"),
        ("Ann Lee", "Thank you. Hello everyone.\n\nTotal revenue -- a record -- grew."),
        ("Cy Dunn", "Where do you spend?"),
        ("Ann Lee", "On people."),
    ]


def test_the_current_layout_begins_after_the_editor_s_part() -> None:
    assert said(read(CURRENT)) == [
        ("Operator", "Welcome to the call."),
        (
            "Ann Lee",
            "Thank you. Hello everyone.\n\nOur aim stays the same: to grow. It was a good quarter.",
        ),
        ("Operator", "Our first question comes from Cy Dunn with Big Bank."),
        ("Cy Dunn", "Where do you spend?"),
        ("Bo Ek", "On people."),
    ]


def test_an_opening_that_lost_its_label_is_by_nobody() -> None:
    call = read(CURRENT.replace("Operator: Welcome", "Ann Lee, our chief. Welcome"))

    assert said(call)[0] == (None, "Ann Lee, our chief. Welcome to the call.")


def test_a_name_at_the_end_of_a_speech_begins_the_next() -> None:
    assert said(read(SEEKING)) == [
        ("Operator", "Welcome. I turn it over to Ann Lee."),
        ("Ann Lee", "Thank you. Hello everyone."),
        ("Operator", "Our first question is from Cy Dunn."),
        ("Cy Dunn", "Where do you spend?"),
        ("Bo Ek", "On people."),
    ]


def test_a_title_below_a_listed_name_needs_no_blank_line() -> None:
    text = SEEKING.replace("Ann Lee\nChief Executive Officer\n\n", "Ann Lee\nPresident & CEO\n")

    assert ("Ann Lee", "Thank you. Hello everyone.") in said(read(text))


def test_figures_and_notes_with_a_colon_do_not_speak() -> None:
    assert said(read(LABELLED))[1] == (
        "Ann Lee",
        "Thank you.\nTotal Revenue: $549 million\nNote: figures are preliminary.",
    )


def test_the_left_column_is_read_and_titles_stay_out_of_speeches() -> None:
    assert said(read(BILINGUAL)) == [
        ("Operator", "Welcome. I turn it over to Ann."),
        ("Ann Lee", "Thank you & hello. It was good. Next is Bo."),
        ("Bo Ek", "Thanks, Ann."),
        ("Operator", "Our first question comes from Cy Dunn."),
        ("Cy Dunn", "Where do you spend?"),
        ("Bo Ek", "On people."),
        ("Ann Lee", "And on chips."),
    ]


def test_plain_text_is_one_turn_by_nobody() -> None:
    call = read(PAGES["plain-text"], "ACME_2025_Q2.txt")

    assert (call.key, said(call)) == ("ACME-2025Q2", [(None, PAGES["plain-text"])])


@pytest.mark.parametrize("layout", ["motley-fool-old", "motley-fool", "seeking-alpha"])
def test_titles_sides_and_parts_are_told(layout: str) -> None:
    turns = {turn.speaker: turn for turn in read(PAGES[layout]).turns}

    assert (turns["Ann Lee"].title, turns["Ann Lee"].role) == (
        "Chief Executive Officer",
        "executive",
    )
    assert (turns["Cy Dunn"].role, turns["Cy Dunn"].section) == ("analyst", Section.QA)
    assert turns["Operator"].role == "operator"


def test_a_page_of_html_is_read_like_its_text() -> None:
    paragraphs = "".join(
        f"<p><strong>{part}</strong></p>" if "--" in part else f"<p>{part}</p>"
        for part in OLD.replace("& A", "&amp; A").split("\n\n")
    )
    page = f"<html><body><nav>Menu</nav><div class='article-body'>{paragraphs}</div></body></html>"

    assert said(read(page)) == said(read(OLD))


def test_a_heading_that_was_drawn_into_the_list_before_is_one() -> None:
    lists = "Company Participants\n\nAnn Lee - CEO, U.S. Conference Call Participants\n\n"
    lists += "Cy Dunn - Bank Inc. Presentation\n\nOperator"

    roster = read_roster(lists)

    assert [(each.name, each.title, each.is_company) for each in roster.participants] == [
        ("Ann Lee", "CEO, U.S.", True),
        ("Cy Dunn", "Bank Inc.", False),
    ]


class TestDoubts:
    def kinds(self, call: CallRecord) -> list[tuple[DoubtKind, int | None]]:
        """The doubts of a call, without their notes."""
        return [(doubt.kind, doubt.turn) for doubt in call.doubts]

    def test_a_heading_wins_over_the_file_s_name_and_the_conflict_shows(self) -> None:
        call = read(SEEKING, "BOLT_3Q24_call.txt")

        assert (call.company, call.period) == ("ACME", "2025Q2")
        assert self.kinds(call) == [
            (DoubtKind.PERIOD_CONFLICT, None),
            (DoubtKind.COMPANY_CONFLICT, None),
        ]

    def test_a_call_of_a_doubtful_period_is_kept_apart_by_its_day(self) -> None:
        assert read(SEEKING, "ACME_3Q24_call.txt").key == "ACME-2025Q2-2025-07-08"

    @pytest.mark.parametrize(
        ("words", "speaker"),
        [
            ("Yes, we do.", None),
            ("Bo here told me so.", None),
            ("You heard Ann say it.", None),
            ("Thanks. This is Ann. We do.", "Ann Lee"),
            ("Cy, Bo here. We do.", "Bo Ek"),
        ],
    )
    def test_a_title_that_two_share_names_nobody_unless_the_turn_does(
        self, words: str, speaker: str | None
    ) -> None:
        shared = BILINGUAL.replace("Chief Executive Officer", "Co-CEO & Director").replace(
            "Chief Financial Officer", "Co-CEO & Director"
        )
        call = read(shared.replace("On people.", words))

        (turn,) = (turn for turn in call.turns if turn.text == words)
        assert (turn.speaker, turn.title, turn.role) == (
            speaker,
            "Co-CEO & Director",
            "executive",
        )
        number = call.turns.index(turn)
        assert self.kinds(call) == ([] if speaker else [(DoubtKind.SHARED_TITLE, number)])

    def test_a_page_without_words_has_no_turns(self) -> None:
        page = "<html><body><h2>Presentation</h2>" + table("") + "<h2>Q&A</h2>" + table("")

        call = read(page, "ACME_2Q25.html")

        assert (call.text, call.turns) == ("Presentation\n\nQ&A", ())


def test_a_meeting_without_a_period_is_a_conference() -> None:
    head = "Acme Corp. (ACME) Big Bank 23rd Annual Technology Conference July 8, 2025"
    call = read(SEEKING.replace(HEAD, head), "ACME_BigBank.txt")

    assert (call.kind, call.period) == (CallKind.CONFERENCE, None)


def test_a_page_without_a_company_says_what_to_do() -> None:
    with pytest.raises(BadRecord, match=r"write it into notes\.txt\.toml"):
        read("Good morning.", "notes.txt")


def test_what_stands_beside_a_page_wins() -> None:
    beside = b'ticker = "BOLT"\nname = "Bolt"\nheldOn = 2025-07-09\nstatus = "EDITED"'
    page = parse_page("a.txt", LABELLED.encode(), beside)
    company, call = find_layout(page).read(page, "a.txt")

    assert (company.name, call.company, str(call.held_on)) == ("Bolt", "BOLT", "2025-07-09")  # type: ignore[union-attr]


@pytest.mark.parametrize("label", ["Q3", "Source", "Total Revenue", "9", "Our aim is clear", "URL"])
def test_words_that_are_no_names_do_not_speak(label: str) -> None:
    text = LABELLED.replace("Note: figures", f"{label}: figures")

    assert len(read(text).turns) == len(read(LABELLED).turns)


@pytest.mark.parametrize(
    "name", ["Ben Ek", "Van Nguyen", "Ludwig van Bo", "Mark Cash", "J.P. O’Neil"]
)
def test_names_that_look_like_other_words_speak(name: str) -> None:
    text = LABELLED.replace("Cy Dunn: ", f"{name}: ")

    assert name in {turn.speaker for turn in read(text).turns}


def test_an_operator_with_a_first_name_only_is_one() -> None:
    text = CURRENT.replace("Operator: ", "Eric: ") + "\n"
    text = text.replace(
        "Bo Ek: On people.", "Bo Ek: On people.\n\nEric: The next question is from Al."
    )

    turns = read(text).turns
    assert {turn.role for turn in turns if turn.speaker == "Eric"} == {"operator"}

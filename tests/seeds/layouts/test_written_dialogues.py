"""Any dialogue, written out in a layout, reads back as the same speakers and the same words.

A dialogue is a list of speeches by listed people and the operator; nobody speaks twice in a row,
since some layouts could not show it. Words are those of speech: no line is a label or a heading.
"""

from html import escape

import pytest
from hypothesis import given, settings, strategies as st

from seeds.layouts.registry import find_layout
from seeds.pages import parse_page
from seeds.records import CallRecord

HEAD = "Acme Corp. (NASDAQ:ACME) Q2 2025 Earnings Call July 8, 2025 9:00 AM ET"
PEOPLE = {
    "Ann Lee": "Chief Executive Officer",
    "Bo van der Ek": "Senior VP & CFO",
    "Jen-Hsun O’Neil": "President",
    "C.J. Muse": "Big Bank, Research Division",
    "Åsa Söderström": "Other Bank",
}
LISTS = "Company Participants\n\n{}\n\nConference Call Participants\n\n{}".format(
    *(
        "\n".join(f"{name} - {PEOPLE[name]}" for name in names)
        for names in (list(PEOPLE)[:3], list(PEOPLE)[3:])
    )
)

Dialogue = list[tuple[str, list[str]]]

# Words in small letters: a capital would begin a name, and that is another test's.
word = st.text("abcdefghijklmnopqrstuvwxyzåöß", min_size=1, max_size=9)
sentence = st.lists(
    st.one_of(
        word, st.sampled_from(["$5", "9:00", "(ASP)", "A.I.", "--", "“so”", "3.5%", "&", "<b"])
    ),
    min_size=1,
    max_size=9,
).map(lambda words: " ".join(["We", *words]) + ".")
trap = st.sampled_from(
    [
        "Total Revenue: $549 million.",
        "Note: it grows.",
        "Q3: as we said.",
        "[Operator Instructions] Thanks.",
        "Our aims are two: to grow and to last.",
    ]
)
paragraph = st.one_of(st.lists(sentence, min_size=1, max_size=3).map(" ".join), trap)
speech = st.lists(paragraph, min_size=1, max_size=3)
speaker = st.sampled_from([*PEOPLE, "Operator"])


@st.composite
def dialogues(draw: st.DrawFn) -> Dialogue:
    """Two or more speeches by at least two, none by the one before."""
    spoken: Dialogue = [("Operator", draw(speech)), ("Ann Lee", draw(speech))]
    for name in draw(st.lists(speaker, max_size=6)):
        if name != spoken[-1][0]:
            spoken.append((name, draw(speech)))
    return [*spoken, ("C.J. Muse" if spoken[-1][0] != "C.J. Muse" else "Operator", draw(speech))]


def write_old(dialogue: Dialogue) -> str:
    """The Motley Fool's older layout."""
    parts = [HEAD, "Prepared Remarks:"]
    for name, paragraphs in dialogue:
        parts += [f"{name} -- {PEOPLE[name]}" if name in PEOPLE else name, *paragraphs]
    return "\n\n".join([*parts, "Duration: 5 minutes", "Call participants:", "Ann Lee -- CEO"])


def write_current(dialogue: Dialogue) -> str:
    """The Motley Fool's present layout."""
    listed = [f"{title} — {name}" for name, title in list(PEOPLE.items())[:3]]
    parts = [HEAD, "CALL PARTICIPANTS", *listed, "TAKEAWAYS", "Revenue: $5 million."]
    parts.append("Full Conference Call Transcript")
    parts += [f"{name}: " + "\n\n".join(paragraphs) for name, paragraphs in dialogue]
    return "\n\n".join([*parts, "Stocks Mentioned"])


def write_seeking(dialogue: Dialogue) -> str:
    """Seeking Alpha's layout, whole."""
    parts = [HEAD, LISTS, "Presentation"]
    for name, paragraphs in dialogue:
        parts += [f"{name}\n{PEOPLE[name]}" if name in PEOPLE else name, *paragraphs]
    return "\n\n".join(parts)


def write_glued(dialogue: Dialogue) -> str:
    """Seeking Alpha's layout with names drawn into the speech before."""
    text = f"{HEAD}\n\n{LISTS}\n\nPresentation\n\n"
    for name, paragraphs in dialogue:
        label = f"{name}\n{PEOPLE[name]}" if name in PEOPLE else name
        text += label + "\n\n" + "\n\n".join(paragraphs) + " "
    return text


def write_labelled(dialogue: Dialogue) -> str:
    """Names and colons."""
    lines = [f"{name}: " + "\n".join(paragraphs) for name, paragraphs in dialogue]
    return "\n".join(["Company: Acme", "Ticker: ACME", "Quarter: Q2 2025", "", *lines])


def write_bilingual(dialogue: Dialogue) -> str:
    """Rows of a table, cut at paragraphs."""
    cells = [f"{HEAD}\n\n{LISTS}\n\nPresentation"]
    for name, paragraphs in dialogue:
        first, *rest = paragraphs
        cells += [
            f"{name}: {PEOPLE[name]} {first}" if name in PEOPLE else f"{name}: {first}",
            *rest,
        ]
    rows = "".join(
        f"<tr><td>{escape(cell).replace(chr(10), '<br>')}</td><td>x</td></tr>" for cell in cells
    )
    head = "<tr><th>Original</th><th>Translation</th></tr>"
    return f"<html><body><h2>Presentation</h2><table>{head}{rows}</table></body></html>"


WRITERS = {
    "motley-fool-old": write_old,
    "motley-fool": write_current,
    "seeking-alpha": write_seeking,
    "glued": write_glued,
    "labelled-text": write_labelled,
    "bilingual-table": write_bilingual,
}


@pytest.mark.parametrize("layout", WRITERS)
@given(dialogue=dialogues())
@settings(max_examples=40, deadline=None)
def test_what_was_written_is_read(layout: str, dialogue: Dialogue) -> None:
    page = parse_page("a.txt", WRITERS[layout](dialogue).encode())

    *_, call = find_layout(page).read(page, "a.txt")

    assert isinstance(call, CallRecord)
    words = [(turn.speaker, turn.text.split()) for turn in call.turns]
    assert words == [(name, " ".join(spoken).split()) for name, spoken in dialogue]
    assert call.layout == ("seeking-alpha" if layout == "glued" else layout)

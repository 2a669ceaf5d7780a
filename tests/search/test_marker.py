from html import escape, unescape
from re import sub

import pytest
from hypothesis import given, strategies as st

from search.language import parse
from search.marker import build_marker, to_html

MARKED = [
    # query, text with what is marked in brackets
    ("agent", "[Agents] and an [agent]"),
    ("engineering", "[Engineers] do [engineering]"),
    ("ai", "[A.I.] and [AI] and [artificial intelligence], not said"),
    ("artificial intelligence", "[AI] is [artificial intelligence]"),
    ("ecommerce", "our [e-commerce] and [ecommerce]"),
    ("llm", "a [large language model], [LLMs]"),
    ('"home page"', "a [home page] has a page of home, and a [home, page]"),
    ('"agents"', "[agents] not agent"),
    ('"home page"~2', "[home] our [page] and [page home]"),
    ("gpt-4*", "[GPT-4o] and GPT-3"),
    ("engin*", "[Engine] [engineers], an en"),
    ("enginering~", "[engineering]"),
    ("ai-driven", "[AI-driven] and [AI driven], driven by AI"),
    ("soderstrom", "[Söderström]"),
    ("the agents", "the [agents]"),
    ("the", "[the] agents"),
    ("NOT agents page", "agents [page]"),
    ("agents OR page", "[agents] [page]"),
    ("customer", "our [customer’s] shop"),
    ("stage:ship", "ship it"),
    ("agents 😀", "😀 [agents]"),
]


@pytest.mark.parametrize(("query", "expected"), MARKED)
def test_what_the_query_matched_is_marked(query: str, expected: str) -> None:
    text = expected.replace("[", "").replace("]", "")
    ranges = build_marker(parse(query).node).ranges(text)

    pieces = [f"[{text[start:end]}]" for start, end in ranges]

    assert pieces == [part + "]" for part in _bracketed(expected)]


def _bracketed(text: str) -> list[str]:
    return ["[" + part.split("]")[0] for part in text.split("[")[1:]]


def test_html_escapes_what_is_marked_and_what_is_not() -> None:
    html = to_html("<b>ai</b> & <ai>", [(3, 5), (13, 15)])

    assert html == "&lt;b&gt;<mark>ai</mark>&lt;/b&gt; &amp; &lt;<mark>ai</mark>&gt;"


def test_another_tag_can_be_asked_for() -> None:
    assert to_html("ai", [(0, 2)], tag="em") == "<em>ai</em>"


QUERIES = st.sampled_from(
    ["a", "a* b~", '"a b"', '"a b"~3', "ai OR the", "-a b", '"a a"~2', "人", "a-b", "é*"]
)
TEXTS = st.text(st.sampled_from("ab aai-é'’.<&>人😀 \n"), max_size=60)


@given(QUERIES, TEXTS)
def test_ranges_are_sorted_disjoint_and_inside_the_text(query: str, text: str) -> None:
    ranges = build_marker(parse(query).node).ranges(text)

    edges = [edge for span in ranges for edge in span]

    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in ranges)


@given(QUERIES, TEXTS)
def test_html_without_its_marks_is_the_escaped_text(query: str, text: str) -> None:
    html = to_html(text, build_marker(parse(query).node).ranges(text))

    assert sub("</?mark>", "", html) == escape(text)
    assert unescape(sub("</?mark>", "", html)) == text

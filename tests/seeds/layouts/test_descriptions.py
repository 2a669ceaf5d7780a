from time import perf_counter

import pytest
from hypothesis import given, strategies as st

from seeds.layouts.descriptions import read_escaped_markup, read_markup


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<ul><li>One</li>\n<li>Two <b>words</b></li></ul>", "One\nTwo words"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("Salt &amp; pepper&nbsp;mill", "Salt & pepper mill"),
        ("<p>over\ntwo lines</p>", "over two lines"),
        ("<td>a</td><td>b</td>", "a b"),
        ("<p>in<strong>side</strong></p>", "inside"),
        ("<script>if (a < b) {}</script>seen<style>p {}</style>", "seen"),
        ("<!-- <p>unseen</p> -->seen", "seen"),
        ('<a title="a > b">link</a>', "link"),
        ("<a title='a > b' data-x=1>link</a>", "link"),
        ('<a title="never closed>link</a>', "link"),
        ("<p don't x=\"y\">seen</p> it's", "seen\nit's"),
        ("<svg/>seen", "seen"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("zero\u200bwidth\x00", "zerowidth"),
        ("left open <p", "left open <p"),
    ],
)
def test_markup_becomes_the_lines_that_a_reader_sees(markup: str, text: str) -> None:
    assert read_markup(markup) == text


@pytest.mark.parametrize("markup", [None, "", "<p></p>", "&nbsp;", "<script>"])
def test_what_shows_nothing_is_none(markup: str | None) -> None:
    assert read_markup(markup) is None


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Salt &amp; &lt;pepper&gt;</p>",
        "&lt;p&gt;Salt &amp;amp; &amp;lt;pepper&amp;gt;&lt;/p&gt;",
        "&amp;lt;p&amp;gt;Salt &amp;amp;amp; &amp;amp;lt;pepper&amp;amp;gt;&amp;lt;/p&amp;gt;",
    ],
)
def test_tags_that_were_escaped_never_once_or_twice_give_the_same_text(markup: str) -> None:
    assert read_escaped_markup(markup) == "Salt & <pepper>"


@pytest.mark.parametrize("piece", ["<", "<!--", "<a ", '<a "', "<script>", "&", "<p>", "</", "<?"])
def test_many_signs_take_no_longer_than_a_page(piece: str) -> None:
    started = perf_counter()

    read_escaped_markup(piece * (200_000 // len(piece)))

    assert perf_counter() - started < 3


@given(st.text())
def test_any_text_is_read(markup: str) -> None:
    text = read_escaped_markup(markup)

    assert text is None or text == "\n".join(" ".join(line.split()) for line in text.split("\n"))

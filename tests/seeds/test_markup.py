from time import perf_counter

import pytest
from hypothesis import given, strategies as st

from seeds.markup import iter_markup, read_blocks


def test_blocks_are_paragraphs_and_breaks_are_lines() -> None:
    assert (
        read_blocks("<p>One<br>two</p>\n<p>A <b>bold</b>\n word</p>") == "One\ntwo\n\nA bold word"
    )


def test_scripts_styles_and_comments_are_not_words() -> None:
    page = "<title>t</title><p>a</p><script>if (a < b) x('<p>')</SCRIPT><!-- <p>c</p> --><p>b</p>"

    assert read_blocks(page) == "a\n\nb"


def test_entities_are_characters() -> None:
    assert read_blocks("<p>R&amp;D &#8211; S&ouml;derstr&ouml;m &lt;b&gt;</p>") == (
        "R&D – Söderström <b>"
    )


def test_a_sign_that_opens_no_tag_stays() -> None:
    assert read_blocks("<p>a < b and 3 <4</p>") == "a < b and 3 <4"


def test_of_a_page_that_marks_its_article_only_that_and_the_title_are_read() -> None:
    page = "<div>Menu</div><h1>T</h1><div class='x article-body'><div>a</div>b</div><p>Footer</p>"

    assert read_blocks(page) == "T\n\na\n\nb"


@pytest.mark.parametrize(
    "unit",
    [
        *("<a ", "<!--", "<", '<a b="', "<script>", "<![", "<div>", "&", "</", "<?"),
        '<a ="x>"',
        "<a ='>",
    ],
)
def test_no_input_is_slow(unit: str) -> None:
    start = perf_counter()

    read_blocks(unit * (400_000 // len(unit)))

    assert perf_counter() - start < 5  # Python's own parser takes minutes for the first


def test_a_hundred_thousand_levels_are_as_good_as_one() -> None:
    assert read_blocks("<div>" * 100_000 + "deep" + "</div>" * 100_000) == "deep"


@given(st.text("<>/!-a b=\"'&;pscript", max_size=60))
def test_any_text_is_markup(source: str) -> None:
    tokens = list(iter_markup(source))

    assert len(tokens) <= 2 * len(source) + 1

"""A chart as a file: its words are there, escaped, and within its width."""

from xml.etree.ElementTree import fromstring

from hypothesis import given, strategies as st

from api.charts.palette import Look, build_style
from api.charts.picture import Chart, draw_file, draw_inline
from api.charts.svg import Svg, element

STYLE = build_style(Look())
SVG = "{http://www.w3.org/2000/svg}"
printable = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=60
)


def build_chart(title: str = "Title", legend: tuple[tuple[str, str], ...] = ()) -> Chart:
    return Chart("say-do", title, f"About {title}", Svg(""), 100, legend)


@given(title=printable)
def test_any_title_is_a_word_and_no_markup(title: str) -> None:
    root = fromstring(draw_file(build_chart(title), STYLE, 720))

    assert (root.findtext(f"{SVG}title") or "") == title
    assert (root.findtext(f"{SVG}desc") or "") == f"About {title}"


@given(value=printable)
def test_any_attribute_is_a_value_and_no_markup(value: str) -> None:
    made = fromstring(element("rect", class_=value))

    assert made.get("class") == value


def test_a_long_title_is_cut_and_stays_whole_for_readers_of_the_description() -> None:
    long = "A very long name of a company " * 5

    root = fromstring(draw_file(build_chart(long), STYLE, 300))

    assert (root.findtext(f"{SVG}text") or "").endswith("…")
    assert root.findtext(f"{SVG}title") == long


def test_a_legend_takes_as_many_lines_as_it_needs() -> None:
    legend = tuple((f"t{n}", "Risk governance") for n in range(6))

    wide = fromstring(draw_file(build_chart(legend=legend), STYLE, 1600))
    narrow = fromstring(draw_file(build_chart(legend=legend), STYLE, 300))

    assert int(narrow.get("height", "")) > int(wide.get("height", ""))


def test_two_charts_of_one_page_have_names_of_their_own() -> None:
    first, second = (draw_inline(build_chart(), key) for key in ("one", "two"))

    assert 'aria-labelledby="one-title" aria-describedby="one-desc"' in first
    assert 'id="two-title"' in second

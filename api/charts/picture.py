"""A chart as a picture: with its name and description, in a page of ours or alone in a file."""

from dataclasses import dataclass

from api.charts.svg import Svg, element

MARGIN = 16  # pixels around a chart that stands alone
LINE = 20  # pixels of a line of its legend
HEADING = 9.8  # pixels of an average letter of its title
BLANK = Svg()
LETTER = 6.8  # pixels of an average letter at 12 pixels, rather too much than too little


@dataclass(frozen=True)
class Chart:
    """What is drawn, and what it is called: `legend` pairs the classes of swatches with words.

    Left of it are `gutter` pixels with the `names` of its rows; `least` pixels is how wide it must
    be for all of its words. `is_linked` tells whether it holds links.
    """

    name: str
    title: str
    description: str
    inside: Svg
    height: int
    legend: tuple[tuple[str, str], ...]
    gutter: int = 0
    names: Svg = BLANK
    least: int = 0
    is_linked: bool = False


def draw_inline(chart: Chart, key: str) -> Svg:
    """Return a chart for a page that has the style; it takes the width that there is.

    `key` tells the charts of one page apart. One picture for readers, or a group of links.
    """
    return element(
        "svg",
        element("title", chart.title, id=f"{key}-title"),
        element("desc", chart.description, id=f"{key}-desc"),
        chart.inside,
        class_="cb",
        role="group" if chart.is_linked else "img",
        width="100%",
        height=chart.height,
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
    )


def draw_file(chart: Chart, style: str, width: int) -> str:
    """Return a chart as an SVG file of a width in pixels, with its title, legend and style."""
    inner = width - 2 * MARGIN
    legend, rows = lay_out(chart.legend, inner)
    top, height, room = MARGIN + 20, height_of(chart, width), inner - chart.gutter
    down = top + rows * LINE + 8
    plot = element(
        "svg",
        chart.inside,
        x=MARGIN + chart.gutter,
        y=down,
        width=room,
        height=chart.height,
        overflow="visible",
    )
    heading = element("text", fit(chart.title, inner), class_="head", x=MARGIN, y=MARGIN + 10)
    return element(
        "svg",
        element("title", chart.title, id="title"),
        element("desc", chart.description, id="desc"),
        Svg(f"<style>{style}</style>"),
        element("rect", class_="paper", width="100%", height="100%"),
        heading,
        element("g", legend, transform=f"translate({MARGIN} {top + 4})"),
        element("g", chart.names, transform=f"translate({MARGIN} {down})"),
        plot,
        class_="cb tight" if room < chart.least else "cb",
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby="title desc",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def height_of(chart: Chart, width: int) -> int:
    """Return the height of a chart's file of a width, both in pixels."""
    _, rows = lay_out(chart.legend, width - 2 * MARGIN)
    return MARGIN + 20 + rows * LINE + 8 + chart.height + MARGIN // 2


def lay_out(legend: tuple[tuple[str, str], ...], width: int) -> tuple[Svg, int]:
    """Return a legend in as many lines as it takes, and how many these are."""
    parts, x, row = [], 0.0, 0
    for swatch, text in legend:
        needed = 18 + len(text) * LETTER
        if x and x + needed > width:
            x, row = 0.0, row + 1
        y = row * LINE + 8
        parts += [draw_swatch(swatch, x, y), element("text", text, x=x + 16, y=y + 5)]
        x += needed + 14
    return Svg("".join(parts)), row + 1


def draw_swatch(swatch: str, x: float, y: float) -> Svg:
    """Return the mark that a legend explains: a dot for calls, a square for the rest."""
    if swatch in ("call", "silent"):
        return element("circle", class_=swatch, cx=x + 6, cy=y + 1, r=3.5)
    return element("rect", class_=swatch, x=x, y=y - 5, width=11, height=11, rx=2)


def fit(text: str, width: int) -> str:
    """Return a heading that fits a width, cut at its end where it does not."""
    most = int(width / HEADING)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"

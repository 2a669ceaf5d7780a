"""The stage heatmap: a cell a stage, its left half what was said, its right half the roles."""

from collections.abc import Sequence
from math import ceil

from api.charts.palette import LEVELS
from api.charts.series import StageCell
from api.charts.svg import Svg, element, percent

TOP, CELL = 24, 64  # pixels
HEIGHT = TOP + CELL + 8
GAP = 0.012  # of the width
BESIDE = 0.02  # GOVERN is no step of the four: it stands a little apart


def draw_heatmap(cells: Sequence[StageCell]) -> Svg:
    """Return the chart's inside: it is as wide as the picture it stands in, `HEIGHT` high."""
    width = (1 - GAP * (len(cells) - 1) - BESIDE) / len(cells)
    drawn = []
    for place, cell in enumerate(cells):
        left = place * (width + GAP) + (BESIDE if cell.stage == "GOVERN" else 0)
        drawn.append(draw_cell(cell, left, width))
    return Svg("".join(drawn))


def draw_cell(cell: StageCell, left: float, width: float) -> Svg:
    """Return one stage."""
    half = width / 2
    sides = (("s", left, cell.said, cell.events), ("d", left + half, cell.did, cell.active))
    parts = [
        element("title", f"{cell.sentence}."),
        element("text", cell.name, class_="mid strong", x=percent(left + half), y=TOP - 9),
    ]
    for side, x, share, count in sides:
        level = level_of(share)
        number = f"num mid {side}{level}x" if level else "num mid"
        at: dict[str, str | float] = {"x": percent(x), "width": percent(half), "height": CELL}
        parts.append(element("rect", class_=f"{side}{level}", y=TOP, **at))
        middle = percent(x + half / 2)
        parts.append(element("text", f"{count:,}", class_=number, x=middle, y=TOP + CELL / 2 + 5))
    return element("g", *parts)


def level_of(share: float) -> int:
    """Return how strong a colour a share (0..1) of the largest stage gets: 0 for none, to 8."""
    return ceil(share * len(LEVELS))

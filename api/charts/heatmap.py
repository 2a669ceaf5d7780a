"""The stage heatmap: a cell a stage, its left half what was said, its right half the roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from api.charts.links import Links
from api.charts.palette import LEVELS
from api.charts.series import StageCell
from api.charts.svg import Svg, element, percent
from api.formats import count_of, format_day

TOP, CELL = 24, 64  # pixels
HEIGHT = TOP + CELL + 8
GAP = 0.012  # of the width
BESIDE = 0.02  # GOVERN is no step of the four: it stands a little apart


@dataclass(frozen=True)
class Box:
    """Where a cell stands: shares of the chart's width, pixels of its height; `size` of numbers."""

    left: float
    width: float
    top: float
    height: float
    size: str = "num mid"


def draw_heatmap(cells: Sequence[StageCell], links: Links | None = None) -> Svg:
    """Return the chart's inside: it is as wide as the picture it stands in, `HEIGHT` high."""
    width = (1 - GAP * (len(cells) - 1) - BESIDE) / len(cells)
    drawn = []
    for place, cell in enumerate(cells):
        left = place * (width + GAP) + (BESIDE if cell.stage == "GOVERN" else 0)
        middle = percent(left + width / 2)
        words = [
            element("title", f"{cell.sentence}."),
            element("text", cell.name, class_="mid strong", x=middle, y=TOP - 9),
        ]
        halves = draw_halves(cell, Box(left, width, TOP, CELL))
        if links is not None:
            halves = link_halves(cell, halves, links, links.first, links.last)
        drawn.append(element("g", *words, *halves))
    return Svg("".join(drawn))


def draw_halves(cell: StageCell, box: Box) -> tuple[Svg, Svg]:
    """Return what was said at a stage, and its roles: a colour and a number each."""
    half = box.width / 2
    return (
        draw_half("s", cell.said, cell.events, box, box.left),
        draw_half("d", cell.did, cell.active, box, box.left + half),
    )


def draw_half(side: str, share: float, count: int, box: Box, left: float) -> Svg:
    """Return one half of a cell."""
    level, half = level_of(share), box.width / 2
    size = f"{box.size} {side}{level}x" if level else f"{box.size} zero"
    colour = element(
        "rect",
        class_=f"{side}{level}",
        x=percent(left),
        y=box.top,
        width=percent(half),
        height=box.height,
    )
    middle, base = percent(left + half / 2), box.top + box.height / 2 + 5
    return Svg(colour + element("text", f"{count:,}", class_=size, x=middle, y=base))


def link_halves(
    cell: StageCell, halves: tuple[Svg, Svg], links: Links, start: date, end: date
) -> tuple[Svg, Svg]:
    """Return the halves of a cell as links to their rows; one that counts none stays as it is."""
    said, did = halves
    until = links.until(end)
    if cell.events:
        words = f"{count_of(cell.events, 'event')} at {cell.name}, "
        words += f"{format_day(links.since(start))} to {format_day(until)}"
        said = links.wrap(links.events(start, end, stage=cell.stage), words, said)
    if cell.active:
        words = f"{count_of(cell.active, 'AI role')} at {cell.name}, active on {format_day(until)}"
        did = links.wrap(links.roles(end, stage=cell.stage), words, did)
    return said, did


def level_of(share: float) -> int:
    """Return how strong a colour a share (0..1) of the largest stage gets: 0 for none, to 8."""
    return ceil(share * len(LEVELS))

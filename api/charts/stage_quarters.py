"""The heatmap over time: a row a stage, a column a calendar quarter, each cell in two halves."""

from collections.abc import Iterable, Sequence
from math import ceil

from api.charts.heatmap import Box, draw_halves, link_halves
from api.charts.links import Links
from api.charts.series import Quarter
from api.charts.svg import Svg, element, percent

GUTTER = 60  # pixels left of the chart, for the names of its rows
TOP, CELL, GAP, BESIDE, FOOT = 4, 34, 4, 6, 40  # pixels; GOVERN stands `BESIDE` apart
BETWEEN = 0.08  # of a cell's width, before the next
DIGIT, NAME = 7.5, 56  # pixels of a digit, and of the name of a quarter
FEW = 4  # names of quarters where there is no room for all
NUMBER = "num small roomy mid"
AT_ONCE = 6  # quarters that a narrow screen shows at once, with every second name


def height_of(quarters: Sequence[Quarter]) -> int:
    """Return the height of the chart in pixels."""
    return row_tops(quarters)[-1] + CELL + FOOT


def least_width(quarters: Sequence[Quarter]) -> int:
    """Return how many pixels all numbers need beside each other, without the gutter."""
    cells = [cell for quarter in quarters for cell in quarter.cells]
    most = max(max(cell.events, cell.active) for cell in cells)
    column = 2 * (len(f"{most:,}") * DIGIT + 6)
    if len(quarters) > AT_ONCE:
        column = max(column, NAME)
    return ceil(column * (1 + BETWEEN) * len(quarters))


def place_columns(quarters: Sequence[Quarter]) -> tuple[float, float]:
    """Return how wide a column is, and how far it is to the next, as shares of the width."""
    width = 1 / (len(quarters) + BETWEEN * (len(quarters) - 1))
    return width, width * (1 + BETWEEN)


def row_tops(quarters: Sequence[Quarter]) -> list[int]:
    """Return where each row begins, in pixels."""
    stages = [cell.stage for cell in quarters[0].cells]
    beside = {"GOVERN": BESIDE}
    return [TOP + row * (CELL + GAP) + beside.get(stage, 0) for row, stage in enumerate(stages)]


def draw_stage_quarters(quarters: Sequence[Quarter], links: Links | None = None) -> Svg:
    """Return the chart's inside: it is as wide as the picture it stands in."""
    width, step = place_columns(quarters)
    drawn = [
        draw_cell(quarter, row, Box(place * step, width, top, CELL, NUMBER), links)
        for row, top in enumerate(row_tops(quarters))
        for place, quarter in enumerate(quarters)
    ]
    return Svg("".join([*drawn, *draw_names(quarters)]))


def draw_stages(quarters: Sequence[Quarter]) -> Svg:
    """Return the names of the rows: they stay where they are when the chart is scrolled."""
    rows = zip(quarters[0].cells, row_tops(quarters), strict=True)
    names = [
        element("text", cell.name, class_="strong", x=0, y=top + CELL / 2 + 5) for cell, top in rows
    ]
    return Svg("".join(names))


def draw_cell(quarter: Quarter, row: int, box: Box, links: Links | None) -> Svg:
    """Return one stage in one quarter."""
    cell = quarter.cells[row]
    halves = draw_halves(cell, box)
    if links is not None:
        halves = link_halves(cell, halves, links, quarter.start, quarter.end)
    return element("g", element("title", f"{quarter.name}, {cell.sentence}."), *halves)


def draw_names(quarters: Sequence[Quarter]) -> list[Svg]:
    """Return the names of the quarters below them, fewer where it is narrow, each year once."""
    (width, step), foot = place_columns(quarters), height_of(quarters) - FOOT
    is_short = len(quarters) <= AT_ONCE
    kept = range(0, len(quarters), 2 if is_short else ceil(len(quarters) / FEW))
    with_room, without = ("wide", "narrow") if is_short else ("roomy", "cramped")
    years, kept_years = new_years(quarters, range(len(quarters))), new_years(quarters, kept)
    names = []
    for place, quarter in enumerate(quarters):
        at, months = percent(place * step + width / 2), quarter.name.rpartition(" ")[0]
        kind = "mid" if place in kept else f"mid {with_room}"
        names.append(element("text", months, class_=kind, x=at, y=foot + 17))
        if place in years | kept_years:
            kind = kind if place in years else f"mid {without}"
            names.append(element("text", str(quarter.start.year), class_=kind, x=at, y=foot + 33))
    return names


def new_years(quarters: Sequence[Quarter], places: Iterable[int]) -> set[int]:
    """Return the places whose year is not that of the place before."""
    years = {quarters[place].start.year: place for place in reversed(list(places))}
    return set(years.values())

"""The heatmap over time: a row a stage, a column a quarter, all numbers there."""

from datetime import date
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, strategies as st

from api.charts.palette import Look, build_style
from api.charts.picture import Chart, draw_file
from api.charts.series import Quarter, StageCell
from api.charts.stage_quarters import (
    GUTTER,
    draw_stage_quarters,
    draw_stages,
    height_of,
    least_width,
)
from schema.taxonomy.labels import Stage

ENDS = ((1, 3, 31), (4, 6, 30), (7, 9, 30), (10, 12, 31))
counts = st.lists(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000)), min_size=5, max_size=5),
    min_size=1,
    max_size=45,
)


def build_quarters(counts: list[list[tuple[int, int]]]) -> list[Quarter]:
    """Quarters from 2015 on with these events and roles by stage."""
    said = max(events for cells in counts for events, _ in cells) or 1
    did = max(active for cells in counts for _, active in cells) or 1
    return [
        Quarter(
            date(2015 + n // 4, ENDS[n % 4][0], 1),
            date(2015 + n // 4, *ENDS[n % 4][1:]),
            tuple(
                StageCell(str(stage), events, active, events / said, active / did)
                for stage, (events, active) in zip(Stage, cells, strict=True)
            ),
        )
        for n, cells in enumerate(counts)
    ]


def build_file(quarters: list[Quarter], width: int) -> str:
    inside, names = draw_stage_quarters(quarters), draw_stages(quarters)
    chart = Chart("x", "X", "X", inside, 250, (), GUTTER, names, least_width(quarters))
    return draw_file(chart, build_style(Look()), width)


@given(counts=counts)
def test_both_numbers_of_each_cell_are_written(counts: list[list[tuple[int, int]]]) -> None:
    drawn = fromstring(f"<svg>{draw_stage_quarters(build_quarters(counts))}</svg>")

    written = [text.text for text in drawn.iter("text") if "num" in text.get("class", "")]

    by_row = [number for row in range(5) for cells in counts for number in cells[row]]
    assert written == [f"{number:,}" for number in by_row]


@given(counts=counts)
def test_the_cells_of_a_row_reach_from_edge_to_edge_and_never_overlap(
    counts: list[list[tuple[int, int]]],
) -> None:
    drawn = fromstring(f"<svg>{draw_stage_quarters(build_quarters(counts))}</svg>")

    row = list(drawn.iter("rect"))[: 2 * len(counts)]
    edges = [
        (float(cell.get("x", "").rstrip("%")), float(cell.get("width", "").rstrip("%")))
        for cell in row
    ]
    assert edges[0][0] == 0
    assert abs(sum(edges[-1]) - 100) < 0.02
    assert all(
        left + width <= following + 0.01 for (left, width), (following, _) in pairwise(edges)
    )


@given(counts=counts)
def test_each_row_is_named_within_the_gutter(counts: list[list[tuple[int, int]]]) -> None:
    quarters = build_quarters(counts)

    names = list(fromstring(f"<svg>{draw_stages(quarters)}</svg>").iter("text"))

    assert [name.text for name in names] == [cell.name for cell in quarters[0].cells]
    assert all(float(name.get("y", "")) < height_of(quarters) for name in names)


@pytest.mark.parametrize("left_out", [("narrow", "cramped"), ("wide", "roomy")])
@pytest.mark.parametrize("quarters", [1, 4, 5, 6, 7, 13, 45])
def test_each_year_is_named_once_whatever_the_room(
    quarters: int, left_out: tuple[str, ...]
) -> None:
    built = build_quarters([[(1, 1)] * 5] * quarters)

    shown = [
        text.text or ""
        for text in fromstring(f"<svg>{draw_stage_quarters(built)}</svg>").iter("text")
        if "num" not in text.get("class", "") and text.get("class", "").split()[-1] not in left_out
    ]

    years = [text for text in shown if text.isdigit()]
    assert len(years) == len(set(years)) > 0
    assert shown[1] == years[0] == "2015"


def test_a_picture_without_room_for_its_numbers_leaves_them_out() -> None:
    quarters = build_quarters([[(100, 100)] * 5] * 40)

    assert 'class="cb tight"' in build_file(quarters, 400)
    assert 'class="cb tight"' not in build_file(quarters[:5], 720)

"""The heatmap over time: a row a stage, a column a quarter, all numbers there."""

from datetime import date
from itertools import pairwise
from xml.etree.ElementTree import fromstring

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


@given(counts=counts)
def test_each_year_is_named_once(counts: list[list[tuple[int, int]]]) -> None:
    drawn = fromstring(f"<svg>{draw_stage_quarters(build_quarters(counts))}</svg>")

    texts = [text for text in drawn.iter("text") if "cramped" not in text.get("class", "")]
    years = [text.text for text in texts if (text.text or "").startswith("20")]
    numbers = [text for text in texts if "num" in text.get("class", "")]
    named = [text.text for text in texts if text not in numbers and text.text in years]

    assert len(named) == len(set(named))


def test_a_picture_without_room_for_its_numbers_leaves_them_out() -> None:
    quarters = build_quarters([[(100, 100)] * 5] * 40)

    assert 'class="cb tight"' in build_file(quarters, 400)
    assert 'class="cb tight"' not in build_file(quarters[:5], 720)

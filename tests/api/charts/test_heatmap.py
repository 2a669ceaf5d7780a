"""The stage heatmap: two halves a stage, the stronger the more."""

from itertools import pairwise
from xml.etree.ElementTree import fromstring

from hypothesis import given, strategies as st

from api.charts.heatmap import draw_heatmap, level_of
from api.charts.palette import LEVELS
from api.charts.series import StageCell
from schema.taxonomy.labels import Stage


def build_cells(said: list[int], did: list[int]) -> list[StageCell]:
    return [
        StageCell(str(stage), a, b, a / (max(said) or 1), b / (max(did) or 1))
        for stage, a, b in zip(Stage, said, did, strict=True)
    ]


counts = st.lists(st.integers(0, 2000), min_size=5, max_size=5)


@given(said=counts, did=counts)
def test_both_numbers_of_each_stage_are_written(said: list[int], did: list[int]) -> None:
    drawn = fromstring(f"<svg>{draw_heatmap(build_cells(said, did))}</svg>")

    numbers = [t.text for t in drawn.iter("text") if "num" in t.get("class", "")]

    assert numbers == [f"{n:,}" for pair in zip(said, did, strict=True) for n in pair]


@given(said=counts, did=counts)
def test_the_cells_stand_side_by_side_within_the_picture(said: list[int], did: list[int]) -> None:
    drawn = fromstring(f"<svg>{draw_heatmap(build_cells(said, did))}</svg>")

    edges = [
        (float(r.get("x", "").rstrip("%")), float(r.get("width", "").rstrip("%")))
        for r in drawn.iter("rect")
    ]

    assert len(edges) == 10
    for (left, width), (following, _) in pairwise(edges):
        assert left + width <= following + 0.01
    assert sum(edges[-1]) <= 100.01


@given(low=st.floats(0, 1), high=st.floats(0, 1))
def test_more_is_never_drawn_weaker(low: float, high: float) -> None:
    low, high = sorted((low, high))

    assert level_of(low) <= level_of(high)


def test_none_has_no_colour_and_a_little_has_some() -> None:
    assert level_of(0) == 0
    assert level_of(0.001) == 1
    assert level_of(1) == len(LEVELS)

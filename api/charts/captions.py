"""The two charts of a company with their words: title, description, legend."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.charts.heatmap import HEIGHT, draw_heatmap
from api.charts.picture import Chart
from api.charts.say_do import SIDE, describe_peak, draw_say_do, height_of
from api.charts.series import Period, StageCell, name_shades, read_periods, read_stages
from api.formats import format_day

SAY_DO, HEATMAP = "say-do", "heatmap"
CALLS = (("call", "Call on which AI came up"), ("silent", "Call without it"))


def caption_say_do(
    company: Mapping[str, Any],
    say_do: Mapping[str, Any],
    side: int = SIDE,
    among: Sequence[Period] = (),
) -> Chart:
    """Return the mirrored chart of a company, in the shades of several where it is `among` them."""
    periods = read_periods(say_do["buckets"])
    peaks = f"{describe_peak(periods, is_said=True)}. {describe_peak(periods, is_said=False)}."
    return Chart(
        name=SAY_DO,
        title=f"{company['name']}: said and done about AI",
        description=(
            "What leadership said about AI, as events stacked by type above the line, and the AI "
            f"roles active at the end of each period below it, {range_of(say_do)}. {peaks} "
            "Each side is scaled to its own peak: read shape, not absolute height."
        ),
        inside=draw_say_do(periods, side, among),
        height=height_of(side),
        legend=explain_say_do(periods),
    )


def explain_say_do(periods: Sequence[Period]) -> tuple[tuple[str, str], ...]:
    """Return the legend of the mirrored chart of these periods, of one company or of several."""
    types = [(f"t{shade}", words) for shade, words in name_shades(periods)]
    return (*types, ("did", "AI roles active"), *CALLS[: count_calls(periods)])


def count_calls(periods: Sequence[Period]) -> int:
    """Return how many of the two marks of calls there are to explain."""
    if any(period.calls_held and not period.calls_mentioning_ai for period in periods):
        return 2
    return 1 if any(period.calls_held for period in periods) else 0


def caption_heatmap(company: Mapping[str, Any], say_do: Mapping[str, Any]) -> Chart:
    """Return the stage heatmap of a company."""
    cells = read_stages(say_do["heatmap"])
    return Chart(
        name=HEATMAP,
        title=f"{company['name']}: talk and roles by stage of AI work",
        description=(
            f"Events, left half, {range_of(say_do)}, and AI roles active on the last day, right "
            f"half, by stage. {list_cells(cells)} The stronger the colour, the more; each side is "
            "scaled to its own largest stage."
        ),
        inside=draw_heatmap(cells),
        height=HEIGHT,
        legend=(("t0", "Left half: events said"), ("did", "Right half: AI roles active")),
    )


def list_cells(cells: Sequence[StageCell]) -> str:
    """Return all figures of a heatmap as sentences."""
    return " ".join(f"{cell.sentence}." for cell in cells)


def range_of(say_do: Mapping[str, Any]) -> str:
    """Return the days that a chart covers, in words."""
    first, last = (date.fromisoformat(say_do[end]) for end in ("from", "to"))
    return f"{format_day(first)} to {format_day(last)}"

"""The charts of a company with their words: title, description, legend."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.charts.heatmap import HEIGHT, draw_heatmap
from api.charts.links import Links
from api.charts.picture import Chart
from api.charts.say_do import SIDE, describe_peak, draw_say_do, height_of
from api.charts.series import (
    Period,
    Quarter,
    StageCell,
    name_shades,
    read_periods,
    read_quarters,
    read_stages,
)
from api.charts.stage_quarters import (
    GUTTER,
    draw_stage_quarters,
    draw_stages,
    height_of as height_of_quarters,
    least_width,
)
from api.formats import count_of, format_day

SAY_DO, HEATMAP, STAGE_QUARTERS = "say-do", "heatmap", "stage-quarters"
HALVES = (("t0", "Left half: events said"), ("did", "Right half: AI roles active"))
CALLS = (("call", "Call on which AI came up"), ("silent", "Call without it"))


def caption_say_do(
    company: Mapping[str, Any],
    say_do: Mapping[str, Any],
    links: Links | None = None,
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
        inside=draw_say_do(periods, side, among, links),
        height=height_of(side),
        legend=explain_say_do(periods),
        is_linked=links is not None,
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


def caption_heatmap(
    company: Mapping[str, Any], say_do: Mapping[str, Any], links: Links | None = None
) -> Chart:
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
        inside=draw_heatmap(cells, links),
        height=HEIGHT,
        legend=HALVES,
        is_linked=links is not None,
    )


def caption_stage_quarters(
    company: Mapping[str, Any], say_do: Mapping[str, Any], links: Links | None = None
) -> Chart:
    """Return the stage heatmap of a company quarter by quarter."""
    quarters = read_quarters(say_do["stageQuarters"])
    return Chart(
        name=STAGE_QUARTERS,
        title=f"{company['name']}: talk and roles by stage and quarter",
        description=(
            "Per stage of AI work, a row, and calendar quarter, a column: events in the quarter, "
            "left half, and AI roles active on its last day, right half, "
            f"{range_of(say_do)}. {list_peaks(quarters)} The stronger the colour, the more; each "
            "side is scaled to its own largest cell."
        ),
        inside=draw_stage_quarters(quarters, links),
        height=height_of_quarters(quarters),
        legend=HALVES,
        gutter=GUTTER,
        names=draw_stages(quarters),
        least=least_width(quarters),
        is_linked=links is not None,
    )


def list_peaks(quarters: Sequence[Quarter]) -> str:
    """Return the largest cell of each side as a sentence, a side without any left out."""
    cells = [(quarter, cell) for quarter in quarters for cell in quarter.cells]
    talk, said = max(cells, key=lambda each: each[1].events)
    hiring, did = max(cells, key=lambda each: each[1].active)
    peaks = []
    if said.events:
        peaks.append(f"{count_of(said.events, 'event')} at {said.name}, {talk.name}")
    if did.active:
        peaks.append(f"{count_of(did.active, 'AI role')} at {did.name}, {hiring.name}")
    return f"At the most {' and '.join(peaks)}." if peaks else "There are none."


def list_cells(cells: Sequence[StageCell]) -> str:
    """Return all figures of a heatmap as sentences."""
    return " ".join(f"{cell.sentence}." for cell in cells)


def range_of(say_do: Mapping[str, Any]) -> str:
    """Return the days that a chart covers, in words."""
    first, last = (date.fromisoformat(say_do[end]) for end in ("from", "to"))
    return f"{format_day(first)} to {format_day(last)}"

"""The charts as Vega-Lite, for portals that draw by themselves."""

from collections.abc import Sequence
from typing import Any

from api.charts.palette import (
    SHADES,
    Ground,
    Look,
    ground_of,
    legible_on,
    mix,
    shade,
    visible,
)
from api.charts.picture import Chart
from api.charts.series import Period, Quarter, StageCell, rank_types
from api.formats import format_label

SIDES = {"field": "side", "type": "nominal", "sort": ["said", "did"]}
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"


def describe_say_do(chart: Chart, periods: Sequence[Period], look: Look, width: int) -> Any:
    """Return the mirrored chart: signed heights, each side scaled to its own peak."""
    ground, said, did = colours_of(look)
    shades = rank_types(periods)
    colours = {
        "domain": [format_label(kind) for kind in shades],
        "range": [shade(said, ground, SHADES[place]) for place in shades.values()],
    }
    tips = ("period", "side", "type", "count", "opened")
    axis = {"labelAngle": -45, "labelOverlap": True}
    return frame(chart, look, width) | {
        "data": {"values": [row for period in periods for row in rows_of(period)]},
        "height": 260,
        "encoding": {
            "x": {"field": "start", "type": "ordinal", "title": None, "axis": axis},
            "y": {"field": "height", "type": "quantitative", "title": None, "axis": None},
            "tooltip": [{"field": name, "type": "nominal"} for name in tips],
        },
        "layer": [
            layer("said", {"type": "bar"})
            | {"encoding": {"color": {"field": "type", "title": "Said", "scale": colours}}},
            layer("did", {"type": "bar", "color": did}),
        ],
    }


def layer(side: str, mark: dict[str, Any]) -> dict[str, Any]:
    """Return what draws one side alone."""
    return {"transform": [{"filter": f"datum.side == '{side}'"}], "mark": mark}


def rows_of(period: Period) -> list[dict[str, Any]]:
    """Return the rows of one period: one an event type, and one for the roles."""
    at = {"start": period.start.isoformat(), "end": period.end.isoformat(), "period": period.name}
    each = period.said / max(period.event_total, 1)
    said = [
        at | {"side": "said", "type": format_label(kind), "count": count, "height": count * each}
        for kind, count in period.events.items()
    ]
    roles = {"side": "did", "type": "AI roles active", "count": period.active}
    return [*said, at | roles | {"opened": period.opened, "height": -period.did}]


def describe_heatmap(chart: Chart, cells: Sequence[StageCell], look: Look, width: int) -> Any:
    """Return the stage heatmap: two halves a stage, each side scaled to its largest stage."""
    stages = {"field": "stage", "sort": None, "title": None, "axis": {"labelAngle": 0}}
    values = [row for cell in cells for row in halves_of(cell, look)]
    return (
        frame(chart, look, width)
        | draw_halves(values, look)
        | {
            "height": 90,
            "encoding": {"x": stages, "xOffset": SIDES},
        }
    )


def describe_stage_quarters(
    chart: Chart, quarters: Sequence[Quarter], look: Look, width: int
) -> Any:
    """Return the heatmap over time: a row a stage, a column a quarter, two halves a cell."""
    values = [
        {"start": quarter.start.isoformat(), "quarter": quarter.name} | row
        for quarter in quarters
        for cell in quarter.cells
        for row in halves_of(cell, look)
    ]
    axis = {"labelAngle": -45, "labelOverlap": True}
    return (
        frame(chart, look, width)
        | draw_halves(values, look)
        | {
            "height": 220,
            "encoding": {
                "x": {"field": "quarter", "sort": None, "title": None, "axis": axis},
                "y": {"field": "stage", "type": "nominal", "sort": None, "title": None},
                "xOffset": SIDES,
            },
        }
    )


def halves_of(cell: StageCell, look: Look) -> list[dict[str, Any]]:
    """Return the two rows of a cell, each with the ink that can be read on its colour."""
    ground, said, did = colours_of(look)
    sides = (("said", said, cell.events, cell.said), ("did", did, cell.active, cell.did))
    return [
        {"stage": cell.name, "side": side, "count": count, "scaled": scaled}
        | {"ink": legible_on(mix(ground.ground, accent, scaled))}
        for side, accent, count, scaled in sides
    ]


def draw_halves(values: list[dict[str, Any]], look: Look) -> dict[str, Any]:
    """Return what draws the rows of a heatmap: their colours, and their numbers on them."""
    ground, said, did = colours_of(look)
    cell_mark = {"type": "rect", "stroke": ground.line}
    ink = {"field": "ink", "type": "nominal", "scale": None}
    numbers = {"text": {"field": "count", "type": "quantitative"}, "color": ink}
    return {
        "data": {"values": values},
        "layer": [
            *(
                layer(side, cell_mark) | {"encoding": {"color": ramp(side, ground.ground, accent)}}
                for side, accent in (("said", said), ("did", did))
            ),
            {"mark": {"type": "text"}, "encoding": numbers},
        ],
        "resolve": {"scale": {"color": "independent"}},
    }


def ramp(side: str, ground: str, accent: str) -> dict[str, Any]:
    """Return the colours of one side of the heatmap, from the ground to its accent."""
    scale = {"range": [ground, accent], "domain": [0, 1], "interpolate": "rgb"}
    return {"field": "scaled", "type": "quantitative", "title": side, "scale": scale}


def frame(chart: Chart, look: Look, width: int) -> dict[str, Any]:
    """Return what all specifications have in common."""
    ground = ground_of(look)
    words = {"labelColor": ground.text, "titleColor": ground.text}
    return {
        "$schema": SCHEMA,
        "title": {"text": chart.title, "color": ground.text, "anchor": "start"},
        "description": chart.description,
        "background": ground.ground,
        "width": width,
        "config": {"axis": words, "legend": words, "view": {"stroke": None}},
    }


def colours_of(look: Look) -> tuple[Ground, str, str]:
    """Return the ground and the two accents."""
    ground = ground_of(look)
    return ground, visible(look.said, ground), visible(look.did, ground)

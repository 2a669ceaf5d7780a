"""The charts as Vega-Lite, for portals that draw by themselves."""

from collections.abc import Sequence
from typing import Any

from api.charts.palette import DARK, LIGHT, Look, Theme, mix, visible
from api.charts.picture import Chart
from api.charts.series import Period, StageCell
from api.formats import format_label

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"


def describe_say_do(chart: Chart, periods: Sequence[Period], look: Look, width: int) -> Any:
    """Return the mirrored chart: signed heights, each side scaled to its own peak."""
    ground, said, did = colours_of(look)
    values = [row for period in periods for row in rows_of(period)]
    x = {"field": "start", "type": "ordinal", "title": None, "sort": None}
    y = {"field": "height", "type": "quantitative", "title": None, "axis": None}
    tips = ["period", "side", "type", "count", "opened"]
    tooltip = [{"field": name, "type": "nominal"} for name in tips]
    shades = {"range": [said, mix(said, ground, 0.75)]}
    talk = {"field": "type", "type": "nominal", "title": "Said", "scale": shades}
    return frame(chart, look, width) | {
        "data": {"values": values},
        "height": 260,
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
        "layer": [
            {
                "transform": [{"filter": "datum.side == 'said'"}],
                "mark": {"type": "bar"},
                "encoding": {"color": talk},
            },
            {
                "transform": [{"filter": "datum.side == 'did'"}],
                "mark": {"type": "bar", "color": did},
            },
        ],
    }


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
    ground, said, did = colours_of(look)
    values = [
        {"stage": cell.name, "side": side, "count": count, "scaled": scaled}
        for cell in cells
        for side, count, scaled in (
            ("said", cell.events, cell.said),
            ("did", cell.active, cell.did),
        )
    ]
    layers = [
        {
            "transform": [{"filter": f"datum.side == '{side}'"}],
            "mark": {"type": "rect", "stroke": ground},
            "encoding": {"color": ramp(side, ground, accent)},
        }
        for side, accent in (("said", said), ("did", did))
    ]
    numbers = {"mark": {"type": "text"}, "encoding": {"text": {"field": "count"}}}
    return frame(chart, look, width) | {
        "data": {"values": values},
        "height": 90,
        "encoding": {
            "x": {"field": "stage", "type": "ordinal", "sort": None, "title": None},
            "xOffset": {"field": "side", "type": "nominal", "sort": ["said", "did"]},
        },
        "layer": [*layers, numbers],
        "resolve": {"scale": {"color": "independent"}},
    }


def ramp(side: str, ground: str, accent: str) -> dict[str, Any]:
    """Return the colours of one side of the heatmap, from the ground to its accent."""
    scale = {"range": [ground, accent], "domain": [0, 1], "interpolate": "rgb"}
    return {"field": "scaled", "type": "quantitative", "title": side, "scale": scale}


def frame(chart: Chart, look: Look, width: int) -> dict[str, Any]:
    """Return what all specifications have in common."""
    ground = DARK if look.theme is Theme.DARK else LIGHT
    label = {"labelColor": ground.text, "titleColor": ground.text}
    return {
        "$schema": SCHEMA,
        "title": {"text": chart.title, "color": ground.text, "anchor": "start"},
        "description": chart.description,
        "background": ground.ground,
        "width": width,
        "config": {"axis": label | {"gridColor": ground.line}, "legend": label},
    }


def colours_of(look: Look) -> tuple[str, str, str]:
    """Return the ground and the two accents; a specification has one theme, LIGHT for AUTO."""
    ground = DARK if look.theme is Theme.DARK else LIGHT
    return ground.ground, visible(look.said, ground), visible(look.did, ground)

"""Charts alone: a picture for other pages, or a specification for those that draw themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anyio.to_thread import run_sync
from orjson import dumps
from starlette.requests import Request
from starlette.responses import Response

from api.caching import PNG, keep
from api.charts.captions import (
    HEATMAP,
    SAY_DO,
    STAGE_QUARTERS,
    caption_heatmap,
    caption_say_do,
    caption_stage_quarters,
)
from api.charts.links import Links
from api.charts.palette import Look, build_fixed_style, build_style
from api.charts.picture import Chart, draw_file
from api.charts.series import read_periods, read_quarters, read_stages
from api.charts.vega import describe_heatmap, describe_say_do, describe_stage_quarters
from api.documents import Answer, ask
from api.parameters import Span, bounded, existing, read_look, read_scale, read_span, read_width
from api.security import picture_policy
from api.site import Site
from schema.errors import NotFound

# Each with the question behind it, and what makes the chart of the answer.
CHARTS: dict[str, tuple[str, Callable[[Any, Any, Links | None], Chart]]] = {
    SAY_DO: ("SayDoChart", caption_say_do),
    HEATMAP: ("StageHeatmap", caption_heatmap),
    STAGE_QUARTERS: ("StageQuarters", caption_stage_quarters),
}
# Other sites may show it, also those that ask each thing they load for its leave.
ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True)
class Drawing:
    """A chart with the answer that it draws."""

    chart: Chart
    company: Any
    answer: Answer


async def chart_file(request: Request) -> Response:
    """Return a chart as SVG, PNG or Vega-Lite.

    Raises NotFound, BadRequest, NotReady, and NotOffered for a PNG that cannot be drawn here.
    """
    site: Site = request.app.state.site
    name, kind = request.path_params["chart"], request.path_params["format"]
    if kind not in WRITERS:
        raise NotFound(
            f"Charts are drawn as .svg and .png and described as .json; there is no .{kind[:20]}."
        )
    look, width, span = read_look(request), read_width(request), read_span(request)
    drawing = await draw(site, request.path_params["company"], name, span)
    response = await WRITERS[kind](request, drawing, look, width)
    response.headers.update(ANYWHERE)
    return keep(request, response, site.settings.cache_seconds)


async def write_svg(request: Request, drawing: Drawing, look: Look, width: int) -> Response:
    """Return a chart as a picture that follows its reader's theme."""
    style = build_style(look)
    response = Response(draw_file(drawing.chart, style, width), media_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = picture_policy(style)
    return response


async def write_png(request: Request, drawing: Drawing, look: Look, width: int) -> Response:
    """Return the same picture in pixels, on one ground. Raises BadRequest and NotOffered."""
    site: Site = request.app.state.site
    scale = read_scale(request)
    picture = draw_file(drawing.chart, build_fixed_style(look, width), width)
    return Response(await site.pictures.draw(picture, scale), media_type=PNG)


async def write_json(request: Request, drawing: Drawing, look: Look, width: int) -> Response:
    """Return a chart as a Vega-Lite specification."""
    return Response(dumps(describe_chart(drawing, look, width)), media_type="application/json")


WRITERS = {"svg": write_svg, "png": write_png, "json": write_json}


async def draw(
    site: Site, company: str, chart: str, span: Span, link: Callable[[Any], Links] | None = None
) -> Drawing:
    """Return a chart of a company, with links where `link` makes them of what was found.

    Raises NotFound for another chart or an unknown company.
    """
    if chart not in CHARTS:
        raise NotFound(f"There is no chart '{chart[:40]}'; there are {', '.join(CHARTS)}.")
    document, caption = CHARTS[chart]
    given = (await bounded(site, span)).variables() | {"company": company}
    if chart != SAY_DO:
        del given["grain"]
    answer = await ask(site, document, **given)
    found = existing(answer.data["company"], company)
    links = None if link is None else link(found)
    return Drawing(await run_sync(caption, found, found["sayDo"], links), found, answer)


def describe_chart(drawing: Drawing, look: Look, width: int) -> Any:
    """Return a chart as a Vega-Lite specification."""
    chart, say_do = drawing.chart, drawing.company["sayDo"]
    if chart.name == SAY_DO:
        return describe_say_do(chart, read_periods(say_do["buckets"]), look, width)
    if chart.name == HEATMAP:
        return describe_heatmap(chart, read_stages(say_do["heatmap"]), look, width)
    return describe_stage_quarters(chart, read_quarters(say_do["stageQuarters"]), look, width)

"""Charts alone: a picture for other pages, or a specification for those that draw themselves."""

from dataclasses import dataclass
from typing import Any

from anyio.to_thread import run_sync
from orjson import dumps
from starlette.requests import Request
from starlette.responses import Response

from api.caching import keep
from api.charts.captions import HEATMAP, SAY_DO, caption_heatmap, caption_say_do
from api.charts.palette import Look, build_style
from api.charts.picture import Chart, draw_file
from api.charts.series import read_periods, read_stages
from api.charts.vega import describe_heatmap, describe_say_do
from api.documents import Answer, ask
from api.parameters import Span, bounded, existing, read_look, read_span, read_width
from api.security import picture_policy
from api.site import Site
from schema.errors import NotFound

CHARTS = (SAY_DO, HEATMAP)
# Other sites may show it, also those that ask each thing they load for its leave.
ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True)
class Drawing:
    """A chart with the answer that it draws."""

    chart: Chart
    company: Any
    answer: Answer


async def chart_file(request: Request) -> Response:
    """Return a chart as SVG or as Vega-Lite. Raises NotFound, BadRequest and NotReady."""
    site: Site = request.app.state.site
    name, kind = request.path_params["chart"], request.path_params["format"]
    if kind not in ("svg", "json"):
        raise NotFound(
            f"Charts are drawn as .svg and described as .json; there is no .{kind[:20]}."
        )
    look, width, span = read_look(request), read_width(request), read_span(request)
    drawing = await draw(site, request.path_params["company"], name, span)
    if kind == "svg":
        response = Response(draw_file(drawing.chart, look, width), media_type="image/svg+xml")
        response.headers["Content-Security-Policy"] = picture_policy(build_style(look))
    else:
        body = dumps(describe_chart(drawing, look, width))
        response = Response(body, media_type="application/json")
    response.headers.update(ANYWHERE)
    return keep(request, response, site.settings.cache_seconds)


async def draw(site: Site, company: str, chart: str, span: Span) -> Drawing:
    """Return a chart of a company. Raises NotFound for another chart or an unknown company."""
    if chart not in CHARTS:
        raise NotFound(f"There is no chart '{chart[:40]}'; there are {' and '.join(CHARTS)}.")
    span = await bounded(site, span)
    given = span.variables() | {"company": company}
    if chart == SAY_DO:
        answer = await ask(site, "SayDoChart", **given)
    else:
        del given["grain"]
        answer = await ask(site, "StageHeatmap", **given)
    found = existing(answer.data["company"], company)
    caption = caption_say_do if chart == SAY_DO else caption_heatmap
    return Drawing(await run_sync(caption, found, found["sayDo"]), found, answer)


def describe_chart(drawing: Drawing, look: Look, width: int) -> Any:
    """Return a chart as a Vega-Lite specification."""
    chart, say_do = drawing.chart, drawing.company["sayDo"]
    if chart.name == SAY_DO:
        return describe_say_do(chart, read_periods(say_do["buckets"]), look, width)
    return describe_heatmap(chart, read_stages(say_do["heatmap"]), look, width)

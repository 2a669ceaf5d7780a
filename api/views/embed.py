"""Pages for the frames of other sites: a chart, or the whole page of a company."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.caching import keep
from api.charts.palette import Look
from api.charts.series import read_periods, read_quarters, read_stages
from api.documents import Answer
from api.parameters import read_look, read_span
from api.rendering import render_charts
from api.site import Site
from api.views.charts import draw
from api.views.company import read_company
from api.views.rows import links_to

# Of links: a frame is too small for our pages, and none but those of frames may stand in it.
ELSEWHERE = "_blank"


async def embedded_chart(request: Request) -> Response:
    """Return one chart as a page for a frame. Raises NotFound, BadRequest and NotReady."""
    site: Site = request.app.state.site
    name, chart = request.path_params["company"], request.path_params["chart"]
    look = read_look(request)
    link = partial(links_to, request, target=ELSEWHERE)
    drawing = await draw(site, name, chart, read_span(request), link)
    say_do = drawing.company["sayDo"]
    values = {
        "company": drawing.company,
        "charts": [drawing.chart],
        "periods": read_periods(say_do.get("buckets", ())),
        "cells": read_stages(say_do.get("heatmap", ())),
        "quarters": read_quarters(say_do.get("stageQuarters", ())),
        "links": link(drawing.company),
        "questions": {drawing.chart.name: drawing.answer.question},
    }
    return await frame(request, "embed-chart.html", look, drawing.answer, values)


async def embedded_company(request: Request) -> Response:
    """Return the page of a company for a frame. Raises NotFound, BadRequest and NotReady."""
    look, (answer, values) = read_look(request), await read_company(request, ELSEWHERE)
    return await frame(request, "embed-company.html", look, answer, values)


async def frame(
    request: Request, template: str, look: Look, answer: Answer, values: dict[str, Any]
) -> Response:
    """Return a page that our own origin and those of the setting may show in a frame.

    It tells its height to these alone.
    """
    site: Site = request.app.state.site
    listeners = site.settings.frame_ancestors
    page = await render_charts(
        request,
        template,
        look,
        " ".join(["'self'", *listeners]),
        listeners=" ".join(listeners),
        theme=look.theme.lower(),
        **values,
    )
    return keep(request, page, site.settings.cache_seconds)

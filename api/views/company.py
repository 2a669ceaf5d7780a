"""The page of a company: its figures, its charts, and what was said."""

from typing import Any
from urllib.parse import quote, urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from api.caching import keep
from api.charts.captions import caption_heatmap, caption_say_do, caption_stage_quarters
from api.charts.links import Links
from api.charts.picture import Chart, height_of
from api.charts.series import read_periods, read_quarters, read_stages
from api.documents import Answer, Question, ask
from api.parameters import (
    Span,
    bounded,
    existing,
    read_look,
    read_page,
    read_span,
)
from api.rendering import origin_of, prefix_of, render_charts
from api.site import Site
from api.views.oembed import discovery
from api.views.rows import chosen_in, links_to, read_choice
from schema.store.calendar import Grain
from schema.taxonomy.labels import EventType, Stage

EVENTS = 10  # on a page
PREVIEW = 600  # pixels, drawn with two for each


async def company_page(request: Request) -> Response:
    """Return the page of a company. Raises NotFound, BadRequest and NotReady."""
    site: Site = request.app.state.site
    look, (_, values) = read_look(request), await read_company(request)
    page = await render_charts(
        request,
        "company.html",
        look,
        discovery=discovery(request),
        preview=preview_of(request, values["charts"][0], values["span"]),
        event_types=EventType,
        stages=Stage,
        grains=Grain,
        **values,
    )
    return keep(request, page, site.settings.cache_seconds)


def preview_of(request: Request, chart: Chart, span: Span) -> dict[str, Any] | None:
    """Return the picture of a page for sites that link to it; None where none can be drawn."""
    site: Site = request.app.state.site
    if not site.pictures.is_offered:
        return None
    days = {name: value for name, value in span.variables().items() if value is not None}
    given = urlencode(days | {"grain": span.grain.lower(), "width": PREVIEW, "scale": 2})
    slug = quote(request.path_params["company"], safe="")
    return {
        "address": f"{origin_of(request)}{prefix_of(request)}/charts/{slug}/say-do.png?{given}",
        "width": 2 * PREVIEW,
        "height": 2 * height_of(chart, PREVIEW),
        "words": chart.title,
    }


async def read_company(
    request: Request, target: str | None = None
) -> tuple[Answer, dict[str, Any]]:
    """Return what the address asks of a company, and it as its templates take it.

    Its links open in `target`. Raises NotFound, BadRequest and NotReady.
    """
    site: Site = request.app.state.site
    name = request.path_params["company"]
    asked = read_choice(request, type=EventType, stage=Stage)
    span, page = read_span(request), read_page(request, EVENTS)
    span = await bounded(site, span)
    # Like every figure on the page: what is later than its last day is not known.
    later = {"not": {"occurredOn": {"gt": span.to.isoformat()}}} if span.to else {}
    given = span.variables() | page | {"company": name, "where": asked | later}
    answer = await ask(site, "CompanyPage", **given)
    company = existing(answer.data["company"], name)
    links = links_to(request, company, target)
    described = await run_sync(describe, company, span, answer, links)
    return answer, described | {"chosen": chosen_in(asked)}


def describe(company: dict[str, Any], span: Span, answer: Answer, links: Links) -> dict[str, Any]:
    """Return what the templates of a company's page and of its embedded page show alike."""
    say_do = company["sayDo"]
    return {
        "company": company,
        "span": span,
        "say_do": say_do,
        "periods": read_periods(say_do["buckets"]),
        "cells": read_stages(say_do["heatmap"]),
        "quarters": read_quarters(say_do["stageQuarters"]),
        "charts": [
            caption_say_do(company, say_do, links),
            caption_heatmap(company, say_do, links),
            caption_stage_quarters(company, say_do, links),
        ],
        "links": links,
        "questions": questions_behind(company, span),
        "question": answer.question,
    }


def questions_behind(company: dict[str, Any], span: Span) -> dict[str, Question]:
    """Return the question behind each chart: parts of the page's own, with its variables."""
    given = span.variables() | {"company": company["slug"]}
    days = {name: value for name, value in given.items() if name != "grain"}
    return {
        "say-do": Question("SayDoChart", given),
        "heatmap": Question("StageHeatmap", days),
        "stage-quarters": Question("StageQuarters", days),
    }

"""The page of a company: its figures, both charts, and what was said."""

from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from api.caching import keep
from api.charts.captions import caption_heatmap, caption_say_do
from api.charts.series import read_periods, read_stages
from api.documents import Answer, Question, ask
from api.parameters import (
    Span,
    bounded,
    existing,
    read_label,
    read_look,
    read_page,
    read_span,
)
from api.rendering import render_charts
from api.site import Site
from api.views.oembed import discovery
from schema.store.calendar import Grain
from schema.taxonomy.labels import EventType, Stage

EVENTS = 10  # on a page


async def company_page(request: Request) -> Response:
    """Return the page of a company. Raises NotFound, BadRequest and NotReady."""
    site: Site = request.app.state.site
    look, (_, values) = read_look(request), await read_company(request)
    page = await render_charts(
        request,
        "company.html",
        look,
        discovery=discovery(request),
        event_types=EventType,
        stages=Stage,
        grains=Grain,
        **values,
    )
    return keep(request, page, site.settings.cache_seconds)


async def read_company(request: Request) -> tuple[Answer, dict[str, Any]]:
    """Return what the address asks of a company, and it as its templates take it.

    Raises NotFound, BadRequest and NotReady.
    """
    site: Site = request.app.state.site
    name, asked = request.path_params["company"], read_events(request)
    span, page = read_span(request), read_page(request, EVENTS)
    span = await bounded(site, span)
    # Like every figure on the page: what is later than its last day is not known.
    later = {"not": {"occurredOn": {"gt": span.to.isoformat()}}} if span.to else {}
    given = span.variables() | page | {"company": name, "where": asked | later}
    answer = await ask(site, "CompanyPage", **given)
    company = existing(answer.data["company"], name)
    chosen = {key: rule["eq"] for key, rule in asked.items()}
    described = await run_sync(describe, company, span, answer)
    return answer, described | {"chosen": chosen}


def read_events(request: Request) -> dict[str, Any]:
    """Return which events an address asks for, as an `EventWhere`. Raises BadRequest."""
    asked = {
        "type": read_label(request, "type", EventType),
        "stage": read_label(request, "stage", Stage),
    }
    return {key: {"eq": label.value} for key, label in asked.items() if label is not None}


def describe(company: dict[str, Any], span: Span, answer: Answer) -> dict[str, Any]:
    """Return what the templates of a company's page and of its embedded page show alike."""
    say_do = company["sayDo"]
    return {
        "company": company,
        "span": span,
        "say_do": say_do,
        "periods": read_periods(say_do["buckets"]),
        "cells": read_stages(say_do["heatmap"]),
        "charts": [caption_say_do(company, say_do), caption_heatmap(company, say_do)],
        "questions": questions_behind(company, span),
        "question": answer.question,
    }


def questions_behind(company: dict[str, Any], span: Span) -> dict[str, Question]:
    """Return the question behind each chart, and behind the number of roles.

    The first of them are parts of the page's own, with the same variables and fragments.
    """
    given = span.variables() | {"company": company["slug"]}
    days = {name: value for name, value in given.items() if name != "grain"}
    return {
        "say-do": Question("SayDoChart", given),
        "heatmap": Question("StageHeatmap", days),
        "roles": Question(
            "RolesBehind", {"company": company["slug"], "asOf": company["hiring"]["asOf"]}
        ),
    }

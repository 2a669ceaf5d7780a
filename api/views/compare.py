"""Companies side by side: the same charts on one axis of time."""

from itertools import chain
from typing import Any
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.caching import keep
from api.charts.captions import caption_heatmap, caption_say_do, explain_say_do
from api.charts.links import Links
from api.charts.series import read_periods, read_stages
from api.documents import ask
from api.errors import BadRequest
from api.parameters import LONGEST, bounded, read_look, read_span
from api.rendering import render_charts
from api.site import Site
from api.views.rows import links_to
from api.views.tickers import slug_of
from schema.store.calendar import Grain

MOST = 8  # on a page: more cannot be compared by eye
SIDE = 64  # pixels of each side's peak
OFFERED = 100  # names for the box to choose from


async def compare_page(request: Request) -> Response:
    """Return the companies that an address names, side by side; symbols lead on to short names.

    Raises BadRequest, NotReady.
    """
    site: Site = request.app.state.site
    names, look = read_names(request), read_look(request)
    span = await bounded(site, read_span(request))
    given = span.variables() | {"companies": names, "first": MOST}
    answer = await ask(site, "CompareCompanies", **given)
    found = {company["slug"]: company for company in answer.data["companies"]["nodes"]}
    missing = [name for name in names if name not in found]
    slugs = {name: slug for name in missing if (slug := await slug_of(site, name)) is not None}
    if slugs:
        others = [each for each in request.query_params.multi_items() if each[0] != "company"]
        named = [("company", slugs.get(name, name)) for name in names]
        return RedirectResponse(f"?{urlencode(named + others)}")
    offered = await ask(site, "CompanyNames", first=OFFERED)
    shown = [found[name] for name in names if name in found]
    page = await render_charts(
        request,
        "compare.html",
        look,
        **await run_sync(describe, shown, [links_to(request, company) for company in shown]),
        missing=missing,
        names=[company["slug"] for company in shown],
        offered=offered.data["companies"]["nodes"],
        question=answer.question,
        span=span,
        shown=shown[0]["sayDo"] if shown else {"from": span.from_, "to": span.to},
        grains=Grain,
        most=MOST,
    )
    return keep(request, page, site.settings.cache_seconds)


def read_names(request: Request) -> list[str]:
    """Return the short names in an address, each once. Raises BadRequest for too many or long."""
    given = [name.strip().lower() for name in request.query_params.getlist("company")]
    names = list(dict.fromkeys(name for name in given if name))
    if len(names) > MOST:
        raise BadRequest(f"{len(names)} companies are named; at most {MOST} stand side by side.")
    if any(len(name) > LONGEST for name in names):
        raise BadRequest(f"A short name has at most {LONGEST} characters.")
    return names


def describe(companies: list[dict[str, Any]], links: list[Links]) -> dict[str, Any]:
    """Return what the template shows of the companies; one legend explains all their charts."""
    periods = [read_periods(company["sayDo"]["buckets"]) for company in companies]
    among = list(chain.from_iterable(periods))
    described = [
        {
            "company": company,
            "charts": [
                caption_say_do(company, company["sayDo"], to, SIDE, among),
                caption_heatmap(company, company["sayDo"], to),
            ],
            "links": to,
            "periods": own,
            "cells": read_stages(company["sayDo"]["heatmap"]),
        }
        for company, own, to in zip(companies, periods, links, strict=True)
    ]
    return {"companies": described, "legend": explain_say_do(among)}

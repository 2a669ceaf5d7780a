"""The rows behind a number: the events of some days, the AI roles open on one."""

from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from api.caching import keep
from api.charts.links import Links
from api.documents import ask
from api.parameters import existing, last_day, read_date, read_label, read_page
from api.rendering import prefix_of, render
from api.security import PAGE_POLICY
from api.site import Site
from schema.taxonomy.labels import EventType, JobFunction, Label, Stage

EVENTS, ROLES = 20, 50  # on a page


def links_to(request: Request, company: Any, target: str | None = None) -> Links:
    """Return where the rows behind the numbers of a company's `sayDo` are listed."""
    page = f"{prefix_of(request)}/companies/{quote(company['slug'], safe='')}"
    first, last = (date.fromisoformat(company["sayDo"][end]) for end in ("from", "to"))
    return Links(page, first, last, target)


async def events_page(request: Request) -> Response:
    """Return the events of a company that an address asks for.

    Raises NotFound, BadRequest and NotReady.
    """
    site: Site = request.app.state.site
    name = request.path_params["company"]
    where = read_choice(request, type=EventType, stage=Stage)
    days = {"gte": read_date(request, "from"), "lte": read_date(request, "to")}
    between = {bound: day.isoformat() for bound, day in days.items() if day is not None}
    if between:
        where["occurredOn"] = between
    given = read_page(request, EVENTS) | {"company": name, "where": where}
    answer = await ask(site, "EventsBehind", **given)
    page = render(
        request,
        "events.html",
        PAGE_POLICY,
        company=existing(answer.data["company"], name),
        chosen=chosen_in(where),
        days=days,
        event_types=EventType,
        stages=Stage,
        question=answer.question,
    )
    return keep(request, page, site.settings.cache_seconds)


async def roles_page(request: Request) -> Response:
    """Return the AI roles of a company that were open on a day, the last that is known of if none.

    Raises NotFound, BadRequest and NotReady.
    """
    site: Site = request.app.state.site
    name = request.path_params["company"]
    where = read_choice(request, function=JobFunction, stage=Stage)
    day = read_date(request, "on") or await last_day(site)
    as_of = None if day is None else day.isoformat()
    given = read_page(request, ROLES) | {"company": name, "asOf": as_of, "where": where}
    answer = await ask(site, "RolesBehind", **given)
    page = render(
        request,
        "roles.html",
        PAGE_POLICY,
        company=existing(answer.data["company"], name),
        chosen=chosen_in(where),
        functions=JobFunction,
        stages=Stage,
        question=answer.question,
    )
    return keep(request, page, site.settings.cache_seconds)


def read_choice(request: Request, **labels: type[Label]) -> dict[str, Any]:
    """Return the labels that an address asks for, as a `where`. Raises BadRequest."""
    asked = {name: read_label(request, name, kind) for name, kind in labels.items()}
    return {name: {"eq": label.value} for name, label in asked.items() if label is not None}


def chosen_in(where: dict[str, Any]) -> dict[str, str]:
    """Return the labels that a condition asks for."""
    return {key: rule["eq"] for key, rule in where.items() if "eq" in rule}

"""The first page: all companies, and the search in what was said."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.caching import keep
from api.documents import Answer, ask
from api.parameters import last_day, read_page
from api.rendering import render
from api.security import PAGE_POLICY
from api.site import Site
from schema.taxonomy.labels import EventType, Sector, ThemeSlug

QUOTES, NEWEST, COMPANIES, NAMED = 15, 5, 30, 5  # on a page: found, of all; of all, by a name
SPEAKERS = 30  # to choose from, the commonest
LONGEST = 100  # characters of a value that is chosen
LABELS = {"theme": ThemeSlug, "type": EventType, "sector": Sector}
# Where each choice stands in a `QuoteWhere`.
PLACES = {
    "theme": ("themes", "slug"),
    "speaker": ("speaker", "slug"),
    "sector": ("company", "sector"),
    "type": ("event", "type"),
    "period": ("call", "fiscalPeriod"),
}


@dataclass(frozen=True)
class Asked:
    """What is searched for: the words, the choices, and what of them could not be used."""

    words: str
    chosen: dict[str, str]
    left_out: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.words and not self.chosen

    def quotes(self) -> dict[str, Any]:
        """Return the choices as a `QuoteWhere`."""
        rules = {PLACES[name]: {"eq": value} for name, value in self.chosen.items()}
        return {outer: {inner: rule} for (outer, inner), rule in rules.items()}

    def companies(self) -> dict[str, Any] | None:
        """Return which companies to show, as a `CompanyWhere`; None where it is about none."""
        if self.chosen.keys() - {"sector"}:
            return None
        where: dict[str, Any] = {}
        if "sector" in self.chosen:
            where["sector"] = {"eq": self.chosen["sector"]}
        if self.words:
            name = self.words[:LONGEST]
            where["or"] = [{"name": {"contains": name}}, {"ticker": {"eq": name.upper()}}]
        return where


async def index_page(request: Request) -> Response:
    """Return the companies, or what a search finds. Raises BadRequest and NotReady."""
    site: Site = request.app.state.site
    asked = read_asked(request)
    companies = await find_companies(site, request, asked)
    page = read_page(request, NEWEST if asked.is_empty else QUOTES)
    if asked.is_empty:
        page = {"first": NEWEST}
    given = page | {"query": asked.words, "where": asked.quotes(), "speakers": SPEAKERS}
    answer = await ask(site, "FindQuotes", **given)
    response = render(
        request,
        "index.html",
        PAGE_POLICY,
        asked=asked,
        found=answer.data["searchQuotes"],
        question=answer.question,
        companies=None if companies is None else companies.data["companies"],
        choices=PLACES,
        is_first=not (page.get("after") or page.get("before")),
    )
    return keep(request, response, site.settings.cache_seconds)


def read_asked(request: Request) -> Asked:
    """Return what an address asks for; a choice that does not exist is left out, and told."""
    chosen, left_out = {}, []
    for name in PLACES:
        value = request.query_params.get(name, "").replace("\0", " ").strip()
        if name in LABELS:
            value = value.upper().replace("-", "_")
        if not value:
            continue
        if len(value) > LONGEST or (name in LABELS and value not in LABELS[name].__members__):
            left_out.append(f"There is no {name} “{value[:LONGEST]}”; it is left out.")
        else:
            chosen[name] = value
    # No text holds a NUL, and a database refuses to look for it.
    words = request.query_params.get("q", "").replace("\0", " ").strip()
    return Asked(words, chosen, tuple(left_out))


async def find_companies(site: Site, request: Request, asked: Asked) -> Answer | None:
    """Return the companies to show, with their figures on the last day that is known of."""
    where = asked.companies()
    if where is None:
        return None
    day = await last_day(site)
    page = read_page(request, COMPANIES) if asked.is_empty else {"first": NAMED}
    as_of = None if day is None else day.isoformat()
    return await ask(site, "Companies", where=where, asOf=as_of, **page)

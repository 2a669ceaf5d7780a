"""Companies by their symbols: `/companies/SPOT` leads to `/companies/spotify`."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.documents import ask
from api.rendering import prefix_of
from api.site import Site
from schema.errors import NotFound

View = Callable[[Request], Awaitable[Response]]


def by_ticker(view: View) -> View:
    """Return a view that sends on who names a company by its symbol, in any case."""

    async def find(request: Request) -> Response:
        try:
            return await view(request)
        except NotFound:
            slug = await slug_of(request.app.state.site, request.path_params["company"])
            if slug is None:
                raise
        parts = str(request.scope["path"]).split("/")
        # The second after the prefix; that, or what follows, may have the same name.
        parts[prefix_of(request).count("/") + 2] = slug
        to = quote("/".join(parts), safe="/")
        # For now: a symbol may belong to another company one day.
        return RedirectResponse(f"{to}?{request.url.query}" if request.url.query else to)

    return find


async def slug_of(site: Site, ticker: str) -> str | None:
    """Return the short name of the company with a symbol, in any case; None for none."""
    found = (await ask(site, "CompanyByTicker", ticker=ticker.upper())).data["company"]
    return None if found is None else str(found["slug"])

"""Companies by their symbols: `/companies/SPOT` leads to `/companies/spotify`."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.documents import ask
from schema.errors import NotFound

View = Callable[[Request], Awaitable[Response]]


def by_ticker(view: View) -> View:
    """Return a view that sends on who names a company by its symbol, in any case."""

    async def find(request: Request) -> Response:
        try:
            return await view(request)
        except NotFound:
            name = request.path_params["company"]
            found = await ask(request.app.state.site, "CompanyByTicker", ticker=name.upper())
            if found.data["company"] is None:
                raise
        parts = str(request.scope["path"]).split("/")
        # The last such part: the prefix that the app is mounted under may have the same name.
        parts[-1 - parts[::-1].index(name)] = found.data["company"]["slug"]
        to = quote("/".join(parts), safe="/")
        # For now: a symbol may belong to another company one day.
        return RedirectResponse(f"{to}?{request.url.query}" if request.url.query else to)

    return find

"""oEmbed: how a site that is given one of our addresses finds the frame to show in its place."""

from html import escape
from re import fullmatch
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from orjson import dumps
from starlette.requests import Request
from starlette.responses import Response

from api.caching import keep
from api.charts.captions import HEATMAP, SAY_DO
from api.documents import ask
from api.errors import NotOffered
from api.parameters import existing, read_number
from api.rendering import origin_of, prefix_of
from api.site import Site
from api.views.charts import ANYWHERE
from schema.errors import NotFound

WIDTH = 720  # pixels, where the consumer has room for it
# Of the frame before its page has told how high it is, for a frame of that width.
HEIGHTS = {SAY_DO: 480, HEATMAP: 240, None: 1_400}
MOST = 10_000
LONGEST = 2_000
EMBEDDABLE = r"/(?:companies|embed|charts)/([^/]+?)(?:/(say-do|heatmap)(?:\.svg|\.json)?)?"


async def oembed(request: Request) -> Response:
    """Return how to embed an address of ours, as oEmbed 1.0 has it.

    Raises NotFound for an address that is not ours, or of nothing that can be embedded.
    """
    site: Site = request.app.state.site
    if request.query_params.get("format", "json") != "json":
        raise NotOffered("oEmbed is answered as JSON alone; ask with format=json.")
    path, query = read_address(request)
    found = fullmatch(EMBEDDABLE, path)
    if found is None:
        raise NotFound("Nothing at this address can be embedded: companies and charts can.")
    name, chart = unquote(found[1]), found[2]
    answer = await ask(site, "CompanyName", company=name)
    company = existing(answer.data["company"], name)
    width = min(read_number(request, "maxwidth", MOST, 1, MOST), WIDTH)
    height = min(read_number(request, "maxheight", MOST, 1, MOST), HEIGHTS[chart])
    source = f"{origin_of(request)}{prefix_of(request)}/embed/{found[1]}"
    source += (f"/{chart}" if chart else "") + (f"?{query}" if query else "")
    body = build_oembed(company["name"], source, width, height)
    response = Response(dumps(body), media_type="application/json", headers=ANYWHERE)
    return keep(request, response, site.settings.cache_seconds)


def read_address(request: Request) -> tuple[str, str]:
    """Return the path and the query string of the address to embed, without our prefix.

    Raises NotFound for one that is not ours. The scheme is not compared: a proxy changes it.
    """
    text, prefix = request.query_params.get("url", ""), prefix_of(request)
    try:
        address = urlsplit(text)
    except ValueError:
        address = urlsplit("")
    is_ours = address.netloc == request.url.netloc and address.path.startswith(f"{prefix}/")
    if not is_ours or address.scheme not in ("http", "https") or len(text) > LONGEST:
        raise NotFound("`url` must be the address of a page of this site.")
    return address.path.removeprefix(prefix), address.query


def build_oembed(name: str, source: str, width: int, height: int) -> dict[str, Any]:
    """Return the answer of oEmbed: a frame of this size, which its page may make higher."""
    title = f"{name}: what leadership says about AI, beside the AI roles"
    style = f"border:0;width:100%;max-width:{width}px"
    frame = (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" '
        f'height="{height}" loading="lazy" style="{style}"></iframe>'
    )
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "callboard",
        "html": frame,
        "width": width,
        "height": height,
    }


def discovery(request: Request) -> str:
    """Return the address at which oEmbed describes this page, for the page's own head."""
    own = f"{origin_of(request)}{request.url.path}"
    own += f"?{request.url.query}" if request.url.query else ""
    return f"{origin_of(request)}{prefix_of(request)}/oembed?{urlencode({'url': own})}"

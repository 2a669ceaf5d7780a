"""oEmbed: how a site that is given one of our addresses finds the frame to show in its place."""

from html import escape
from re import fullmatch
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from orjson import dumps
from starlette.requests import Request
from starlette.responses import Response

from api.caching import keep
from api.charts.captions import HEATMAP, SAY_DO, STAGE_QUARTERS
from api.charts.picture import height_of
from api.documents import ask
from api.errors import BadRequest, NotOffered
from api.parameters import NARROWEST, existing, read_look, read_number, read_span
from api.rendering import origin_of, prefix_of
from api.site import Site
from api.views.charts import ANYWHERE, draw
from api.views.tickers import slug_of
from schema.errors import NotFound

WIDTH = 720  # pixels, where the consumer has room for it
# Of the frame before its page has told how high it is, for a frame of that width.
HEIGHTS = {SAY_DO: 480, HEATMAP: 240, STAGE_QUARTERS: 400, None: 2_000}
MOST = 10_000
LONGEST = 2_000
PICTURED = ("from", "to", "grain", "theme", "said", "did")  # what a picture takes of a query
EMBEDDABLE = (
    r"/(?:companies|embed|charts)/([^/]+?)"
    rf"(?:/({SAY_DO}|{HEATMAP}|{STAGE_QUARTERS})(?:\.svg|\.png|\.json)?)?"
)


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
    company, chart = await find_company(site, unquote(found[1])), found[2]
    most = [read_number(request, name, MOST, 1, MOST) for name in ("maxwidth", "maxheight")]
    origin = f"{origin_of(request)}{prefix_of(request)}"
    source = f"{origin}/embed/{quote(company['slug'])}"
    source += (f"/{chart}" if chart else "") + (f"?{query}" if query else "")
    width, height = min(most[0], WIDTH), min(most[1], HEIGHTS[chart])
    body = build_oembed(company["name"], source, width, height)
    if site.pictures.is_offered:
        body |= await describe_thumbnail(
            site, origin, company["slug"], chart or SAY_DO, query, most
        )
    response = Response(dumps(body), media_type="application/json", headers=ANYWHERE)
    return keep(request, response, site.settings.cache_seconds)


async def describe_thumbnail(
    site: Site, origin: str, slug: str, chart: str, query: str, most: list[int]
) -> dict[str, Any]:
    """Return what oEmbed says of a chart's picture, of at `most` a width and a height in pixels.

    It is nothing where there is no room for it, or where the query cannot be used.
    """
    asked = Request({"type": "http", "query_string": query.encode(), "headers": []})
    width = min(most[0], WIDTH)
    try:
        drawing = await draw(site, slug, chart, read_span(asked))
        read_look(asked)
    except BadRequest:
        return {}
    height = height_of(drawing.chart, width)
    if width < NARROWEST or height > most[1]:
        return {}
    given = {name: text for name, text in asked.query_params.items() if name in PICTURED}
    address = f"{origin}/charts/{quote(slug)}/{chart}.png?{urlencode(given | {'width': width})}"
    return {"thumbnail_url": address, "thumbnail_width": width, "thumbnail_height": height}


async def find_company(site: Site, name: str) -> Any:
    """Return the company with a short name, or with a symbol. Raises NotFound."""
    found = (await ask(site, "CompanyName", company=name)).data["company"]
    if found is None and (slug := await slug_of(site, name)) is not None:
        found = (await ask(site, "CompanyName", company=slug)).data["company"]
    return existing(found, name)


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

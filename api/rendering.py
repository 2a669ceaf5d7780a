"""Pages out of templates: what every template knows, and the policy that a page is sent with."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from anyio.to_thread import run_sync
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.charts.palette import Look, build_style
from api.charts.picture import draw_inline
from api.formats import (
    count_of,
    format_count,
    format_day,
    format_label,
    format_money,
    format_percent,
    format_share,
)
from api.security import page_policy

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters |= {
    "count": format_count,
    "day": format_day,
    "label": format_label,
    "money": format_money,
    "path": lambda text: quote(str(text), safe="/"),
    "percent": format_percent,
    "share": format_share,
}
TEMPLATES.globals |= {"count_of": count_of}


def render(request: Request, template: str, policy: str, **values: object) -> HTMLResponse:
    """Return a page under its content policy."""
    page = TEMPLATES.get_template(template).render(
        base=prefix_of(request),
        here=Here(request),
        has_ide=request.app.state.site.settings.ide,
        **values,
    )
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
    return HTMLResponse(page, headers=headers)


async def render_charts(
    request: Request, template: str, look: Look, ancestors: str = "'none'", **values: object
) -> HTMLResponse:
    """Return a page that holds charts of one look; `ancestors` may frame it.

    A page of ten years of weeks takes 30 ms, in which a thread lets others be answered.
    """
    style = build_style(look)
    policy = page_policy(style, ancestors=ancestors)
    words = {"style": style, "draw": draw_inline, **values}
    return await run_sync(partial(render, request, template, policy, **words))


def prefix_of(request: Request) -> str:
    """Return the prefix under which the app is mounted, without a slash at its end."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def origin_of(request: Request) -> str:
    """Return the scheme and the host by which the client has reached us."""
    return f"{request.url.scheme}://{request.url.netloc}"


class Here:
    """The address of this page, and those that differ from it in some parameters."""

    def __init__(self, request: Request) -> None:
        self.path = quote(str(request.scope["path"]), safe="/")
        self.given: dict[str, Any] = dict(request.query_params)

    def __call__(self, **changes: str | Sequence[str] | None) -> str:
        """Return the address with parameters changed; one that is None is taken away."""
        wanted = {name: value for name, value in (self.given | changes).items() if value}
        return f"{self.path}?{urlencode(wanted, doseq=True)}" if wanted else self.path

    def without(self, *names: str) -> Mapping[str, Any]:
        """Return the parameters that a form must carry along, all but these."""
        return {name: value for name, value in self.given.items() if name not in names and value}

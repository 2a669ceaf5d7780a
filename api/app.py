"""The application as a table: routes, middleware, error handlers, in order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from logging import getLogger

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount, Route, Router

from api.access import AccessLog
from api.assets import STATIC, Assets
from api.compression import Compression
from api.errors import Refused, answer_callboard_error, answer_http_exception, answer_refused
from api.exports import Exports
from api.graphql import GraphEndpoint
from api.health import Readiness, healthz
from api.limits import ConcurrencyLimit, RequestLimit, UrlLimit
from api.pages import Pages
from api.security import HEADERS
from api.settings import Settings
from api.site import Service, Site
from api.views.charts import chart_file
from api.views.company import company_page
from api.views.compare import compare_page
from api.views.embed import embedded_chart, embedded_company
from api.views.index import index_page
from api.views.oembed import oembed
from api.views.quote import quote_page
from api.views.rows import events_page, roles_page
from api.views.tickers import by_ticker
from schema.errors import CallboardError

log = getLogger("callboard.app")

# Each holds a thread and a snapshot for as long as its client takes.
EXPORTS_AT_ONCE = 4
VIEWS = [
    Route("/", index_page),
    Route("/companies/{company}", by_ticker(company_page)),
    Route("/companies/{company}/events", by_ticker(events_page)),
    Route("/companies/{company}/roles", by_ticker(roles_page)),
    Route("/compare", compare_page),
    Route("/quotes/{key:path}", quote_page),
    Route("/charts/{company}/{chart}.{format}", by_ticker(chart_file)),
    Route("/embed/{company}", by_ticker(embedded_company)),
    Route("/embed/{company}/{chart}", by_ticker(embedded_chart)),
    Route("/oembed", oembed),
]


def create_app(settings: Settings, *, service: Service | None = None) -> Starlette:
    """Return the ASGI app; opens nothing before its lifespan or its first request.

    A host that mounts it enters `lifespan(app)` in its own, or lets the first request open it.
    A `service` is used in place of the database and the index that settings name, and not closed.
    """
    settings.apply_taxonomy()
    site = Site(settings, service)
    pages, readiness = Pages(site), Readiness(site)
    graphql = ConcurrencyLimit(GraphEndpoint(site, pages.ide), settings.concurrency)
    views = ConcurrencyLimit(Router(VIEWS), settings.concurrency)
    app = Starlette(
        routes=[
            Route("/developers", pages.developers),
            Route("/graphql", graphql),
            Route("/graphql/", graphql),
            Route("/schema.graphql", pages.schema),
            Route("/export/{name}.{kind}", ConcurrencyLimit(Exports(site), EXPORTS_AT_ONCE)),
            Route("/healthz", healthz),
            Route("/readyz", readiness.answer),
            Route("/ide/{name:path}", pages.ide_file),
            Mount("/static", Assets(directory=STATIC)),
            *(Route(view.path, views) for view in VIEWS),  # all within one limit
        ],
        middleware=[
            Middleware(AccessLog, HEADERS),
            Middleware(UrlLimit, settings.max_url),
            *cross_origin(settings),
            Middleware(Compression),
            Middleware(
                RequestLimit, settings.max_body, settings.body_timeout, settings.request_timeout
            ),
        ],
        exception_handlers={
            Refused: answer_refused,
            CallboardError: answer_callboard_error,
            HTTPException: answer_http_exception,
        },
        lifespan=lifespan,
    )
    app.state.site = site
    return app


def cross_origin(settings: Settings) -> list[Middleware]:
    """Return the middleware that lets pages of other sites ask, where any are named."""
    if not settings.allowed_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=("GET", "POST"),
            allow_headers=("Content-Type", "X-Request-ID"),
            expose_headers=("X-Request-ID", "Retry-After"),
        )
    ]


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Open what the app works with, and close it at the end.

    An app that cannot open starts all the same: it is alive, and `/readyz` says what is missing.
    """
    site: Site = app.state.site
    try:
        await run_sync(site.open)
    except CallboardError as error:
        log.error("not ready: %s", error)
    try:
        yield
    finally:
        await run_sync(site.close)

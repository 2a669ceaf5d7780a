"""The GraphQL endpoint: GraphQL over HTTP, and the page to write queries in for a browser."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.caching import keep
from api.errors import MethodNotAllowed, NotAcceptable, Refused, refusal_response
from api.negotiation import GRAPHQL_JSON, HTML, JSON, choose_media_type
from api.requests import is_write, parse_body, parse_query_string
from api.site import Site
from schema.errors import CallboardError, NotReady
from schema.graph.service import GraphAnswer, GraphRequest

METHODS = "GET, HEAD, POST, OPTIONS"
READING = ("GET", "HEAD")
# Until clients name the newer type they are taken to know only the older one.
MEDIA_TYPES = (JSON, GRAPHQL_JSON)

RenderPage = Callable[[Request], Awaitable[Response]]


class GraphEndpoint:
    """Answers GET, HEAD, POST and OPTIONS at one address, as GraphQL over HTTP says.

    A request that is no GraphQL request is a 400 in both media types. One that fails before it runs
    is a 400 as `application/graphql-response+json`, and a 200 as `application/json`, whose readers
    cannot tell our 400 from a proxy's. What is not the client's fault is a 503 or a 500 in both.
    """

    def __init__(self, site: Site, render_page: RenderPage) -> None:
        self.site = site
        self.render_page = render_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        media_type = choose_media_type(request.headers.get("accept"), MEDIA_TYPES)
        try:
            response = await self.respond(request, media_type)
        except Refused as error:
            response = refusal_response(error, with_charset(media_type or JSON))
        response.headers.add_vary_header("Accept")
        await response(scope, receive, send)

    async def respond(self, request: Request, media_type: str | None) -> Response:
        """Return the answer to a request. Raises Refused."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": METHODS})
        if request.method not in (*READING, "POST"):
            message = f"GraphQL cannot be asked by {request.method[:20]}; use POST or GET."
            raise MethodNotAllowed(message, {"Allow": METHODS})
        if self.is_page_wanted(request):
            return await self.render_page(request)
        if media_type is None:
            raise NotAcceptable(f"The answer is {JSON} or {GRAPHQL_JSON}; accept one of them.")
        if request.method in READING:
            asked = parse_query_string(request.scope["query_string"])
        else:
            asked = parse_body(await request.body(), request.headers)
        asked = replace(asked, explain=self.site.settings.development)
        service = await self.site.service()
        return self.build_response(request, asked, await service.answer(asked), media_type)

    def is_page_wanted(self, request: Request) -> bool:
        """Return whether a browser asks for the page: HTML before all else, and no query."""
        if not self.site.settings.ide or request.method not in READING:
            return False
        wanted = choose_media_type(request.headers.get("accept"), (*MEDIA_TYPES, HTML))
        return wanted == HTML and "query" not in request.query_params

    def build_response(
        self, request: Request, asked: GraphRequest, answer: GraphAnswer, media_type: str
    ) -> Response:
        """Return a GraphQL answer as an HTTP answer. Raises MethodNotAllowed for a write by GET."""
        if asked.read_only and not answer.has_data and is_write(asked):
            message = "Only a query can be sent by GET; send a mutation by POST."
            raise MethodNotAllowed(message, {"Allow": "POST"})
        status = status_of(answer, media_type)
        response = Response(answer.body, status, media_type=with_charset(media_type))
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["Retry-After"] = "1"
        if not (asked.read_only and answer.has_data and answer.is_cacheable):
            response.headers["Cache-Control"] = "no-store"
            return response
        return keep(request, response, answer.generation, self.site.settings.cache_seconds)


def with_charset(media_type: str) -> str:
    """Return a media type that says its encoding, which JSON readers of old do not assume."""
    return f"{media_type}; charset=utf-8"


def status_of(answer: GraphAnswer, media_type: str) -> int:
    """Return the status of an answer: what is not the client's fault is no 200 in either type."""
    if answer.has_data:
        return HTTPStatus.OK
    if answer.code == NotReady.code:
        return HTTPStatus.SERVICE_UNAVAILABLE
    if answer.code == CallboardError.code:
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return HTTPStatus.BAD_REQUEST if media_type == GRAPHQL_JSON else HTTPStatus.OK

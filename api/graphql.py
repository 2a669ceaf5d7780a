"""The GraphQL endpoint: GraphQL over HTTP, and the page to write queries in for a browser."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from hmac import compare_digest
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.caching import VARY, keep
from api.errors import MethodNotAllowed, NotAcceptable, Refused, refusal_response
from api.negotiation import GRAPHQL_JSON, HTML, JSON, choose_media_type
from api.requests import (
    Fields,
    check_media_type,
    parse_body,
    parse_query_string,
    read_fields,
    text_of,
)
from api.site import Site
from api.trusted import read_documents
from schema.errors import CallboardError, NotReady
from schema.graph.failures import NOT_A_QUERY
from schema.graph.service import GraphAnswer

METHODS = "GET, HEAD, POST, OPTIONS"
READING = ("GET", "HEAD")
# Until clients name the newer type they are taken to know only the older one.
MEDIA_TYPES = (JSON, GRAPHQL_JSON)

UNACCEPTABLE = f"The answer is {JSON} or {GRAPHQL_JSON}; accept one of them."
ADMIN_FIELD = b"x-callboard-key"
CONTENT_TYPES = {kind: f"{kind}; charset=utf-8".encode() for kind in MEDIA_TYPES}

KEPT_BODIES, SMALL = 256, 4_096  # bodies, bytes: 1 MB, and its objects

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
        settings = site.settings
        self.documents = read_documents(settings.documents, is_closed=settings.documents_only)
        # Programs and pages send the same again and again.
        self.parse = lru_cache(maxsize=KEPT_BODIES)(parse_body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fields = read_fields(scope)
        media_type = choose_media_type(text_of(fields, b"accept"), MEDIA_TYPES)
        try:
            if scope["method"] == "POST":
                response = await self.answer_post(fields, receive, media_type)
            else:
                response = await self.answer_other(Request(scope, receive), fields, media_type)
        except Refused as error:
            response = refusal_response(error, with_charset(media_type or JSON))
        if not isinstance(response, GraphResponse) and response.headers.get("vary") != VARY:
            response.headers.add_vary_header("Accept")
        await response(scope, receive, send)

    async def answer_post(
        self, fields: Fields, receive: Receive, media_type: str | None
    ) -> Response:
        """Return the answer to a POST, whose body RequestLimit gives whole. Raises Refused."""
        if media_type is None:
            raise NotAcceptable(UNACCEPTABLE)
        check_media_type(fields)
        body = (await receive())["body"]
        parse = self.parse if len(body) <= SMALL else self.parse.__wrapped__
        asked = parse(body, self.documents, explain=self.is_explained(fields))
        service = await self.site.service()
        return GraphResponse(await service.answer(asked), media_type)

    async def answer_other(
        self, request: Request, fields: Fields, media_type: str | None
    ) -> Response:
        """Return the answer to a request that is no POST. Raises Refused."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": METHODS})
        if request.method not in READING:
            message = f"GraphQL cannot be asked by {request.method[:20]}; use POST or GET."
            raise MethodNotAllowed(message, {"Allow": METHODS})
        if self.is_page_wanted(request):
            return await self.render_page(request)
        if media_type is None:
            raise NotAcceptable(UNACCEPTABLE)
        query_string = request.scope["query_string"]
        explain = self.is_explained(fields)
        asked = parse_query_string(query_string, self.documents, explain=explain)
        service = await self.site.service()
        return self.build_cacheable(request, await service.answer(asked), media_type)

    def is_explained(self, fields: Fields) -> bool:
        """Return whether the answer carries its plan: in development, or for the admin's key."""
        settings = self.site.settings
        if settings.development or not settings.admin_key:
            return settings.development
        return compare_digest(fields.get(ADMIN_FIELD, b""), settings.admin_key.encode())

    def is_page_wanted(self, request: Request) -> bool:
        """Return whether a browser asks for the page: HTML before all else, and no query."""
        if not self.site.settings.ide:
            return False
        wanted = choose_media_type(request.headers.get("accept"), (*MEDIA_TYPES, HTML))
        return wanted == HTML and not {"query", "documentId"} & request.query_params.keys()

    def build_cacheable(self, request: Request, answer: GraphAnswer, media_type: str) -> Response:
        """Return the answer to a GET. Raises MethodNotAllowed for a write."""
        if answer.code == NOT_A_QUERY:
            message = "Only a query can be sent by GET; send a mutation by POST."
            raise MethodNotAllowed(message, {"Allow": "POST"})
        if not (answer.has_data and answer.is_cacheable):
            return GraphResponse(answer, media_type)
        response = Response(answer.body, media_type=with_charset(media_type))
        return keep(request, response, self.site.settings.cache_seconds)


class GraphResponse(Response):
    """An answer that nobody may keep; its headers are written at once, by the way most go."""

    def __init__(self, answer: GraphAnswer, media_type: str) -> None:
        self.status_code = status_of(answer, media_type)
        self.background = None
        self.body = answer.body
        self.raw_headers = [
            (b"content-length", b"%d" % len(answer.body)),
            (b"content-type", CONTENT_TYPES[media_type]),
            (b"cache-control", b"no-store"),
            (b"vary", VARY.encode()),
        ]
        if self.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            self.raw_headers.append((b"retry-after", b"1"))


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

"""Refusals of a request as errors, and every error as one JSON shape: a sentence and a code.

CallboardError
└── Refused             a request that is answered with an HTTP error
    ├── BadRequest          400  not well formed: encoding, JSON, members, parameters
    ├── UntrustedDocument   403  a document that is not among those stored with the server
    ├── UnknownDocument     404  an id that no stored document has
    ├── MethodNotAllowed    405  with Allow
    ├── NotAcceptable       406  no answer in a media type that the client takes
    ├── RequestTimeout      408  the body came too slowly
    ├── BodyTooLarge        413
    ├── UrlTooLong          414
    ├── UnsupportedMedia    415  a body in another media type, charset or coding
    ├── NotOffered          501  an answer in a format that is not installed here, or not at all
    ├── Overloaded          503  as many requests at work as allowed; with Retry-After
    └── DeadlinePassed      504  no answer within the request's time
"""

from http import HTTPStatus
from logging import getLogger

from orjson import dumps
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML, JSON, choose_media_type
from api.rendering import render
from api.security import PAGE_POLICY
from schema.errors import CallboardError, NotFound, NotReady

log = getLogger("callboard.http")


class Refused(CallboardError):
    """A request that is answered with an HTTP error; `headers` go with the answer."""

    status = 400

    def __init__(self, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.headers = headers or {}


class BadRequest(Refused):
    """A request that is not well formed: no GraphQL request, or a value that cannot be used."""

    code = "BAD_REQUEST"


class UntrustedDocument(Refused):
    """A document that is not stored, where only stored ones are run."""

    code, status = "DOCUMENT_NOT_TRUSTED", 403


class UnknownDocument(Refused):
    """An id that no stored document has."""

    code, status = "DOCUMENT_NOT_FOUND", 404


class MethodNotAllowed(Refused):
    """A method that the address, or the operation, cannot be used with."""

    code, status = "METHOD_NOT_ALLOWED", 405


class NotAcceptable(Refused):
    """A client that takes none of the media types that there are."""

    code, status = "NOT_ACCEPTABLE", 406


class RequestTimeout(Refused):
    """A body that was not there in time."""

    code, status = "REQUEST_TIMEOUT", 408


class BodyTooLarge(Refused):
    """A body over the limit."""

    code, status = "BODY_TOO_LARGE", 413


class UrlTooLong(Refused):
    """An address over the limit."""

    code, status = "URL_TOO_LONG", 414


class UnsupportedMedia(Refused):
    """A body in a media type, charset or coding that is not read."""

    code, status = "UNSUPPORTED_MEDIA_TYPE", 415


class NotOffered(Refused):
    """A format that this server has not: the standard leaves it open, or an extra is missing."""

    code, status = "NOT_OFFERED", 501


class Overloaded(Refused):
    """A request too many at one time."""

    code, status = "OVERLOADED", 503


class DeadlinePassed(Refused):
    """A request that took longer than allowed."""

    code, status = "DEADLINE_PASSED", 504


def error_response(
    status: int,
    message: str,
    code: str,
    *,
    headers: dict[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """Return an answer in the one shape of all errors, which is also GraphQL's."""
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    answer = Response(dumps(body), status, media_type=media_type, headers=headers)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def refusal_response(error: Refused, media_type: str = "application/json") -> Response:
    """Return the answer to a refused request."""
    return error_response(
        error.status, str(error), error.code, headers=error.headers, media_type=media_type
    )


def failure_response(request_id: str) -> Response:
    """Return the answer to a request that failed through our own fault; the log has the rest."""
    message = f"Something went wrong on the server; its log says more under {request_id}."
    return error_response(500, message, "INTERNAL")


async def answer_refused(request: Request, error: Exception) -> Response:
    """Answer a Refused that an endpoint raised."""
    assert isinstance(error, Refused)
    return for_reader(request, refusal_response(error), str(error))


async def answer_callboard_error(request: Request, error: Exception) -> Response:
    """Answer an error that has a sentence for the reader: not found, not ready, or our fault."""
    assert isinstance(error, CallboardError)
    if isinstance(error, NotReady):
        log.warning("not ready: %s", error)
        answer = error_response(503, error.message, error.code, headers={"Retry-After": "1"})
        return for_reader(request, answer, error.message)
    if isinstance(error, NotFound):
        return for_reader(request, error_response(404, str(error), error.code), str(error))
    raise error


async def answer_http_exception(request: Request, error: Exception) -> Response:
    """Answer what the router refuses: an unknown address, a wrong method."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        message = "There is nothing at this address; /developers names what there is."
        return for_reader(request, error_response(404, message, NotFound.code), message)
    code = HTTPStatus(error.status_code).name
    headers = dict(error.headers or {})
    return error_response(error.status_code, f"{error.detail}.", code, headers=headers)


def for_reader(request: Request, answer: Response, message: str) -> Response:
    """Return an error as a page where a browser asks for one, else as it is."""
    if choose_media_type(request.headers.get("accept"), (JSON, HTML)) != HTML:
        return answer
    status = HTTPStatus(answer.status_code)
    page = render(request, "error.html", PAGE_POLICY, status=status, message=message)
    page.status_code = status
    page.headers["Cache-Control"] = "no-store"
    for name in ("Retry-After", "Allow"):
        if name in answer.headers:
            page.headers[name] = answer.headers[name]
    return page

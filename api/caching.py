"""What a client may keep of an answer, and when it need not be sent again."""

from hashlib import blake2b
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

# A 304 renews these of what the client has kept; with others its page would lose its own policy.
RENEWED = ("content-security-policy", "cross-origin-resource-policy", "vary")


def keep(request: Request, response: Response, generation: int, seconds: int) -> Response:
    """Return an answer with its tag, and without its body where the client has that already.

    `seconds` is how long it may be used again without asking.
    """
    tag = entity_tag(generation, bytes(response.body), response.headers["content-type"])
    if has_tag(request.headers.get("if-none-match", ""), tag):
        renewed = {name: response.headers[name] for name in RENEWED if name in response.headers}
        response = Response(status_code=HTTPStatus.NOT_MODIFIED, headers=renewed)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={seconds}" if seconds else "no-cache"
    return response


def has_tag(header: str, tag: str) -> bool:
    """Return whether an `If-None-Match` header names a tag, or any."""
    return header.strip() == "*" or tag in map(str.strip, header.split(","))


def entity_tag(generation: int, body: bytes, media_type: str) -> str:
    """Return a weak tag: the same data and media type, whatever the compression on the way."""
    digest = blake2b(body + media_type.encode(), digest_size=12).hexdigest()
    return f'W/"{generation}-{digest}"'

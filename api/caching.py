"""What a client may keep of an answer, and when it need not be sent again."""

from hashlib import blake2b
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from api.compression import MINIMUM, is_gzip_accepted

PNG = "image/png"
VARY = "Accept, Accept-Encoding"
# A 304 renews these of what the client has kept; with others its page would lose its own policy.
RENEWED = ("content-security-policy", "cross-origin-resource-policy", "vary")


def keep(request: Request, response: Response, seconds: int) -> Response:
    """Return an answer with its tag, and without its body where the client has that already.

    `seconds` is how long it may be used again without asking.
    """
    response.headers["Vary"] = VARY
    body = bytes(response.body)
    media_type = response.headers["content-type"]
    # Pictures are packed already, as GZipMiddleware knows too.
    is_packed = is_gzip_accepted(request.scope) and len(body) >= MINIMUM and media_type != PNG
    tag = entity_tag(body, media_type, is_packed=is_packed)
    if has_tag(request.headers.get("if-none-match", ""), tag):
        renewed = {name: response.headers[name] for name in RENEWED if name in response.headers}
        response = Response(status_code=HTTPStatus.NOT_MODIFIED, headers=renewed)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={seconds}" if seconds else "no-cache"
    return response


def has_tag(header: str, tag: str) -> bool:
    """Return whether an `If-None-Match` header names a tag, or any; a weak one is as good."""
    named = (part.strip().removeprefix("W/") for part in header.split(","))
    return header.strip() == "*" or tag in named


def entity_tag(body: bytes, media_type: str, *, is_packed: bool) -> str:
    """Return a strong tag: of these very bytes, their media type and their coding."""
    coding = b"gzip " if is_packed else b"identity "
    digest = blake2b(coding + media_type.encode() + b"\0" + body, digest_size=16)
    return f'"{digest.hexdigest()}"'

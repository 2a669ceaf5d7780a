"""What browsers are told to refuse."""

from base64 import b64encode
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def page_policy(*styles: str, ancestors: str = "'none'") -> str:
    """Return the policy of a page that may hold these style sheets, and stand in these frames."""
    hashes = "".join(f" {hash_of(style)}" for style in styles)
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'{hashes}; connect-src 'self'; "
        "img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {ancestors}"
    )


def picture_policy(style: str) -> str:
    """Return the policy of an SVG file that holds a style sheet: it loads and runs nothing."""
    return f"default-src 'none'; style-src {hash_of(style)}; frame-ancestors 'none'"


def hash_of(style: str) -> str:
    """Return the source by which a policy allows a style sheet that stands in the page itself."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"'sha256-{digest}'"


# An answer is data: it loads nothing and stands in no frame. Pages bring a policy of their own.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

PAGE_POLICY = page_policy()

# GraphiQL's editor writes styles into the page and carries its fonts and icons as data; it runs
# without 'unsafe-eval' and without scripts in the page.
IDE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": DATA_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class SecurityHeaders:
    """Against answers that a browser would run, frame, or tell other sites about."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)

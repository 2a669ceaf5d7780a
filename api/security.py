"""What browsers are told to refuse: to run, frame, or tell other sites about."""

from base64 import b64encode
from hashlib import sha256


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
    b"content-security-policy": DATA_POLICY.encode(),
    b"cross-origin-opener-policy": b"same-origin",
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
}
"""What every answer has that does not say otherwise."""

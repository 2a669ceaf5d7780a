"""What browsers are told to refuse: to run, frame, or tell other sites about."""

# An answer is data: it loads nothing and stands in no frame. Pages bring a policy of their own.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

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

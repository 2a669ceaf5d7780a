"""Which answers are packed."""

import pytest

from api.compression import is_gzip_accepted


@pytest.mark.parametrize(
    ("header", "is_accepted"),
    [
        ("gzip", True),
        ("br, gzip", True),
        ("gzip;q=0.5, br", True),
        ("gzip; q=0, br", False),
        ("gzip;q=0.0", False),
        ("br", False),
        ("x-gzip", False),
        ("", False),
    ],
)
def test_gzip_is_taken_where_it_is_named_and_not_refused(header: str, is_accepted: bool) -> None:
    scope = {"type": "http", "headers": [(b"accept-encoding", header.encode())]}

    assert is_gzip_accepted(scope) is is_accepted

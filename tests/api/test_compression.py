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
        ("gzip;q=0.000, br", False),
        ("gzip;Q=0", False),
        ("gzip;q=0.001", True),
        ("gzip ;\tq=1.000 , br", True),
        ("gzip;q=abc, *;q=0", False),
        ("gzip;q=", False),
        ("gzip;q=1.5", False),
        ("gzip;level=9", False),
        ("*", False),
        ("*;q=0", False),
        ("identity;q=0, gzip", True),
        ("br", False),
        ("x-gzip", False),
        ("", False),
    ],
)
def test_gzip_is_taken_where_it_is_named_and_not_refused(header: str, is_accepted: bool) -> None:
    scope = {"type": "http", "headers": [(b"accept-encoding", header.encode())]}

    assert is_gzip_accepted(scope) is is_accepted

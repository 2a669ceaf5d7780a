import pytest
from hypothesis import given, strategies as st

from api.negotiation import GRAPHQL_JSON, HTML, JSON, choose_media_type, parse_media_type

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("application/graphql-response+json", GRAPHQL_JSON),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL_JSON),
        ("application/graphql-response+json;q=0.2, application/json", JSON),
        ("application/json;q=0, */*", GRAPHQL_JSON),
        ("APPLICATION/JSON; charset=utf-8", JSON),
        (BROWSER, HTML),
        ("text/html", HTML),
        ("text/*, application/json;q=0.5", HTML),
        ("image/png", None),
        ("application/json;q=0", None),
        ("application/json;q=nonsense", None),
        ("application/json;q=nan", None),
    ],
)
def test_what_the_client_wants_most_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert choose_media_type(accept, (JSON, GRAPHQL_JSON, HTML)) == chosen


@given(st.text(max_size=60))
def test_any_header_is_read(header: str) -> None:
    assert choose_media_type(header, (JSON, GRAPHQL_JSON)) in (JSON, GRAPHQL_JSON, None)


def test_parameters_lose_their_quotes() -> None:
    media = parse_media_type('application/json; Charset="UTF-8"')

    assert (media.name, media.parameters) == (JSON, {"charset": "utf-8"})

"""Compiled plans answer as GraphQL says."""

from typing import Any


def test_a_company_shows_its_columns(ask: Any) -> None:
    answer = ask('{ company(slug: "company-1") { name ticker sector __typename } }')

    assert answer["data"]["company"]["name"] == "Company 1"

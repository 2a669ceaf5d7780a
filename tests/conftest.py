"""How long the tests look for what breaks a law, by Hypothesis profile.

On a desk they look for seconds. Where `CI` is set the profile is `gate`: the two laws that are told
by invented GraphQL documents try 5,000 of them, the same ones each time, so that a red gate is
about the change. `--hypothesis-profile thorough` looks for what nobody has found yet.
"""

from os import environ

import pytest
from hypothesis import settings

settings.register_profile("gate", parent=settings.get_profile("ci"))
settings.register_profile(
    "thorough", parent=settings.get_profile("default"), max_examples=20_000, deadline=None
)
if environ.get("CI"):
    settings.load_profile("gate")  # a profile named on the command line is loaded after this

DOCUMENTS = {"gate": (5_000, 500), "thorough": (20_000, 2_500)}
FEW_DOCUMENTS = (400, 60)


@pytest.fixture(scope="session")
def documents_to_try() -> tuple[int, int]:
    """How many invented documents to try on SQLite, and how many on PostgreSQL.

    One takes 12 to 18 ms, most of it to parse and to validate; the databases differ little.
    """
    return DOCUMENTS.get(settings.get_current_profile_name(), FEW_DOCUMENTS)

"""Hypothesis profiles: `--hypothesis-profile thorough` looks longer for what breaks a law."""

from hypothesis import settings

settings.register_profile("thorough", max_examples=20_000, deadline=None)

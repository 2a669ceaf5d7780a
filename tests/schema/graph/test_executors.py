"""Compiled plans and GraphQL's own executor give the same answers."""

import os
from typing import Any

from documents import documents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.graph.schema import build_schema
from schema.graph.service import GraphRequest, GraphService

SCHEMA = build_schema()

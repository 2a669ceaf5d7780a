"""The GraphQL documents behind the pages: every figure on a page is an answer to one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from graphql import (
    DefinitionNode,
    DocumentNode,
    FragmentDefinitionNode,
    parse,
    print_ast,
    separate_operations,
)
from orjson import dumps, loads

from api.errors import BadRequest
from api.site import Site
from schema.errors import CallboardError, NotReady
from schema.graph.service import GraphRequest

FOLDER = Path(__file__).parent / "queries"


@cache
def load_documents() -> Mapping[str, str]:
    """Return the documents by the names of their operations, each with the fragments it needs."""
    texts = [path.read_text("utf-8") for path in sorted(FOLDER.glob("*.graphql"))]
    # A reader of one of them wants to see the query first, then its fragments.
    parts = sorted(parse("\n".join(texts)).definitions, key=is_fragment)
    separate = separate_operations(DocumentNode(definitions=tuple(parts)))
    return {name: print_ast(document) for name, document in separate.items()}


def is_fragment(definition: DefinitionNode) -> bool:
    """Return whether a part of a document is a fragment."""
    return isinstance(definition, FragmentDefinitionNode)


@dataclass(frozen=True)
class Question:
    """One of the documents with the values of its variables."""

    name: str
    variables: Mapping[str, Any]

    @property
    def document(self) -> str:
        """The document's text."""
        return load_documents()[self.name]

    def page(self, base: str) -> str:
        """Return the address where people can change it and ask again."""
        return f"{base}/graphql?{self._written('q')}"

    def answer(self, base: str) -> str:
        """Return the address of its answer as JSON."""
        return f"{base}/graphql?{self._written('query')}"

    def _written(self, name: str) -> str:
        given = {key: value for key, value in self.variables.items() if value is not None}
        return urlencode({name: self.document, "variables": dumps(given).decode()})


@dataclass(frozen=True)
class Answer:
    """What a question gave."""

    question: Question
    data: Any


async def ask(site: Site, name: str, **variables: Any) -> Answer:
    """Return the answer to a document.

    Raises BadRequest for values that the schema refuses, NotReady while it cannot answer.
    """
    question = Question(name, variables)
    service = await site.service()
    answer = await service.answer(GraphRequest(question.document, dict(variables), read_only=True))
    body = loads(answer.body)
    if body.get("errors"):
        raise refusal(body["errors"][0])
    return Answer(question, body["data"])


def refusal(error: Mapping[str, Any]) -> CallboardError:
    """Return what to raise for an error of GraphQL's."""
    message, code = str(error["message"]), error.get("extensions", {}).get("code")
    if code == NotReady.code:
        return NotReady(message)
    return CallboardError(message) if code == CallboardError.code else BadRequest(message)

"""GraphQL requests out of HTTP requests: encoding, JSON and members, before anything runs."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from orjson import JSONDecodeError, loads
from starlette.types import Scope

from api.errors import BadRequest, UnsupportedMedia
from api.negotiation import JSON, parse_media_type
from api.trusted import TrustedDocuments
from schema.graph.service import GraphRequest

Fields = Mapping[bytes, bytes]
"""A request's header fields: names in small letters, values as they came."""
QUERY_PARAMETERS = 20  # a GraphQL request has five; more than this is not worth reading
# Lists and objects in one another; a `where` may have 16. With 254 the variables cannot be written
# as JSON again, and with some 980 they cannot be shown at all.
MOST_LEVELS = 200


def read_fields(scope: Scope) -> Fields:
    """Return a request's header fields; of those that stand twice, the first.

    Starlette's Headers decode all names again for each one that is looked for.
    """
    return dict(reversed(scope["headers"]))


def text_of(fields: Fields, name: bytes) -> str | None:
    """Return the value of a field as text, None where it is missing."""
    value = fields.get(name)
    return None if value is None else value.decode("latin-1")


def parse_body(body: bytes, documents: TrustedDocuments, *, explain: bool = False) -> GraphRequest:
    """Return the request in the body of a POST.

    Raises BadRequest for one that is no JSON or no GraphQL request, and what TrustedDocuments
    raises for a document that it does not let pass.
    """
    members = parse_json(body, "the body")
    return build_request(members, documents, read_only=False, explain=explain)


def parse_query_string(
    query_string: bytes, documents: TrustedDocuments, *, explain: bool = False
) -> GraphRequest:
    """Return the request in the query string of a GET. Raises BadRequest when it is none."""
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=QUERY_PARAMETERS,
        )
    except ValueError as error:
        raise BadRequest(f"The query string cannot be read: {error}.") from None
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise BadRequest(f"`{name}` stands twice in the query string.")
        members[name] = value
    for name in ("variables", "extensions"):
        if name in members:
            text = members[name]
            members[name] = parse_json(text.encode(), f"`{name}`") if text else None
    return build_request(members, documents, read_only=True, explain=explain)


def check_media_type(fields: Fields) -> None:
    """Raise UnsupportedMedia unless a body is plain JSON in UTF-8."""
    if fields.get(b"content-encoding", b"identity").lower() != b"identity":
        raise UnsupportedMedia("The body is compressed; send it as it is.")
    content_type = text_of(fields, b"content-type")
    if content_type == JSON:
        return
    if content_type is None:
        raise UnsupportedMedia("The request has no Content-Type; send application/json.")
    media = parse_media_type(content_type)
    if media.name != JSON:
        raise UnsupportedMedia("The body's Content-Type is not understood; send application/json.")
    if media.parameters.get("charset", "utf-8") not in ("utf-8", "utf8"):
        raise UnsupportedMedia("The body's charset is not understood; send UTF-8.")


def parse_json(text: bytes, place: str) -> Any:
    """Return the value of a JSON text.

    Raises BadRequest, saying where, for what is none and for what is nested too deeply.
    """
    try:
        value = loads(text)
    except JSONDecodeError as error:
        raise BadRequest(f"There is no valid JSON in {place}: {error}.") from None
    if text.count(b"[") + text.count(b"{") > MOST_LEVELS and is_deeper(value, MOST_LEVELS):
        raise BadRequest(f"What is in {place} is nested more than {MOST_LEVELS} levels deep.")
    return value


def is_deeper(value: Any, levels: int) -> bool:
    """Return whether more than so many lists and objects stand in one another."""
    inner = [value]
    for _ in range(levels):
        inner = [
            part
            for each in inner
            if isinstance(each, list | dict)
            for part in (each.values() if isinstance(each, dict) else each)
        ]
    return any(isinstance(part, list | dict) for part in inner)


def build_request(
    members: Any, documents: TrustedDocuments, *, read_only: bool, explain: bool
) -> GraphRequest:
    """Return the request with these members; unknown ones are ignored.

    Raises BadRequest, and what TrustedDocuments raises for a document that it does not let pass.
    """
    if isinstance(members, list):
        raise BadRequest("Batches are not accepted; send one request at a time.")
    if not isinstance(members, dict):
        raise BadRequest("The body must be a JSON object with a `query`.")
    member(members, "query", str)
    query = documents.resolve(members)
    if not query:
        raise BadRequest("The request has no `query`.")
    return GraphRequest(
        query=query,
        variables=member(members, "variables", dict),
        operation_name=member(members, "operationName", str) or None,
        extensions=member(members, "extensions", dict),
        read_only=read_only,
        explain=explain,
    )


def member(members: Mapping[str, Any], name: str, kind: type) -> Any:
    """Return a member, None when it is absent or null. Raises BadRequest for another type."""
    value = members.get(name)
    if value is not None and not isinstance(value, kind):
        wanted = "a string" if kind is str else "an object"
        raise BadRequest(f"`{name}` must be {wanted}.")
    return value

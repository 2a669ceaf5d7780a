"""Whole lists as files to download: CSV, JSON lines and Parquet, streamed from one snapshot."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.errors import (
    BadRequest,
    MethodNotAllowed,
    NotOffered,
    Refused,
    UntrustedDocument,
    refusal_response,
)
from api.limits import DEADLINE
from api.parameters import read_date
from api.requests import parse_json
from api.site import Site
from schema.errors import BadInput, NotFound, NotInstalled, TooMuch
from schema.graph.exporting import TableReader
from schema.graph.service import GraphService
from schema.store.formats import FORMATS

PARAMETERS = ("where", "query", "asOf")
TAKEN = "`where`, `query` and `asOf`"


class Exports:
    """Answers GET at `/export/<list>.<format>`; the first rows are read before the head is sent.

    A list that cannot be read is therefore refused in full. One that breaks off later, for its time
    or a fault, ends without the mark that ends a whole answer, so that no client takes it for one.
    """

    def __init__(self, site: Site) -> None:
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self.respond(request)
        except Refused as error:
            response = refusal_response(error)
        await response(scope, receive, send)

    async def respond(self, request: Request) -> Response:
        """Return the answer to a request. Raises Refused, NotFound or NotReady."""
        if request.method != "GET":
            raise MethodNotAllowed("A list is exported by GET.", {"Allow": "GET"})
        if self.site.settings.documents_only:
            raise UntrustedDocument("Only stored documents are run here; lists are not exported.")
        name, kind = request.path_params["name"], request.path_params["kind"]
        if kind not in FORMATS:
            raise NotFound(f"lists are exported as {', '.join(FORMATS)}, not as {kind[:20]!r}")
        given = read_parameters(request)
        service = await self.site.service()
        if not isinstance(service, GraphService):
            raise NotFound("this server has no lists to export")
        try:
            reader = TableReader(
                service, name, given.get("where"), given.get("query"), given["asOf"]
            )
            chunks = iter_chunks(reader, kind, self.site.settings.export_rows)
            first = await run_sync(next, chunks, b"")
        except (BadInput, TooMuch) as error:
            raise BadRequest(f"{str(error).rstrip('.')}.") from None
        except NotInstalled as error:
            raise NotOffered(str(error)) from None
        if DEADLINE in request.scope:
            request.scope[DEADLINE](self.site.settings.export_timeout)
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
            "Cache-Control": "no-store",
        }
        return StreamingResponse(
            stream(first, chunks), media_type=FORMATS[kind].media_type, headers=headers
        )


def read_parameters(request: Request) -> dict[str, Any]:
    """Return `where` as an object, `query` as text, `asOf` as a day or None.

    Raises BadRequest for anything else.
    """
    given: dict[str, Any] = {}
    for name, text in request.query_params.multi_items():
        if name not in PARAMETERS or name in given:
            raise BadRequest(f"`{name[:20]}` is not taken or stands twice; there are {TAKEN}.")
        given[name] = text
    if given.get("where"):
        given["where"] = parse_json(given["where"].encode(), "`where`")
    given["asOf"] = read_date(request, "asOf")
    return given


def iter_chunks(reader: TableReader, kind: str, most: int) -> Iterator[bytes]:
    """Yield a file in parts, the first when the first rows are read; see `TableReader.open`."""
    with reader.open(most) as table:
        yield from FORMATS[kind].write(table)


async def stream(first: bytes, rest: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the parts of a file, read in a thread; gives the snapshot back whatever happens."""
    try:
        yield first
        while (chunk := await run_sync(next, rest, None)) is not None:
            if chunk:
                yield chunk
    finally:
        rest.close()  # type: ignore[attr-defined]

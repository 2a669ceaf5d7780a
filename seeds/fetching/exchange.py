"""One request and its answer: bounded in seconds and bytes, connected to checked addresses only."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from io import BufferedReader, RawIOBase
from socket import socket
from ssl import SSLError, create_default_context
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit
from zlib import decompressobj, error as ZlibError

from seeds.fetching.addresses import Address, find_addresses
from seeds.fetching.bounds import Bounds
from seeds.fetching.failures import FetchFailed, Unreachable

CHUNK = 1 << 16
GZIP = 31  # zlib's window bits for a gzip stream


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an address; with a body it is posted as JSON."""

    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """GET, or POST where there is a body."""
        return "GET" if self.body is None else "POST"

    @property
    def parts(self) -> SplitResult:
        """The parts of the address."""
        return urlsplit(self.url)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers by their small names, and the unpacked body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Deadline:
    """A moment by which an answer must be whole, however slowly it drips."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def cap(self, seconds: float) -> float:
        """Return the seconds left, at most so many. Raises TimeoutError when there are none."""
        left = self._end - monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, seconds)


class TimedSocket:
    """A socket whose every wait ends at a deadline; has what `http.client` asks of one."""

    def __init__(self, wrapped: socket, deadline: Deadline, patience: float) -> None:
        self._wrapped, self._deadline, self._patience = wrapped, deadline, patience

    def sendall(self, data: bytes) -> None:
        """Send all of the data."""
        self._wrapped.settimeout(self._deadline.cap(self._patience))
        self._wrapped.sendall(data)

    def receive(self, buffer: Any) -> int:
        """Fill a buffer as far as there is something to read; returns how many bytes."""
        self._wrapped.settimeout(self._deadline.cap(self._patience))
        return self._wrapped.recv_into(buffer)

    def makefile(self, mode: str) -> BufferedReader:
        """Return a stream of what is received."""
        return BufferedReader(TimedStream(self))

    def close(self) -> None:
        """Leave the socket open: `http.client` closes it before it reads the body."""


class TimedStream(RawIOBase):
    """What a timed socket receives, as a stream."""

    def __init__(self, source: TimedSocket) -> None:
        self._source = source

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer."""
        return self._source.receive(buffer)


def exchange(request: Request, bounds: Bounds, *, allow_private: bool = False) -> Answer:
    """Return the answer to one request; a redirect is an answer too.

    Raises FetchFailed for an address that is not public and an answer over the bounds, Unreachable
    for what went wrong on the way.
    """
    deadline = Deadline(bounds.total)
    try:
        with closing(connect(request.parts, bounds, deadline, allow_private)) as opened:
            connection = build_connection(request.parts)
            connection.sock = TimedSocket(opened, deadline, bounds.read)
            target = find_target(request.parts)
            connection.request(request.method, target, request.body, build_headers(request))
            response = connection.getresponse()
            body = b"".join(unpack(response, iter_body(response), bounds))
    except TimeoutError as error:
        reason = f"gave no whole answer in {bounds.total:g} s, or none of it for {bounds.read:g} s"
        raise Unreachable(f"{request.parts.hostname} {reason}") from error
    except UnicodeError as error:
        raise FetchFailed(f"{request.url[:200]!r} is no address: {error}") from error
    except (SSLError, OSError, HTTPException) as error:
        reason = str(error) or type(error).__name__
        raise Unreachable(f"{request.parts.hostname}: the connection failed: {reason}") from error
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, body)


def build_headers(request: Request) -> dict[str, str]:
    """Return the headers of a request."""
    own = {"Accept": "application/json", "Accept-Encoding": "gzip", "Connection": "close"}
    if request.body is not None:
        own["Content-Type"] = "application/json"
    return own | dict(request.headers)


def find_target(parts: SplitResult) -> str:
    """Return the path and the query of an address, other letters than ASCII's as percent signs."""
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return quote(target, safe="%/?:@!$&'()*+,;=~-._")


def build_connection(parts: SplitResult) -> HTTPConnection:
    """Return a connection that writes and reads HTTP, given a socket; it opens none by itself."""
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", find_port(parts))


def find_port(parts: SplitResult) -> int:
    """Return the port of an address."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def connect(parts: SplitResult, bounds: Bounds, deadline: Deadline, allow_private: bool) -> socket:
    """Return a socket to a checked address of a host.

    Raises FetchFailed for an address that is not public, OSError when none can be reached.
    """
    host = parts.hostname or ""
    addresses = find_addresses(host, find_port(parts), allow_private=allow_private)
    opened = open_socket(addresses, bounds, deadline)
    if parts.scheme != "https":
        return opened
    # The name, not the address, is what the certificate must be for.
    opened.settimeout(deadline.cap(bounds.connect))
    return create_default_context().wrap_socket(opened, server_hostname=host)


def open_socket(addresses: list[Address], bounds: Bounds, deadline: Deadline) -> socket:
    """Return a socket to the first address that takes it. Raises the last address's OSError."""
    refusal = OSError("it has no address")
    for address in addresses:
        opened = socket(address.family)
        try:
            opened.settimeout(deadline.cap(bounds.connect))
            opened.connect(address.where)
        except OSError as error:
            opened.close()
            refusal = error
        else:
            return opened
    raise refusal


def iter_body(response: HTTPResponse) -> Iterator[bytes]:
    """Yield a body as it comes. Raises IncompleteRead when it breaks off."""
    while chunk := response.read(CHUNK):
        yield chunk
    if response.length:
        raise IncompleteRead(b"", response.length)


def unpack(response: HTTPResponse, chunks: Iterator[bytes], bounds: Bounds) -> Iterator[bytes]:
    """Yield a body unpacked, and give up as soon as it passes the bound, packed or unpacked.

    Raises FetchFailed over the bound, Unreachable for a gzip stream that breaks off.
    """
    coding = (response.getheader("Content-Encoding") or "identity").lower()
    if coding not in ("identity", "gzip", "x-gzip"):
        raise FetchFailed(f"the answer is packed as {coding[:40]!r}, which was not asked for")
    pieces = chunks if coding == "identity" else iter_unpacked(chunks)
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > bounds.body:
            raise FetchFailed(f"the answer is over {bounds.body:,} bytes unpacked")
        yield piece


def iter_unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what gzip holds, at most a chunk at a time. Raises Unreachable when it is not whole."""
    unpacking = decompressobj(GZIP)
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not unpacking.eof:
                yield unpacking.decompress(rest, CHUNK)
                rest = unpacking.unconsumed_tail
    except ZlibError as error:
        raise Unreachable(f"the answer is no gzip: {error}") from error
    if not unpacking.eof:
        raise Unreachable("the answer breaks off in the middle")

"""A client that waits its turn, tries again, and follows redirects only where it may."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from logging import getLogger
from random import uniform
from time import monotonic, sleep
from urllib.parse import urljoin, urlsplit

from schema.version import own_version
from seeds.fetching.bounds import DEFAULT_BOUNDS, Bounds
from seeds.fetching.exchange import Answer, Request, exchange
from seeds.fetching.failures import FetchFailed, Unreachable

log = getLogger("callboard.fetching")

REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPING_METHOD = frozenset({307, 308})
TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass
class Client:
    """A client with its manners; remembers when it last asked which host.

    `contact`, an address for whoever runs the other side, goes into its name. `allow_private` also
    allows plain HTTP: it is for one's own network.
    """

    bounds: Bounds = DEFAULT_BOUNDS
    contact: str = ""
    allow_private: bool = False
    pause: Callable[[float], None] = sleep
    _asked: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the client calls itself."""
        return f"callboard/{own_version()}" + (f" (+{self.contact})" if self.contact else "")

    def ask(self, request: Request, hosts: Collection[str]) -> Answer:
        """Return the answer to a request, redirects within hosts followed, faults tried again.

        A host allows itself and all below it. Raises FetchFailed with the reason.
        """
        for attempt in range(1, self.bounds.attempts + 1):
            try:
                return self._follow(request, hosts)
            except Unreachable as fault:
                if attempt == self.bounds.attempts:
                    raise FetchFailed(f"{fault}; tried {attempt} times") from fault
                wait = self._find_wait(attempt, fault)
                log.info("%s; trying again in %.1f s", fault, wait)
                self.pause(wait)
        raise FetchFailed("was not tried at all")

    def _follow(self, request: Request, hosts: Collection[str]) -> Answer:
        for _ in range(self.bounds.redirects + 1):
            self._check(request, hosts)
            self._take_turn(request.parts.hostname or "")
            named = replace(request, headers={"User-Agent": self.name, **request.headers})
            answer = exchange(named, self.bounds, allow_private=self.allow_private)
            if answer.status in TRY_AGAIN:
                raise Unreachable(f"HTTP {answer.status}", read_retry_after(answer))
            if answer.status not in REDIRECTS:
                return answer
            request = redirect(request, answer)
        raise FetchFailed(f"is redirected more than {self.bounds.redirects} times")

    def _check(self, request: Request, hosts: Collection[str]) -> None:
        parts = request.parts
        schemes = ("https", "http") if self.allow_private else ("https",)
        if parts.scheme not in schemes:
            raise FetchFailed(f"{request.url[:200]} is not asked: only https is")
        if not is_allowed(parts.hostname or "", hosts):
            allowed = ", ".join(hosts)
            raise FetchFailed(f"leads to {parts.hostname}, which is none of {allowed}")

    def _take_turn(self, host: str) -> None:
        last = self._asked.get(host)
        if last is not None and (left := last + self.bounds.interval - monotonic()) > 0:
            self.pause(left)
        self._asked[host] = monotonic()

    def _find_wait(self, attempt: int, fault: Unreachable) -> float:
        if fault.wait is not None:
            if fault.wait > self.bounds.longest_wait:
                raise FetchFailed(f"{fault}; asks to wait {fault.wait:,.0f} s") from fault
            return fault.wait
        # Not all at once when a host comes back: anywhere between half and one and a half.
        doubled: float = self.bounds.first_wait * 2 ** (attempt - 1)
        return min(doubled * uniform(0.5, 1.5), self.bounds.longest_wait)


def is_allowed(host: str, hosts: Collection[str]) -> bool:
    """Whether a host is one of those that are named, or below one."""
    return any(host == each or host.endswith(f".{each}") for each in hosts)


def redirect(request: Request, answer: Answer) -> Request:
    """Return the request that a redirect asks for. Raises FetchFailed without one."""
    place = answer.headers.get("location")
    if not place:
        raise FetchFailed(f"HTTP {answer.status} without a place to go to")
    if request.body is not None and answer.status not in KEEPING_METHOD:
        raise FetchFailed(f"HTTP {answer.status} to a posted request")
    try:
        url = urljoin(request.url, place)
        urlsplit(url).port  # noqa: B018 - raises for a port that is none
    except ValueError as error:
        raise FetchFailed(f"is redirected to {place[:200]!r}, which is no address") from error
    return replace(request, url=url)


def read_retry_after(answer: Answer) -> float | None:
    """Return the seconds that an answer asks to wait, in seconds or until a date; None if not."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
